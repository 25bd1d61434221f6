"""Timeline, scenario and rubric in, scorecard out.  Pure: the same call gives the same score again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .events import Event
from .rubric import Condition, Item, Rubric, Section, changed
from .rules import RULES, Case
from .rules.case import judged
from .scenario import Scenario
from .score import Judged, Scorecard, SectionScore
from .sums import scorecard, section_score


def score(timeline: Sequence[Event], scenario: Scenario, rubric: Rubric) -> Scorecard:
    """Judge a call.  The scenario may have changed the rubric: `Scenario.rubric`.

    A section's score is the earned part of the weight that could be assessed; the total is the
    weighted mean of the sections that have one.  A critical item lost fails the call.
    """
    case, rubric = Case(timeline, scenario), changed(rubric, scenario.rubric)
    sections = tuple(_section(case, section) for section in rubric.sections)
    counted = case.setting.scored and case.outcome not in ("stopped", "broken")
    return scorecard(sections, rubric.pass_mark, case.outcome, case.floor.duration, counted)


def _section(case: Case, section: Section) -> SectionScore:
    items = (judged for item in section.items for judged in _judged(case, item))
    return section_score(section.name, section.title, section.weight, items)


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
