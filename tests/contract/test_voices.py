"""What every voice must do, run on each one that works here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.errors import EngineError
from voicetrainer.core.ports import RATE, Clip, Voice
from voicetrainer.speech.cache import CachedVoice
from voicetrainer.speech.casting import cast
from voicetrainer.speech.choose import make_voice
from voicetrainer.speech.rendered import RenderedVoice

LINE = "Eleven days! I waited for it, (pause 0.8 s) and nobody rings me back."
CASTING = cast(("female", "older"), "Maureen Price")


def cached(folder: Path) -> Voice:
    return CachedVoice(make_voice("pyttsx3", CASTING), folder)


def rendered(folder: Path) -> Voice:
    return RenderedVoice(folder, make_voice("pyttsx3", CASTING))


VOICES: dict[str, Callable[[Path], Voice]] = {
    "pyttsx3": lambda _folder: make_voice("pyttsx3", CASTING),
    "flite": lambda _folder: make_voice("flite", CASTING),
    "piper": lambda _folder: make_voice("piper", cast(("male",), "Leo")),
    "captions": lambda _folder: make_voice("captions", CASTING),
    "cached": cached,
    "rendered": rendered,
}


@pytest.fixture(scope="module", params=VOICES)
def voice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    try:
        made = VOICES[request.param](tmp_path_factory.mktemp("voice"))
    except EngineError as error:
        pytest.skip(f"NOT RUN for {request.param}: {error}")
    yield made
    made.close()


@pytest.fixture(scope="module")
def clip(voice: Voice) -> Clip:
    return voice.render(LINE, "neutral")


def test_it_has_a_name(voice: Voice) -> None:
    assert voice.name


def test_a_line_becomes_mono_sound_without_clipping(clip: Clip) -> None:
    assert clip.samples.dtype == np.float32
    assert clip.samples.ndim == 1
    assert np.isfinite(clip.samples).all()
    assert np.abs(clip.samples).max() < 1.0
    assert 3000 < clip.length < 12_000


def test_its_marks_are_ordered_and_inside_it(clip: Clip) -> None:
    onsets = [mark.onset for mark in clip.marks]
    assert onsets == sorted(onsets)
    assert all(0 <= mark.onset < mark.end <= clip.length for mark in clip.marks)
    assert [mark.text for mark in clip.marks if mark.kind == "word"] == LINE.replace(
        "(pause 0.8 s) ", ""
    ).split()


def test_both_sentences_are_marked_up_to_the_end(clip: Clip) -> None:
    first, second = (mark for mark in clip.marks if mark.kind == "sentence")
    assert first.onset == 0
    assert 100 < second.onset - first.end < 300
    assert second.end == clip.length


def test_a_written_pause_is_silent_and_exactly_as_long(clip: Clip) -> None:
    (pause,) = (mark for mark in clip.marks if mark.kind == "pause")
    assert pause.end - pause.onset == pytest.approx(800, abs=1)
    inside = clip.samples[(pause.onset + 10) * RATE // 1000 : (pause.end - 10) * RATE // 1000]
    assert np.abs(inside).max() < 0.002


def test_the_last_sound_is_the_lines_end(voice: Voice, clip: Clip) -> None:
    if voice.name == "captions":
        return
    loud = np.flatnonzero(np.abs(clip.samples) > np.abs(clip.samples).max() * 10 ** (-50 / 20))
    assert (len(clip.samples) - loud[-1]) * 1000 / RATE <= 30


def test_a_line_without_words_is_no_sound(voice: Voice) -> None:
    assert voice.render("", "neutral").length == 0


def test_a_mood_can_be_heard(voice: Voice, clip: Clip) -> None:
    if voice.name == "captions":
        return
    furious = voice.render(LINE, "furious")
    assert furious.length < 0.95 * clip.length
    assert np.sqrt(np.mean(furious.samples**2)) > 1.5 * np.sqrt(np.mean(clip.samples**2))


def test_odd_characters_do_no_harm(voice: Voice) -> None:
    assert voice.render("— \"Well\", she's <said> & waited … 50% £3 {x} \\ '", "cold").length > 300


def test_the_same_line_is_as_long_again(voice: Voice, clip: Clip) -> None:
    """Within 80 ms: an engine may end a sound a frame or two later, and each end is trimmed by ear."""
    assert abs(voice.render(LINE, "neutral").length - clip.length) <= 80
