"""`voicetrainer import FILE`: a story of another program becomes a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import catalogue
from ..authoring import lint_text, load_scenario_text, standard_rubric
from ..core.errors import Problem, UsageError
from . import names
from .help import described

if TYPE_CHECKING:
    from ..authoring.interchange import Imported
    from ..authoring.interchange.story import Note

SHOWN = 6
"""Notes of one kind that are told with what stands there; of the rest, the lines."""


@click.command(**described("import"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help=catalogue.say("interchange.opt-out"))  # fmt: skip
@click.option("--start", default="", metavar="NAME", help=catalogue.say("interchange.opt-start"))
@click.option("--caller", default="", metavar="NAME", help=catalogue.say("interchange.opt-caller"))
@click.option("--trainee", default="", metavar="NAME", help=catalogue.say("interchange.opt-trainee"))
@click.option("--language", default="", help=catalogue.say("interchange.opt-language"))
@click.option("--scenario", metavar="SCENARIO", shell_complete=names.complete_scenario,
              help=catalogue.say("interchange.opt-scenario"))  # fmt: skip
@click.option("--recordings", type=click.Path(path_type=Path), metavar="FOLDER",
              help=catalogue.say("interchange.opt-recordings"))  # fmt: skip
@click.option("--licence", default="", help=catalogue.say("interchange.opt-licence"))
@click.option("--replace", is_flag=True, help=catalogue.say("interchange.opt-replace"))
def import_(
    file: Path, out: Path | None, start: str, caller: str, trainee: str, language: str, scenario: str | None,
    recordings: Path | None, licence: str, replace: bool,
) -> None:  # fmt: skip
    if file.suffix.lower() == ".csv":
        from .taking_in import take_in

        if scenario is None:
            raise UsageError(catalogue.say("interchange.which-scenario", file=file))
        take_in(file, scenario, recordings, language, out, replace, licence)
    else:
        _story(file, out, start, caller, trainee, language or "en", replace)


def _story(
    file: Path, out: Path | None, start: str, caller: str, trainee: str, language: str, replace: bool
) -> None:
    from ..authoring.interchange import imported
    from ..authoring.interchange.writing import scenario_text

    target = new_file(out or file.with_suffix(".yaml"), replace)
    got = imported(file, caller=caller, trainee=trainee, start=start, language=language)
    dropped = [] if got.own else _without_failing(got.root, target)
    text = scenario_text(got.root)
    write(target, text)
    states = got.root["states"].values()
    branches = sum(len(state.get("branches", ())) for state in states)
    click.echo(catalogue.say("interchange.imported", file=target, states=len(states), branches=branches))
    for line in _told(got, dropped):
        click.echo(line)
    remaining(lint_text(target, text.encode()))


globals()["import"] = import_  # the command's name is a word of Python's own


def new_file(path: Path, replace: bool) -> Path:
    """Raises UsageError if it is there and must not be written over."""
    if path.exists() and not replace:
        raise UsageError(catalogue.say("interchange.there-already", file=path))
    return path


def write(path: Path, text: str) -> None:
    """Whole or not at all.  Raises StoreError."""
    from ..core.errors import StoreError
    from ..store.folder import write_whole

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(catalogue.say("interchange.unreadable", file=path.parent, why=why)) from error
    write_whole(path, text.encode())


def remaining(problems: Sequence[Problem]) -> None:
    """What check finds; exit code 1 if there are mistakes among it."""
    if problems:
        click.echo(catalogue.say("interchange.check-head"))
    for problem in problems:
        click.echo(str(problem))
    if any(not problem.warning for problem in problems):
        raise click.exceptions.Exit(1)


def _without_failing(root: dict[str, Any], path: Path) -> list[str]:
    """Take out rehearsals that the finished scenario does not play as the story would have it."""
    from ..authoring.interchange.writing import scenario_text
    from ..core.program import Program
    from ..language.reader import reader_for
    from ..run.rehearsals import play

    content = scenario_text(root).encode()
    if any(not problem.warning for problem in lint_text(path, content)):
        return []
    loaded = load_scenario_text(path, content)
    program, reader = Program(loaded.scenario), reader_for(loaded.scenario)
    failing = [r.name for r in loaded.rehearsals if play(program, r, standard_rubric(), reader).failures]
    for name in failing:
        del root["rehearsals"][name]
    if not root["rehearsals"]:
        del root["rehearsals"]
    return failing


def _told(got: Imported, dropped: Sequence[str]) -> Iterator[str]:
    if got.filled:
        yield catalogue.say("interchange.filled-head")
    for key, notes in _grouped(got.filled):
        names = [note.what for note in notes if note.what]
        text = catalogue.say(f"interchange.{key}", what=", ".join(names))
        yield f"  {text}" + (f": {', '.join(names)}" if names and key.startswith("filled-ending") else "")
    for name in dropped:
        yield f"  {catalogue.say('interchange.no-rehearsal', name=name)}"
    if got.own:
        yield catalogue.say("interchange.back-head" if got.left else "interchange.back-none")
    elif got.left:
        yield catalogue.say("interchange.left-head")
    for key, notes in _grouped(got.left):
        yield f"  {catalogue.say(f'interchange.note-{key}')}"
        for line in _lines(notes):
            yield f"    {line}"


def _grouped(notes: Sequence[Note]) -> list[tuple[str, list[Note]]]:
    found: dict[str, list[Note]] = {}
    for note in notes:
        found.setdefault(note.key, []).append(note)
    return [(key, sorted(group, key=lambda note: note.line)) for key, group in found.items()]


def _lines(notes: Sequence[Note]) -> Iterator[str]:
    if not any(note.what for note in notes):
        lines = ", ".join(str(line) for line in dict.fromkeys(note.line for note in notes))
        yield catalogue.say("interchange.left-line", line=lines)
        return
    for note in notes[:SHOWN]:
        yield catalogue.say("interchange.left-lines", line=note.line, what=note.what)
    if rest := dict.fromkeys(note.line for note in notes[SHOWN:]):
        yield catalogue.say("interchange.left-more", lines=", ".join(map(str, rest)))
