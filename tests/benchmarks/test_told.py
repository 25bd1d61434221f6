"""A glad loud voice is called raised, and nothing else is said of it."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.evaluate.told import more_than_raised, told_of
from tests.sound.voices import at_level, voice
from voicetrainer.core.ports import RATE, Samples
from voicetrainer.core.raised import Baseline, baseline_of_windows
from voicetrainer.sound.delivery import delivery_of_clip


def spoken(heights: tuple[int, ...], dbfs: float) -> Samples:
    """Syllables at these pitches, Hz, one after the other."""
    parts = [voice(hz, vowel, 0.4) for hz, vowel in zip(heights, "aiaiai", strict=False)]
    silence = np.zeros(RATE // 2, np.float32)
    return np.concatenate([silence, at_level(np.concatenate(parts), dbfs), silence])


REST = spoken((200, 205, 195, 200, 205, 195), -30)
GLAD = spoken((260, 340, 280, 360, 270, 330), -20)
"""10 dB louder, and up and down as who brings good news."""
CROSS = spoken((290, 300, 290, 300, 290, 300), -20)


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    found = baseline_of_windows(delivery_of_clip(REST).windows)
    assert found
    return found


@pytest.mark.parametrize("levels", [True, False], ids=["gain fixed", "gain not known"])
def test_a_glad_loud_voice_is_called_raised_and_nothing_else(baseline: Baseline, levels: bool) -> None:
    told = told_of(delivery_of_clip(GLAD), baseline, levels)
    assert [rule for rule, _ in told] == ["delivery.raised"]
    assert "raised" in told[0][1]
    assert not more_than_raised(told)


def test_of_a_cross_loud_voice_the_same_is_said(baseline: Baseline) -> None:
    glad, cross = (told_of(delivery_of_clip(sound), baseline, True) for sound in (GLAD, CROSS))
    numbers = str.maketrans("", "", "0123456789.−- ")
    assert [s.translate(numbers) for _, s in glad] == [s.translate(numbers) for _, s in cross]


def test_of_a_voice_at_rest_nothing_is_held_against_anybody(baseline: Baseline) -> None:
    assert told_of(delivery_of_clip(REST), baseline, True) == ()


def test_a_named_feeling_would_be_noticed() -> None:
    assert more_than_raised((("delivery.raised", "You sounded angry."),))
    assert more_than_raised((("delivery.pace", "You spoke fast."),))
