"""The word pieces of Moonshine's models: text to numbers and back, as its tokenizer.bin has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..catalogue import say
from ..core.errors import EngineError

if TYPE_CHECKING:
    from numpy.typing import NDArray

BEGIN, END = 1, 2
BYTES = 3
"""The piece of byte 0; those of the other bytes follow."""
PIECES = BYTES + 256
"""From here on pieces are text, ordered as they are merged."""
SPACE = "\u2581"
"""A piece that begins a word begins with it."""
LONG = 128
"""A piece of so many bytes or more has its length in two."""


class Tokens:
    def __init__(self, file: Path) -> None:
        """Raises EngineError."""
        try:
            self.pieces = tuple(_pieces(file.read_bytes()))
        except (OSError, IndexError) as error:
            raise EngineError(say("speech.runtime_broken", why=error)) from error
        self._numbers = {piece: n for n, piece in enumerate(self.pieces) if n >= PIECES}

    def numbers(self, text: str) -> list[int]:
        """Pieces of a text: of all neighbours that make a piece together, the earliest in the list first."""
        parts = [letter.encode() for letter in SPACE + text.strip().replace(" ", SPACE)]
        while len(parts) > 1:
            ranks = [self._numbers.get(a + b, len(self.pieces)) for a, b in pairwise(parts)]
            best = min(ranks)
            if best == len(self.pieces):
                break
            at = ranks.index(best)
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return [number for part in parts for number in self._of(part)]

    def text(self, numbers: Sequence[int]) -> str:
        """Without the end."""
        whole = b"".join(self.pieces[n] for n in numbers if n != END)
        return whole.decode(errors="ignore").replace(SPACE, " ").strip()

    def begins(self, number: int) -> bool:
        """Does this piece begin a word?  A space alone does, before a digit."""
        return self.pieces[number].startswith(SPACE.encode()) and not self.marks[number]

    @cached_property
    def marks(self) -> NDArray[np.bool_]:
        """Which pieces are no part of a word: marks, and the end."""
        return np.array([n == END or self._is_mark(piece) for n, piece in enumerate(self.pieces)])

    @cached_property
    def alike(self) -> tuple[tuple[int, ...], ...]:
        """For each piece all that say the same, in capitals or not."""
        said: dict[str, list[int]] = defaultdict(list)
        written = [piece.decode(errors="replace").lower() for piece in self.pieces]
        for number, letters in enumerate(written):
            said[letters].append(number)
        return tuple(tuple(said[letters]) for letters in written)

    def _of(self, part: bytes) -> list[int]:
        return [self._numbers[part]] if part in self._numbers else [BYTES + byte for byte in part]

    def _is_mark(self, piece: bytes) -> bool:
        letters = piece.decode(errors="replace").removeprefix(SPACE)
        return bool(letters) and not any(letter.isalnum() or letter in "'’-" for letter in letters)


def _pieces(stored: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(stored):
        length, at = stored[at], at + 1
        if length >= LONG:
            length, at = stored[at] * LONG + length - LONG, at + 1
        found.append(stored[at : at + length])
        at += length
    return found
