"""Which engine is taken, and what is said about the others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from voicetrainer.core.errors import UsageError
from voicetrainer.core.scenario import Caller, Scenario, State
from voicetrainer.speech.cache import CachedVoice
from voicetrainer.speech.casting import cast
from voicetrainer.speech.choose import (
    choose_ear,
    choose_voice,
    describe_engines,
    make_voice,
    voice_names,
    voice_of_trainee,
)
from voicetrainer.speech.rendering import render_lines

from .fakes import ToneVoice

SCENARIO = Scenario("x", "X", "opening", {"opening": State("opening", ("Well.",))}, Caller("Leo", ("male",)))


def test_rendered_lines_come_first_if_there_are_any(tmp_path: Path) -> None:
    render_lines(SCENARIO, ToneVoice(), tmp_path / "lines", "CC0")
    voice, notes = choose_voice(SCENARIO, lines=tmp_path / "lines", cache=tmp_path / "cache")
    assert voice.name == "rendered" and not notes
    assert voice.render("Well.", "neutral").length == 250


def test_without_rendered_lines_an_engine_speaks_and_is_cached(tmp_path: Path) -> None:
    voice, notes = choose_voice(SCENARIO, lines=tmp_path, cache=tmp_path / "cache")
    assert voice.name == "pyttsx3" and not notes
    voice.render("Well.", "neutral")
    assert list((tmp_path / "cache").rglob("*.flac"))


def test_the_wanted_voice_is_taken_even_if_lines_are_rendered(tmp_path: Path) -> None:
    render_lines(SCENARIO, ToneVoice(), tmp_path, "CC0")
    voice, _ = choose_voice(SCENARIO, "captions", lines=tmp_path)
    assert voice.name == "captions"


def test_a_wanted_voice_that_is_not_there_is_followed_by_the_next_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    voice, notes = choose_voice(SCENARIO, "flite", lines=tmp_path, cache=tmp_path)
    assert voice.name == "pyttsx3"
    assert len(notes) == 1 and "flite" in notes[0].text and "apt install" in notes[0].text


def test_an_unknown_voice_offers_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'pyttsx3'"):
        make_voice("pytsx", cast(()))
    assert "captions" in voice_names()


def test_an_ear_that_was_lost_is_not_taken_again() -> None:
    ear, notes = choose_ear(without={"moonshine"})
    assert ear.name == "sr:sphinx"
    assert any("assessed" in note.text for note in notes)
    ear.close()


def test_when_all_ears_are_lost_there_is_typing() -> None:
    ear, _ = choose_ear(without={"moonshine", "sr:sphinx"})
    assert ear.name == "typed"


def test_a_wanted_ear_that_cannot_work_is_followed_by_the_next_with_a_reason() -> None:
    ear, notes = choose_ear("sr:vosk")
    assert ear.name == "moonshine"
    assert "sr:vosk" in notes[0].text and "pip install" in notes[0].text
    ear.close()


def test_a_cloud_ear_is_never_taken_unasked() -> None:
    assert not any(row.cloud and row.used for row in describe_engines())


def plugin(folder: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """An installed package of somebody else that brings an ear and a voice named `theirs`."""
    (folder / "their_package.py").write_text(source)
    about = folder / "their_package-1.5.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: their-package\nVersion: 1.5\n")
    (about / "entry_points.txt").write_text(
        "[voicetrainer.ears]\ntheirs = their_package:ear\n"
        "[voicetrainer.voices]\ntheirs = their_package:voice\n"
    )
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "their_package", raising=False)


def test_engines_of_other_packages_are_found_by_entry_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "from tests.speech.fakes import EchoEar as ear, ToneVoice\n"
    plugin(tmp_path, monkeypatch, source + "def voice(casting): return ToneVoice('theirs', casting.name)\n")
    ear, notes = choose_ear("theirs")
    assert ear.name == "echo" and not notes
    voice, _ = choose_voice(SCENARIO, "theirs", lines=tmp_path, cache=tmp_path / "cache")
    assert voice.name == "theirs"
    row = next(row for row in describe_engines() if row.name == "theirs" and row.kind == "ear")
    assert row.installed and row.version == "1.5" and not row.used


def test_a_broken_plugin_is_a_note_and_the_next_ear_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin(tmp_path, monkeypatch, "import a_module_that_is_not_there\n")
    ear, notes = choose_ear("theirs")
    assert ear.name == "moonshine"
    assert "a_module_that_is_not_there" in notes[0].text
    ear.close()


def test_the_trainee_of_a_rehearsal_sounds_unlike_the_caller(tmp_path: Path) -> None:
    caller, _ = choose_voice(SCENARIO, "flite", lines=tmp_path, cache=tmp_path)
    trainee, _ = voice_of_trainee(SCENARIO, cache=tmp_path)
    assert isinstance(caller, CachedVoice) and isinstance(trainee, CachedVoice)
    assert caller.key != trainee.key


def test_the_doctor_knows_what_would_be_used_and_why_not() -> None:
    rows = {(row.kind, row.name): row for row in describe_engines()}
    assert rows["voice", "pyttsx3"].used and rows["ear", "moonshine"].used
    assert sum(row.used for row in rows.values()) == 2
    assert rows["ear", "moonshine"].version == "0.1.0"
    assert rows["ear", "sr:sphinx"].poor and not rows["ear", "sr:sphinx"].cloud
    assert "pip install" in rows["ear", "sr:vosk"].why
    assert all(row.why for row in rows.values())
