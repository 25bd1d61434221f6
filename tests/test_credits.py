"""Every sound that ships says where it comes from."""

from __future__ import annotations

import hashlib

from voicetrainer import places
from voicetrainer.authoring import load_scenario
from voicetrainer.speech.credits import SOUNDS, credits
from voicetrainer.speech.rendered import load_line, read_index
from voicetrainer.speech.rendering import lines_of


def rows() -> dict[str, list[str]]:
    lines = (places.audio() / "CREDITS").read_text("utf-8").splitlines()
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines if "\t" in line}


def test_every_sound_has_its_engine_voice_licence_and_true_hash() -> None:
    files = {
        p.relative_to(places.audio()).as_posix(): p for p in places.audio().rglob("*") if p.suffix in SOUNDS
    }
    assert rows().keys() == files.keys()
    for name, (engine, voice, licence, digest) in rows().items():
        assert engine and voice and licence, name
        assert digest == f"sha256:{hashlib.sha256(files[name].read_bytes()).hexdigest()}", name


def test_the_credits_are_up_to_date() -> None:
    """If not: python -m voicetrainer.speech.credits audio"""
    assert (places.audio() / "CREDITS").read_text("utf-8") == credits(places.audio())


def test_every_line_of_the_shipped_scenarios_is_rendered() -> None:
    """If not: voicetrainer render SCENARIO"""
    for path in places.scenarios().glob("*.yaml"):
        scenario = load_scenario(path).scenario
        folder = places.audio() / "lines" / scenario.name
        index = read_index(folder)
        assert set(index) == set(lines_of(scenario)), path
        assert all(load_line(folder, line) for line in index.values()), path
