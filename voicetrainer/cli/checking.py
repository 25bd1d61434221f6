"""`voicetrainer check`: every mistake of a scenario, and its rehearsals played."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

import click

from .. import catalogue, places
from ..authoring import Loaded, is_rubric, lint, lint_rubric, load_scenario, standard_rubric
from ..authoring.drill import is_drill, lint_drill
from ..core.errors import Problem, ScenarioError, UsageError
from ..core.program import Program
from . import names
from .checked import CheckedFile, Style, told
from .help import described

FAILED = "VT040"
"""A rehearsal's claim does not hold."""
TRAINEES = 160
"""Imagined trainees of each file: twenty of each character."""
LOOK_S = 0.2
"""Seconds between two looks at watched files."""


@click.command(**described("check"))
@click.argument("files", nargs=-1, metavar="[SCENARIO|FOLDER]...", shell_complete=names.complete_scenario)
@click.option("--quiet", is_flag=True, help=catalogue.say("cli.opt-quiet"))
@click.option("--trainees", type=click.IntRange(0, 1_000_000), default=TRAINEES, show_default=True,
              help=catalogue.say("cli.opt-check-trainees"))  # fmt: skip
@click.option("--watch", is_flag=True, help=catalogue.say("cli.opt-watch"))
@click.option("--format", "style", type=click.Choice(get_args(Style)), default="text",
              help=catalogue.say("cli.opt-check-format"))  # fmt: skip
def check(files: tuple[str, ...], quiet: bool, trainees: int, watch: bool, style: Style) -> None:
    wanted = files or (str(places.scenarios()),)
    if watch:
        _watch(wanted, trainees, quiet)
        return
    done = check_files([path for name in wanted for path in _files(name)], trainees)
    for line in told(done, style, quiet):
        click.echo(line)
    if any(one.errors for one in done):
        raise click.exceptions.Exit(1)


def check_files(paths: Sequence[Path], trainees: int) -> list[CheckedFile]:
    """Each file, in their order; several at once where trainees are imagined and there are cores for it."""
    processes = min(os.cpu_count() or 1, len(paths))
    if processes < 2 or not trainees:
        return [_check(path, trainees) for path in paths]
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(partial(_check, trainees=trainees, processes=1), paths))


def _watch(wanted: Sequence[str], trainees: int, quiet: bool) -> None:
    """Check again whenever one of the files is saved, until Ctrl-C."""
    seen: dict[Path, float] = {}
    while True:
        paths = [path for name in wanted for path in _files(name)]
        changed = [path for path in paths if _saved(path) != seen.get(path)]
        seen = {path: _saved(path) for path in paths}
        for path in changed:
            begun = time.perf_counter()
            one = _check(path, trainees)
            for line in told([one], "text", quiet):
                click.echo(line)
            seconds = f"{time.perf_counter() - begun:.1f}"
            click.echo(catalogue.say("cli.watching", path=path.name, errors=one.errors, seconds=seconds))
        time.sleep(LOOK_S)


def _saved(path: Path) -> float:
    """When it was last saved; a shared file counts with its scenario."""
    times = [
        one.stat().st_mtime for one in (path, *sorted(path.parent.glob("common/*.yaml"))) if one.is_file()
    ]
    return max(times, default=0.0)


def _files(name: str) -> Iterator[Path]:
    path = Path(name).expanduser()
    if not path.is_dir():
        yield names.scenario_path(name)
        return
    found = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml"))
    if not found:
        raise UsageError(catalogue.say("cli.check-no-files", path=path))
    yield from found


def _check(path: Path, trainees: int, processes: int | None = None) -> CheckedFile:
    """All problems, and a line of praise if there is none.  `processes`: as many as are worth while."""
    if is_rubric(path):
        found = lint_rubric(path)
        praise = "" if found else catalogue.say("cli.check-rubric-passed", path=path)
        return CheckedFile(path, tuple(found), praise)
    if is_drill(path):
        found = lint_drill(path)
        return CheckedFile(
            path, tuple(found), "" if found else catalogue.say("cli.check-drill-passed", path=path)
        )
    try:
        loaded = load_scenario(path)
    except ScenarioError as error:  # of the errors only; the warnings belong beside them
        return CheckedFile(path, tuple(sorted({*lint(path), *error.problems})))
    found = sorted([
        *loaded.warnings, *_rehearsed(loaded), *_unrendered(loaded),
        *(_simulated(loaded, trainees, processes) if trainees else ()),
    ])  # fmt: skip
    if any(not p.warning for p in found):
        return CheckedFile(path, tuple(found))
    return CheckedFile(path, tuple(found), catalogue.say(
        "cli.check-passed",
        path=path, states=len(loaded.scenario.states), rehearsals=len(loaded.rehearsals),
    ))  # fmt: skip


def _unrendered(loaded: Loaded) -> Iterator[Problem]:
    """Lines that are missing among those that were rendered; nothing where none were."""
    from ..speech.choose import lines_folder
    from ..speech.rendered import INDEX, read_index
    from ..speech.rendering import lines_of

    own = loaded.path.parent / "lines" / loaded.path.stem
    shipped = places.scenarios().resolve() in loaded.path.resolve().parents
    folder = lines_folder(loaded.scenario) if shipped else own
    if not (folder / INDEX).is_file():
        return
    there = read_index(folder)
    missing = [text for text, mood in lines_of(loaded.scenario) if (text, mood) not in there]
    if missing:
        values = {"count": len(missing), "text": missing[0], "scenario": loaded.scenario.name}
        message = catalogue.say("lint.VT039_lines", **values)
        remedy = catalogue.say("lint.VT039_lines_remedy", **values)
        yield Problem(loaded.path, 1, 1, "VT039", message, remedy, warning=True)


def _simulated(loaded: Loaded, trainees: int, processes: int | None) -> Iterator[Problem]:
    """What imagined trainees found that a trainer should look at."""
    from .simulating import simulated

    name = loaded.scenario.name
    for key, run in simulated(loaded, trainees, thorough=False, processes=processes).surprises():
        values = {
            "character": run.character, "seed": run.seed, "scenario": name,
            "total": f"{run.total or 0:.0f}", "mark": f"{standard_rubric().pass_mark:g}",
        }  # fmt: skip
        message = catalogue.say(f"lint.VT044_{key.replace('-', '_')}", **values)
        remedy = catalogue.say("lint.VT044_again", **values)
        yield Problem(loaded.path, 1, 1, "VT044", message, remedy, warning=True)


def _rehearsed(loaded: Loaded) -> Iterator[Problem]:
    from ..language.reader import reader_for
    from ..run.rehearsals import play

    path = loaded.path
    program = Program(loaded.scenario)
    reader = reader_for(loaded.scenario)
    for rehearsal in loaded.rehearsals:
        for failure in play(program, rehearsal, standard_rubric(), reader).failures:
            claim = failure.expectation
            message = catalogue.say(
                f"cli.rehearsal-{claim.kind.replace(' ', '-')}",
                name=rehearsal.name, missing=failure.missing, got=failure.got,
                route=" > ".join(failure.route),
            )  # fmt: skip
            remedy = catalogue.say("cli.rehearsal-remedy", scenario=path, name=rehearsal.name)
            yield Problem(path, claim.line, claim.column, FAILED, message, remedy)
