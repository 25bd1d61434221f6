"""Progress over weeks: what each advice did in the calls of one trainee, for the terminal and as a page.

Both show the same figures: a call's share for an advice is the earned part of its assessed weight,
and a week's figure is the mean of its calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .. import catalogue
from ..core.practice import Practised, Proposal, Standing, standings
from . import words

BARS = "▁▂▃▄▅▆▇█"
NO_CALL = "·"
MOST_WEEKS = 26
"""The terminal shows the latest half year; the page all of it."""


@dataclass(frozen=True, slots=True)
class Point:
    """A scored call."""

    when: datetime
    name: str
    """Of its folder."""
    scenario: str
    title: str
    level: int
    total: float
    passed: bool | None
    pass_mark: float
    advice: Mapping[str, float]

    @property
    def practised(self) -> Practised:
        return Practised(self.when.date(), self.scenario, self.level, bool(self.passed), self.advice)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A folder that could not be read."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Progress:
    trainee: str
    points: tuple[Point, ...]
    """Oldest first."""
    proposals: tuple[Proposal, ...]
    today: date
    next_due: date | None = None
    unscored: int = 0
    """Calls without a score, stopped or broken, which are left out."""
    skipped: tuple[Skipped, ...] = ()
    others: tuple[str, ...] = ()
    """Other trainees whose calls are kept here."""

    @property
    def weeks(self) -> list[date]:
        """Every Monday from the first call to the last, without holes."""
        if not self.points:
            return []
        first, last = (_monday(point.when.date()) for point in (self.points[0], self.points[-1]))
        return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]

    @property
    def standings(self) -> list[Standing]:
        """Every advice that was assessed, the weakest of late first."""
        found = standings(point.practised for point in self.points)
        return sorted(found.values(), key=lambda one: (-one.missed / one.of, -one.occasions, one.advice))

    def weekly(self, advice: str) -> list[float | None]:
        """The mean share of each week, 0…1; None for a week without an occasion."""
        return self._means({point.name: point.advice.get(advice) for point in self.points})

    @property
    def totals(self) -> list[float | None]:
        """The mean total of each week, 0…100."""
        return self._means({point.name: point.total for point in self.points})

    def _means(self, values: Mapping[str, float | None]) -> list[float | None]:
        by_week: dict[date, list[float]] = {}
        for point in self.points:
            value = values[point.name]
            if value is not None:
                by_week.setdefault(_monday(point.when.date()), []).append(value)
        return [_mean(by_week.get(week, [])) for week in self.weeks]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def text(key: str, **values: object) -> str:
    return catalogue.say(f"progress.{key}", **values)


# -- the same sentences on screen and page -----------------------------------------------------


def title_of(advice: str) -> str:
    return words.advice(advice) or advice


def day(when: date) -> str:
    return text("day", day=when.day, month=catalogue.say("report.months").split()[when.month - 1])


def span(progress: Progress) -> str:
    """'12 calls, 2 November to 22 November'"""
    calls = len(progress.points)
    first, last = (day(point.when.date()) for point in (progress.points[0], progress.points[-1]))
    if calls == 1:
        return text("span-1", first=first)
    return text("span-day" if first == last else "span", calls=calls, first=first, last=last)


def reason(one: Proposal) -> str:
    """Why this one, with the figures it rests on."""
    if one.standing is None:
        return text("why-new")
    return text(f"why-{one.why}", missed=one.standing.missed, of=one.standing.of, ago=ago(one.days))


def training(one: Proposal) -> str:
    key = "train-new" if one.since is None else "train"
    return text(key, title=one.training.title, ago=ago(one.since or 0))


def command(one: Proposal) -> str:
    return f"voicetrainer call {one.training.scenario}"


def ago(days: int) -> str:
    return text(f"ago-{days}") if days in (0, 1) else text("ago", days=days)


def late(one: Standing) -> str:
    """'2 of 3': kept of the latest occasions."""
    return text("kept-of", kept=one.of - one.missed, of=one.of)


def rest(progress: Progress) -> list[str]:
    """What was left out, and why."""
    said = []
    if progress.unscored:
        said.append(
            text("unscored-1") if progress.unscored == 1 else text("unscored", calls=progress.unscored)
        )
    said += [text("skipped", name=one.name, why=one.why) for one in progress.skipped]
    if progress.others:
        said.append(text("others", names=", ".join(progress.others)))
    return said


def nothing_due(progress: Progress) -> str:
    if progress.next_due is None:
        return text("nothing-due-ever")
    return text("nothing-due", day=day(progress.next_due))


# -- the terminal ------------------------------------------------------------------------------

Line = tuple[tuple[str, str], ...]
"""Spans of text with the name of their style."""


def lines(progress: Progress, width: int = 80, shapes: bool = True) -> list[Line]:
    """What the terminal shows.  `shapes`: it can show block characters; else tenths are written."""
    head = text("title", name=progress.trainee) if progress.trainee else text("title-nobody")
    if not progress.points:
        return [
            ((head, "bold"),),
            (),
            ((text("empty"), ""),),
            *((((said, "dim"),)) for said in rest(progress)),
        ]
    found: list[Line] = [((head, "bold"), ("  " + span(progress), "dim")), ()]
    found += [*_next(progress), (), *_table(progress, width, shapes)]
    left_out = rest(progress)
    return [*found, *([()] if left_out else []), *(((said, "dim"),) for said in left_out)]


def _next(progress: Progress) -> list[Line]:
    found: list[Line] = [((text("next"), "bold"),)]
    if not progress.proposals:
        return [*found, ((nothing_due(progress), ""),)]
    for number, one in enumerate(progress.proposals, 1):
        found.append(((f"{number}. ", "dim"), (title_of(one.advice), "bold"), (f" ({one.advice})", "dim")))
        found.append(((f"   {reason(one)}", ""),))
        found.append(((f"   {command(one)}", "cyan"), (f"   {training(one)}", "dim")))
    return found


def _table(progress: Progress, width: int, shapes: bool) -> list[Line]:
    rows = [("", text("total"), progress.totals, _last_total(progress), str(len(progress.points)))]
    for one in progress.standings:
        shown = [None if v is None else 100 * v for v in progress.weekly(one.advice)]
        rows.append((one.advice, title_of(one.advice), shown, late(one), str(one.occasions)))
    weeks = min(MOST_WEEKS, len(progress.weeks))
    wide = max(weeks, len(text("col-weeks")))
    name = max(12, min(max(len(row[1]) for row in rows), width - wide - 26))
    head = f"{'':<5}{text('col-advice'):<{name}}  {text('col-weeks'):<{wide}}  {text('col-kept'):<9}"
    found: list[Line] = [((head + text("col-calls"), "dim"),)]
    for advice, title, values, kept, calls in rows:
        bars = sparkline(values[-weeks:], shapes)
        found.append((
            (f"{advice:<5}", "dim"), (f"{_short(title, name):<{name}}  ", ""),
            (f"{bars:<{wide}}  ", "cyan"), (f"{kept:<9}", ""), (calls, "dim"),
        ))  # fmt: skip
    return found


def _last_total(progress: Progress) -> str:
    return words.whole(progress.points[-1].total)


def _short(title: str, width: int) -> str:
    return title if len(title) <= width else title[: width - 1].rstrip() + "…"


def sparkline(values: Sequence[float | None], shapes: bool = True) -> str:
    """One character a week from 0 to 100; without `shapes` the tenths, 0 to 9."""
    if not shapes:
        return "".join("." if v is None else str(min(9, int(v // 10))) for v in values)
    return "".join(NO_CALL if v is None else BARS[min(7, int(v * 8 // 100))] for v in values)


def plain(progress: Progress, width: int = 80, shapes: bool = True) -> str:
    """Without colour, for a pipe."""
    return (
        "\n".join("".join(said for said, _ in line).rstrip() for line in lines(progress, width, shapes))
        + "\n"
    )
