"""`voicetrainer graph SCENARIO`: the scenario as a picture."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import catalogue
from ..authoring import Loaded, load_scenario
from ..core.errors import StoreError
from . import names
from .help import described

if TYPE_CHECKING:
    from ..authoring.graph import Rehearsed

FORMATS = ("svg", "mermaid", "dot")
SUFFIXES = {".svg": "svg", ".mmd": "mermaid", ".md": "mermaid", ".dot": "dot", ".gv": "dot"}


@click.command(**described("graph"))
@click.argument("scenario", shell_complete=names.complete_scenario)
@click.option("--format", "style", type=click.Choice(FORMATS), help=catalogue.say("graph.opt-format"))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=catalogue.say("graph.opt-out"))
@click.option("--rehearsed/--no-rehearsed", default=True, help=catalogue.say("graph.opt-rehearsed"))
def graph(scenario: str, style: str | None, out: Path | None, rehearsed: bool) -> None:
    from ..authoring import graph as drawing

    loaded = load_scenario(names.scenario_path(scenario))
    form = style or (SUFFIXES.get(out.suffix.lower(), "svg") if out else "svg")
    seen = drawing.picture(loaded.scenario, counted(loaded) if rehearsed else None)
    match form:
        case "mermaid":
            text = drawing.mermaid(seen)
        case "dot":
            text = drawing.dot(seen)
        case _:
            text = drawing.svg(seen)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(catalogue.say("graph.cannot-write", file=out, why=why)) from error
    click.echo(catalogue.say("graph.written", file=out), err=True)


def counted(loaded: Loaded) -> Rehearsed:
    """How many of its rehearsals come to each state and take each branch."""
    from ..authoring.graph import Rehearsed
    from ..core import events as e
    from ..core.program import Program
    from ..language.reader import reader_for
    from ..run.rehearse import rehearse

    program, reader = Program(loaded.scenario), reader_for(loaded.scenario)
    states: Counter[str] = Counter()
    branches: Counter[str] = Counter()
    for rehearsal in loaded.rehearsals:
        timeline = rehearse(program, rehearsal.cues, reader=reader).timeline
        states.update({x.state for x in timeline if isinstance(x, e.Entered)})
        branches.update({x.branch for x in timeline if isinstance(x, e.Branched)})
    return Rehearsed(len(loaded.rehearsals), states, branches)
