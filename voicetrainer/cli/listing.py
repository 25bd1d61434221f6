"""`voicetrainer scenarios` and `voicetrainer schema`."""

from __future__ import annotations

import json

import click

from .. import catalogue
from ..authoring import load_scenario, scenario_schema
from . import names
from .help import described


@click.command(**described("scenarios"))
def scenarios() -> None:
    for name, path in names.shipped_scenarios().items():
        scenario = load_scenario(path).scenario
        row = catalogue.say("cli.scenarios-row", name=name, level=scenario.level, title=scenario.title)
        click.echo(row)
        click.echo(f"    {scenario.about}" if scenario.about else "")


@click.command(**described("schema"))
def schema() -> None:
    click.echo(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))
