"""Read a file, hold it against its model, raise all its mistakes at once."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ..core.errors import Problem, ScenarioError
from .explain import explain
from .traps import silent_traps
from .tree import Source, Tree

Model = TypeVar("Model", bound=BaseModel)
TRAPS = ("VT007", "VT008")


def held_against(source: Source, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    """The file as `model`, or None and why not.  Traps of YAML come first among the problems."""
    if source.tree is None:
        return None, source.problems
    problems = [*source.problems, *silent_traps(source.path, source.tree)]
    try:
        return model.model_validate(source.tree.root), problems
    except ValidationError as error:
        return None, [*problems, *explain(source.path, source.tree, model, error)]


def checked(source: Source, model: type[Model]) -> tuple[Model, Tree]:
    """The file as `model`, and where its words stand.  Raises ScenarioError with every mistake."""
    file, problems = held_against(source, model)
    if file is None or source.tree is None or problems:
        raise ScenarioError(one_each(problems))
    return file, source.tree


def one_each(problems: list[Problem]) -> list[Problem]:
    """Sorted by line, each once.  What only follows from a trap of YAML is left out."""
    trapped = {(p.line, p.column) for p in problems if p.code in TRAPS}
    lines = {line for line, _ in trapped}
    kept = {
        (p.line, p.column, p.message): p
        for p in problems
        if p.code in TRAPS or not ((p.line, p.column) in trapped or (p.code == "VT001" and p.line in lines))
    }
    return sorted(kept.values())
