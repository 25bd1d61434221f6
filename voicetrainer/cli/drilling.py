"""`voicetrainer drill FILE`: calls one after another, until they went well often enough."""

from __future__ import annotations

from pathlib import Path

import click

from .. import catalogue
from ..authoring.drill import load_drill
from ..core.drill import Drill
from ..core.events import Outcome
from ..core.score import Scorecard
from . import names
from .calling import call
from .help import described
from .holding import Held

MOST = 50
"""Calls after which a drill ends in any case."""
LEFT: tuple[Outcome, ...] = ("stopped", "broken")


@click.command(**described("drill"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--trainee", metavar="NAME|FILE", help=catalogue.say("cli.opt-trainee"))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help=catalogue.say("cli.opt-out"))
@click.pass_context
def drill(context: click.Context, file: Path, trainee: str | None, out: Path | None) -> None:
    plan = load_drill(file)
    results: list[bool | None] = []
    click.echo(catalogue.say("cli.drill-begins", title=plan.title, until=_until(plan)))
    while not plan.is_over(results) and len(results) < MOST:
        held = _held(context, plan, len(results), file, trainee, out)
        if held is None or held.scorecard.outcome in LEFT:
            click.echo(catalogue.say("cli.drill-left", calls=len(results)))
            return
        results.append(plan.passed(held.scorecard))
        click.echo(_told(plan, results, held.scorecard))
    done = catalogue.say(
        "cli.drill-done" if plan.is_over(results) else "cli.drill-enough", calls=len(results)
    )
    click.echo(done)


def _held(
    context: click.Context, plan: Drill, number: int, file: Path, trainee: str | None, out: Path | None
) -> Held | None:
    one, within = plan.call(number), (plan.note_within or 0) // 1000
    beside = file.parent / one.scenario
    options: list[str] = [str(beside) if beside.is_file() else str(names.scenario_path(one.scenario))]
    for name, value in (
        ("--trainee", trainee), ("--out", out), ("--level", one.level), ("--from", one.state),
        ("--note-within", within),
    ):  # fmt: skip
        if value:
            options += [name, str(value)]
    for meter, start in one.meters.items():
        options += ["--set", f"{meter}={start:g}"]
    with call.make_context("call", options, parent=context) as inner:
        held: Held | None = call.invoke(inner)
    return held


def _until(plan: Drill) -> str:
    if plan.passes is None:
        return catalogue.say("cli.drill-once", calls=len(plan.calls))
    return catalogue.say("cli.drill-in-a-row" if plan.in_a_row else "cli.drill-passes", passes=plan.passes)


def _told(plan: Drill, results: list[bool | None], card: Scorecard) -> str:
    verdict = {True: "passed", False: "not-passed", None: "not-told"}[results[-1]]
    scores = ", ".join(
        f"{section.title} {section.score:.0f}" for section in card.sections if section.score is not None
    )
    row = plan.row(results) if plan.in_a_row else sum(bool(one) for one in results)
    return catalogue.say(f"cli.drill-{verdict}", number=len(results), scores=scores, row=row)
