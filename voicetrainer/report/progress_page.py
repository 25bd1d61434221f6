"""Progress as one self-contained page: a plot of the total, and a small one for each advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from ..core.practice import KEPT, Standing
from . import progress as told
from . import words
from .progress import Point, Progress, text

if TYPE_CHECKING:
    from jinja2 import Template

LEFT, RIGHT, TOP, BOTTOM = 6.0, 6.0, 6.0, 6.0
"""Room inside a plot for the rings at its edges."""


@dataclass(frozen=True, slots=True)
class Ring:
    x: float
    y: float
    latest: bool
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """One measure over time, as places in a box of `width` × `height`; its scale starts at zero."""

    id: str
    title: str
    note: str
    width: float
    height: float
    rings: tuple[Ring, ...]
    line: str
    """Points of the weeks' means."""
    goal: float
    """Its height in the box."""
    goal_label: str
    label: str
    """For a screen reader: the weeks as words."""
    dates: tuple[str, str]


def html_progress(progress: Progress) -> str:
    """The whole page.  Asks nothing of any network and needs no JavaScript."""
    several = len(progress.points) > 1
    return _template().render(
        t=text,
        style=_file("tokens.css") + _file("progress_page.css"),
        progress=progress,
        told=told,
        words=words,
        head=text("title", name=progress.trainee) if progress.trainee else text("title-nobody"),
        total=_total(progress) if several else None,
        plots=[_plot(progress, advice) for advice in progress.standings] if several else [],
        calls=[(point, _result(point)) for point in reversed(progress.points)],
    )


def _total(progress: Progress) -> Plot:
    mark = progress.points[-1].pass_mark
    found = [(point, point.total) for point in progress.points]
    return _drawn(
        progress, "total", text("page-total"), "", found, progress.totals,
        mark, text("page-total-goal", mark=words.number(mark)), (720.0, 140.0),
    )  # fmt: skip


def _plot(progress: Progress, one: Standing) -> Plot:
    found = [(p, 100 * p.advice[one.advice]) for p in progress.points if one.advice in p.advice]
    weekly = [None if v is None else 100 * v for v in progress.weekly(one.advice)]
    goal, note = 100 * KEPT, text("page-kept", kept=told.late(one))
    return _drawn(
        progress, one.advice, told.title_of(one.advice), note, found, weekly,
        goal, text("page-goal", goal=round(goal)), (240.0, 84.0),
    )  # fmt: skip


def _drawn(
    progress: Progress, id_: str, title: str, note: str, found: Sequence[tuple[Point, float]],
    weekly: Sequence[float | None], goal: float, goal_label: str, size: tuple[float, float],
) -> Plot:  # fmt: skip
    width, height = size
    rings = [
        Ring(_x(progress, point.when.timestamp(), width), _y(value, height), point is found[-1][0],
             f"{told.day(point.when.date())}: {words.whole(value)}")
        for point, value in found
    ]  # fmt: skip
    first, last = (told.day(point.when.date()) for point in (progress.points[0], progress.points[-1]))
    return Plot(
        id_, title, note, width, height, tuple(rings), _line(progress, weekly, size), _y(goal, height),
        goal_label, _label(progress, title, weekly), (first, last),
    )  # fmt: skip


def _line(progress: Progress, weekly: Sequence[float | None], size: tuple[float, float]) -> str:
    """Each week's mean over the middle of its calls, so that the line stays among the rings."""
    middles: dict[int, list[float]] = {}
    start = progress.weeks[0]
    for point in progress.points:
        middles.setdefault((point.when.date() - start).days // 7, []).append(point.when.timestamp())
    places = []
    for week, value in enumerate(weekly):
        if value is not None and week in middles:
            at = sum(middles[week]) / len(middles[week])
            places.append(f"{_x(progress, at, size[0]):.1f},{_y(value, size[1]):.1f}")
    return " ".join(places) if len(places) > 1 else ""


def _label(progress: Progress, title: str, weekly: Sequence[float | None]) -> str:
    weeks = [
        text(
            "page-label-week", day=told.day(week), value=text("page-label-percent", value=words.whole(value))
        )
        for week, value in zip(progress.weeks, weekly, strict=True)
        if value is not None
    ]
    return text("page-label", title=title, weeks=", ".join(weeks))


def _x(progress: Progress, at: float, width: float) -> float:
    first, last = (point.when.timestamp() for point in (progress.points[0], progress.points[-1]))
    share = (at - first) / (last - first) if last > first else 0.5
    return round(LEFT + share * (width - LEFT - RIGHT), 1)


def _y(value: float, height: float) -> float:
    return round(height - BOTTOM - value / 100 * (height - TOP - BOTTOM), 1)


def _result(point: Point) -> str:
    if point.passed is None:
        return text("page-undecided")
    return text("page-passed") if point.passed else text("page-failed")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_file("progress_page.html"))


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
