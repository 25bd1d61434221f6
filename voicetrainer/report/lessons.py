"""Three things done well and the one thing to change: the only advice on the first page.

Weight decides, not taste: the weightiest earned items with something to hear, one section after
the other; and the weightiest missed one, a critical one before all others, harm before omission.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..core.events import Ms
from ..core.scenario import Scenario
from ..core.score import Evidence, Judged, Scorecard
from . import doubts, words
from .moments import moments

MOST = 3
HOLLOW = (
    "floor.answered", "floor.false endings", "floor.dead air", "floor.monologue", "floor.talk share",
    "floor.cut in with a solution", "acts.canned", "acts.curt", "outcome.on goal", "fault",
)  # fmt: skip
"""Earned by what did not happen: praised only if there is nothing else."""
SPOKEN = ("acts.", "fault")
"""Rules on words: what the scenario would have liked to hear under the same advice helps there too."""
WRONG = (
    "fault", "floor.interruptions", "floor.false endings", "floor.cut in with a solution", "floor.gave way",
    "delivery.raised", "delivery.stayed level",
)  # fmt: skip
"""What is not praised for its words either; a turn that was only fast, or took nothing up, may be."""
HARM = 3.0
"""What was said wrongly weighs so much more than what was left out, when choosing the one thing to
change: a caller who was told to calm down needs no summary."""


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


def choose(scorecard: Scorecard, scenario: Scenario, spoke: bool = True) -> Lessons:
    """`spoke`: the trainee said anything at all.  If not, there is one thing to change, and no item is it."""
    missed = _weightiest_missed(scorecard) if spoke else None
    well = _well(scorecard, scenario)
    if missed is None:
        return Lessons(well, None)
    return Lessons(well, _lesson(missed, _unpraised(missed, scorecard), scenario, "do"))


def _well(scorecard: Scorecard, scenario: Scenario) -> tuple[Lesson, ...]:
    """One moment is praised once, and never one in which something else went wrong."""
    acts = [one for one in _all(scorecard) if one.verdict == "lost" and one.item.rule in WRONG]
    wrong = [found for one in acts for found in one.evidence if found.words]
    chosen: list[Lesson] = []
    for judged in _spread(scorecard):
        told = [lesson.at for lesson in chosen]
        heard = moments(judged, scorecard.duration)
        fresh = [one for one in heard if one.onset not in told and not _meets(one, wrong)]
        hollow = judged.item.rule in HOLLOW and chosen
        if fresh and not hollow and len(chosen) < MOST:
            chosen.append(_lesson(judged, fresh, scenario, "well"))
    return tuple(chosen)


def _unpraised(missed: Judged, scorecard: Scorecard) -> list[Evidence]:
    """What was said in place of the missed thing, unless that earned something of its own."""
    earned = [one for one in _all(scorecard) if one.verdict == "earned" and one.item.rule == "checkpoint"]
    good = [found for one in earned for found in one.evidence]
    return [one for one in missed.evidence if not _meets(one, good)]


def _meets(one: Evidence, others: Sequence[Evidence]) -> bool:
    said = bool(one.words)  # a stretch of the caller's own line is nobody's fault
    return said and any(one.onset < other.end and other.onset < one.end for other in others)


def _all(scorecard: Scorecard) -> Iterator[Judged]:
    for section in scorecard.sections:
        yield from section.items


def _spread(scorecard: Scorecard) -> Iterator[Judged]:
    """Earned items, the best of each section first, then the second of each; hollow praise last."""
    shares = [(one.weight, _earned(one.items, scorecard.duration)) for one in scorecard.sections]
    rows: list[tuple[bool, int, float, Judged]] = []
    for weight, items in shares:
        for rank, one in enumerate(items):
            rows.append((one.item.rule in HOLLOW, rank, -weight * one.item.weight, one))
    yield from (row[3] for row in sorted(rows, key=lambda row: row[:3]))


def _earned(items: tuple[Judged, ...], duration: Ms) -> list[Judged]:
    """Praise needs a moment to hear: without one an item is earned silently."""
    found = [one for one in items if one.verdict == "earned" and moments(one, duration)]
    return sorted(found, key=lambda one: (-one.item.weight, not _with_words(one)))


def _with_words(judged: Judged) -> bool:
    return any(one.words for one in judged.evidence)


def _weightiest_missed(scorecard: Scorecard) -> Judged | None:
    """What costs most: the item's part of its section, times the section's part of the total.

    What could not be assessed counts in the section too, so that the one thing measured of five is not
    all that matters; a close call waits for what is sure.
    """
    missed: list[tuple[bool, bool, float, Judged]] = []
    for section in scorecard.sections:
        asked = sum(one.item.weight for one in section.items if one.verdict != "not needed")
        for one in section.items:
            if one.verdict == "lost":
                harm = HARM if one.item.rule == "fault" else 1.0
                cost = harm * section.weight * one.item.weight / asked
                missed.append((one.item.critical, not doubts.close(one), cost, one))
    return max(missed, key=lambda entry: entry[:3])[3] if missed else None


def _lesson(judged: Judged, evidence: Sequence[Evidence], scenario: Scenario, kind: str) -> Lesson:
    shown = _shown(evidence)
    if kind == "do" and shown and not shown.words and judged.reason in words.ONLY_THE_TITLE:
        shown = None  # what was never said has no moment
    return Lesson(
        judged,
        _headline(judged, scenario, kind),
        said=shown.words if shown else "",
        at=shown.onset if shown and (shown.onset or shown.words) else None,  # 0 without words is no moment
        why="" if kind == "well" and judged.reason in words.ONLY_THE_TITLE else words.reason(judged),
        better=_better(judged, scenario) if kind == "do" else "",
    )


def _headline(judged: Judged, scenario: Scenario, kind: str) -> str:
    """Praise names the act, correction the next act; what the scenario calls it stands in the reason."""
    told = words.told(kind, judged.item, words.first_name(scenario))
    return f"{told[:1].upper()}{told[1:]}" or words.title(judged.item, scenario)


def _shown(evidence: Sequence[Evidence]) -> Evidence | None:
    """The stretch that shows it best: one with words, the longest; else the first."""
    spoken = [one for one in evidence if one.words]
    if spoken:
        return max(spoken, key=lambda one: one.end - one.onset)
    return evidence[0] if evidence else None


def _better(judged: Judged, scenario: Scenario) -> str:
    """The scenario's own wording, made of the caller's facts, before a general one."""
    reached = words.checkpoint(judged.item, scenario)
    if reached is None and judged.item.rule.startswith(SPOKEN):
        own = words.own("better", judged.item, words.first_name(scenario))
        alike = (one for one in scenario.checkpoints.values() if one.advice in judged.item.advice)
        reached = None if own else next(alike, None)
    if reached and reached.better:
        return reached.better
    return words.told("better", judged.item, words.first_name(scenario))
