"""What became of calls: `report`, `rescore`, `calls`, `delete`.  All work from the folders alone."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from .. import catalogue
from ..authoring import load_rubric
from ..core.errors import UsageError
from ..core.review import Change, changes
from ..core.score import Scorecard, Verdict
from ..store.folder import delete_call, find_call, list_calls
from ..store.info import CallInfo, Result
from . import names
from .help import described
from .holding import calls_root
from .opening import open_call

_calls = click.option("--calls", "root", type=click.Path(path_type=Path), help=catalogue.say("cli.opt-calls"))


@click.command(**described("report"))
@click.argument("call", shell_complete=names.complete_call)
@_calls
@click.option("--format", "style", type=click.Choice(["screen", "text"]), default="screen",
              help=catalogue.say("cli.opt-format"))  # fmt: skip
def report(call: str, root: Path | None, style: str) -> None:
    from rich.console import Console

    from ..report import terminal
    from .reporting import write_report

    where = calls_root(root)
    folder = find_call(where, call)
    made, path = write_report(open_call(folder), folder, where)
    if style == "text":
        click.echo(terminal.plain(made, str(path or "")))
    else:
        terminal.show(made, str(path or ""), Console(highlight=False))


@click.command(**described("rescore"))
@click.argument("call", shell_complete=names.complete_call)
@_calls
@click.option("--rubric", type=click.Path(path_type=Path), help=catalogue.say("cli.opt-rubric"))
def rescore(call: str, root: Path | None, rubric: Path | None) -> None:
    folder = find_call(calls_root(root), call)
    opened = open_call(folder)
    info, before = opened.info, opened.judged()
    card = replace(opened, rubric=load_rubric(rubric)).judged() if rubric else before
    if rubric is None and (info.result is None or info.result.total != card.total):
        result = Result(card.outcome, card.total, card.passed, card.duration)
        folder.write_info(replace(info, result=result))
    click.echo(_verdict(folder.name, info, before, card, rubric is not None))
    for change in changes(before, card).items:
        click.echo(_changed(change))


def _verdict(name: str, info: CallInfo, before: Scorecard, card: Scorecard, other: bool) -> str:
    if card.total is None:
        return catalogue.say("cli.rescored-unscored", name=name, outcome=card.outcome)
    was = before.total if other else info.result.total if info.result else None
    if was == card.total:
        return catalogue.say("cli.rescored-same", name=name, total=f"{card.total:.1f}")
    shown = "–" if was is None else f"{was:.1f}"
    return catalogue.say("cli.rescored-changed", name=name, total=f"{card.total:.1f}", before=shown)


def _changed(change: Change) -> str:
    """One item: what it was, what it is, and why."""
    why = catalogue.say(f"cli.why-{change.why.replace(' ', '-')}", **dict(change.values))
    at = "" if change.onset is None else f" {change.onset // 60_000}:{change.onset // 1000 % 60:02d}"
    return catalogue.say(
        "cli.rescored-item", verdict=_shown(change.now), before=_shown(change.was), item=change.item,
        why=why, at=at,
    )  # fmt: skip


def _shown(verdict: Verdict | None) -> str:
    return catalogue.say(f"cli.verdict-{verdict.replace(' ', '-')}") if verdict else "–"


@click.command(**described("calls"))
@_calls
def calls(root: Path | None) -> None:
    rows = list_calls(calls_root(root))
    if not rows:
        click.echo(catalogue.say("cli.calls-none"))
        return
    width = max(len(row.folder.name) for row in rows)
    click.echo(f"{catalogue.say('cli.calls-head'):<{width}}  {catalogue.say('cli.calls-result')}")
    for row in rows:
        click.echo(f"{row.folder.name:<{width}}  {_outcome(row.info) if row.info else row.problem}")


def _outcome(info: CallInfo) -> str:
    if info.result is None:
        return catalogue.say("cli.calls-row-open")
    outcome = info.result.outcome
    if info.result.total is None:
        return catalogue.say("cli.calls-row-unscored", outcome=outcome)
    return catalogue.say("cli.calls-row-scored", outcome=outcome, total=f"{info.result.total:.0f}")


@click.command(**described("delete"))
@click.argument("call", nargs=-1, required=True, shell_complete=names.complete_call)
@_calls
@click.option("--yes", is_flag=True, help=catalogue.say("cli.opt-yes"))
def delete(call: tuple[str, ...], root: Path | None, yes: bool) -> None:
    folders = [find_call(calls_root(root), name) for name in call]
    for folder in folders:
        if not yes and not sys.stdin.isatty():
            raise UsageError(catalogue.say("cli.delete-needs-yes", name=folder.name))
        if yes or click.confirm(catalogue.say("cli.delete-sure", name=folder.name)):
            delete_call(folder)
            click.echo(catalogue.say("cli.deleted", name=folder.name))
