"""Voices of known pitch and level for tests: pulses through three formants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicetrainer.core.ports import RATE, Samples

FORMANTS = {
    "a": (730, 1090, 2440),
    "e": (530, 1840, 2480),
    "i": (270, 2290, 3010),
    "o": (570, 840, 2410),
    "u": (300, 870, 2240),
}


def voice(hz: float, vowel: str, seconds: float = 1.0, seed: int = 1) -> Samples:
    """A steady vowel at about −20 dBFS, with a little jitter and breath."""
    rng = np.random.default_rng(seed)
    length = int(RATE * seconds)
    times = np.cumsum(1 / hz * (1 + rng.normal(0, 0.004, int(hz * seconds) + 2)))
    pulses = np.zeros(length)
    pulses[(times[times < seconds] * RATE).astype(int)] = 1
    return at_level(_shaped(pulses + 0.003 * rng.normal(size=length), FORMANTS[vowel]), -20)


def _shaped(sound: NDArray[np.floating], formants: tuple[int, ...]) -> Samples:
    """Through resonances, in the spectrum; the source falls by 12 dB an octave, as a throat's does."""
    size = 2 * len(sound)
    frequency = np.fft.rfftfreq(size, 1 / RATE)
    answer = 1 / (1 + (frequency / 120) ** 2) * frequency
    for place, width in zip(formants, (80, 100, 140), strict=True):
        answer = answer / np.abs(place**2 - frequency**2 + 1j * frequency * width) * place**2
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, size) * answer)[: len(sound)], np.float32)


def telephone(sound: Samples) -> Samples:
    """300–3400 Hz."""
    size = 2 * len(sound)
    frequency = np.fft.rfftfreq(size, 1 / RATE)
    band = np.interp(frequency, [250, 320, 3300, 3600], [0, 1, 1, 0])
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, size) * band)[: len(sound)], np.float32)


def at_level(sound: NDArray[np.floating], dbfs: float) -> Samples:
    return np.asarray(sound * (10 ** (dbfs / 20) / np.sqrt(np.mean(np.square(sound)))), np.float32)


def hiss(length: int, dbfs: float, seed: int = 2) -> Samples:
    return at_level(np.random.default_rng(seed).normal(size=length), dbfs)
