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
    taps = _band_pass(*BAND)
    half = len(taps) // 2
    padded = np.pad(samples, half, mode="wrap" if circular else "constant")
    return np.convolve(padded, taps, mode="valid").astype(np.float32)


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
