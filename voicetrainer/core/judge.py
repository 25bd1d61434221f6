"""Timeline, scenario and rubric in, scorecard out.  Pure: the same call gives the same score again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .events import Event
from .rubric import Condition, Item, Rubric, Section, changed
from .rules import RULES, Case
from .rules.case import judged
from .scenario import Scenario
from .score import Judged, Scorecard, SectionScore

ENOUGH_ASSESSED = 0.5
"""Below this share of assessed weight a call neither passes nor fails."""


def score(timeline: Sequence[Event], scenario: Scenario, rubric: Rubric) -> Scorecard:
    """Judge a call.  The scenario may have changed the rubric: `Scenario.rubric`.

    A section's score is the earned part of the weight that could be assessed; the total is the
    weighted mean of the sections that have one.  A critical item lost fails the call.
    """
    case, rubric = Case(timeline, scenario), changed(rubric, scenario.rubric)
    sections = tuple(_section(case, section) for section in rubric.sections)
    counted = case.setting.scored and case.outcome not in ("stopped", "broken")
    total = _total(sections) if counted else None
    critical = tuple(j.item.id for s in sections for j in s.items if j.item.critical and j.verdict == "lost")
    return Scorecard(
        outcome=case.outcome,
        total=total,
        passed=None if total is None or not _enough(sections) else total >= rubric.pass_mark and not critical,
        pass_mark=rubric.pass_mark,
        sections=sections,
        critical_lost=critical,
        duration=case.floor.duration,
    )


def _section(case: Case, section: Section) -> SectionScore:
    items = tuple(judged for item in section.items for judged in _judged(case, item))
    earned, lost, unsure = (_weight(items, verdict) for verdict in ("earned", "lost", "not assessed"))
    needed = earned + lost + unsure
    return SectionScore(
        name=section.name,
        title=section.title,
        weight=section.weight,
        score=100 * earned / (earned + lost) if earned + lost else None,
        assessed=(earned + lost) / needed if needed else 1.0,
        needed=needed > 0,
        items=items,
    )


def _judged(case: Case, item: Item) -> Iterator[Judged]:
    """The verdicts of an item; one, *not needed*, where the rubric takes it out of such a scenario."""
    for condition in item.unless:
        if _holds(condition, case.scenario, item):
            yield judged(
                item, "not needed", f"unless-{condition.replace(' ', '-')}", title=item.title or item.id
            )
            return
    yield from RULES[item.rule](case, item)


def _holds(condition: Condition, scenario: Scenario, item: Item) -> bool:
    match condition:
        case "the firm is at fault":
            return scenario.firm_at_fault is True
        case "the firm is not at fault":
            return scenario.firm_at_fault is False
        case "the fault is open":
            return scenario.firm_at_fault is None
        case "the scenario checks it":
            return any(point.advice in item.advice for point in scenario.checkpoints.values())


def _weight(items: tuple[Judged, ...], verdict: str) -> float:
    return sum(j.item.weight for j in items if j.verdict == verdict)


def _total(sections: tuple[SectionScore, ...]) -> float:
    """0 if nothing could be assessed: a silent trainee earns nothing."""
    scored = [(s.weight, s.score) for s in sections if s.score is not None]
    weight = sum(w for w, _ in scored)
    return sum(w * points for w, points in scored) / weight if weight else 0.0


def _enough(sections: tuple[SectionScore, ...]) -> bool:
    needed = [s for s in sections if s.needed]
    weight = sum(s.weight for s in needed)
    return not weight or sum(s.weight * s.assessed for s in needed) / weight >= ENOUGH_ASSESSED
