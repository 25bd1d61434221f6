"""The score: a pure function of (timeline, scenario, rubric), so it can be worked out again later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .events import Ms, Outcome
from .rubric import Item

Verdict = Literal["earned", "lost", "not assessed", "not needed"]
"""lost is shown to people as 'missed'.  not assessed: we could not tell; never lowers a score.
not needed: the call gave no occasion."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why: a stretch of the call to hear, with the words and the figures."""

    onset: Ms
    end: Ms
    words: str = ""
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One item's verdict."""

    item: Item
    verdict: Verdict
    reason: str
    """A key of the catalogue, 'rules.…', to be filled with `values`."""
    values: tuple[tuple[str, str | float], ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionScore:
    name: str
    title: str
    weight: float
    score: float | None
    """0…100 of the weight that could be assessed; None if nothing could be."""
    assessed: float
    """Share of the needed weight that could be assessed, 0…1."""
    needed: bool
    items: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    outcome: Outcome
    total: float | None
    """0…100, the weighted mean of assessed sections; None for an unscored call."""
    passed: bool | None
    pass_mark: float
    sections: tuple[SectionScore, ...]
    critical_lost: tuple[str, ...] = ()
    """Ids of critical items that were lost: they fail the call whatever the total."""
    duration: Ms = 0
