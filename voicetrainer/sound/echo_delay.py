"""How late the caller comes back into the microphone, found in the sound itself.

Generalised cross-correlation: both sounds are cut into windows, and the average cross-spectrum is
whitened by both average spectra, so that frequencies which only one side has (the trainee's own
voice, a fan) weigh little.  Its inverse transform has one sharp peak at the delay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import RATE

if TYPE_CHECKING:
    from ..core.events import Ms
    from ..core.ports import Samples

EARLIEST: Ms = -200
"""A device that promises too long a delay lets the echo come before its reference."""
LATEST: Ms = 700
SHORTEST: Ms = 1500
"""Less sound tells nothing."""
SURE = 8.0
"""So many times higher than the rest (RMS) must the peak be; chance reached 5.9 in 200 tries."""
_WINDOW = 2 * RATE
_BAND = (150, 7000)  # Hz
_NEAR = RATE // 100
_AUDIBLE = 1e-5  # RMS


@dataclass(frozen=True, slots=True)
class Found:
    """A delay, ms from the reference to its echo, and how far its peak stands out."""

    delay: Ms
    confidence: float


def estimate_delay(reference: Samples, microphone: Samples) -> Found | None:
    """The echo's delay against the reference it came from; both start at the same moment.

    −200…700 ms.  None where nothing of the reference is surely in the microphone.
    """
    length = min(len(reference), len(microphone))
    if length < SHORTEST * RATE // 1000 or _rms(reference) < _AUDIBLE or _rms(microphone) < _AUDIBLE:
        return None
    match = _correlogram(reference[:length], microphone[:length])
    peak = int(np.argmax(match))
    rest = np.delete(match, np.arange(max(0, peak - _NEAR), min(len(match), peak + _NEAR)))
    confidence = float(match[peak] / (np.sqrt(np.mean(rest**2)) + 1e-12))
    if confidence < SURE:
        return None
    return Found(round(EARLIEST + peak * 1000 / RATE), confidence)


def _correlogram(reference: Samples, microphone: Samples) -> Samples:
    """Likeness for each delay from EARLIEST to LATEST, one value a sample."""
    size = min(_WINDOW, len(reference))
    shape = np.hanning(size).astype(np.float32)
    bins = np.fft.rfftfreq(2 * size, 1 / RATE)
    cross = np.zeros(len(bins), np.complex128)
    both = np.zeros((2, len(bins)))
    for at in range(0, len(reference) - size + 1, size // 2):
        there = np.fft.rfft(reference[at : at + size] * shape, 2 * size)
        here = np.fft.rfft(microphone[at : at + size] * shape, 2 * size)
        cross += here * np.conj(there)
        both += np.abs([there, here]) ** 2
    floor = both.max(axis=1, keepdims=True) * 1e-6
    weighted = cross / np.sqrt(np.prod(both + floor, axis=0))
    weighted[(bins < _BAND[0]) | (bins > _BAND[1])] = 0
    match = np.fft.irfft(weighted)
    lags = np.arange(EARLIEST * RATE // 1000, LATEST * RATE // 1000)
    found: Samples = np.abs(match[lags]).astype(np.float32)
    return found


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
