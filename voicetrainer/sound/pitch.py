"""How high a voice is: its fundamental frequency every 10 ms, in plain numpy.

Theory of operation.  A voiced sound repeats itself, and the delay after which it is most like
itself is the period.  That also holds on a telephone, which cuts the fundamental off: the
harmonics that are left still repeat together.  Three things go wrong in a plain autocorrelation,
and each has its remedy here.

* A strong formant makes the wave repeat at the formant's own period.  So the spectrum is
  flattened first: its magnitude is raised to a power below 2 (Tolonen & Karjalainen 2000).
* Twice the period fits as well as the period, half of it sometimes almost as well.  So each frame
  keeps several candidates with their strengths, and `settled` chooses among them with the voice's
  own middle in view; a median filter takes out what is left.
* Noise and hiss repeat at nothing.  So a frame counts as voiced only above a strength.

The candidates of a frame depend on that frame alone, so they can be worked out as the sound
comes in (`candidates`); the choice waits until the utterance is over (`settled`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..core.ports import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..core.ports import Samples

    Floats = NDArray[np.float32]

HOP = 160
"""Samples between frames (10 ms)."""
FRAME = 640
"""Samples in a frame (40 ms: two and a half periods of the lowest voice)."""
AHEAD = (FRAME - HOP) // 2
"""Samples of a frame on either side of its own hop."""
LOWEST, HIGHEST = 65.0, 500.0
"""Hz: from a very low man's voice to a child's or a shout."""
LINE, SPLIT = (300.0, 3300.0), 700.0
"""Hz: what a telephone lets through, parted at about the first resonance of the mouth.  A louder voice
opens the mouth and closes the throat faster, and both move sound from below the split above it."""
KEPT = 5
"""Candidates kept for a frame."""

_FFT = 1024
_POWER = 0.7
"""Of the spectrum's magnitude; 2 would be the plain autocorrelation."""
_BAND = (60.0, 90.0, 2600.0, 3200.0)
"""Hz: what lies outside is rumble or hiss.  Rises between the first two, falls between the last."""
_OCTAVE_COST = 0.03
"""Strength that a candidate loses for each octave below the highest: of two that fit alike, the
shorter period is the true one (Boersma 1993)."""
_FAR_COST = 0.15
"""Strength that a candidate loses for each octave between it and the voice's middle."""
VOICED = 0.17
"""Strength from which on a frame is voiced; 998 of 1000 frames of white noise stay below."""
_LONGEST, _SHORTEST = int(RATE / LOWEST), int(RATE / HIGHEST)
_QUIET = 1e-9
"""Power, relative to full scale, below which a frame is silence (−90 dBFS)."""


class Candidates(NamedTuple):
    """For each frame, what its pitch may be."""

    pitch: Floats
    """Hz, shape (frames, KEPT); 0 where there is none."""
    strength: Floats
    """0…1, how well the frame repeats itself then; same shape."""
    balance: Floats
    """dB, the sound above `SPLIT` against that below, shape (frames,)."""


def _weights() -> Floats:
    """Of the spectrum's bins: 1 inside the band, 0 outside."""
    frequency = np.fft.rfftfreq(_FFT, 1 / RATE)
    return np.asarray(np.interp(frequency, _BAND, (0, 1, 1, 0)), np.float32)


def _within(low: float, high: float) -> NDArray[np.bool_]:
    """The spectrum's bins between two frequencies, Hz."""
    frequency = np.fft.rfftfreq(_FFT, 1 / RATE)
    return np.asarray((frequency >= low) & (frequency < high))


_WINDOW = np.hanning(FRAME).astype(np.float32)
_SPECTRUM = _weights()
_LOW, _HIGH = _within(LINE[0], SPLIT), _within(SPLIT, LINE[1])
_LAGS = np.arange(_SHORTEST - 1, _LONGEST + 2)


def _own() -> Floats:
    """The window's autocorrelation, that of a steady sound must be divided by."""
    shape = np.fft.irfft(np.abs(np.fft.rfft(_WINDOW, _FFT)) ** 2, _FFT)
    return np.asarray(shape[_LAGS] / shape[0], np.float32)


_OWN = _own()
_COST = (_OCTAVE_COST * np.log2(_LAGS / _SHORTEST)).astype(np.float32)


def frames_of(samples: Samples) -> Samples:
    """All whole frames of the samples, shape (frames, FRAME); a view, nothing is copied."""
    if len(samples) < FRAME:
        return np.zeros((0, FRAME), np.float32)
    view: Samples = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    return view


