"""A mark in the sound that can be found again to the sample: a short chirp, and a matched filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicetrainer.core.ports import RATE

if TYPE_CHECKING:
    from voicetrainer.core.ports import Samples

LENGTH = 20 * RATE // 1000
LOUDNESS = 0.5
LIKENESS = 0.6
"""Of the sound to the chirp, 0…1, from where it counts as one; speech stays below 0.3."""
SOFTEST = 0.02
"""Peak of a chirp that is still looked at: a ducked line's, telephoned."""
LONGEST = 1 << 20
"""Samples that are searched at once."""


def _chirp() -> Samples:
    t = np.arange(LENGTH) / RATE
    sweep = 2 * np.pi * (2500 * t + (6000 - 2500) / 2 * t * t / (LENGTH / RATE))
    return (np.sin(sweep) * np.hanning(LENGTH)).astype(np.float32)


CHIRP = _chirp()


def marked(samples: Samples) -> Samples:
    """The sound with a chirp laid over its first 20 ms."""
    out = samples.astype(np.float32, copy=True)
    if len(out) >= LENGTH:
        out[:LENGTH] = out[:LENGTH] * 0.2 + LOUDNESS * CHIRP
    return out


def find(samples: Samples) -> list[int]:
    """Where chirps begin, in samples."""
    found: list[int] = []
    step = LONGEST - LENGTH
    for start in range(0, max(1, len(samples) - LENGTH), step):
        found += [start + at for at in _find(samples[start : start + LONGEST])]
    return sorted(set(found))


def _find(samples: Samples) -> list[int]:
    if len(samples) < LENGTH:
        return []
    size = 1 << (len(samples) + LENGTH).bit_length()
    spectrum = np.fft.rfft(samples, size) * np.conj(np.fft.rfft(CHIRP, size))
    match = np.fft.irfft(spectrum, size)[: len(samples) - LENGTH + 1]
    energy = np.concatenate([[0.0], np.cumsum(np.square(samples, dtype=np.float64))])
    here = np.sqrt(np.maximum(energy[LENGTH:] - energy[:-LENGTH], 0)) * float(np.linalg.norm(CHIRP))
    likeness = np.where(here > SOFTEST * float(CHIRP @ CHIRP), match / np.maximum(here, 1e-9), 0.0)
    found: list[int] = []
    for at in np.flatnonzero(likeness > LIKENESS):
        if found and at - found[-1] < LENGTH:
            if likeness[at] > likeness[found[-1]]:
                found[-1] = int(at)
        else:
            found.append(int(at))
    return found
