"""`voicetrainer new`: a first scenario from a few answers, or a copy of one to change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from .. import catalogue
from ..authoring import load_scenario_text, scenario_schema, standard_rubric
from ..authoring.starter import SCHEMA_FILE, Answers, Copy, copies, file_name, starter
from ..core.errors import ScenarioError, StoreError, UsageError
from ..core.program import Program
from ..core.scenario import MOODS
from . import names
from .help import described

VOICES = ("female", "male")


@click.command(**described("new"))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--from", "source", metavar="SCENARIO", help=catalogue.say("new.opt-from"))
@click.option("--yes", is_flag=True, help=catalogue.say("new.opt-yes"))
def new(file: Path | None, source: str | None, yes: bool) -> None:
    if source:
        target = _free(_yaml(file or Path(f"my-{Path(source).stem}.yaml")))
        written = _write(list(_copied(source, target)))
    else:
        if file:
            _free(_yaml(file))  # told before the questions are asked
        answers = Answers() if yes else _asked()
        target = _free(_yaml(file or Path(file_name(answers.title))))
        text = starter(answers, target.name)
        _hold_against(target, text)
        written = _write([Copy(target, text.encode())])
    for path in (*written, *_schema_beside(target)):
        click.echo(catalogue.say("new.written", file=path))
    click.echo(catalogue.say("new.next", file=target))


def _yaml(file: Path) -> Path:
    path = file.expanduser()
    return path if path.suffix in (".yaml", ".yml") else path.with_name(f"{path.name}.yaml")


def _free(path: Path) -> Path:
    if path.exists():
        raise UsageError(catalogue.say("new.is-there", file=path))
    return path


def _asked() -> Answers:
    usual = Answers()
    click.echo(catalogue.say("new.intro"))

    def ask(key: str, default: str, choices: Sequence[str] = ()) -> str:
        text = catalogue.say(f"new.ask-{key}", choices=", ".join(choices))
        kind = click.Choice(choices, case_sensitive=False) if choices else None
        while not (answer := str(click.prompt(text, default, type=kind, show_choices=False)).strip()):
            continue
        return answer

    return Answers(
        title=ask("title", usual.title),
        caller=ask("caller", usual.caller),
        voice=ask("voice", usual.voice, VOICES),
        mood=ask("begins", usual.mood, MOODS),
        firm=ask("firm", usual.firm),
        you=ask("you", usual.you),
        trouble=ask("trouble", usual.trouble),
        step=ask("step", usual.step),
    )


def _hold_against(target: Path, text: str) -> None:
    """The answers must give a scenario that loads and whose rehearsals pass."""
    from ..language.reader import reader_for
    from ..run.rehearsals import play

    try:
        loaded = load_scenario_text(target, text.encode())
    except ScenarioError as error:
        raise UsageError(catalogue.say("new.does-not-load", why=error.problems[0].message)) from error
    program, reader = Program(loaded.scenario), reader_for(loaded.scenario)
    for rehearsal in loaded.rehearsals:
        if play(program, rehearsal, standard_rubric(), reader).failures:
            raise UsageError(catalogue.say("new.does-not-play", name=rehearsal.name))


def _copied(source: str, target: Path) -> list[Copy]:
    path = names.scenario_path(source)
    try:
        return list(copies(path, target))
    except OSError as error:
        raise StoreError(_failed(path, error)) from error


def _write(files: Sequence[Copy]) -> list[Path]:
    """All or none.  A shared part that is there already, and the same, is kept; nothing is overwritten."""
    fresh = []
    for one in files:
        if not one.path.exists():
            fresh.append(one)
        elif one.path.read_bytes() != one.content:
            raise UsageError(catalogue.say("new.is-there", file=one.path))
    written: list[Path] = []
    try:
        for one in fresh:
            one.path.parent.mkdir(parents=True, exist_ok=True)
            with one.path.open("xb") as out:
                written.append(one.path)
                out.write(one.content)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise StoreError(_failed(one.path, error)) from error
    return written


def _schema_beside(target: Path) -> list[Path]:
    """What editors complete words by; the first line of the scenario names it."""
    path = target.parent / SCHEMA_FILE
    if path.exists():
        return []
    content = json.dumps(scenario_schema(), ensure_ascii=False, indent=1).encode()
    return _write([Copy(path, content)])


def _failed(path: Path, error: OSError) -> str:
    return catalogue.say("new.cannot-write", file=path, why=error.strerror or str(error))