def none(frames: int) -> Candidates:
    """For frames that were not looked at."""
    empty = np.zeros((frames, KEPT), np.float32)
    return Candidates(empty, empty, np.zeros(frames, np.float32))


def candidates(frames: Samples) -> Candidates:
    """What the pitch of each frame may be, best first."""
    if not len(frames):
        return none(0)
    spectrum = np.abs(np.fft.rfft(frames * _WINDOW, _FFT)).astype(np.float32)
    likeness = _likeness(frames, spectrum)
    inner = likeness[:, 1:-1]
    peaks = (inner > likeness[:, :-2]) & (inner >= likeness[:, 2:])
    ranked = np.where(peaks, inner - _COST[1:-1], -1.0)
    best = np.argpartition(-ranked, KEPT, axis=1)[:, :KEPT]
    best = np.take_along_axis(best, np.argsort(-np.take_along_axis(ranked, best, 1), axis=1), 1)
    there = np.take_along_axis(ranked, best, 1) > 0
    lag, height = _summits(likeness, best + 1)
    pitch = np.where(there, RATE / (lag + _LAGS[0]), 0.0)
    return Candidates(
        pitch.astype(np.float32), np.where(there, height, 0.0).astype(np.float32), _balance(spectrum)
    )


def _balance(spectrum: Floats) -> Floats:
    high, low = (np.sum(np.square(spectrum[:, part]), axis=1) for part in (_HIGH, _LOW))
    return np.asarray(10 * np.log10((high + 1e-12) / (low + 1e-12)), np.float32)


def _likeness(frames: Samples, spectrum: Floats) -> Floats:
    """How like itself each frame is after each of `_LAGS`, shape (frames, lags), 1 at most."""
    flat = (spectrum * _SPECTRUM) ** np.float32(_POWER)
    shape = np.fft.irfft(flat, _FFT)
    whole = np.maximum(shape[:, :1], 1e-12)
    likeness = shape[:, _LAGS] / whole / _OWN
    loud = np.mean(np.square(frames), axis=1, keepdims=True) > _QUIET
    return np.where(loud, np.minimum(likeness, 1.0), 0.0).astype(np.float32)


def _summits(likeness: Floats, at: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Exact place and height of the peaks, by a parabola through three points."""
    left, top, right = (np.take_along_axis(likeness, at + step, 1) for step in (-1, 0, 1))
    bend = np.minimum(left - 2 * top + right, -1e-9)
    off = np.clip(0.5 * (left - right) / bend, -0.5, 0.5)
    return (at + off).astype(np.float32), np.asarray(top - 0.25 * (left - right) * off, np.float32)


def settled(found: Candidates) -> Floats:
    """The pitch of each frame, Hz; 0 where it is unvoiced.  `found`: the frames of one utterance."""
    strength = found.strength
    if not len(strength):
        return np.zeros(0, np.float32)
    octaves = np.log2(np.maximum(found.pitch, 1.0))
    falling = _OCTAVE_COST * (np.log2(HIGHEST) - octaves)
    first = _chosen(octaves, strength - falling)
    best = strength.max(axis=1)
    sure = best >= VOICED
    if not sure.any():
        return np.zeros(len(first), np.float32)
    surest = sure & (best >= np.median(best[sure]))
    far = np.abs(octaves - np.median(first[surest]))
    second = _chosen(octaves, np.where(found.pitch > 0, strength - falling - _FAR_COST * far, -9.0))
    return _smoothed(second, sure)


def _chosen(octaves: Floats, merit: Floats) -> Floats:
    best = np.argmax(merit, axis=1)[:, None]
    return np.asarray(np.take_along_axis(octaves, best, 1)[:, 0], np.float32)


def _smoothed(octaves: Floats, voiced: NDArray[np.bool_]) -> Floats:
    """Medians of five voiced neighbours; a frame with fewer than two voiced ones beside it is dropped."""
    known = np.where(voiced, octaves, np.nan)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(known, 2, constant_values=np.nan), 5)
    kept = voiced & (np.count_nonzero(~np.isnan(around), axis=1) >= 3)
    pitch = np.zeros(len(octaves), np.float32)
    if kept.any():
        middle = np.nanmedian(around[kept], axis=1)
        pitch[kept] = np.exp2(middle)
    return pitch


def semitones(pitch: float, above: float) -> float:
    """How far `pitch` lies above another, both Hz; negative below."""
    return 12 * float(np.log2(pitch / above))
