"""The report as one HTML file: opens offline, asks nothing of any network, reads without JavaScript.

The template escapes every value; only our own style, script and the waveforms' numbers go in as
they are.  A policy inside the page forbids requests, whatever a scenario's texts may hold.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from ..core.floor import DEAD_AIR, GIVES_WAY, SAME_START, TERMINAL
from ..core.score import SectionScore
from . import cards, glance, items, lanes, lessons, words
from .inputs import About, Report
from .transcript import transcript
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
)


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
        style=_file("tokens.css") + _file("page.css"),
        script=_file("page.js"),
        report=report,
        **_head(report),
        **_lessons(report),
        **_timeline(report),
        groups=items.groups(report.scorecard, report.scenario),
        **_measured(report),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_file("page.html"))


@cache
def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _head(report: Report) -> dict[str, object]:
    card = report.scorecard
    return {
        "title": report.scenario.title,
        "caller": words.first_name(report.scenario),
        "subtitle": " · ".join(_subtitle(report)),
        "head": words.head(card),
        "head_tone": "earned" if card.passed else "neutral",
        "critical": glance.critical(card, report.scenario),
        "total": None if card.total is None else words.whole(card.total),
        "total_width": card.total or 0,
        "pass_mark": words.number(card.pass_mark),
        "ending": glance.ending(card, report.scenario, report.timeline),
        "notices": glance.undecided(card)
        + glance.notices(report.floor, report.timeline, report.recording is not None),
        "bars": [] if card.total is None else [_bar(section) for section in card.sections],
    }


def _subtitle(report: Report) -> Iterator[str]:
    about, scenario, length = report.about, report.scenario, report.scorecard.duration
    yield text(f"practice-{about.practice}")
    yield text("level", level=scenario.level)
    name = scenario.you.name or about.trainee
    if name and scenario.you.firm:
        yield text("you-as-firm", name=name, firm=scenario.you.firm)
    elif name:
        yield text("you-as", name=name)
    yield words.date(about.started)
    yield words.duration(length)
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
        "nothing": glance.nothing_to_change(report.scorecard, report.floor, report.scenario),
    }


def _timeline(report: Report) -> dict[str, object]:
    length, floor = report.length, report.floor
    spoken = transcript(floor, report.timeline, report.scenario)
    floor_cards, item_cards = cards.floor_cards(report), cards.item_cards(report)
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
        "gaps": lanes.gaps(floor, length),
        "item_marks": cards.item_marks(item_cards, report),
        "cards": floor_cards + item_cards,
        "card_of": {judged: card.id for judged, card in _cards_of(report, item_cards)},
        "spoken": spoken,
        "legend": [*_seen(report)],
        "sound": _sound(report.recording),
    }


def _cards_of(report: Report, item_cards: list[cards.Card]) -> Iterator[tuple[str, cards.Card]]:
    shown = (judged for judged in cards.all_judged(report) if judged.evidence)
    for judged, card in zip(shown, item_cards, strict=True):
        yield judged.item.id, card


def _seen(report: Report) -> Iterator[str]:
    """The legend names what is on the timeline and nothing else."""
    kinds = {lanes.symbol(one.kind) for one in report.floor.overlaps}
    kinds |= {lanes.symbol(one.kind) for one in report.floor.silences}
    yield from (name for name in LEGEND if name in kinds)


def _sound(recording: bytes | None) -> str:
    """As a data URI, so that the one file is all there is; empty without a recording."""
    if not recording:
        return ""
    kind = "flac" if recording.startswith(b"fLaC") else "wav"
    return f"data:audio/{kind};base64,{base64.b64encode(recording).decode()}"


def _measured(report: Report) -> dict[str, object]:
    about = report.about
    return {
        "measured": [(text(f"measured-{key}"), value) for key, value in _setting(report) if value],
        "thresholds": [*_timing(), *_limits(report)],
        "made_from": text(
            "made-from",
            rubric=about.rubric.title,
            rubric_version=about.rubric.version,
            scenario=about.scenario.file,
            seed=about.seed,
        ),
    }


def _limits(report: Report) -> Iterator[tuple[str, str]]:
    for judged in cards.all_judged(report):
        if judged.item.limits:
            yield words.title(judged.item, report.scenario), words.limits(judged.item)


def _timing() -> Iterator[tuple[str, str]]:
    """The first values of the timing, which no rubric changes."""
    values = {"terminal": TERMINAL, "start": SAME_START, "gives-way": GIVES_WAY, "dead-air": DEAD_AIR}
    for key, value in values.items():
        yield text(f"threshold-{key}"), text(f"threshold-{key}-value", s=words.seconds(value))


def _setting(report: Report) -> Iterator[tuple[str, str]]:
    about = report.about
    for key, engine in (("ear", about.ear), ("voice", about.voice), ("vad", about.vad)):
        yield key, f"{engine.name} {engine.version}".strip()
    yield "microphone", about.microphone
    yield "loudspeaker", about.loudspeaker
    yield "latency", _latency(about)
    yield "echo", _echo(about.headphones)
    yield "wait", text("wait-value", s=words.seconds(about.reply_wait))
    kept = text("recording-kept", caller=words.first_name(report.scenario))
    yield "recording", kept if report.recording else text("recording-none")
    yield "program", f"voicetrainer {about.program}"


def _latency(about: About) -> str:
    if about.latency is None:
        return text("latency-unknown")
    source = about.latency.source if about.latency.source in ("exact", "measured") else "reported"
    return text(f"latency-{source}", ms=about.latency.input + about.latency.output)


def _echo(headphones: bool | None) -> str:
    if headphones is None:
        return text("echo-unknown")
    return text("echo-headphones" if headphones else "echo-loudspeaker")
