"""`voicetrainer note`: the note after a call, and the one that is offered when a live call has ended."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from .. import catalogue
from ..core.errors import StoreError, UsageError
from ..core.events import Noted
from ..core.note import NAME, blank, entries_of, form, note_in, noted, written
from ..core.scenario import Scenario
from ..language.noted import abused, checked, numbers
from ..report import note as shown
from ..store.folder import CallFolder, find_call
from ..store.info import Result
from . import names, settings
from .help import described
from .holding import calls_root
from .note_form import Entries, Form, Read, or_typed, say, spoken
from .opening import Finished, Opened, open_call
from .reporting import write_report
from .timed_lines import timed_lines

Tell = Callable[[str], None]
SINGLE = (NAME, "details", "problem", "cause", "outcome", "incident", "remark")
FILE_WORDS = (*SINGLE, "numbers", "promises", "next step")


@click.command(**described("note"))
@click.argument("call", default="last", shell_complete=names.complete_call)
@click.option("--limit", type=click.IntRange(5, 3600), metavar="SECONDS", help=say("opt-limit"))
@click.option("--from", "file", type=click.Path(path_type=Path), help=say("opt-from"))
@click.option("--dictate", is_flag=True, help=say("opt-dictate"))
@click.option("--again", is_flag=True, help=say("opt-again"))
@click.option("--ear", metavar="NAME", help=say("opt-ear"))
@click.option("--microphone", metavar="NAME", help=say("opt-microphone"))
@click.option("--calls", "root", type=click.Path(path_type=Path), help=catalogue.say("cli.opt-calls"))
def note(
    call: str, limit: int | None, file: Path | None, dictate: bool, again: bool, ear: str | None,
    microphone: str | None, root: Path | None,
) -> None:  # fmt: skip
    where = calls_root(root)
    opened = open_call(find_call(where, call))
    before = note_in(opened.heard)
    if before and not again:
        for line in shown.lines(opened.timeline, opened.scenario):
            click.echo(line)
        click.echo(say("written-already", call=opened.folder.name))
        return
    if file:
        made = written(from_file(file, opened.scenario), 0, opened.scenario)
    elif not sys.stdin.isatty():
        raise UsageError(say("needs-terminal"))
    else:
        started = entries_of(before) if before else {}
        made = _asked(opened, started, limit, ear if dictate else None, dictate, microphone)
    after = keep(opened, opened.folder, made, where)
    _told(after, opened.folder)


def _asked(
    opened: Opened, entries: Entries, limit: int | None, ear: str | None, dictate: bool, mic: str | None
) -> Noted:
    if not dictate:
        return ask(opened, entries, limit=limit)
    from .dictating import microphone

    mine = settings.load()
    with microphone(mic or mine.microphone, ear or mine.ear or None, click.echo) as hear:
        return ask(opened, entries, limit=limit, hear=hear)  # by keys where there is no recogniser


def offered(
    opened: Finished, folder: CallFolder | None, console: Console, *, limit: int | None = None,
    asked: bool = False, read: Read = input,
) -> Finished:  # fmt: skip
    """After a live call: ask for its note, and give back the call with it.

    `asked`: a drill wants one, so nobody is asked whether; else Enter means yes.  Ctrl-C keeps what
    there is by then.
    """
    if shown.silent(opened.heard):
        return opened
    try:
        if not asked and not _wanted(read):
            return opened
    except (EOFError, KeyboardInterrupt):
        return opened
    made = ask(opened, {}, limit=limit, asked=asked, read=read)
    if blank(made) and not asked:
        console.print(say("left"), markup=False)
        return opened
    after = keep(opened, folder, made)
    console.print(say("kept" if folder else "not-kept"), markup=False)
    return after


def _wanted(read: Read) -> bool:
    yes, no = (catalogue.say(f"screen.letter-{one}") for one in ("yes", "no"))
    answer = read(f"\n{say('ask-offer')} [{yes.upper()}/{no}] ").strip().casefold()
    return not answer.startswith(no)


def ask(
    opened: Finished, entries: Entries, *, limit: int | None = None, asked: bool = False,
    hear: Callable[[], str] | None = None, read: Read = input, tell: Tell = click.echo,
    clock: Callable[[], float] = time.monotonic,
) -> Noted:  # fmt: skip
    """Go through the form; what was entered when it ends, for whatever reason, is the note."""
    begun = clock()
    fields = form(numbers(opened.heard, opened.scenario), abused(opened.heard, opened.scenario))
    tell(say("dictate-head") if hear else say("ask-head"))
    if limit:
        tell(say("ask-limit", seconds=limit))
    one = Form(fields, _reader(limit, hear, read, tell, clock), dict(entries))
    try:
        in_time = one.fill()
    except KeyboardInterrupt:
        in_time = True
    if not in_time:
        tell(say("time-up"))
    took = round(1000 * (clock() - begun))
    return written(
        one.entries, 0, opened.scenario, took=min(took, limit * 1000) if limit and not in_time else took,
        limit=limit * 1000 if limit else None, asked=asked, dictated=hear is not None,
    )  # fmt: skip


def _reader(
    limit: int | None, hear: Callable[[], str] | None, read: Read, tell: Tell, clock: Callable[[], float]
) -> Read:
    until = clock() + limit if limit else None
    typed = timed_lines(limit, clock) if limit and read is input else _until(read, until, clock)
    return typed if hear is None else or_typed(_until(spoken(hear, tell), until, clock), typed, tell)


def _until(read: Read, until: float | None, clock: Callable[[], float]) -> Read:
    """What can only be stopped between two lines: the line that was on its way still counts."""
    from .timed_lines import TimeUp

    def timed(prompt: str) -> str:
        if until is not None and clock() >= until:
            raise TimeUp
        line = read(prompt)
        if until is not None and clock() >= until:
            raise TimeUp(line)
        return line

    return timed


def keep(opened: Finished, folder: CallFolder | None, made: Noted, root: Path | None = None) -> Finished:
    """The call with its note, written to its folder: the timeline first, then result and report.

    Raises StoreError if the timeline cannot be written: then there is no note.
    """
    timeline = noted(opened.heard, checked(made, opened.heard, opened.scenario))
    if folder is not None:
        _append(folder, timeline[-1])
    after = replace(opened, heard=timeline)
    card = after.judged()
    result = Result(card.outcome, card.total, card.passed, card.duration)
    after = replace(after, info=replace(after.info, result=result))
    if folder is not None:
        folder.write_info(after.info)
        if root is not None:
            write_report(after, folder, root)
    return after


def _append(folder: CallFolder, event: Any) -> None:
    writer = folder.writer()
    try:
        writer.append(event)
    finally:
        writer.close()
    if not writer.complete:
        raise StoreError(catalogue.say("store.cannot-append", place=folder.timeline_path, why=""))


def _told(opened: Finished, folder: CallFolder) -> None:
    for line in shown.lines(opened.timeline, opened.scenario):
        click.echo(line)
    click.echo()
    total = opened.info.result.total if opened.info.result else None
    if total is not None:
        click.echo(say("score", total=round(total)))
    if (there := note_in(opened.heard)) and there.abuse:
        click.echo(say("wellbeing"))
    click.echo(catalogue.say("cli.kept", folder=folder.path))


# -- from a file -----------------------------------------------------------------------------------


def from_file(path: Path, scenario: Scenario) -> Entries:
    """The entries of a note in YAML or JSON.  Raises UsageError naming what is wrong with it."""
    from ..authoring.tree import read

    source = read(path)
    if (
        any(one.code == "VT000" for one in source.problems)
        and path.is_file()
        and not path.read_bytes().strip()
    ):
        raise UsageError(say("file-shape", path=path))
    if source.tree is None or source.problems:
        why = str(source.problems[0]) if source.problems else path
        raise UsageError(say("file-unreadable", path=path, why=why))
    root = source.tree.root
    if not isinstance(root, dict) or not root:
        raise UsageError(say("file-shape", path=path))
    entries: Entries = {}
    for word, value in root.items():
        if word not in FILE_WORDS:
            raise UsageError(say("file-word", path=path, word=word, known=", ".join(FILE_WORDS)))
        if value is not None:
            entries |= _entry(path, word, value, scenario)
    return entries


def _entry(path: Path, word: str, value: Any, scenario: Scenario) -> Entries:
    match word, value:
        case "numbers", dict():
            return _numbers(path, value, scenario)
        case "promises", list() if all(isinstance(one, str) for one in value):
            return {"promise": list(value)}
        case "promises", str():
            return {"promise": [value]}
        case "next step", str():
            return {"step": [value]}
        case (("numbers" | "promises" | "next step"), _):
            pass
        case _, str():
            return {word: [value]}
    raise UsageError(say("file-value", path=path, word=word, value=_kind(value)))


def _numbers(path: Path, value: Mapping[str, Any], scenario: Scenario) -> Entries:
    for fact, number in value.items():
        if fact not in scenario.facts:
            known = ", ".join(scenario.facts) or "–"
            raise UsageError(say("file-fact", path=path, word=fact, known=known))
        if not isinstance(number, str):
            raise UsageError(say("file-value", path=path, word=fact, value=_kind(number)))
    return {f"number: {fact}": [number] for fact, number in value.items()}


def _kind(value: Any) -> str:
    return "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else str(value)
