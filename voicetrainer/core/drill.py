"""A drill: calls to be held one after another, until they went well often enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .events import Ms
from .scenario import Bounds
from .score import Scorecard
from .wording import within


@dataclass(frozen=True, slots=True)
class DrillCall:
    """One call of a drill, and how it begins."""

    scenario: str
    """A name or path, as the command line takes it."""
    level: int | None = None
    state: str = ""
    meters: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drill:
    title: str
    calls: tuple[DrillCall, ...]
    team: str = ""
    needs: Mapping[str, Bounds] = field(default_factory=dict)
    """Section → what its score must be, 0…100; empty: the call must pass by its rubric."""
    passes: int | None = None
    """So many passes end the drill; None: each call is held once."""
    in_a_row: bool = True
    note_within: Ms | None = None
    """After each call the note must be written in this time; None: none is asked for."""

    def passed(self, card: Scorecard) -> bool | None:
        """None: too little could be assessed to tell."""
        if not self.needs:
            return card.passed
        scores = {section.name: section.score for section in card.sections if section.needed}
        asked = {name: bounds for name, bounds in self.needs.items() if name in scores}
        if not asked or any(scores[name] is None for name in asked):
            return None
        return not card.critical_lost and all(
            within(scores[name] or 0.0, *bounds) for name, bounds in asked.items()
        )

    def is_over(self, results: Sequence[bool | None]) -> bool:
        """After these results, oldest first?  A call that could not be told breaks no row."""
        if self.passes is None:
            return len(results) >= len(self.calls)
        told = [result for result in results if result is not None]
        return (self.row(told) if self.in_a_row else sum(told)) >= self.passes

    @staticmethod
    def row(results: Sequence[bool | None]) -> int:
        """Passes in a row up to now."""
        told = [result for result in results if result is not None]
        return next((n for n, result in enumerate(reversed(told)) if not result), len(told))

    def call(self, number: int) -> DrillCall:
        """The call to be held after so many; after the last the first comes again."""
        return self.calls[number % len(self.calls)]
