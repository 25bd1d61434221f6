"""Voices whose pitch is known exactly: pulses through formants, with glides, jitter and breath."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from voicetrainer.core.ports import RATE
from voicetrainer.sound.pitch import AHEAD, HOP, candidates, frames_of, settled

Floats = NDArray[np.float64]
VOWELS = ((730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240))
"""Formants, Hz, of a man's a, e, i, o, u."""
HEIGHTS = (75, 95, 120, 160, 200, 250, 330, 420)
"""Hz, each gliding up and down by three semitones."""
GROSS = 3.0
"""Semitones."""


def _band(low: float, high: float) -> Callable[[Floats], Floats]:
    def change(sound: Floats) -> Floats:
        size = 2 * len(sound)
        frequency = np.fft.rfftfreq(size, 1 / RATE)
        gain = np.interp(frequency, (0.8 * low, low, high, 1.08 * high), (0, 1, 1, 0))
        return np.asarray(np.fft.irfft(np.fft.rfft(sound, size) * gain)[: len(sound)])

    return change


def _hiss(snr: float) -> Callable[[Floats], Floats]:
    def change(sound: Floats) -> Floats:
        noise = np.random.default_rng(7).normal(size=len(sound))
        return np.asarray(sound + noise * np.std(sound) / 10 ** (snr / 20))

    return change


_narrow = _band(300, 3400)
CONDITIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "clean": lambda x: x,
    "telephone band": _narrow,
    "10 dB of hiss": _hiss(10),
    "telephone band, 10 dB of hiss": lambda x: _narrow(_hiss(10)(x)),
}


def gross_errors(change: Callable[[Floats], Floats]) -> tuple[float, float, int]:
    """Share of told frames that are off by more than `GROSS`; share not told; frames told."""
    wrong = told = missed = 0
    for i, height in enumerate(HEIGHTS):
        track = height * 2 ** (0.25 * np.sin(2 * np.pi * 1.3 * np.arange(RATE) / RATE))
        for j, formants in enumerate(VOWELS):
            sound = change(_voice(track, np.array(formants) * (1.15 if height > 150 else 1), 10 * i + j))
            found = settled(candidates(frames_of(np.pad(sound, AHEAD).astype(np.float32))))[4:-4]
            true = track[HOP // 2 :: HOP][4 : 4 + len(found)]
            voiced = found > 0
            wrong += int(np.sum(np.abs(12 * np.log2(found[voiced] / true[voiced])) > GROSS))
            told, missed = told + int(voiced.sum()), missed + int((~voiced).sum())
    return wrong / told, missed / (told + missed), told


def _voice(track: Floats, formants: Floats, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    turns = np.cumsum(track / RATE)
    pulses = np.zeros(len(track))
    beats = np.flatnonzero(np.diff(np.floor(turns)) > 0) + 1
    off = np.round(rng.normal(0, 0.005, len(beats)) * RATE / track[beats]).astype(int)
    pulses[np.clip(beats + off, 0, len(track) - 1)] = 1 + rng.normal(0, 0.05, len(beats))
    size = 2 * len(track)
    frequency = np.fft.rfftfreq(size, 1 / RATE)
    # a throat's source falls by 12 dB an octave, the lips give 6 back
    answer = frequency / (1 + (frequency / 100) ** 2)
    for place, width in zip(formants, (80, 100, 140), strict=True):
        answer = answer / np.abs(place**2 - frequency**2 + 1j * frequency * width) * place**2
    sound = np.fft.irfft(np.fft.rfft(pulses + 0.003 * rng.normal(size=len(track)), size) * answer)
    return np.asarray(0.1 * sound[: len(track)] / np.std(sound[: len(track)]))
