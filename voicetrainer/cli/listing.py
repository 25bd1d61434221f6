"""`voicetrainer scenarios` and `voicetrainer schema`."""

from __future__ import annotations

import json
from typing import Any

import click

from .. import catalogue
from ..authoring import load_scenario, scenario_schema
from . import names
from .help import described

KINDS = ("scenario", "shared", "rubric", "drill", "report")


@click.command(**described("scenarios"))
def scenarios() -> None:
    for name, path in names.shipped_scenarios().items():
        scenario = load_scenario(path).scenario
        row = catalogue.say("cli.scenarios-row", name=name, level=scenario.level, title=scenario.title)
        click.echo(row)
        click.echo(f"    {scenario.about}" if scenario.about else "")


@click.command(**described("schema"))
@click.argument("kind", type=click.Choice(KINDS), default="scenario")
def schema(kind: str) -> None:
    if kind == "report":
        from ..report.exports.as_json import schema as of_report

        click.echo(of_report())
        return
    click.echo(json.dumps(_of_file(kind), indent=2, ensure_ascii=False))


def _of_file(kind: str) -> dict[str, Any]:
    """Of the files that a trainer writes."""
    if kind == "scenario":
        return scenario_schema()
    from pydantic import BaseModel

    from ..authoring.drill import DrillFile
    from ..authoring.rubric import RubricFile
    from ..authoring.shared import SharedFile

    models: dict[str, type[BaseModel]] = {"shared": SharedFile, "rubric": RubricFile, "drill": DrillFile}
    shape = models[kind].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **shape}
