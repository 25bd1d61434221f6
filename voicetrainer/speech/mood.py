"""One stage that gives any engine's speech a mood: tempo, pitch, colour, tremor and loudness.

All engines speak neutrally and pass through here, so a caller sounds furious in the same way
whoever renders her.  The shape is deliberately mild: the words must stay intelligible, to a
person on a telephone and to a recogniser; the acting comes from the writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import RATE

if TYPE_CHECKING:
    from ..core.ports import Samples

FRAME = 480
"""Samples of an overlap-add window (30 ms: a little over two periods of a low male voice)."""
HOP = FRAME // 2
SEARCH = 160
"""How far, in samples, a window may be shifted to meet the wave before it in phase (10 ms)."""
ACTIVE_DB = 30.0
"""Frames this far below the loudest count as silence when loudness is measured."""
KNEE = 0.7
"""Amplitude above which the limiter bends the wave; it never passes 1."""


@dataclass(frozen=True, slots=True)
class MoodShape:
    semitones: float = 0.0
    tempo: float = 1.0
    """Above 1 is faster."""
    tilt: float = 0.0
    """dB an octave around 1 kHz: above 0 is sharper, below is duller."""
    level_dbfs: float = -20.0
    tremor: float = 0.0
    """0…1: depth of a shaking in loudness at 5.5 Hz."""


MOODS: Mapping[str, MoodShape] = {
    "neutral": MoodShape(),
    "calm": MoodShape(semitones=-0.5, tempo=0.96, tilt=-0.4, level_dbfs=-21.0),
    "calming": MoodShape(semitones=-1.0, tempo=0.91, tilt=-1.0, level_dbfs=-23.0),
    "cold": MoodShape(semitones=-0.6, tempo=0.94, tilt=0.8, level_dbfs=-20.5),
    "tired": MoodShape(semitones=-1.4, tempo=0.88, tilt=-1.2, level_dbfs=-23.5),
    "anxious": MoodShape(semitones=1.3, tempo=1.12, tilt=0.3, level_dbfs=-19.5, tremor=0.12),
    "tearful": MoodShape(semitones=0.8, tempo=0.9, tilt=-0.6, level_dbfs=-21.5, tremor=0.25),
    "angry": MoodShape(semitones=1.2, tempo=1.07, tilt=0.9, level_dbfs=-17.0),
    "furious": MoodShape(semitones=2.0, tempo=1.13, tilt=1.5, level_dbfs=-15.0),
}
"""For each of core.scenario.MOODS."""


def shape_for(mood: str, semitones: float = 0.0, tempo: float = 1.0) -> MoodShape:
    """The mood's shape on top of a person's own pitch and pace.  An unknown mood is neutral."""
    shape = MOODS.get(mood, MOODS["neutral"])
    return replace(shape, semitones=shape.semitones + semitones, tempo=shape.tempo * tempo)


def apply(samples: Samples, shape: MoodShape) -> Samples:
    """The same words in that shape.  Length changes with the tempo; silence stays silence."""
    if not len(samples) or not np.any(samples):
        return samples.astype(np.float32)
    ratio = 2.0 ** (shape.semitones / 12.0)
    # resampling raises the pitch and shortens by `ratio`, so the stretch makes up for both
    moved = _resampled(stretched(samples, ratio / shape.tempo), ratio)
    coloured = _shaken(_tilted(moved, shape.tilt), shape.tremor)
    return limited(levelled(coloured, shape.level_dbfs))


def stretched(samples: Samples, factor: float) -> Samples:
    """`factor` times as long at the same pitch, by overlapping windows that meet in phase (WSOLA)."""
    if abs(factor - 1.0) < 0.005 or len(samples) < 2 * FRAME:
        return samples
    window = np.hanning(FRAME + 1)[:FRAME]
    count = int(len(samples) * factor) // HOP
    padded = np.pad(samples.astype(np.float64), (SEARCH, FRAME + HOP + 2 * SEARCH))
    out = np.zeros(count * HOP + FRAME)
    ahead = padded[SEARCH : SEARCH + FRAME]
    for step in range(count):
        start = min(int(step * HOP / factor), len(samples) - 1)
        start += _best_shift(padded[start : start + FRAME + 2 * SEARCH], ahead)
        out[step * HOP : step * HOP + FRAME] += padded[start : start + FRAME] * window
        follow = start + HOP
        ahead = padded[follow : follow + FRAME]
    out[:HOP] /= np.maximum(window[:HOP], 0.1)  # nothing overlaps the first half window
    return out[: int(len(samples) * factor)].astype(np.float32)


def _best_shift(region: np.ndarray, ahead: np.ndarray) -> int:
    """Offset into `region` where it looks most like `ahead`, what would have come next."""
    match = np.correlate(region[::2], ahead[::2], mode="valid")  # half the rate is near enough
    energy = np.convolve(region[::2] ** 2, np.ones(len(ahead[::2])), mode="valid")
    return 2 * int(np.argmax(match / np.sqrt(energy + 1e-9)))


def _resampled(samples: Samples, ratio: float) -> Samples:
    if abs(ratio - 1.0) < 0.001:
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, RATE * ratio, RATE), np.float32)


def _tilted(samples: Samples, db_per_octave: float) -> Samples:
    if not db_per_octave:
        return samples
    spectrum = np.fft.rfft(samples)
    octaves = np.log2(np.clip(np.fft.rfftfreq(len(samples), 1 / RATE), 200, 6000) / 1000)
    return np.fft.irfft(spectrum * 10 ** (octaves * db_per_octave / 20), len(samples)).astype(np.float32)


def _shaken(samples: Samples, depth: float) -> Samples:
    if not depth:
        return samples
    swing = np.sin(2 * np.pi * 5.5 * np.arange(len(samples)) / RATE)
    return (samples * (1.0 + depth * swing)).astype(np.float32)


def level_dbfs(samples: Samples) -> float:
    """Level of the speech in it, pauses left out; −120 for silence."""
    usable = len(samples) // 320 * 320
    if not usable:
        return -120.0
    power = np.mean(samples[:usable].reshape(-1, 320).astype(np.float64) ** 2, axis=1)
    loudest = float(power.max())
    if loudest <= 1e-12:
        return -120.0
    active = power[power > loudest * 10 ** (-ACTIVE_DB / 10)]
    return float(10 * np.log10(active.mean()))


def levelled(samples: Samples, target_dbfs: float) -> Samples:
    now = level_dbfs(samples)
    if now <= -120.0:
        return samples
    return (samples * 10 ** ((target_dbfs - now) / 20)).astype(np.float32)


def limited(samples: Samples) -> Samples:
    """Peaks above the knee are bent, not cut; the rest is untouched."""
    over = np.abs(samples) > KNEE
    if not over.any():
        return samples
    bent = KNEE + (1 - KNEE) * np.tanh((np.abs(samples) - KNEE) / (1 - KNEE))
    return np.where(over, np.sign(samples) * bent, samples).astype(np.float32)
