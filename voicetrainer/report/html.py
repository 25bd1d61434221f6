"""The report as one HTML file: opens offline, asks nothing of any network, reads without JavaScript.

The template escapes every value; only our own style, script and the waveforms' numbers go in as
they are.  A policy inside the page forbids requests, whatever a scenario's texts may hold.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from ..core.score import SectionScore
from . import attempts, cards, commands, doubts, glance, heat, items, lanes, lessons, note, whatifs, words
from .inputs import Report
from .measured import measured
from .transcript import Spoken, transcript
from .words import text

if TYPE_CHECKING:
    from jinja2 import Template

LEGEND = (
    "backchannel",
    "terminal",
    "short-overlap",
    "simultaneous-start",
    "false-ending",
    "interruption",
    "gave-way",
    "announced-pause",
    "hold",
    "dead-air",
    "raised",
)


KINDS = {b"fLaC": "flac", b"OggS": "ogg", b"ID3": "mpeg", b"\xff\xfb": "mpeg", b"\xff\xf3": "mpeg"}
"""First bytes of a recording, and the name of its kind; else it is a WAV."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the table of sections; parts in percent of the bar's width."""

    title: str
    score: str
    assessed: str
    weight: str
    why_not: str
    earned: float
    unsure: float


def html_report(report: Report) -> str:
    """The whole page.  A pure function: the same inputs give the same file."""
    report = report.shown
    return _template().render(
        t=text,
        clock=words.clock,
        tenths=words.tenths,
        style=_file("tokens.css") + _file("page.css") + _file("note.css"),
        script=_file("page.js"),
        report=report,
        **_head(report),
        **_lessons(report),
        **_timeline(report),
        **_beside(report),
        groups=items.groups(report.scorecard, report.scenario, report.call),
        note=note.part(report.timeline, report.scenario),
        recording_judged=report.about.practice == "assessed",
        n=note.say,
        **measured(report),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("page.html")


@cache
def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _head(report: Report) -> dict[str, object]:
    card = report.scorecard
    return {
        "title": report.scenario.title,
        "caller": words.first_name(report.scenario),
        "subtitle": " · ".join(_subtitle(report)),
        "head": words.head(card, report.about.practice),
        "head_tone": "earned" if words.ticked(card, report.about.practice) else "neutral",
        "critical": glance.critical(card, report.scenario),
        "total": None if card.total is None else words.whole(card.total),
        "total_width": card.total or 0,
        "pass_mark": words.number(card.pass_mark),
        "ending": text("say-assessed")
        if report.about.practice == "assessed"
        else glance.ending(card, report.scenario, report.timeline),
        "doubts": [*doubts.summary(card)],
        "notices": glance.undecided(card)
        + glance.notices(report.floor, report.timeline, report.recording is not None),
        "bars": [] if card.total is None else [_bar(section) for section in card.sections],
    }


def _subtitle(report: Report) -> Iterator[str]:
    about, scenario, length = report.about, report.scenario, report.scorecard.duration
    yield text(f"practice-{about.practice}")
    recording = about.practice == "assessed"
    if not recording:
        yield text("level", level=scenario.level)
    name = scenario.you.name or about.trainee
    if name and scenario.you.firm:
        yield text("you-as-firm", name=name, firm=scenario.you.firm)
    elif name:
        yield text("you-as", name=name)
    yield words.date(about.started)
    yield words.duration(length)
    if not recording:
        yield words.attempt(about.attempt)


def _bar(section: SectionScore) -> Bar:
    earned, _, unsure = glance.bars(section)
    why_not = ""
    if not section.needed:
        why_not = text("not-needed")
    elif section.score is None:
        why_not = text("not-assessed-section")
    share = text("assessed-share", share=round(section.assessed * 100))
    return Bar(
        section.title,
        "" if section.score is None else words.whole(section.score),
        text("assessed-all") if section.assessed >= 1 else share,
        words.number(section.weight),
        why_not,
        round(earned * 100, 1),
        round(unsure * 100, 1),
    )


def _lessons(report: Report) -> dict[str, object]:
    chosen = lessons.choose(report.scorecard, report.scenario, bool(report.floor.utterances))
    tried = glance.tried(report.floor, report.scenario, report.scorecard.duration)
    return {
        "well": chosen.well,
        "well_heading": glance.well_heading(len(chosen.well)),
        "tried": [] if chosen.well else tried,
        "change": chosen.change,
        "again": commands.practise(report, chosen.change.at) if chosen.change else None,
        "what_ifs": whatifs.pictures(report, chosen.change.judged.item.id if chosen.change else ""),
        "nothing": glance.nothing_to_change(report.scorecard, report.floor, report.scenario),
    }


def _correct(report: Report, spoken: Sequence[Spoken]) -> tuple[str, str]:
    """(how it begins, the command) to put the words of the first unclear turn right, or of the first."""
    said = [one for one in spoken if one.who == "trainee"]
    first = next((one for one in said if text("unclear") in (one.said, one.was)), said[0] if said else None)
    if first is None or not report.call:
        return "", ""
    return commands.correct_start(report.call), commands.correct(
        report.call, first.onset, text("correct-words")
    )


def _judged_only(report: Report) -> bool:
    """A recording made elsewhere is nobody's next attempt."""
    return report.about.practice == "assessed"


def _beside(report: Report) -> dict[str, object]:
    return {
        "beside": attempts.heading(report),
        "beside_first": report.about.attempt <= 1 and not report.earlier and not _judged_only(report),
        "beside_none": not report.earlier and not _judged_only(report),
        "has_earlier": bool(report.earlier),
        "smalls": attempts.small_multiples(report),
        "small": attempts,
    }


def _timeline(report: Report) -> dict[str, object]:
    length, floor = report.length, report.floor
    spoken = transcript(floor, report.timeline, report.scenario, report.corrections)
    floor_cards, item_cards = cards.floor_cards(report), cards.item_cards(report)
    item_marks = cards.item_marks(item_cards, report)
    tones = [card.tone for card in floor_cards[: len(floor.overlaps)]]
    boxes = {
        who: [lanes.stretch(one.onset, one.end, length) for one in spoken if one.who == who]
        for who in ("caller", "trainee")
    }
    trainee, caller = report.peaks or ((), ())
    return {
        "length": length,
        "canvas_px": lanes.canvas_px(length),
        "ticks": lanes.ticks(length),
        "states": lanes.states(report),
        "steps": lanes.steps(report),
        "boxes": boxes,
        "waves": {"trainee": lanes.wave(trainee, length), "caller": lanes.wave(caller, length)},
        "bands": lanes.bands(floor, length),
        "marks": lanes.overlaps(floor, length, tones),
        "silences": lanes.silences(floor, length),
        "raised": lanes.raised(report),
        "heat": heat.steps(report),
        "heat_meter": heat.meter(report),
        "gaps": lanes.gaps(floor, length),
        "item_marks": item_marks,
        "cards": floor_cards + item_cards,
        "card_of": {card.item: card.id for card in item_cards},
        "spoken": spoken,
        "correct": _correct(report, spoken),
        "legend": [*_seen(report)],
        "sound": _sound(report.recording),
    }


def _seen(report: Report) -> Iterator[str]:
    """The legend names what is on the timeline and nothing else."""
    kinds = {lanes.symbol(one.kind) for one in report.floor.overlaps}
    kinds |= {lanes.symbol(one.kind) for one in report.floor.silences}
    kinds |= {"raised"} if report.raised else set()
    yield from (name for name in LEGEND if name in kinds)


def _sound(recording: bytes | None) -> str:
    """As a data URI, so that the one file is all there is; empty without a recording."""
    if not recording:
        return ""
    kind = next((kind for start, kind in KINDS.items() if recording.startswith(start)), "wav")
    return f"data:audio/{kind};base64,{base64.b64encode(recording).decode()}"
