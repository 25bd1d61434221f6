"""`voicetrainer assess`: recorded calls, transcripts, single clips, lines of text."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict, Unpack

import click

from .. import __version__, catalogue
from ..core.errors import UsageError
from . import names
from .help import described


def say(key: str, **values: object) -> str:
    return catalogue.say(f"assess.{key}", **values)


def kept_trace(trace: str) -> str:
    """The name of a file that holds it."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".txt", prefix="voicetrainer-", delete=False) as file:
        file.write(f"{trace}in voicetrainer {__version__}\n")
    return file.name


@click.command(**described("assess"))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]...")
@click.option("--rubric", type=click.Path(path_type=Path), metavar="FILE", help=say("opt-rubric"))
@click.option("--scenario", metavar="NAME|FILE", shell_complete=names.complete_scenario,
              help=say("opt-scenario"))  # fmt: skip
@click.option("--baseline", type=click.Path(path_type=Path), metavar="CLIP", multiple=True,
              help=say("opt-baseline"))  # fmt: skip
@click.option("--agent", metavar="left|right|NAME", help=say("opt-agent"))
@click.option("--trainee", metavar="NAME", default="", help=say("opt-trainee"))
@click.option("--again", is_flag=True, help=say("opt-again"))
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
    else:
        broken = _calls(options, jobs)
    if broken:
        click.get_current_context().exit(1)


def _calls(options: Options, jobs: int) -> int:
    """Returns how many files could not be used."""
    from ..authoring import load_rubric, load_scenario
    from ..authoring.rubric import STANDARD
    from .assessing_calls import Wanted, own_voice
    from .assessing_runs import assess_calls
    from .holding import calls_root

    wanted = Wanted(
        root=calls_root(options["out"]),
        agent=options["agent"],
        rubric=options["rubric"] or STANDARD,
        scenario=load_scenario(names.scenario_path(options["scenario"])) if options["scenario"] else None,
        baseline=options["baseline"],
        trainee=options["trainee"],
    )
    # their mistakes are told once, and not for each file
    load_rubric(wanted.rubric)
    if wanted.baseline:
        own_voice(wanted.baseline)
    return assess_calls(options["files"], wanted, jobs, options["again"])


class Options(TypedDict):
    """What was given on the command line."""

    files: Sequence[Path]
    rubric: Path | None
    scenario: str | None
    baseline: tuple[Path, ...]
    agent: str | None
    trainee: str
    again: bool
    text: Path | None
    clips: Path | None
    words: bool
    out: Path | None
    jobs: int | None
