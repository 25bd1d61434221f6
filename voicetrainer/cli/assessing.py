"""`voicetrainer assess`: recorded calls, transcripts, single clips, lines of text."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict, Unpack

import click

from .. import catalogue
from ..core.errors import UsageError
from .help import described


def say(key: str, **values: object) -> str:
    return catalogue.say(f"assess.{key}", **values)


@click.command(**described("assess"))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]...")
@click.option("--text", type=click.Path(path_type=Path), metavar="IN.jsonl", help=say("opt-text"))
@click.option("--clips", type=click.Path(path_type=Path), metavar="IN.jsonl", help=say("opt-clips"))
@click.option("--words", is_flag=True, help=say("opt-words"))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE|FOLDER", help=say("opt-out"))
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help=say("opt-jobs"))
def assess(**options: Unpack[Options]) -> None:
    jobs = options["jobs"] or os.cpu_count() or 1
    given = [bool(options["files"]), options["text"] is not None, options["clips"] is not None]
    if sum(given) != 1:
        raise UsageError(say("one-of"))
    broken = 0
    if options["text"] is not None:
        from .assessing_lines import assess_texts

        broken = assess_texts(options["text"], options["out"], jobs)
    elif options["clips"] is not None:
        from .assessing_lines import assess_clips

        broken = assess_clips(options["clips"], options["out"], jobs, options["words"])
    if broken:
        click.get_current_context().exit(1)


class Options(TypedDict):
    """What was given on the command line."""

    files: Sequence[Path]
    text: Path | None
    clips: Path | None
    words: bool
    out: Path | None
    jobs: int | None
