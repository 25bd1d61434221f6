"""The SpeechRecognition adapter: every recogniser by name, its settings, its errors."""

from __future__ import annotations

import numpy as np
import pytest
import speech_recognition

from voicetrainer.core.errors import EngineError, UsageError
from voicetrainer.core.ports import RATE
from voicetrainer.speech import sr_ear
from voicetrainer.speech.choose import make_ear
from voicetrainer.speech.sr_ear import SpeechRecognitionEar, settings_for, variable

SOUND = (0.1 * np.sin(np.arange(RATE) / 5)).astype(np.float32)


def test_every_recogniser_of_the_package_is_known_by_name() -> None:
    methods = {name for name in dir(speech_recognition.Recognizer) if name.startswith("recognize_")}
    assert {"sr:" + name.removeprefix("recognize_") for name in methods} == set(sr_ear.names())
    assert {"sr:sphinx", "sr:google", "sr:whisper", "sr:vosk", "sr:azure"} <= set(sr_ear.names())


def test_all_but_the_local_ones_are_marked_as_cloud() -> None:
    local = {name for name in sr_ear.names() if not sr_ear.is_cloud(name.removeprefix("sr:"))}
    assert local == {"sr:sphinx", "sr:whisper", "sr:faster_whisper", "sr:vosk", "sr:tensorflow"}


def test_google_needs_nothing_and_is_cloud() -> None:
    ear = SpeechRecognitionEar("sr:google", {})
    assert ear.cloud and not ear.poor


def test_a_compulsory_setting_that_is_missing_is_named() -> None:
    with pytest.raises(EngineError, match="VOICETRAINER_SR_AZURE_KEY"):
        SpeechRecognitionEar("sr:azure", {})


def test_settings_come_from_the_environment() -> None:
    def recognize(audio_data: object, key: str, language: str = "en-US", show_all: bool = False) -> str:
        return ""

    environment = {variable("azure", "key"): "k", variable("azure", "language"): "en-GB"}
    assert settings_for("azure", recognize, environment) == {"key": "k", "language": "en-GB"}


def test_an_engine_whose_package_is_missing_says_what_to_install() -> None:
    with pytest.raises(EngineError, match="pip install"):
        SpeechRecognitionEar("sr:vosk", {})


def test_an_unknown_recogniser_offers_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'sr:sphinx'"):
        make_ear("sr:sphynx")


def ear_that(answer: object) -> SpeechRecognitionEar:
    """The real adapter, around a recogniser that gives this answer or raises it."""
    ear = SpeechRecognitionEar("sr:google", {})

    def recognise(sound: speech_recognition.AudioData, **settings: object) -> object:
        assert sound.sample_rate == RATE and sound.sample_width == 2
        if isinstance(answer, Exception):
            raise answer
        return answer

    ear._method = recognise
    return ear


@pytest.mark.parametrize(
    ("answer", "text", "sure"),
    [
        ("hello there", "hello there", None),
        (("hello there", 0.42), "hello there", 0.42),
        (("hello there", None), "hello there", None),
        ({"text": " hello there "}, "hello there", None),
        (None, "", None),
        ([], "", None),
        (speech_recognition.UnknownValueError(), "", None),
    ],
)
def test_every_form_of_answer_becomes_words(answer: object, text: str, sure: float | None) -> None:
    heard = ear_that(answer).recognise(SOUND)
    assert heard.text == text
    if sure is not None:
        assert heard.confidence == sure


@pytest.mark.parametrize(
    "error",
    [
        speech_recognition.RequestError("recognition connection failed: no route\nmore"),
        speech_recognition.exceptions.SetupError("no model"),
        ImportError("no module named openai"),
        TimeoutError("timed out"),
    ],
)
def test_every_failure_is_an_engine_error_with_its_reason(error: Exception) -> None:
    with pytest.raises(EngineError, match="sr:google") as caught:
        ear_that(error).recognise(SOUND)
    assert str(error).splitlines()[0] in str(caught.value)
    assert "\n" not in str(caught.value)
