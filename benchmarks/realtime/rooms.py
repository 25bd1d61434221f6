"""Rooms with a loudspeaker and a microphone, made by arithmetic: what comes back of the caller.

An impulse response is a direct path and a decaying noise (early sparse, late dense), a usual stand-in
for a measured one.  Besides the room: the delay of drivers and air, and a small loudspeaker that clips.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicetrainer.core.events import Ms
from voicetrainer.core.ports import RATE, Samples


@dataclass(frozen=True, slots=True)
class Loudspeaker:
    """How the caller comes back into the microphone."""

    delay: Ms
    """From handing over to the direct sound."""
    level_db: float
    """The echo against what was played."""
    reverberation: Ms = 300
    """Until it has died away by 60 dB; 0 is no room at all."""
    drift_ppm: float = 0.0
    """How much faster the loudspeaker's clock runs; only `drifting` knows it."""
    drive_db: float = 0.0
    """Gain in front of a loudspeaker that clips softly; its loudness is taken off again."""
    name: str = ""


def echo_of(played: Samples, speaker: Loudspeaker, seed: int = 1) -> Samples:
    """What the microphone hears of `played`, as long as it and starting with it."""
    sound = _clipped(played, speaker.drive_db)
    response = impulse_response(speaker.reverberation, seed)
    heard = _convolved(sound, response)[: len(played)]
    late = speaker.delay * RATE // 1000
    out = np.zeros(len(played), np.float32)
    out[late:] = heard[: len(played) - late] * 10 ** (speaker.level_db / 20)
    return out


def impulse_response(reverberation: Ms, seed: int = 1) -> NDArray[np.float64]:
    """Energy one; the direct path holds a third of it (half a metre in an office)."""
    if not reverberation:
        return np.ones(1)
    rng = np.random.default_rng(seed)
    t = np.arange(reverberation * RATE // 1000) / RATE
    tail = rng.standard_normal(len(t)) * 10 ** (-3 * t * 1000 / reverberation)
    tail[: RATE // 500] = 0  # nothing is nearer than 70 cm of detour
    early = t < 0.03
    tail[early] *= rng.random(int(early.sum())) < 0.05
    tail[early] *= 4
    tail *= np.sqrt(2 / 3 / np.sum(tail**2))
    tail[0] = np.sqrt(1 / 3)
    return tail


def _clipped(sound: Samples, drive_db: float) -> Samples:
    if not drive_db:
        return sound
    gain = 10 ** (drive_db / 20)
    clipped: Samples = (np.tanh(sound * gain) / gain).astype(np.float32)
    return clipped


def _convolved(sound: Samples, response: NDArray[np.float64]) -> Samples:
    size = 1 << 17
    step = size - len(response) + 1
    spectrum = np.fft.rfft(response, size)
    out = np.zeros(len(sound) + size, np.float32)
    for at in range(0, len(sound), step):
        piece = np.fft.irfft(np.fft.rfft(sound[at : at + step], size) * spectrum, size)
        out[at : at + size] += piece
    return out
