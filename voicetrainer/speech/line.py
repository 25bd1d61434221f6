"""From the sounds of a line's pieces to one clip with marks.

An engine renders each piece (see core/lines.py) on its own, so that the places of sentences and
pauses are exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from ..core.events import Mark, Ms
from ..core.lines import Pause, Piece, Speech
from ..core.ports import RATE, Clip

if TYPE_CHECKING:
    from ..core.ports import Samples

KEPT: Ms = 20
"""Silence left before and after each piece, so that no soft consonant is lost."""
SILENT_DB = -45.0
"""A frame this far below the loudest one is silence when ends are trimmed."""


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """A piece and its sound; a pause has none."""

    piece: Piece
    samples: Samples | None = None


def trimmed(samples: Samples) -> Samples:
    """Without the silence an engine puts around its speech, but for KEPT ms; softly faded."""
    frame = RATE // 200  # 5 ms
    usable = len(samples) // frame * frame
    if not usable:
        return samples
    peaks = np.abs(samples[:usable]).reshape(-1, frame).max(axis=1)
    loud = np.flatnonzero(peaks > max(float(peaks.max()) * 10 ** (SILENT_DB / 20), 1e-5))
    if not len(loud):
        return samples[:0]
    keep = KEPT * RATE // 1000
    first, last = max(0, loud[0] * frame - keep), min(len(samples), (loud[-1] + 1) * frame + keep)
    cut = samples[first:last].astype(np.float32)
    ramp = np.linspace(0, 1, frame, dtype=np.float32)
    cut[:frame] *= ramp
    cut[-frame:] *= ramp[::-1]
    return cut


def compose(rendered: Iterable[Rendered]) -> Clip:
    """One clip; marks for sentences, written pauses and (estimated) words, sorted by onset.

    A sentence's mark spans the pauses inside it.
    """
    sounds: list[Samples] = []
    spans: list[tuple[Speech, Ms, Ms]] = []
    marks: list[Mark] = []
    at = 0
    for item in rendered:
        sound = _sound(item)
        onset, end = at * 1000 // RATE, (at + len(sound)) * 1000 // RATE
        if isinstance(item.piece, Speech):
            spans.append((item.piece, onset, end))
        elif not item.piece.breath:
            marks.append(Mark("pause", onset, end))
        sounds.append(sound)
        at += len(sound)
    marks += _sentence_marks(spans)
    for speech, onset, end in spans:
        marks += _word_marks(speech.text, onset, end)
    samples = np.concatenate(sounds) if sounds else np.zeros(0, np.float32)
    order = {"sentence": 0, "pause": 1, "word": 2}
    return Clip(samples, tuple(sorted(marks, key=lambda mark: (mark.onset, order[mark.kind]))))


def _sound(item: Rendered) -> Samples:
    if isinstance(item.piece, Pause):
        return np.zeros(item.piece.length * RATE // 1000, np.float32)
    return item.samples if item.samples is not None else np.zeros(0, np.float32)


def _sentence_marks(spans: Sequence[tuple[Speech, Ms, Ms]]) -> list[Mark]:
    marks = []
    for _, group in groupby(spans, key=lambda span: span[0].sentence):
        parts = list(group)
        text = " ".join(speech.text for speech, _, _ in parts)
        marks.append(Mark("sentence", parts[0][1], parts[-1][2], text))
    return marks


def _word_marks(text: str, onset: Ms, end: Ms) -> list[Mark]:
    """Words share the time by their length in letters: good to about 100 ms, no better."""
    words = text.split()
    weights = [len(re.sub(r"\W", "", word)) + 1.5 for word in words]
    total, inside = sum(weights), end - onset
    marks, before = [], 0.0
    for word, weight in zip(words, weights, strict=True):
        start = onset + round(inside * before / total)
        before += weight
        marks.append(Mark("word", start, onset + round(inside * before / total), word))
    return marks
