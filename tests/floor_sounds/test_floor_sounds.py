"""Each class of overlap, spoken by six voices and judged by the real loop.

Every scene is tried by one voice in quiet and, in an office, by another; `make evaluate` tries them all.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from voicetrainer.speech.moonshine_ear import MoonshineEar

from .play import CLIPS, HERE, Sound, judge, sounds
from .scenes import SCENES, VOICES

IN_NOISE = ("i-see", "late-in-the-line", "asked", "together", "offer-in-the-pause", "one-word", "promise",
            "defence", "breaks-off", "cough")  # fmt: skip
ONSET_DOUBT, END_DOUBT = 180, 450
"""ms: soft first sounds of some voices are found late, and in office murmur the end of a word broken off
(95 % within 410 ms, docs/evaluation.md); the class is what is claimed here."""


@pytest.fixture(scope="module")
def ear() -> MoonshineEar:
    return MoonshineEar()


def chosen(shift: int, names: tuple[str, ...]) -> list[Sound]:
    """Of each scene the clear sound of one voice; another voice for the next scene."""
    found = []
    for number, scene in enumerate(s for s in SCENES if s.name in names):
        order = [VOICES[(number + shift + n) % len(VOICES)] for n in range(len(VOICES))]
        own = [
            s
            for voice in order
            for s in sounds()
            if s.name.startswith(scene.name + "-" + voice.replace(" ", "-"))
        ]
        found.append(next(s for s in own if s.clear))
    return found


def check(sound: Sound, ear: MoonshineEar, noise: str | None) -> None:
    found = judge(sound, ear, noise)
    assert found.right(sound), (found.kind, found.overlap)
    if found.overlap and found.speech:
        assert abs(found.speech.onset - found.line_at - sound.onset) <= ONSET_DOUBT
        assert found.overlap.cut or abs(found.overlap.end - found.line_at - sound.end) <= END_DOUBT


@pytest.mark.parametrize("sound", chosen(0, tuple(s.name for s in SCENES)), ids=lambda s: s.name)
def test_a_clear_case_gets_its_class(sound: Sound, ear: MoonshineEar) -> None:
    check(sound, ear, None)


@pytest.mark.parametrize("sound", chosen(3, IN_NOISE), ids=lambda s: s.name)
def test_a_clear_case_gets_its_class_in_an_office(sound: Sound, ear: MoonshineEar) -> None:
    check(sound, ear, "office")


def test_every_class_is_there_in_every_voice() -> None:
    kinds = {scene.kind for scene in SCENES}
    assert kinds == {"", "backchannel", "terminal", "simultaneous start", "false ending", "short overlap",
                     "interruption", "gave way"}  # fmt: skip
    assert {(s.kind, s.voice) for s in sounds()} == {(kind, voice) for kind in kinds for voice in VOICES}


def test_every_sound_has_its_credit_and_true_hash() -> None:
    rows = [line.split("\t") for line in (HERE / "CREDITS").read_text("utf-8").splitlines() if "\t" in line]
    assert {row[0] for row in rows} == {path.name for path in CLIPS.glob("*.flac")}
    for name, engine, words, licence, digest in rows:
        assert engine and words and licence, name
        assert digest == f"sha256:{hashlib.sha256(Path(CLIPS / name).read_bytes()).hexdigest()}", name


def test_the_sounds_are_small() -> None:
    assert sum(path.stat().st_size for path in CLIPS.glob("*.flac")) < 4_000_000
