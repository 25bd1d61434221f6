"""`voicetrainer export`: a call in formats that other programs read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import catalogue
from ..core.errors import StoreError, UsageError
from ..store.folder import CallFolder, find_call, write_whole
from ..store.reviews import NAME as REVIEWS
from . import names
from .help import described
from .holding import calls_root
from .opening import Opened, open_call

if TYPE_CHECKING:
    from ..report.exports.export import Corrected

FORMATS = ("json", "vtt", "rttm", "textgrid", "csv")
OWN = ("timeline.jsonl", "call.json", "call.flac", "call.wav", REVIEWS)
"""The files that make up a call."""


@click.command(**described("export"))
@click.argument("call", required=False, shell_complete=names.complete_call)
@click.option("--format", "form", type=click.Choice(FORMATS), default="json",
              help=catalogue.say("exports.opt-format"))  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help=catalogue.say("exports.opt-out"))
@click.option("--calls", "root", type=click.Path(path_type=Path), help=catalogue.say("cli.opt-calls"))
@click.option("--schema", is_flag=True, help=catalogue.say("exports.opt-schema"))
def export(call: str | None, form: str, out: Path | None, root: Path | None, schema: bool) -> None:
    if schema:
        from ..report.exports.as_json import schema as published

        _give(published(), out, "utf-8")
        return
    if call is None:
        raise UsageError(catalogue.say("exports.nothing-named"))
    folder = find_call(calls_root(root), call)
    _not_its_own(folder, out)
    # a spreadsheet takes UTF-8 for what it is only with a mark in front, and only files get there
    _give(exported(open_call(folder), form), out, "utf-8-sig" if form == "csv" and out else "utf-8")


def exported(opened: Opened, form: str) -> str:
    """The call, judged, in one of `FORMATS`."""
    from ..report.exports import FORMATS as WRITERS
    from ..report.exports import Export
    from .reporting import report_of

    report = report_of(opened, opened.folder, sound=False)
    return WRITERS[form](Export(report, report.call, _corrected(opened)))


def _corrected(opened: Opened) -> tuple[Corrected, ...]:
    from ..core.review import mended
    from ..report.exports.export import Corrected

    found = mended(opened.heard, opened.reviews.corrections)
    return tuple(
        Corrected(c.utterance, one.was, c.text, c.by, c.reason, c.when)
        for one in found
        for c in [one.correction]
    )


def _not_its_own(folder: CallFolder, out: Path | None) -> None:
    if out and out.name in OWN and out.parent.resolve() == folder.path.resolve():
        raise UsageError(catalogue.say("exports.own-file", file=out))


def _give(text: str, out: Path | None, encoding: str) -> None:
    """To the screen or pipe as UTF-8 whatever the terminal's language, or whole to a file."""
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode(encoding))
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, text.encode(encoding))
    except (OSError, StoreError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(catalogue.say("exports.not-written", file=out, reason=reason)) from error
    click.echo(catalogue.say("exports.written", file=out), err=True)
