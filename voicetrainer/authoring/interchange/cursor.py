"""A place in a story, and what comes after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .story import Statement


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the story: a statement, and what comes after its block."""

    body: tuple[Statement, ...]
    node: str
    at: int = 0
    after: Cursor | None = None

    @property
    def key(self) -> tuple[int, ...]:
        found: list[int] = []
        here: Cursor | None = self
        while here:
            found += (id(here.body), here.at)
            here = here.after
        return tuple(found)

    def settled(self) -> Cursor | None:
        """The same place, out of blocks that are over; None at the end."""
        here: Cursor | None = self
        while here and here.at >= len(here.body):
            here = here.after
        return here

    def next(self) -> Cursor:
        return replace(self, at=self.at + 1)
