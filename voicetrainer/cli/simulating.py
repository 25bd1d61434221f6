"""`voicetrainer simulate SCENARIO`: thousands of imagined trainees, and what they came through."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from .. import catalogue
from ..authoring import Loaded, load_scenario, standard_rubric
from . import names
from .help import described

if TYPE_CHECKING:
    from ..run.simulation.simulate import Run, Simulated

TRAINEES = 1_000
SHOWN = 20
"""Places that were never reached, in the short list."""


@click.command(**described("simulate"))
@click.argument("scenario", shell_complete=names.complete_scenario)
@click.option("--trainees", type=click.IntRange(1, 1_000_000), default=TRAINEES, show_default=True,
              help=catalogue.say("cli.opt-trainees"))  # fmt: skip
@click.option("--only", metavar="CHARACTER", help=catalogue.say("cli.opt-only"))
@click.option("--seed", type=int, default=1, show_default=True, help=catalogue.say("cli.opt-first-seed"))
@click.option("--show", is_flag=True, help=catalogue.say("cli.opt-show"))
@click.option("--all", "everything", is_flag=True, help=catalogue.say("cli.opt-all-missed"))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text",
              help=catalogue.say("cli.opt-format"))  # fmt: skip
def simulate(
    scenario: str, trainees: int, only: str | None, seed: int, show: bool, everything: bool, style: str
) -> None:
    from ..run.simulation.trainees import CHARACTERS

    loaded = load_scenario(names.scenario_path(scenario))
    if only is not None and only not in CHARACTERS:
        raise click.BadParameter(catalogue.say("cli.no-character", name=only, known=", ".join(CHARACTERS)))
    if show:
        _show(loaded, only or "random", seed)
        return
    done = simulated(loaded, trainees, only, seed)
    if style == "json":
        click.echo(json.dumps(as_data(loaded, done), ensure_ascii=False, indent=1))
    else:
        for line in told(loaded, done, None if everything else SHOWN):
            click.echo(line)


def simulated(
    loaded: Loaded, trainees: int, only: str | None = None, seed: int = 1, thorough: bool = True,
    processes: int | None = None,
) -> Simulated:  # fmt: skip
    """`processes`: None for as many as there are cores and it is worth while."""
    from ..language.reader import reader_for
    from ..run.simulation.simulate import simulate as hold
    from ..run.simulation.trainees import CHARACTERS

    characters = CHARACTERS if only is None else tuple(c for c in CHARACTERS if c == only)
    processes = processes or min(os.cpu_count() or 1, 1 + trainees // 200)
    return hold(
        loaded.scenario, standard_rubric(), trainees, characters, seed, processes, reader_for, thorough
    )


def told(loaded: Loaded, done: Simulated, most: int | None) -> Iterator[str]:
    """The result as lines for a person."""
    yield catalogue.say("cli.simulated", count=len(done.runs), title=loaded.scenario.title)
    yield ""
    yield from _ends(done)
    yield ""
    shares = {name: f"{found}/{every}" for name, (found, every) in done.coverage.shares.items()}
    yield catalogue.say("cli.simulated-coverage", **shares)
    missed = list(done.coverage.missed())
    for place, what in missed[:most]:
        yield f"  {where(loaded, place)}: {_missed(what)}"
    if most is not None and len(missed) > most:
        yield catalogue.say("cli.simulated-more", count=len(missed) - most)
    for key, run in done.surprises():
        yield catalogue.say(
            f"cli.surprise-{key}", scenario=loaded.scenario.name, character=run.character, seed=run.seed,
            total=_points(run.total),
        )  # fmt: skip


def _ends(done: Simulated) -> Iterator[str]:
    from ..run.simulation.simulate import spread
    from ..run.simulation.trainees import CHARACTERS

    yield catalogue.say("cli.simulated-head")
    for character in CHARACTERS:
        runs = done.of(character)
        if not runs:
            continue
        found = spread(runs)
        points = "  –" if found is None else "  ".join(f"{one:3.0f}" for one in found)
        yield f"  {character:<14}{len(runs):>6}  {points}   {_outcomes(runs)}"


def _outcomes(runs: list[Run]) -> str:
    counted = Counter(run.outcome for run in runs)
    return ", ".join(f"{outcome} {100 * n / len(runs):.0f} %" for outcome, n in counted.most_common())


def _points(total: float | None) -> str:
    return "–" if total is None else f"{total:.0f}"


def where(loaded: Loaded, place: str) -> str:
    """'scenarios/parcel.yaml:81 (opening.3)' for a state or branch."""
    path, line = loaded.places.get(place, (loaded.path, 1))
    return f"{path}:{line} ({place})"


def _missed(what: str) -> str:
    guard, colon, how = what.partition(": ")
    if not colon:
        return catalogue.say(f"cli.missed-{what}")
    return catalogue.say("cli.missed-held" if how == "never held" else "cli.missed-kept", guard=guard)


def as_data(loaded: Loaded, done: Simulated) -> dict[str, Any]:
    """For other programs."""
    return {
        "scenario": loaded.scenario.name,
        "trainees": len(done.runs),
        "ends": {
            character: dict(Counter(run.outcome for run in done.runs if run.character == character))
            for character in dict.fromkeys(run.character for run in done.runs)
        },
        "coverage": {name: {"reached": a, "of": b} for name, (a, b) in done.coverage.shares.items()},
        "missed": [{"place": where(loaded, place), "what": what} for place, what in done.coverage.missed()],
        "surprises": [
            {"what": key, "character": run.character, "seed": run.seed} for key, run in done.surprises()
        ],
    }


def _show(loaded: Loaded, character: str, seed: int) -> None:
    """One of the calls, word by word."""
    from rich.console import Console

    from ..language.reader import reader_for
    from ..run.simulation.simulate import Casting, Stage
    from ..run.simulation.trainees import CHARACTERS
    from .plain import PlainScreen

    stage = Stage(Casting(loaded.scenario, standard_rubric(), reader_for))
    wanted = next(one for one in CHARACTERS if one == character)
    screen = PlainScreen(loaded.scenario, Console(highlight=False))
    call = stage.call(wanted, seed)
    for event in call.timeline:
        screen.event(event)
    click.echo(catalogue.say("cli.simulated-end", outcome=call.outcome))
