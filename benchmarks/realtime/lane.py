"""What can be read off the caller's sound: when it began, sank, broke off, went on.

Nothing here asks the system: the sound it handed over is compared with the line it was to say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicetrainer.core.events import Mark, Ms
from voicetrainer.core.ports import RATE, Samples

from .script import Line

PER_MS = RATE // 1000
WINDOW: Ms = 10
SILENT = 10 ** (-60 / 20)
DUCKED = 10 ** (-12 / 20)
BROKEN_OFF: Ms = 350
"""Longer than any pause inside a line: the caller has stopped."""
PROBE: Ms = 300
ALIKE = 0.8
"""Correlation from which on two stretches are the same sound."""


def first_sound(caller: Samples, since: Ms = 0) -> Ms | None:
    """When the caller is first audible, from `since` on."""
    audible = np.flatnonzero(np.abs(caller[since * PER_MS :]) > SILENT)
    return since + int(audible[0]) // PER_MS if len(audible) else None


def silences(caller: Samples, longer_than: Ms = BROKEN_OFF) -> list[tuple[Ms, Ms]]:
    """(onset, end) of the stretches in which nothing is heard between two sounds, or after the last."""
    audible = np.flatnonzero(np.abs(caller) > SILENT)
    if not len(audible):
        return []
    edges = np.append(audible, len(caller))
    gaps = np.flatnonzero(np.diff(edges) > longer_than * PER_MS)
    return [(int(edges[gap] + 1) // PER_MS, int(edges[gap + 1]) // PER_MS) for gap in gaps]


def ducked_at(caller: Samples, line: Line, line_at: Ms, since: Ms) -> Ms | None:
    """When the line that began at `line_at` had sunk by 12 dB, first after `since`; None: it never did.

    A line that broke off has sunk too.
    """
    gains, first = _gains(caller, line, line_at)
    for index in range(max(0, since // WINDOW - first), len(gains)):
        if gains[index] <= DUCKED:
            return (first + index + 1) * WINDOW
    return None


def stopped_at(caller: Samples, line: Line, since: Ms, until: Ms) -> Ms | None:
    """When the caller broke the line off, between `since` and `until`; its natural end is none."""
    for onset, _ in silences(caller):
        if since <= onset <= until and not _just_ended(caller, line, onset):
            return onset
    return None


def went_on_at(caller: Samples, stopped: Ms) -> Ms | None:
    """When the caller was heard again."""
    return first_sound(caller, stopped + WINDOW)


def whole(caller: Samples, line: Line) -> bool:
    """Was each sentence of the line heard to its end, at once or when it was taken up again?"""
    return all(heard(caller, line, mark) for mark in line.sentences)


def heard(caller: Samples, line: Line, mark: Mark) -> bool:
    """Were the sentence's beginning and its end heard?"""
    head = line.samples[mark.onset * PER_MS : (mark.onset + PROBE) * PER_MS]
    tail = line.samples[(mark.end - PROBE) * PER_MS : mark.end * PER_MS]
    return _contains(caller, head) and _contains(caller, tail)


def _gains(caller: Samples, line: Line, line_at: Ms) -> tuple[NDArray[np.float64], int]:
    """Of each 10 ms, what the line was multiplied by; 1 where it has no sound.  And the first's number."""
    start, size = line_at // WINDOW, WINDOW * PER_MS
    lead = first_sound(line.samples) or 0
    at = line_at * PER_MS - lead * PER_MS
    at += _shift(caller, line.samples, at)
    clip = line.samples[start * size - at :] if start * size >= at else line.samples
    many = min(len(clip), len(caller) - start * size) // size
    clips = clip[: many * size].reshape(many, size).astype(np.float64)
    played = caller[start * size : (start + many) * size].reshape(many, size).astype(np.float64)
    power = np.sum(clips**2, axis=1)
    sounding = power > size * SILENT**2 * 10
    gains = np.ones(many)
    gains[sounding] = np.sum(clips * played, axis=1)[sounding] / power[sounding]
    return gains, start


def _shift(caller: Samples, clip: Samples, guess: int) -> int:
    """By how many samples the clip lies later than `guess`, within 15 ms."""
    near, probe = 15 * PER_MS, clip[: PROBE * PER_MS].astype(np.float64)
    low = max(0, guess - near)
    piece = caller[low : guess + near + len(probe)].astype(np.float64)
    if len(piece) <= len(probe):
        return 0
    return low + int(np.argmax(np.correlate(piece, probe))) - guess


def _just_ended(caller: Samples, line: Line, at: Ms) -> bool:
    tail = line.samples[-PROBE * PER_MS :]
    return _contains(caller[max(0, (at - PROBE - 60) * PER_MS) : (at + 60) * PER_MS], tail)


def _even(sound: Samples) -> Samples:
    """The same sound, equally loud in every stretch of 20 ms."""
    around = np.convolve(np.abs(sound), np.full(20 * PER_MS, 0.05 / PER_MS, np.float32), "same")
    even: Samples = (sound / np.maximum(around, SILENT)).astype(np.float32)
    return even


def _contains(sound: Samples, probe: Samples) -> bool:
    """Is the probe heard somewhere in the sound, at whatever level, even one that changes meanwhile?"""
    if len(sound) < len(probe):
        return False
    sound, probe = _even(sound), _even(probe)
    size = 1 << (len(sound) + len(probe)).bit_length()
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(probe, size))
    match = np.fft.irfft(product, size)[: len(sound) - len(probe) + 1]
    energy = np.cumsum(np.concatenate([[0.0], sound.astype(np.float64) ** 2]))
    there = np.sqrt(np.maximum(energy[len(probe) :] - energy[: -len(probe)], 1e-9))
    return bool(np.max(match / there) >= ALIKE * np.sqrt(float(np.sum(probe.astype(np.float64) ** 2))))
