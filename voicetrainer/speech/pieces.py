"""The sound of an utterance as an ear decodes it: how loud it is, and where a long one is cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..core.events import Ms
from ..core.ports import BLOCK, BLOCK_MS, RATE
from .pacing import segments

if TYPE_CHECKING:
    from ..core.ports import Samples

SHORTEST = RATE // 10
"""Samples below which nothing is decoded."""


def dbfs(samples: Samples) -> float:
    """Level of the whole; −120 for silence and for nothing."""
    if not len(samples):
        return -120.0
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


def joined(blocks: Sequence[Samples]) -> Samples:
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def pieces(samples: Samples, whole: Ms = 0) -> list[tuple[Ms, Samples]]:
    """(where it begins, sound): cut at pauses where it is long; up to `whole` it is never cut."""
    if len(samples) <= whole * RATE // 1000:
        return [(0, samples)]
    blocks = np.array_split(samples, range(BLOCK, len(samples), BLOCK))
    spans = segments([dbfs(block) for block in blocks], BLOCK_MS)
    return [(first * BLOCK_MS, np.concatenate(blocks[first:after])) for first, after in spans]
