"""`voicetrainer progress`: what the kept calls show over weeks, and what to practise next."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import catalogue
from ..core.errors import ScenarioError, StoreError, UsageError
from ..store.folder import CallFolder, Listed, list_calls, write_whole
from ..store.info import CallInfo
from . import names
from .help import described
from .holding import calls_root

if TYPE_CHECKING:
    from ..core.practice import Training
    from ..report.progress import Line, Point, Progress, Skipped


OTHERS = ("recorded", "assessed")
"""Calls that are nobody's practice."""


@click.command(**described("progress"))
@click.option("--trainee", metavar="NAME", help=catalogue.say("progress.opt-trainee"))
@click.option("--scenario", metavar="NAME", shell_complete=names.complete_scenario,
              help=catalogue.say("progress.opt-scenario"))  # fmt: skip
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE",
              help=catalogue.say("progress.opt-html"))  # fmt: skip
@click.option("--recorded", is_flag=True, help=catalogue.say("progress.opt-recorded"))
@click.option("--calls", "root", type=click.Path(path_type=Path), help=catalogue.say("cli.opt-calls"))
def progress(
    trainee: str | None, scenario: str | None, html: Path | None, recorded: bool, root: Path | None
) -> None:
    rows = list_calls(calls_root(root))
    found = progress_of(rows, trainee, scenario, recorded, date.today())
    if html is not None:
        _write(html, found)
        return
    from ..report.progress import lines

    width, shapes = _terminal()
    _show(lines(found, width, shapes))


def progress_of(
    rows: Iterable[Listed], trainee: str | None, scenario: str | None, recorded: bool, today: date
) -> Progress:
    """From the kept calls alone; a folder that cannot be read is named and left out."""
    from ..core.practice import next_due, proposals
    from ..report.progress import Progress

    wanted = Path(scenario).stem if scenario else None
    rows = [
        row
        for row in rows
        if row.info is None or recorded or row.info.practice not in ("recorded", "assessed")
    ]
    whose, others = _whose([row.info for row in rows if row.info], trainee)
    rows = [row for row in rows if row.info is None or _fits(row.info, whose, wanted)]
    points, unscored, skipped = _points(rows)
    practised = [point.practised for point in points]
    offered = proposals(practised, _trainings(points, wanted), today)
    return Progress(
        whose, tuple(points), tuple(offered), today, next_due(practised), unscored, tuple(skipped), others
    )


def _whose(calls: list[CallInfo], trainee: str | None) -> tuple[str, tuple[str, ...]]:
    """Whose calls are shown (of whoever called last, if nobody is named), and who else has some."""
    known = list(dict.fromkeys(info.trainee for info in calls))  # newest first
    if trainee is None:
        return (known[0] if known else ""), tuple(sorted(name for name in known[1:] if name))
    for name in known:
        if name.casefold() == trainee.casefold():
            return name, ()
    near = names.nearest(trainee, [name for name in known if name])
    raise UsageError(catalogue.say("progress.no-trainee", name=trainee, near=near).strip())


def _fits(info: CallInfo, whose: str, scenario: str | None) -> bool:
    return info.trainee == whose and scenario in (None, Path(info.scenario.file).stem)


def _points(rows: Iterable[Listed]) -> tuple[list[Point], int, list[Skipped]]:
    """Oldest first; how many have no score; what could not be read."""
    from ..report.progress import Skipped

    points: list[Point] = []
    skipped: list[Skipped] = []
    unscored = 0
    for row in rows:
        if row.info is None:
            skipped.append(Skipped(row.folder.name, _first_line(row.problem)))
            continue
        try:
            point = _point(row.folder, row.info)
        except (StoreError, ScenarioError) as error:
            skipped.append(Skipped(row.folder.name, _first_line(str(error))))
            continue
        unscored += point is None
        points += [point] if point else []
    return sorted(points, key=lambda one: (one.when, one.name)), unscored, skipped


def _point(folder: CallFolder, info: CallInfo) -> Point | None:
    """None for a call without a score: unscored, stopped or broken."""
    from ..report.progress import Point
    from .judged import amount_of

    amount = amount_of(folder)
    if amount is None:
        return None
    return Point(
        info.started, folder.name, Path(info.scenario.file).stem, info.scenario.title, amount.level,
        amount.total, amount.passed, amount.pass_mark, amount.advice,
    )  # fmt: skip


def _trainings(points: Iterable[Point], wanted: str | None) -> list[Training]:
    """The shipped scenarios, with what each trains: its own marks, and what every call shows."""
    from ..authoring import load_scenario, standard_rubric
    from ..core.practice import Training, trained_by

    measured = {id_ for section in standard_rubric().sections for item in section.items
                if item.rule not in ("checkpoint", "fault") for id_ in item.advice}  # fmt: skip
    everywhere = measured & {id_ for point in points for id_ in point.advice}
    found = []
    for name, path in names.shipped_scenarios().items():
        if wanted in (None, name):
            one = load_scenario(path).scenario
            found.append(Training(name, one.title, one.level, trained_by(one) | everywhere))
    return found


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


# -- showing it --------------------------------------------------------------------------------


def _terminal() -> tuple[int, bool]:
    """Its width, and whether it can show block characters."""
    from rich.console import Console

    from ..report.progress import BARS

    console = Console()
    try:
        BARS.encode(console.encoding)
    except (UnicodeEncodeError, LookupError):
        return min(console.width, 100), False
    return min(console.width, 100), True


def _show(lines: Iterable[Line]) -> None:
    from rich.console import Console
    from rich.text import Text

    from ..report.terminal import readable

    console = Console(highlight=False)
    for line in lines:
        styled = Text()
        for said, style in line:
            styled.append(readable(said, console.encoding), style)
        styled.rstrip()
        console.print(styled, soft_wrap=not sys.stdout.isatty())


def _write(path: Path, found: Progress) -> None:
    from ..report.progress_page import html_progress

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, html_progress(found).encode())
    except (OSError, StoreError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(catalogue.say("progress.not-written", file=path, reason=reason)) from error
    click.echo(catalogue.say("progress.written", file=path))
