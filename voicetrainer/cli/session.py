"""A call from its plan to its report, for live, typed and recorded trainees."""

from __future__ import annotations

from dataclasses import replace

import click
from rich.console import Console

from .. import catalogue
from .building import Choice
from .holding import Held, Studio, ring, run, set_up
from .noting import offered
from .opening import Finished
from .plan import Plan
from .reporting import write_report
from .soon import Soon


def hold(plan: Plan, first: bool, listening: Soon[Choice]) -> Held | None:
    """Hold the call, print the scorecard, say where everything lies; None if nobody picked up."""
    console = Console(highlight=False)
    held = (
        _recorded(plan, console, listening)
        if plan.practice == "recorded"
        else _in_person(plan, console, first, listening)
    )
    return None if held is None else _result(plan, held, console)


def _recorded(plan: Plan, console: Console, listening: Soon[Choice]) -> Held:
    from .plain import PlainScreen

    assert plan.script is not None
    scenario = plan.loaded.scenario
    console.print(
        catalogue.say("cli.recorded", trainee=plan.script.title, title=scenario.title), markup=False
    )
    screen = PlainScreen(scenario, console)
    studio = set_up(plan, [screen], screen.tell, listening)
    ring(studio, lambda: True)
    console.print()
    _run(studio)
    for notice in studio.loop.notices:
        screen.tell(notice)
    return studio.finish()


def _run(studio: Studio) -> None:
    """In this thread.  Ctrl-C ends the call, and what there is of it is kept."""
    loop = studio.loop
    try:
        run(studio)
    except KeyboardInterrupt:
        loop.stop()


def _in_person(plan: Plan, console: Console, first: bool, listening: Soon[Choice]) -> Held | None:
    from .live import LiveScreen

    if first:
        console.print(catalogue.say("cli.first-call"), markup=False)
    screen = LiveScreen(plan.loaded.scenario, plan.hints, console)
    studio = set_up(plan, [screen], screen.tell, listening)
    answered = False
    try:
        answered = screen.hold(studio)
    finally:
        if not answered:
            studio.discard()
    if not answered:
        console.print(catalogue.say("cli.not-answered"), markup=False)
        return None
    return studio.finish()


def _result(plan: Plan, held: Held, console: Console) -> Held:
    """The call with its note, if one was written; the next call begins after that."""
    from ..report import terminal

    opened = Finished(held.info, held.call.timeline, plan.loaded.scenario, plan.rubric)
    if plan.practice != "recorded" and plan.scored:
        within = plan.note_within
        opened = offered(opened, held.folder, console, limit=within, asked=within is not None)
    report, path = write_report(opened, held.folder, plan.root)
    console.print()
    terminal.show(report, str(path or ""), console)
    if held.folder:
        click.echo(catalogue.say("cli.kept", folder=held.folder.path))
    return replace(held, info=opened.info, scorecard=opened.judged())
