"""The mood stage on synthetic voices, whose pitch and length are known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from voicetrainer.core.ports import RATE
from voicetrainer.core.scenario import MOODS
from voicetrainer.speech import mood as stage


def voice(hz: float = 150.0, seconds: float = 2.0) -> np.ndarray:
    """A buzz with harmonics and a slow swell, as a sustained vowel has."""
    t = np.arange(int(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 12))
    return (0.1 * wave * (0.7 + 0.3 * np.sin(2 * np.pi * 2 * t))).astype(np.float32)


def pitch(samples: np.ndarray) -> float:
    part = samples[RATE // 2 : RATE // 2 + 4096].astype(np.float64)
    shape = np.correlate(part, part, "full")[len(part) - 1 :]
    low, high = RATE // 400, RATE // 70
    return RATE / (low + int(np.argmax(shape[low:high])))


def test_every_mood_of_the_format_has_a_shape() -> None:
    assert set(stage.MOODS) == set(MOODS)


@pytest.mark.parametrize("mood", MOODS)
def test_a_mood_brings_its_own_level_and_never_clips(mood: str) -> None:
    shape = stage.shape_for(mood)
    made = stage.apply(voice(), shape)
    assert stage.level_dbfs(made) == pytest.approx(shape.level_dbfs, abs=0.5)
    assert np.abs(made).max() < 1.0
    assert made.dtype == np.float32


def test_furious_is_higher_faster_and_louder_than_calming() -> None:
    furious = stage.apply(voice(), stage.shape_for("furious"))
    calming = stage.apply(voice(), stage.shape_for("calming"))
    assert 12 * np.log2(pitch(furious) / pitch(calming)) == pytest.approx(3.0, abs=0.4)
    assert len(furious) < 0.85 * len(calming)
    assert stage.level_dbfs(furious) - stage.level_dbfs(calming) > 7


@pytest.mark.parametrize("factor", [0.7, 0.9, 1.15, 1.4])
def test_stretching_changes_length_and_not_pitch(factor: float) -> None:
    made = stage.stretched(voice(), factor)
    assert len(made) == pytest.approx(factor * 2 * RATE, rel=0.01)
    assert pitch(made) == pytest.approx(150, rel=0.02)


def test_pitch_moves_without_changing_length() -> None:
    made = stage.apply(voice(), stage.MoodShape(semitones=3.0))
    assert len(made) == pytest.approx(2 * RATE, rel=0.01)
    assert 12 * np.log2(pitch(made) / 150) == pytest.approx(3.0, abs=0.3)


def test_silence_and_nothing_pass_unharmed() -> None:
    furious = stage.shape_for("furious")
    assert len(stage.apply(np.zeros(0, np.float32), furious)) == 0
    assert not stage.apply(np.zeros(RATE, np.float32), furious).any()


def test_an_unknown_mood_is_neutral() -> None:
    assert stage.shape_for("jubilant") == stage.shape_for("neutral")


def test_the_limiter_leaves_quiet_sound_alone() -> None:
    quiet = voice() * 0.5
    assert stage.limited(quiet) is quiet
