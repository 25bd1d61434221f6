"""The pinned recogniser: its files, its silence on the terminal, its long utterances."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.ports import BLOCK, RATE, Samples
from voicetrainer.sound.clips import read_clip
from voicetrainer.speech import moonshine_library
from voicetrainer.speech.casting import cast
from voicetrainer.speech.choose import make_voice

if reason := moonshine_library.why_not():
    pytest.skip(f"NOT RUN: {reason}", allow_module_level=True)

from voicetrainer.speech.moonshine_ear import MoonshineEar

CLIPS = Path(__file__).parents[1] / "floor_sounds" / "clips"
SHA256 = {
    "encoder_model.ort": "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
    "decoder_model_merged.ort": "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
}


@pytest.fixture(scope="module")
def ear() -> MoonshineEar:
    return MoonshineEar()


@pytest.fixture(scope="module")
def sentence() -> Samples:
    voice = make_voice("pyttsx3", cast(("male",), "Leo"))
    return voice.render("I will ring the depot now, and call you back by four.", "neutral").samples


def test_the_model_is_the_one_that_was_measured() -> None:
    folder = moonshine_library.folder()
    assert folder
    for name, digest in SHA256.items():
        content = (folder / "assets" / moonshine_library.MODEL / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest, name


def test_its_package_with_downloader_and_http_client_is_never_imported(ear: MoonshineEar) -> None:
    ear.recognise(np.zeros(RATE, np.float32) + 0.001)
    assert "moonshine_voice" not in sys.modules


def test_a_decode_has_one_thread_and_no_other_spins_beside_it(ear: MoonshineEar, sentence: Samples) -> None:
    whole, own = time.process_time(), time.thread_time()
    ear.recognise(sentence)
    whole, own = time.process_time() - whole, time.thread_time() - own
    assert whole < 1.5 * own, (whole, own)
    assert moonshine_library.SINGLE_THREAD not in os.environ


def test_nothing_of_it_reaches_the_terminal() -> None:
    script = (
        "import numpy as np\n"
        "from voicetrainer.speech.moonshine_ear import MoonshineEar\n"
        "ear = MoonshineEar()\n"
        "ear.recognise(np.random.default_rng(1).standard_normal(16000).astype('float32') * 0.1)\n"
        "ear.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_an_utterance_too_long_for_the_model_loses_no_words_and_gains_none(
    ear: MoonshineEar, sentence: Samples
) -> None:
    long = np.concatenate([np.concatenate([sentence, np.zeros(RATE // 3, np.float32)])] * 5)
    ear.start()
    for at in range(0, len(long), BLOCK):
        ear.feed(long[at : at + BLOCK])
    for words in (ear.finish().text.lower(), ear.recognise(long).text.lower()):
        assert 4 <= words.count("ring") <= 5
        assert 4 <= words.count("call") <= 5


def test_a_pause_that_was_the_end_costs_no_second_decode(ear: MoonshineEar, sentence: Samples) -> None:
    ear.start()
    sound = np.concatenate([sentence, np.zeros(RATE // 2, np.float32)])
    last = None
    for at in range(0, len(sound), BLOCK):
        last = ear.feed(sound[at : at + BLOCK]) or last
    assert not ear._pace.loud_after_decode
    assert ear.finish().text == last


def test_words_under_loud_noise_are_less_sure(ear: MoonshineEar) -> None:
    heard_well = read_clip(CLIPS / "solution-rms.flac")
    noise = np.random.default_rng(5).standard_normal(len(heard_well)).astype(np.float32)
    noisy = heard_well + noise * np.float32(np.sqrt(np.mean(heard_well**2)))
    assert ear.recognise(heard_well).confidence > 0.8
    assert ear.recognise(noisy).confidence < 0.4


def clicks() -> np.ndarray:
    sound = np.zeros(2 * RATE, np.float32)
    sound[::4000] = 0.8
    return sound


def cough() -> np.ndarray:
    sound = np.zeros(RATE, np.float32)
    sound[3000:7000] = np.random.default_rng(2).standard_normal(4000) * np.hanning(4000) * 0.3
    return sound


def hiss() -> np.ndarray:
    return (np.random.default_rng(2).standard_normal(2 * RATE) * 0.03).astype(np.float32)


def hum() -> np.ndarray:
    return (0.05 * np.sin(2 * np.pi * 50 * np.arange(2 * RATE) / RATE)).astype(np.float32)


@pytest.mark.parametrize("noise", [clicks, cough, hiss, hum], ids=lambda make: make.__name__)
def test_no_words_are_made_of_noise(ear: MoonshineEar, noise: Callable[[], Samples]) -> None:
    assert ear.recognise(noise()).text == ""


def test_a_clip_that_ends_abruptly_puts_no_word_before_the_next(ear: MoonshineEar, sentence: Samples) -> None:
    alone = ear.recognise(sentence).text
    for cut in (0.3, 0.5, 0.8):
        ear.recognise(sentence[: int(cut * len(sentence))])
        assert ear.recognise(sentence).text.split()[:3] == alone.split()[:3]
