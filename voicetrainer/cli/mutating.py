"""`voicetrainer mutate SCENARIO`: which small changes would no rehearsal notice?"""

from __future__ import annotations

import json
import os
import sys

import click

from .. import catalogue
from ..authoring import Loaded, load_scenario, standard_rubric
from . import names
from .help import described
from .simulating import where

SHOWN = 20


@click.command(**described("mutate"))
@click.argument("scenario", shell_complete=names.complete_scenario)
@click.option("--all", "everything", is_flag=True, help=catalogue.say("cli.opt-all-survived"))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text",
              help=catalogue.say("cli.opt-format"))  # fmt: skip
def mutate(scenario: str, everything: bool, style: str) -> None:
    from ..run.simulation.mutate import mutate as try_all

    loaded = load_scenario(names.scenario_path(scenario))
    with click.progressbar(
        length=1000,
        label=catalogue.say("cli.mutating", title=loaded.scenario.title),
        file=sys.stderr,
    ) as bar:

        def progress(done: int, every: int) -> None:
            bar.update(1000 * done // max(1, every) - bar.pos)

        found = try_all(loaded.scenario, loaded.rehearsals, standard_rubric(), os.cpu_count() or 1, progress)
    if style == "json":
        rows = [{"kind": k, "place": _place(loaded, p), "what": w} for k, p, w in found.survived]
        click.echo(json.dumps({"tried": found.tried, "survived": rows}, ensure_ascii=False, indent=1))
        return
    noticed = found.tried - len(found.survived)
    click.echo(catalogue.say("cli.mutated", tried=found.tried, noticed=noticed))
    shown = found.survived if everything else found.survived[:SHOWN]
    for kind, place, what in shown:
        key = f"cli.mutant-{kind.replace(' ', '-')}"
        click.echo(f"  {_place(loaded, place)}: {catalogue.say(key, what=what)}")
    if len(shown) < len(found.survived):
        click.echo(catalogue.say("cli.simulated-more", count=len(found.survived) - len(shown)))


def _place(loaded: Loaded, place: str) -> str:
    """A phrase list has no branch to point at: its name does."""
    return where(loaded, place) if place in loaded.places else place
