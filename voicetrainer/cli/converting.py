"""`voicetrainer convert`: a scenario as Twee, SCXML or a line sheet."""

from __future__ import annotations

from pathlib import Path

import click

from .. import catalogue
from ..authoring import Loaded, load_scenario
from . import names
from .help import described
from .importing import new_file, write

ENDINGS = {"twee": ".twee", "scxml": ".scxml", "sheet": ".csv"}


@click.command(**described("convert"))
@click.argument("scenario", shell_complete=names.complete_scenario)
@click.option("--to", "kind", type=click.Choice(list(ENDINGS)), required=True,
              help=catalogue.say("interchange.opt-to"))  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help=catalogue.say("interchange.opt-convert-out"))  # fmt: skip
@click.option("--replace", is_flag=True, help=catalogue.say("interchange.opt-replace"))
def convert(scenario: str, kind: str, out: Path | None, replace: bool) -> None:
    path = names.scenario_path(scenario)
    target = new_file(out or Path(path.stem + ENDINGS[kind]), replace)
    loaded = load_scenario(path)
    text, told = converted(loaded, kind)
    write(target, text)
    click.echo(catalogue.say(f"interchange.converted-{kind}", file=target, count=told, scenario=scenario))


def converted(loaded: Loaded, kind: str) -> tuple[str, int]:
    """(the file's text, number of states or of lines)."""
    from ..authoring.interchange import scxml, sheet, twee_out
    from ..authoring.tree import parse

    tree = parse(loaded.path, loaded.text.encode()).tree
    assert tree, loaded.path
    match kind:
        case "twee":
            return twee_out.twee_text(tree.root), len(loaded.scenario.states)
        case "scxml":
            return scxml.scxml_text(loaded.scenario), len(loaded.scenario.states)
    rows = sheet.rows_of(loaded.scenario, tree.root)
    # a spreadsheet takes UTF-8 for what it is only with a mark in front
    return "\ufeff" + sheet.sheet_text(rows), sum(row.kind == sheet.LINE for row in rows)
