from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from voicetrainer.core.ports import RATE
from voicetrainer.speech.confidence import Signs, confidence, signs_of

CLEAR = Signs(
    "I am so sorry about that Mrs Price", ("I am so sorry", "I am so sorry about that Mrs"), 2200, -24, 40
)


def test_clear_words_are_sure() -> None:
    assert confidence(CLEAR) == 1.0


@pytest.mark.parametrize("text", ["", " ", "...", "♪"])
def test_no_words_are_no_confidence(text: str) -> None:
    assert confidence(replace(CLEAR, text=text)) == 0.0


@pytest.mark.parametrize(
    "worse",
    [
        replace(CLEAR, partials=("The lion sat on a storybook there",)),
        replace(CLEAR, voiced=14_000),
        replace(CLEAR, voiced=300),
        replace(CLEAR, snr_db=4),
        replace(CLEAR, level_dbfs=-57),
        replace(CLEAR, clipped=0.06),
        replace(CLEAR, text="no no no no no no no no no no no no", partials=(), voiced=3000),
    ],
    ids=["changed its mind", "too few letters", "too many letters", "noise", "low", "clipped", "loops"],
)
def test_each_sign_of_trouble_lowers_it(worse: Signs) -> None:
    assert confidence(worse) < 0.75


def test_two_signs_lower_it_more_than_one() -> None:
    noisy = replace(CLEAR, snr_db=5)
    assert confidence(replace(noisy, level_dbfs=-55)) < confidence(noisy)


def test_a_partial_cut_in_mid_word_speaks_for_nothing() -> None:
    assert confidence(replace(CLEAR, text="Yes.", partials=("Yeah",), voiced=400)) == 1.0


def test_the_signs_of_a_clip_are_measured() -> None:
    noise = np.random.default_rng(1).standard_normal(2 * RATE).astype(np.float32) * 0.001
    noise[RATE // 2 : 3 * RATE // 2] += 0.2 * np.sin(np.arange(RATE) / 8, dtype=np.float32)
    signs = signs_of(noise, "hello")
    assert 980 <= signs.voiced <= 1040
    assert signs.level_dbfs == pytest.approx(-17, abs=0.5)
    assert signs.snr_db == pytest.approx(43, abs=2)


def test_nothing_heard_can_be_measured_too() -> None:
    assert confidence(signs_of(np.zeros(0, np.float32), "")) == 0.0
    assert confidence(signs_of(np.zeros(RATE, np.float32), "hello")) < 0.5
