"""Coughs, keys and doors, made by arithmetic from a seed: nothing of them needs to be stored."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voicetrainer.core.ports import RATE, Samples

Array = NDArray[np.float64]


def cough(rng: np.random.Generator) -> Samples:
    """One or two bursts: a hard opening, breathy noise coloured by a throat, dying away in 250 ms."""
    bursts = [_burst(rng) for _ in range(int(rng.integers(1, 3)))]
    gap = np.zeros(int(RATE * rng.uniform(0.05, 0.15)))
    pieces = [piece for burst in bursts for piece in (burst, gap)][:-1]
    return _finished(np.concatenate(pieces), 0.35)


def keyboard(rng: np.random.Generator) -> Samples:
    """A second of typing: each key a click of 3 ms and the thud of the desk."""
    out = np.zeros(int(RATE * 1.2))
    at = 0.0
    while at < 1.1:
        click = _decaying(rng, 0.003, 2500, 6000)
        thud = _decaying(rng, 0.02, 80, 300) * 0.6
        for sound in (click, thud):
            start = int(at * RATE)
            piece = sound[: len(out) - start] * rng.uniform(0.4, 1.0)
            out[start : start + len(piece)] += piece
        at += rng.uniform(0.06, 0.22)
    return _finished(out, 0.12)


def door(rng: np.random.Generator) -> Samples:
    """A slam: a crack, a low boom, the room after it."""
    boom = _decaying(rng, 0.12, 40, 160)
    crack = _decaying(rng, 0.01, 800, 5000)
    room = _decaying(rng, 0.25, 100, 1500) * 0.3
    out = np.zeros(int(RATE * 0.6))
    for sound, level in ((boom, 1.0), (crack, 0.8), (room, 1.0)):
        out[: len(sound)] += sound[: len(out)] * level
    return _finished(out, 0.6)


MAKERS: dict[str, Callable[[np.random.Generator], Samples]] = {
    "cough": cough,
    "keyboard": keyboard,
    "door": door,
}


def _burst(rng: np.random.Generator) -> Array:
    length = int(RATE * rng.uniform(0.18, 0.3))
    t = np.arange(length) / RATE
    breath = _band(rng.standard_normal(length), 300, 4500)
    throat = _band(rng.standard_normal(length), 500, 1300) * 1.5
    envelope = np.minimum(1, t / 0.006) * np.exp(-t / 0.07)
    sound: Array = (breath + throat) * envelope
    return sound


def _decaying(rng: np.random.Generator, seconds: float, low: float, high: float) -> Array:
    t = np.arange(int(RATE * seconds * 5)) / RATE
    sound = _band(rng.standard_normal(len(t)), low, high) * np.exp(-t / seconds)
    return sound / (np.abs(sound).max() or 1.0)


def _band(sound: Array, low: float, high: float) -> Array:
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(hertz < low) | (hertz > high)] = 0
    return np.fft.irfft(spectrum, len(sound))


def _finished(sound: Array, peak: float) -> Samples:
    scaled = sound * (peak / np.abs(sound).max())
    audible = np.flatnonzero(np.abs(scaled) > 0.003)
    finished: Samples = scaled[audible[0] : audible[-1] + 1].astype(np.float32)
    return finished
