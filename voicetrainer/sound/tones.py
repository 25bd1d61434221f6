"""The telephone's own sounds, made here from nothing: ring tones, hold music, the line's band.

`python -m voicetrainer.sound.tones FOLDER` writes the files the project ships in `audio/`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import RATE
from .clips import write_flac

if TYPE_CHECKING:
    from ..core.ports import Samples

RING_LEVEL = 0.12
"""Amplitude of each of the two tones."""
BAND = (300.0, 3400.0)
"""Hz that a telephone line carries (ITU-T G.712)."""
BEAT_S = 0.75
"""One beat of the hold music: 80 a minute."""

# Own composition: eight bars of three beats in F, each a bass, a chord and a little melody; MIDI numbers.
_BARS: tuple[tuple[int, tuple[int, int, int], tuple[int | None, ...]], ...] = (
    (41, (60, 65, 69), (72, None, 77)),
    (38, (57, 62, 65), (76, 74, None)),
    (46, (58, 62, 65), (74, None, 70)),
    (36, (58, 64, 67), (72, None, None)),
    (45, (60, 64, 67), (72, 76, 79)),
    (38, (57, 62, 66), (78, None, 74)),
    (43, (58, 62, 67), (74, 70, None)),
    (36, (58, 62, 64), (67, 69, 70)),
)


def ring_uk() -> Samples:
    """One turn of the British ringing tone: two short bursts and a pause, 3 s."""
    return _cadence((400, 450), ((0.0, 0.4), (0.6, 1.0)), 3.0)


def ring_us() -> Samples:
    """One turn of the North American ringing tone: 2 s of sound and 4 s of pause."""
    return _cadence((440, 480), ((0.0, 2.0),), 6.0)


def hold_music() -> Samples:
    """18 s of gentle music that goes round without a seam, as a telephone line would carry it."""
    beats = 3 * len(_BARS)
    music = np.zeros(round(beats * BEAT_S * RATE), np.float32)
    for bar, (bass, chord, melody) in enumerate(_BARS):
        _pluck(music, 3 * bar, bass, 0.10, 2.6)
        for step, note in enumerate(chord):
            _pluck(music, 3 * bar + 0.5 + step * 0.75, note, 0.035, 1.6)
        for beat, tune in enumerate(melody):
            if tune is not None:
                _pluck(music, 3 * bar + beat, tune, 0.07, 1.8)
    return telephone_band(music, circular=True)


def telephone_band(samples: Samples, circular: bool = False) -> Samples:
    """Only what a telephone line carries; neither late nor longer.  `circular`: the samples go round."""
    taps = telephone_taps()
    half = len(taps) // 2
    padded = np.pad(samples, half, mode="wrap" if circular else "constant")
    return np.convolve(padded, taps, mode="valid").astype(np.float32)


def telephone_taps() -> Samples:
    """The telephone's band as a filter, symmetric: it delays by half its length."""
    return _band_pass(*BAND)


def minimum_phase(taps: Samples) -> Samples:
    """A filter of the same loudness at every pitch that delays as little as can be.

    By folding the cepstrum (Oppenheim and Schafer, Discrete-Time Signal Processing).
    """
    size = 16 * (1 << (len(taps) - 1).bit_length())
    loudness = np.abs(np.fft.rfft(taps, size))
    cepstrum = np.fft.irfft(np.log(np.maximum(loudness, 1e-4 * loudness.max())))
    cepstrum[1 : size // 2] *= 2
    cepstrum[size // 2 + 1 :] = 0
    early = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)))[: len(taps)]
    return np.asarray(early, np.float32)


def speech_like(seconds: float, seed: int = 4711, pitch: float = 150.0) -> Samples:
    """One voice that says nothing: syllables, vowels and phrases by chance.  Goes round without a seam.

    About −20 dBFS while it speaks; the same `seed` gives the same voice.
    """
    chance = np.random.default_rng(seed)
    length = round(seconds * RATE)
    phrases, syllables = _phrases(chance, seconds)
    hertz = _wander(chance, length, round(2 * seconds), pitch * 0.85, pitch * 1.2)
    hertz *= round(float(hertz.sum()) / RATE) * RATE / float(hertz.sum())  # whole turns: no seam
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    vowels = [
        _wander(chance, length, max(2, round(4.5 * seconds)), low, high)
        for low, high in ((320, 780), (850, 2200), (2400, 2900))
    ]
    voice = np.zeros(length)
    for harmonic in range(1, int(3800 / pitch)):
        voice += _resonance(harmonic * hertz, vowels) * np.sin(harmonic * phase)
    breath = circular_band(chance.standard_normal(length), 1800, 5500) * 0.12
    sound = voice * syllables + breath * (1 - syllables)
    return np.asarray(sound * phrases * 0.14 / np.sqrt(np.mean(sound**2)), np.float32)


