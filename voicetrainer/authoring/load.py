"""Scenario files → `core.scenario.Scenario`, or all their mistakes at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import language
from ..core.cues import Rehearsal
from ..core.errors import Problem, ScenarioError
from ..core.scenario import Scenario
from . import compile as compiled
from . import rules
from .checked import held_against, one_each
from .model import ScenarioFile
from .shared import Expanded, expanded
from .tree import Loc, Source, parse, read


@dataclass(frozen=True, slots=True)
class Loaded:
    scenario: Scenario
    rehearsals: tuple[Rehearsal, ...]
    warnings: tuple[Problem, ...]
    path: Path
    sha256: str
    """Of `text`, in hexadecimal."""
    text: str
    """The scenario with all that it uses, as one file."""
    places: Mapping[str, tuple[Path, int]] = field(default_factory=dict)
    """File and line of each state and branch, by name and id."""


def load_scenario(path: Path) -> Loaded:
    """Read, check and compile a scenario.  Raises ScenarioError with every mistake, sorted by line."""
    return _load(read(path))


def load_scenario_text(path: Path, content: bytes) -> Loaded:
    """As `load_scenario`, for a text that was kept elsewhere; `path` names it."""
    return _load(parse(path, content))


def _load(read_from: Source) -> Loaded:
    whole, file, problems = _check(read_from)
    source = whole.source
    if file is None or source.tree is None or any(not found.warning for found in problems):
        raise ScenarioError([found for found in problems if not found.warning])
    built_in = language.banks(file.language)
    backchannels = language.backchannels(file.language)
    return Loaded(
        scenario=compiled.scenario(source.path.stem, file, built_in, backchannels),
        rehearsals=compiled.rehearsals(file, source.tree),
        warnings=tuple(problems),
        path=source.path,
        sha256=hashlib.sha256(whole.text.encode()).hexdigest(),
        text=whole.text,
        places=dict(_places(whole, file)),
    )


def _places(whole: Expanded, file: ScenarioFile) -> Iterator[tuple[str, tuple[Path, int]]]:
    tree = whole.source.tree
    assert tree
    locs: list[tuple[str, Loc]] = [(f"always.{n + 1}", ("always", n)) for n in range(len(file.always))]
    for name, state in file.states.items():
        locs.append((name, ("states", name)))
        locs += [(f"{name}.{n + 1}", ("states", name, "branches", n)) for n in range(len(state.branches))]
    for place, loc in locs:
        yield place, whole.place(tree.key(loc)[0])


def lint(path: Path) -> list[Problem]:
    """Every mistake and every warning, sorted by line.  Never raises for what is in the file."""
    return _check(read(path))[2]


def lint_text(path: Path, content: bytes) -> list[Problem]:
    """As `lint`, for a text that is not saved yet; `path` only names it."""
    return _check(parse(path, content))[2]


def scenario_schema() -> dict[str, Any]:
    """JSON Schema of scenario files, for editors; the words are those that trainers write."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ScenarioFile.model_json_schema(by_alias=True),
    }


def _check(source: Source) -> tuple[Expanded, ScenarioFile | None, list[Problem]]:
    whole = expanded(source)
    source = whole.source
    file, problems = held_against(source, ScenarioFile)
    if source.tree is not None:
        problems += rules.problems(source.path, source.tree)
    return whole, file, [whole.placed(found) for found in one_each(problems)]
