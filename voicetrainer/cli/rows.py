"""Words into rows of styled spans that fit a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

Span = tuple[str, str]
"""(text, name of a style)"""
Line = tuple[Span, ...]


@lru_cache(maxsize=256)
def clean(text: str) -> str:
    """Other people's text as one row of letters: no control character, no turned direction."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def cropped(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, max(1, width - 1)).rstrip() + "…"


@lru_cache(maxsize=256)
def flow(spans: Line, width: int) -> tuple[Line, ...]:
    """Words one after the other, broken into rows of `width` cells; each keeps its style."""
    rows: list[list[Span]] = [[]]
    used = 0
    for text, style in spans:
        for word in (piece for whole in text.split() for piece in _pieces(whole, width)):
            size = cell_len(word)
            if used and used + 1 + size > width:
                rows.append([])
                used = 0
            lead = " " if used else ""
            rows[-1].append((lead + word, style))
            used += len(lead) + size
    return tuple(_joined(row) for row in rows if row)


def _pieces(word: str, width: int) -> list[str]:
    if cell_len(word) <= width:
        return [word]
    per = max(1, width // 2)  # a letter takes two cells at most
    return [word[n : n + per] for n in range(0, len(word), per)]


def _joined(row: Sequence[Span]) -> Line:
    out: list[Span] = []
    for text, style in row:
        if out and out[-1][1] == style:
            out[-1] = (out[-1][0] + text, style)
        else:
            out.append((text, style))
    return tuple(out)