def circular_band(samples: np.ndarray, low: float, high: float) -> np.ndarray:
    """Only these Hz, with soft edges; the samples go round."""
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    keep = 1 / (1 + (low / np.maximum(hertz, 1e-3)) ** 6) / (1 + (hertz / high) ** 6)
    return np.asarray(np.fft.irfft(np.fft.rfft(samples) * keep, len(samples)))


def _phrases(chance: np.random.Generator, seconds: float) -> tuple[np.ndarray, np.ndarray]:
    """When it speaks at all (0…1), and its syllables (0…1), for each sample."""
    t = np.arange(round(seconds * RATE)) / RATE
    phrases, syllables = np.zeros_like(t), np.zeros_like(t)
    at = 0.1
    while at < seconds - 0.6:
        end = min(seconds - 0.1, at + chance.uniform(1.2, 2.8))
        phrases += np.clip((t - at) / 0.05, 0, 1) * np.clip((end - t) / 0.15, 0, 1)
        while at < end:
            width = chance.uniform(0.14, 0.28)
            syllables = np.maximum(syllables, chance.uniform(0.5, 1) * _bump(t, at + width / 2, width))
            at += width * chance.uniform(0.85, 1.1)
        at = end + chance.uniform(0.25, 0.8)
    return np.clip(phrases, 0, 1), syllables


def _bump(t: np.ndarray, middle: float, width: float) -> np.ndarray:
    return np.asarray(np.cos(np.clip((t - middle) / width, -0.5, 0.5) * np.pi) ** 2)


def _wander(chance: np.random.Generator, length: int, stops: int, low: float, high: float) -> np.ndarray:
    """A line through `stops` chance heights, one for each sample, that ends where it began."""
    heights = chance.uniform(low, high, stops)
    return np.interp(np.arange(length) * stops / length, np.arange(stops), heights, period=stops)


def _resonance(hertz: np.ndarray, vowels: list[np.ndarray]) -> np.ndarray:
    """How loud a partial of that pitch is between the formants."""
    widths, shares = (90.0, 130.0, 180.0), (1.0, 0.5, 0.2)
    return np.asarray(
        sum(
            share / (1 + ((hertz - formant) / width) ** 2)
            for formant, width, share in zip(vowels, widths, shares, strict=True)
        )
    )


def write_all(folder: Path) -> list[Path]:
    """Write every shipped tone; returns their paths.  Raises StoreError."""
    tones = {"ring": ring_uk(), "ring-us": ring_us(), "hold": hold_music()}
    paths = []
    for name, samples in tones.items():
        paths.append(folder / f"{name}.flac")
        write_flac(paths[-1], samples)
    return paths


def _cadence(tones: tuple[int, ...], bursts: tuple[tuple[float, float], ...], length_s: float) -> Samples:
    """Sine tones in Hz, sounding from…to seconds, with edges of 10 ms."""
    t = np.arange(round(length_s * RATE)) / RATE
    sound = sum(np.sin(2 * np.pi * hertz * t) for hertz in tones) * RING_LEVEL
    edge = 0.010
    level = np.zeros_like(t)
    for start, end in bursts:
        level += np.clip((t - start) / edge, 0, 1) * np.clip((end - t) / edge, 0, 1)
    return np.asarray(sound * level, np.float32)


def _pluck(music: Samples, beat: float, note: int, loudness: float, decay_s: float) -> None:
    """Add a soft struck string at a beat; what rings past the end goes on at the start."""
    hertz = 440.0 * 2 ** ((note - 69) / 12)
    t = np.arange(round(4 * decay_s * RATE)) / RATE
    tone = np.zeros_like(t)
    for harmonic, share in ((1, 1.0), (2, 0.45), (3, 0.16), (4, 0.07)):
        tone += share * np.sin(2 * np.pi * hertz * harmonic * t) * np.exp(-t * harmonic**0.7 / (decay_s / 3))
    tone *= np.clip(t / 0.012, 0, 1) * loudness
    places = (round(beat * BEAT_S * RATE) + np.arange(len(t))) % len(music)
    np.add.at(music, places, tone.astype(np.float32))


def _band_pass(low: float, high: float, taps: int = 257) -> Samples:
    """A linear-phase windowed-sinc filter."""
    n = np.arange(taps) - taps // 2
    wide, narrow = (2 * edge / RATE * np.sinc(2 * edge / RATE * n) for edge in (high, low))
    return np.asarray((wide - narrow) * np.hamming(taps), np.float32)


if __name__ == "__main__":
    for path in write_all(Path(sys.argv[1] if len(sys.argv) > 1 else "audio")):
        print(path)
