"""`voicetrainer check`: every mistake of a scenario, and its rehearsals played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from .. import catalogue, places
from ..authoring import lint, load_scenario, standard_rubric
from ..core.errors import Problem, UsageError
from ..core.program import Program
from . import names
from .help import described

FAILED = "VT040"
"""A rehearsal's claim does not hold."""


@click.command(**described("check"))
@click.argument("files", nargs=-1, metavar="[SCENARIO|FOLDER]...", shell_complete=names.complete_scenario)
@click.option("--quiet", is_flag=True, help=catalogue.say("cli.opt-quiet"))
def check(files: tuple[str, ...], quiet: bool) -> None:
    paths = [path for name in files or (str(places.scenarios()),) for path in _files(name)]
    errors = warnings = 0
    for path in paths:
        problems, summary = _check(path)
        for problem in problems:
            click.echo(str(problem))
        errors += sum(not p.warning for p in problems)
        warnings += sum(p.warning for p in problems)
        if summary and not quiet:
            click.echo(summary)
    if len(paths) > 1 and not quiet:
        click.echo(catalogue.say("cli.check-summary", files=len(paths), errors=errors, warnings=warnings))
    if errors:
        raise click.exceptions.Exit(1)


def _files(name: str) -> Iterator[Path]:
    path = Path(name).expanduser()
    if not path.is_dir():
        yield names.scenario_path(name)
        return
    found = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml"))
    if not found:
        raise UsageError(catalogue.say("cli.check-no-files", path=path))
    yield from found


def _check(path: Path) -> tuple[list[Problem], str]:
    """All problems, and a line of praise if there is none."""
    problems = lint(path)
    if any(not p.warning for p in problems):
        return problems, ""
    loaded = load_scenario(path)
    failed = sorted(_rehearsed(path))
    if failed:
        return sorted([*problems, *failed]), ""
    return problems, catalogue.say(
        "cli.check-passed",
        path=path, states=len(loaded.scenario.states), rehearsals=len(loaded.rehearsals),
    )  # fmt: skip


def _rehearsed(path: Path) -> Iterator[Problem]:
    from ..run.rehearsals import play

    loaded = load_scenario(path)
    program = Program(loaded.scenario)
    for rehearsal in loaded.rehearsals:
        for failure in play(program, rehearsal, standard_rubric()).failures:
            claim = failure.expectation
            message = catalogue.say(
                f"cli.rehearsal-{claim.kind.replace(' ', '-')}",
                name=rehearsal.name, missing=failure.missing, got=failure.got,
                route=" > ".join(failure.route),
            )  # fmt: skip
            remedy = catalogue.say("cli.rehearsal-remedy", scenario=path, name=rehearsal.name)
            yield Problem(path, claim.line, claim.column, FAILED, message, remedy)
