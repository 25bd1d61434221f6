"""Drill files: which calls, from where, and when it is enough.

voicetrainer: 1
drill: Monday warm-up
team: Support North
calls:
  - parcel
  - {scenario: double-charge, set: {anger: 8}, level: 2}
pass when: {listening: at least 60, courtesy: at least 60}
until: 3 passes in a row
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, model_validator

from ..core.drill import Drill, DrillCall
from ..core.errors import Problem, ScenarioError
from ..core.scenario import Bounds
from .checked import held_against, one_each
from .conditions import Strict
from .model import LevelNumber, Version
from .problems import listing, nearest, problem
from .rubric import standard_rubric
from .tree import Source, Tree, read
from .values import Limit, Number, Shape, Text, Wait, shown, wrong

_until = re.compile(r"\s*(\d+)\s+pass(?:es)?(\s+in a row)?\s*")


def _passes(value: Any) -> tuple[int, bool]:
    """'3 passes in a row' → (3, True); '5 passes' → (5, False)."""
    found = _until.fullmatch(value) if isinstance(value, str) else None
    if not found or not 1 <= int(found[1]) <= 100:
        raise wrong("VT070_until", value=shown(value))
    return int(found[1]), bool(found[2])


Until = Annotated[
    tuple[int, bool],
    BeforeValidator(_passes),
    Shape({"type": "string", "pattern": r"^\d+ pass(es)?( in a row)?$"}),
]


class DrillCallFile(Strict):
    """A scenario's name alone, or with how its call begins."""

    scenario: Text = Field(description="A shipped scenario's name, or a path from this file's folder.")
    level: LevelNumber | None = Field(None, description="1, 2 or 3, as call --level.")
    state: Text = Field("", alias="from", description="The state in which the call begins.")
    set: dict[str, Number] = Field({}, description="Where meters start: {anger: 8}.")

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: Any) -> Any:
        return {"scenario": value} if isinstance(value, str) else value


class DrillFile(Strict):
    """Calls that are held one after another."""

    voicetrainer: Version = Field(description="The version of this format: 1.")
    drill: Text = Field(description="What the drill is called.")
    team: Text = Field("", description="Whose it is.")
    calls: list[DrillCallFile] = Field(min_length=1, description="The calls, in order; then from the top.")
    pass_when: dict[str, Limit] = Field(
        {},
        alias="pass when",
        description="What sections must score: {listening: at least 60}. Else the rubric’s pass mark counts.",
    )
    note_within: Wait | None = Field(
        None, alias="note within", description="After each call the note must be written in this time: 90 s."
    )
    until: Until | None = Field(
        None,
        description="When it is enough: 3 passes in a row, or 5 passes. Without it each call comes once.",
    )


def is_drill(path: Path) -> bool:
    """Does it look like a drill?  False for what cannot be read at all."""
    tree = read(path).tree
    return tree is not None and isinstance(tree.root, dict) and "drill" in tree.root


def lint_drill(path: Path) -> list[Problem]:
    """Every mistake, sorted by line."""
    return _check(read(path))[1]


def load_drill(path: Path) -> Drill:
    """Raises ScenarioError with every mistake."""
    file, problems = _check(read(path))
    if file is None or problems:
        raise ScenarioError(problems)
    calls = tuple(DrillCall(one.scenario, one.level, one.state, dict(one.set)) for one in file.calls)
    passes, in_a_row = file.until or (None, True)
    needs = {name: cast(Bounds, bounds) for name, bounds in file.pass_when.items()}
    return Drill(file.drill, calls, file.team, needs, passes, in_a_row, file.note_within)


def _check(source: Source) -> tuple[DrillFile | None, list[Problem]]:
    file, problems = held_against(source, DrillFile)
    if file is not None and source.tree is not None:
        problems += _sections(source.path, source.tree, file)
    return file, one_each(problems)


def _sections(path: Path, tree: Tree, file: DrillFile) -> list[Problem]:
    known = [section.name for section in standard_rubric().sections]
    return [
        problem(
            path, tree.key(("pass when", name)), "VT071_section",
            section=name, near=nearest(name, known), known=listing(known),
        )
        for name in file.pass_when if name not in known
    ]  # fmt: skip
