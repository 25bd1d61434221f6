"""Beside the last attempts: one small picture for each measure, scales from zero, the goal dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .. import catalogue
from ..core.measures import Measure
from . import words
from .inputs import Report
from .words import text

MOST_EARLIER = 3
MOST = 6
WIDE, HIGH = 150.0, 96.0
STEEP = 14.0
LEFT, RIGHT, TOP, BOTTOM = 10.0, 138.0, 16.0, 66.0
"""The drawing's box, and where its values lie."""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float | None
    """None: not assessed in that call."""
    label: str
    label_y: float
    name: str
    """'1', '2' …, 'now'."""
    now: bool


@dataclass(frozen=True, slots=True)
class Small:
    """One measure."""

    title: str
    label: str
    """All of it in words, for a screen reader."""
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    """Points of each unbroken run."""
    goal_y: float | None
    goal: str
    value: str


def small_multiples(report: Report) -> list[Small]:
    """The total first; empty for a call that has no measures."""
    earlier = report.earlier[-MOST_EARLIER:]
    card = report.scorecard
    found: list[Small] = []
    if card.total is not None:
        total = Measure("total", card.total, "", card.pass_mark, "higher")
        goal = text("goal-pass", mark=words.number(card.pass_mark))
        found.append(_small(total, [one.total for one in earlier], text("measure-total"), goal))
    for measure in report.measures:
        row_of = [_of(attempt.measures, measure.name) for attempt in earlier]
        if measure.value is not None or any(value is not None for value in row_of):
            found.append(_small(measure, row_of, _title(measure), _goal(measure)))
    return found[:MOST]


def heading(report: Report) -> str:
    count = min(MOST_EARLIER, len(report.earlier))
    return text(f"attempts-{count}")


def _of(measures: Sequence[Measure], name: str) -> float | None:
    return next((one.value for one in measures if one.name == name), None)


def _title(measure: Measure) -> str:
    key = f"measures.{measure.name}"
    title = catalogue.say(key) if catalogue.known(key) else words.sentence(measure.name).rstrip(".")
    unit = {"share": "%", "ms": "s"}.get(measure.unit, measure.unit)
    return f"{title}, {unit}" if unit and not title.endswith(unit) else title


def _goal(measure: Measure) -> str:
    if measure.goal is None:
        return ""
    if measure.goal == 0 and measure.better == "lower":
        return text("goal-none")
    return text(f"goal-{measure.better}", goal=_figure(measure.goal, measure.unit))


def _figure(value: float, unit: str) -> str:
    """Without its unit, which stands in the title; at most one decimal."""
    match unit:
        case "share" if abs(value) <= 1:
            return words.number(round(value * 100))
        case "ms":
            return words.number(round(value / 1000, 1))
        case _:
            return words.number(round(value, 1 if abs(value) < 10 else 0))


def _small(measure: Measure, earlier: list[float | None], title: str, goal: str) -> Small:
    values = [*earlier, measure.value]
    known = [value for value in [*values, measure.goal, 0.0] if value is not None]
    low, high = min(known), max(known)
    spread = (high - low) * 1.02 or 1.0
    step = (RIGHT - LEFT) / max(1, len(values) - 1)

    def height(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - low) / spread, 1)

    dots = []
    for at, value in enumerate(values):
        now = at == len(values) - 1
        x = RIGHT if now else round(LEFT + at * step, 1)
        y = None if value is None else height(value)
        shown = text("measure-unknown") if value is None else _number(value, measure)
        name = text("attempt-now") if now else str(at + 1)
        dots.append(Dot(x, y, shown, BOTTOM - 7, name, now))
    dots = [replace(dot, label_y=_label_y(at, dots)) for at, dot in enumerate(dots)]
    goal_y = None if measure.goal is None else height(measure.goal)
    said = ", ".join(f"{dot.name} {dot.label}" for dot in dots)
    label = text("measure-label", title=title, values=said, goal=goal).rstrip("; ")
    return Small(title, label, tuple(dots), tuple(_runs(dots)), goal_y, goal, dots[-1].label)


def _label_y(at: int, dots: Sequence[Dot]) -> float:
    """Over its dot, or under it where a line rises steeply from there."""
    y = dots[at].y
    if y is None:
        return BOTTOM - 7
    before, after = (_other_y(dots, other) for other in (at - 1, at + 1))
    rises = after is not None and after < y - STEEP
    valley = before is not None and before < y - STEEP and after is not None and after < y
    return y + 14 if rises or valley else y - 8


def _other_y(dots: Sequence[Dot], at: int) -> float | None:
    return dots[at].y if 0 <= at < len(dots) else None


def _number(value: float, measure: Measure) -> str:
    return words.whole(value) if measure.name == "total" else _figure(value, measure.unit)


def _runs(dots: Sequence[Dot]) -> list[str]:
    """Never a line across a call in which the measure was not assessed."""
    runs: list[list[str]] = [[]]
    for dot in dots:
        if dot.y is None:
            runs.append([])
        else:
            runs[-1].append(f"{dot.x},{dot.y}")
    return [" ".join(run) for run in runs if len(run) > 1]
