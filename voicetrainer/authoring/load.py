"""Scenario files → `core.scenario.Scenario`, or all their mistakes at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .. import language
from ..core.cues import Rehearsal
from ..core.errors import Problem, ScenarioError
from ..core.scenario import Scenario
from . import compile as compiled
from . import rules
from .explain import explain
from .model import ScenarioFile
from .traps import silent_traps
from .tree import Source, Tree, read


@dataclass(frozen=True, slots=True)
class Loaded:
    scenario: Scenario
    rehearsals: tuple[Rehearsal, ...]
    warnings: tuple[Problem, ...]
    path: Path
    sha256: str
    """Of the file's bytes, in hexadecimal."""


def load_scenario(path: Path) -> Loaded:
    """Read, check and compile a scenario.  Raises ScenarioError with every mistake, sorted by line."""
    source = read(path)
    file, problems = _check(source)
    if file is None or source.tree is None or any(not found.warning for found in problems):
        raise ScenarioError(_sorted([found for found in problems if not found.warning]))
    built_in = language.banks(file.language)
    backchannels = language.backchannels(file.language)
    return Loaded(
        scenario=compiled.scenario(path.stem, file, built_in, backchannels),
        rehearsals=compiled.rehearsals(file, source.tree),
        warnings=tuple(_sorted(problems)),
        path=path,
        sha256=hashlib.sha256(source.content).hexdigest(),
    )


def lint(path: Path) -> list[Problem]:
    """Every mistake and every warning, sorted by line.  Never raises for what is in the file."""
    return _sorted(_check(read(path))[1])


def lint_text(path: Path, content: bytes) -> list[Problem]:
    """As `lint`, for a text that is not saved yet; `path` only names it."""
    from .tree import parse

    return _sorted(_check(parse(path, content))[1])


def scenario_schema() -> dict[str, Any]:
    """JSON Schema of scenario files, for editors; the words are those that trainers write."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ScenarioFile.model_json_schema(by_alias=True),
    }


def _check(source: Source) -> tuple[ScenarioFile | None, list[Problem]]:
    if source.tree is None:
        return None, source.problems
    file, schema = _validate(source.path, source.tree)
    found = [*source.problems, *silent_traps(source.path, source.tree), *schema]
    return file, [*found, *rules.problems(source.path, source.tree)]


def _validate(path: Path, tree: Tree) -> tuple[ScenarioFile | None, list[Problem]]:
    try:
        return ScenarioFile.model_validate(tree.root), []
    except ValidationError as error:
        return None, list(explain(path, tree, ScenarioFile, error))


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(_first_of_each_place(problems))


def _first_of_each_place(problems: list[Problem]) -> Iterator[Problem]:
    """A place with a trap of YAML says enough; what follows from it would only confuse."""
    trapped = {(p.line, p.column) for p in problems if p.code in ("VT007", "VT008")}
    seen: set[tuple[int, int, str]] = set()
    for one in problems:
        again = (one.line, one.column, one.message)
        if again in seen or ((one.line, one.column) in trapped and one.code not in ("VT007", "VT008")):
            continue
        seen.add(again)
        yield one
