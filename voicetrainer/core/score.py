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
class Flip:
    """A small doubt under which the verdict would be another one."""

    doubt: str
    """A key of the catalogue, 'doubts.…', to be filled with `values`."""
    verdict: Verdict
    values: tuple[tuple[str, str | float], ...] = ()


@dataclass(frozen=True, slots=True)
class Stability:
    """What became of a verdict under small doubts; a close call has flips."""

    flips: tuple[Flip, ...] = ()
    decides: bool = False
    """One of the flips would decide between pass and fail: the item counts as not assessed."""


@dataclass(frozen=True, slots=True)
class Overrule:
    """A person decided otherwise; both verdicts stay visible."""

    was: Verdict
    """The program's."""
    by: str
    reason: str
    when: str = ""
    """ISO date and time."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One item's verdict."""

    item: Item
    verdict: Verdict
    reason: str
    """A key of the catalogue, 'rules.…', to be filled with `values`."""
    values: tuple[tuple[str, str | float], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    stability: Stability | None = None
    """None: not worked out."""
    overruled: Overrule | None = None


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


@dataclass(frozen=True, slots=True)
class Strip:
    """Somebody speaks; one bar of a picture drawn to scale."""

    who: Literal["caller", "trainee"]
    onset: Ms
    end: Ms
    words: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would have come of another act: worked out by playing the call again from there."""

    at: Ms
    """The moment that was changed."""
    kind: str
    """Key of its sentence, 'whatif.…', to be filled with `values`."""
    values: tuple[tuple[str, str | float], ...]
    item: str
    """Id of the item it belongs to."""
    was: tuple[Strip, ...]
    would: tuple[Strip, ...]
    line: str
    """What the caller would have said and never did; empty if it is her heat that differs."""
    seed: int
