"""The caller's heat against what the trainee did: each change with its moment and its occasion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..core.events import Changed, Credited, Did, Event, Faulted, Interrupted, Listening, Ms, Turn, Unclear
from . import glance, words
from .inputs import Report
from .words import text


@dataclass(frozen=True, slots=True)
class Step:
    onset: Ms
    end: Ms
    start: str
    to: str
    rises: bool
    did: tuple[str, ...]
    """What the timeline noted of the trainee at that moment."""
    said: str
    """The trainee's own words."""


def steps(report: Report) -> list[Step]:
    courses = list(glance.meters(report.scenario, report.timeline).items())
    if not courses:
        return []
    meter, course = courses[0]
    found = []
    for (_, before), (at, after) in pairwise(course):
        found.append(_step(at, before, after, _around(report.timeline, at, meter), report))
    return found


def meter(report: Report) -> str:
    return next(iter(report.scenario.meters), "")


def _around(timeline: Sequence[Event], at: Ms, meter: str) -> list[Event]:
    """What was settled in the same moment."""
    return [event for event in timeline if event.at == at and not _is(event, meter)]


def _is(event: Event, meter: str) -> bool:
    match event:
        case Changed(_, name, _):
            return name == meter
    return False


def _step(at: Ms, before: float, after: float, events: Sequence[Event], report: Report) -> Step:
    onset, end, said = at, at, ""
    for event in events:
        match event:
            case Turn():
                onset, end, said = event.onset, event.end, event.text
            case Unclear():
                onset, end = event.onset, event.end
            case Interrupted():
                onset, end, said = _overlap(event, report)
    did = tuple(dict.fromkeys(_did(events, report)))
    return Step(onset, end, words.number(before), words.number(after), after > before, did, said)


def _overlap(event: Interrupted, report: Report) -> tuple[Ms, Ms, str]:
    for one in report.floor.overlaps:
        if one.utterance == event.utterance and one.line == event.line:
            return one.onset, one.end, one.words
    return event.at - event.overlap, event.at, ""


def _did(events: Sequence[Event], report: Report) -> Iterator[str]:
    caller, known = words.first_name(report.scenario), False
    for event in events:
        match event:
            case Credited():
                reached = report.scenario.checkpoints.get(event.checkpoint)
                title = (reached.title if reached else "") or words.advice(event.advice) or event.checkpoint
                known = True
                yield words.sentence(title)
            case Faulted():
                known = True
                yield words.sentence(event.why or words.advice(event.advice) or event.advice)
            case Interrupted():
                known = True
                yield text("heat-interrupted", caller=caller)
            case Turn():
                known = True
            case Unclear():
                known = True
                yield text("heat-unclear")
            case Did():
                known = True
                yield text("heat-did", act=event.act)
    if not known and events:
        yield _otherwise(events[0].at, report)


def _otherwise(at: Ms, report: Report) -> str:
    """Nothing that the trainee did: a silence, or the story's own way."""
    heard = [event.onset for event in report.timeline if isinstance(event, Listening) and event.at <= at]
    if not heard or any(one.end > heard[-1] and one.onset <= at for one in report.floor.utterances):
        return text("heat-story")
    return text("heat-silent", length=words.seconds(round(at - heard[-1], -2)))
