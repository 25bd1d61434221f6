"""The first page in words: the verdict, one sentence about the ending, what was not assessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import catalogue
from ..core.events import Answered, Changed, Ended, Event, Trouble, Unclear
from ..core.floor import Floor
from ..core.scenario import Scenario
from ..core.score import Scorecard, SectionScore
from . import words
from .words import text

TOP_LEVEL = 3
"""1: script on the screen, 2: hints, 3: nothing."""


def critical(scorecard: Scorecard, scenario: Scenario) -> str:
    """Names the critical items that were missed; empty if none was."""
    missed = [
        words.title(judged.item, scenario)
        for section in scorecard.sections
        for judged in section.items
        if judged.item.id in scorecard.critical_lost
    ]
    return " ".join(text("critical-first", title=title) for title in missed)


def ending(scorecard: Scorecard, scenario: Scenario, timeline: Sequence[Event]) -> str:
    """How it ended, and where the caller's first meter went."""
    known = any(isinstance(event, Ended) for event in timeline)
    key = f"say-{scorecard.outcome.replace(' ', '-')}" if known else "say-unfinished"
    said = [text(key, caller=words.first_name(scenario))]
    for meter, steps in list(meters(scenario, timeline).items())[:1]:  # the first is the caller's heat
        start, end = words.number(steps[0][1]), words.number(steps[-1][1])
        said.append(
            text("say-meter" if start != end else "say-meter-stayed", meter=meter, start=start, end=end)
        )
    return " ".join(said)


def meters(scenario: Scenario, timeline: Sequence[Event]) -> dict[str, list[tuple[int, float]]]:
    """Each meter's course as (ms, value), from its start at 0."""
    course = {name: [(0, meter.start)] for name, meter in scenario.meters.items()}
    for event in timeline:
        match event:
            case Changed(at, meter, value) if meter in course and value != course[meter][-1][1]:
                course[meter].append((at, value))
    return course


def notices(floor: Floor, timeline: Sequence[Event], kept: bool = True) -> list[str]:
    """What the call could not show, each with what would change it.  `kept`: a recording is there."""
    answered = next((event for event in timeline if isinstance(event, Answered)), Answered(0))
    found = []
    if not floor.utterances:
        found.append(text("notice-silent"))
    if not answered.overlap_assessed:
        found.append(text("notice-echo"))
    if not answered.words_assessed and not any(map(_of_recording, _what(timeline))):
        found.append(text("notice-words"))
    if answered.latency is None:
        found.append(text("notice-latency"))
    found += _troubles(timeline)
    unclear = [words.clock(event.onset) for event in timeline if isinstance(event, Unclear)]
    if unclear:
        found.append(text("notice-unclear", times=", ".join(unclear)))
    if not kept:
        found.append(text("notice-no-recording"))
    return found


def _troubles(timeline: Sequence[Event]) -> list[str]:
    """What broke on the way, each kind once, with its first time."""
    first: dict[str, int] = {}
    for event in timeline:
        if isinstance(event, Trouble):
            first.setdefault(words.slug(event.what), event.at)
    recording = [catalogue.say(f"assess.trouble-{what}") for what in first if _of_recording(what)]
    own = {what: at for what, at in first.items() if not _of_recording(what)}
    known = {what if catalogue.known(f"report.trouble-{what}") else "other": at for what, at in own.items()}
    return recording + [text(f"trouble-{what}", time=words.clock(at)) for what, at in known.items()]


def _what(timeline: Sequence[Event]) -> Iterator[str]:
    return (words.slug(event.what) for event in timeline if isinstance(event, Trouble))


def _of_recording(what: str) -> bool:
    """Is it one of those that only a recording made elsewhere has?"""
    return catalogue.known(f"assess.trouble-{what}")


def undecided(scorecard: Scorecard) -> list[str]:
    """The one line for a call of which too little could be assessed."""
    unsure = scorecard.total is not None and scorecard.passed is None
    return [text("notice-undecided")] if unsure else []


def well_heading(count: int) -> str:
    return text(f"well-{count}")


def tried(floor: Floor, scenario: Scenario, length: int) -> list[str]:
    """What to say when nothing was earned: what was tried, as exact as praise."""
    said = [text("tried", duration=words.duration(length))]
    turns = sum(1 for utterance in floor.utterances if utterance.took_floor)
    if turns:
        key = "tried-replies-1" if turns == 1 else "tried-replies"
        said.append(text(key, caller=words.first_name(scenario), count=turns))
    return said


def nothing_to_change(scorecard: Scorecard, floor: Floor, scenario: Scenario) -> str:
    """The one line that stands where the one thing to change would."""
    if not floor.utterances:
        return text("change-silent", caller=words.first_name(scenario))
    if scorecard.total is None:
        return text("change-unscored")
    if scenario.level >= TOP_LEVEL:
        return text("nothing-to-change-top")
    return text("nothing-to-change", level=scenario.level + 1)


def bars(section: SectionScore) -> tuple[float, float, float]:
    """Earned, missed and not assessed parts of a section's bar; they add up to 1."""
    assessed = section.assessed if section.score is not None else 0.0
    got = assessed * (section.score or 0.0) / 100
    return got, assessed - got, 1 - assessed
