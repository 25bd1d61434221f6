"""What every ear must do, run on each one that works here."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
import pytest

from voicetrainer.core.errors import EngineError
from voicetrainer.core.ports import BLOCK, RATE, Ear, Heard, Samples
from voicetrainer.speech.casting import cast
from voicetrainer.speech.choose import make_ear, make_voice

WHISPER = ("whisper",) if os.environ.get("VOICETRAINER_WHISPER_MODEL") else ()
EARS = ("moonshine", "sr:sphinx", "typed", *WHISPER)
HEARS = ("moonshine", *WHISPER)
"""Good enough to be asked for exact words of a synthetic voice."""


@pytest.fixture(scope="module")
def sorry() -> Samples:
    """A real, if synthetic, voice."""
    try:
        voice = make_voice("pyttsx3", cast(("male",), "Leo"))
    except EngineError as error:
        pytest.skip(f"NOT RUN: {error}")
    return voice.render("I am so sorry about that.", "neutral").samples


@pytest.fixture(scope="module", params=EARS)
def ear(request: pytest.FixtureRequest) -> Iterator[Ear]:
    try:
        made = make_ear(request.param)
    except EngineError as error:
        pytest.skip(f"NOT RUN for {request.param}: {error}")
    yield made
    made.close()


def streamed(ear: Ear, samples: Samples) -> tuple[list[str], Heard]:
    ear.start()
    partials = []
    for at in range(0, len(samples), BLOCK):
        words = ear.feed(samples[at : at + BLOCK])
        if words is not None:
            partials.append(words)
    return partials, ear.finish()


def with_noise(samples: Samples) -> Samples:
    quiet = np.random.default_rng(7).standard_normal(len(samples) + RATE).astype(np.float32) * 0.001
    quiet[RATE // 2 : RATE // 2 + len(samples)] += samples
    return quiet


def test_it_says_what_it_is(ear: Ear) -> None:
    assert ear.name in EARS
    assert ear.cloud is False
    assert ear.poor is (ear.name == "sr:sphinx")


def test_nothing_fed_is_nothing_heard(ear: Ear) -> None:
    ear.start()
    assert ear.finish() == Heard("", 0.0)
    assert ear.recognise(np.zeros(0, np.float32)) == Heard("", 0.0)


def test_silence_has_no_words(ear: Ear) -> None:
    assert ear.recognise(np.zeros(2 * RATE, np.float32)).text == ""


def test_a_single_block_does_no_harm(ear: Ear) -> None:
    _, heard = streamed(ear, np.full(BLOCK, 0.1, np.float32))
    assert 0.0 <= heard.confidence <= 1.0


def test_streaming_and_at_once_hear_the_same(ear: Ear, sorry: Samples) -> None:
    clip = with_noise(sorry)
    _, heard = streamed(ear, clip)
    at_once = ear.recognise(clip)
    assert 0.0 <= heard.confidence <= 1.0
    if ear.name in HEARS:
        assert "sorry" in heard.text.lower()
        assert "sorry" in at_once.text.lower()


def test_words_so_far_come_before_the_end(ear: Ear, sorry: Samples) -> None:
    partials, heard = streamed(ear, with_noise(sorry))
    if ear.name in HEARS:
        assert len(partials) >= 2
        assert partials[-1] == heard.text


def test_the_last_word_of_a_clip_that_ends_abruptly_is_kept(ear: Ear, sorry: Samples) -> None:
    _, heard = streamed(ear, sorry)
    if ear.name in HEARS:
        assert heard.text.lower().rstrip(".!?").endswith("that")


def test_two_utterances_do_not_mix(ear: Ear, sorry: Samples) -> None:
    _, first = streamed(ear, sorry)
    _, nothing = streamed(ear, np.zeros(RATE, np.float32))
    _, again = streamed(ear, sorry)
    assert nothing.text == ""
    assert again.text == first.text
