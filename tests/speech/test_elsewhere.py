"""A recogniser in a process of its own: its answers, its errors, its end."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import speech_recognition

from voicetrainer.core.errors import EngineError
from voicetrainer.sound.clips import read_clip
from voicetrainer.speech.elsewhere import Elsewhere
from voicetrainer.speech.sr_ear import SpeechRecognitionEar

SORRY = Path(__file__).parents[1] / "sound" / "clips" / "sorry.flac"


@pytest.fixture
def ear() -> Iterator[SpeechRecognitionEar]:
    ear = SpeechRecognitionEar("sr:sphinx", {})
    yield ear
    ear.close()


def process_of(ear: SpeechRecognitionEar) -> object:
    assert isinstance(ear._method, Elsewhere)
    return ear._method._process


def test_sphinx_hears_in_another_process_which_stays(ear: SpeechRecognitionEar) -> None:
    assert process_of(ear) is None, "not before it is needed"
    assert "sorry" in ear.recognise(read_clip(SORRY)).text
    first = process_of(ear)
    hiss = np.random.default_rng(1).normal(0, 0.001, 8000).astype(np.float32)
    assert ear.recognise(hiss).text == ""
    assert process_of(ear) is first


def test_one_that_died_is_an_error_and_the_next_utterance_has_another(ear: SpeechRecognitionEar) -> None:
    clip = read_clip(SORRY)[:16_000]
    ear.recognise(clip)
    assert isinstance(ear._method, Elsewhere) and ear._method._process
    died = ear._method._process
    ear._method._running = lambda: died  # type: ignore[method-assign]
    died.kill()
    with pytest.raises(EngineError, match="sr:sphinx"):
        ear.recognise(clip)
    del ear._method._running
    ear.recognise(clip)
    assert process_of(ear) is not died


def test_closing_ends_it_and_nothing_is_asked_afterwards(ear: SpeechRecognitionEar) -> None:
    ear.recognise(read_clip(SORRY)[:16_000])
    process = process_of(ear)
    ear.close()
    assert process.returncode is not None  # type: ignore[attr-defined]
    with pytest.raises(EngineError):
        ear.recognise(read_clip(SORRY)[:16_000])


def test_what_it_raises_there_is_raised_here() -> None:
    elsewhere = Elsewhere("recognize_sphinx", speech_recognition)
    sound = speech_recognition.AudioData(b"\0\0" * 800, 16_000, 2)
    with pytest.raises(speech_recognition.RequestError, match="language"):
        elsewhere(sound, language="no such language")
    elsewhere.close()
