"""Three things done well and the one thing to change: the only advice on the first page.

Weight decides, not taste: the weightiest earned items with something to hear, one section after
the other; and the weightiest missed one, a critical one before all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..core.scenario import Scenario
from ..core.score import Evidence, Judged, Scorecard
from . import words

MOST = 3


@dataclass(frozen=True, slots=True)
class Lesson:
    """One item, told to the trainee."""

    judged: Judged
    headline: str
    said: str
    """The trainee's own words; empty where silence or timing was the point."""
    at: int | None
    """Where to hear it, ms; None for what belongs to no moment, such as the share of talk."""
    why: str
    better: str = ""
    """Another wording, for the one thing to change."""


@dataclass(frozen=True, slots=True)
class Lessons:
    well: tuple[Lesson, ...]
    change: Lesson | None


def choose(scorecard: Scorecard, scenario: Scenario) -> Lessons:
    earned = [_lesson(judged, scenario, "well") for judged in _spread(scorecard)]
    missed = _weightiest_missed(scorecard)
    return Lessons(tuple(earned[:MOST]), _lesson(missed, scenario, "do") if missed else None)


def _spread(scorecard: Scorecard) -> Iterator[Judged]:
    """Earned items, the best of each section first, then the second of each, and so on."""
    shares = [(section.weight, _earned(section.items)) for section in scorecard.sections]
    for rank in range(max((len(items) for _, items in shares), default=0)):
        row = [
            (weight * items[rank].item.weight, items[rank]) for weight, items in shares if rank < len(items)
        ]
        yield from (judged for _, judged in sorted(row, key=lambda pair: -pair[0]))


def _earned(items: tuple[Judged, ...]) -> list[Judged]:
    """Praise needs a moment to hear: without evidence an item is earned silently."""
    found = [one for one in items if one.verdict == "earned" and one.evidence]
    return sorted(found, key=lambda one: (-one.item.weight, not _with_words(one)))


def _with_words(judged: Judged) -> bool:
    return any(one.words for one in judged.evidence)


def _weightiest_missed(scorecard: Scorecard) -> Judged | None:
    """What costs most: the item's part of its section, times the section's part of the total."""
    missed: list[tuple[bool, float, Judged]] = []
    for section in scorecard.sections:
        needed = sum(one.item.weight for one in section.items if one.verdict in ("earned", "lost"))
        for one in section.items:
            if one.verdict == "lost":
                missed.append((one.item.critical, section.weight * one.item.weight / needed, one))
    return max(missed, key=lambda entry: entry[:2])[2] if missed else None


def _lesson(judged: Judged, scenario: Scenario, kind: str) -> Lesson:
    caller = words.first_name(scenario)
    shown = _shown(judged)
    headline = words.for_advice(kind, judged.item, caller) or words.title(judged.item, scenario)
    return Lesson(
        judged,
        headline,
        said=shown.words if shown else "",
        at=shown.onset if shown else None,
        why=words.reason(judged),
        better=_better(judged, scenario) if kind == "do" else "",
    )


def _shown(judged: Judged) -> Evidence | None:
    """The stretch that shows it best: one with words, the longest; else the first."""
    spoken = [one for one in judged.evidence if one.words]
    if spoken:
        return max(spoken, key=lambda one: one.end - one.onset)
    return judged.evidence[0] if judged.evidence else None


def _better(judged: Judged, scenario: Scenario) -> str:
    """The scenario's own wording, made of the caller's facts, before a general one."""
    fits = [one for one in scenario.checkpoints.values() if one.advice in judged.item.advice and one.better]
    return fits[0].better if fits else words.for_advice("better", judged.item, words.first_name(scenario))
