"""Rubric files: what earns points.

    title: Standard
    version: 1.0
    pass mark: 70
    sections:
      listening:
        title: Listening
        weight: 3
        items:
          reply gaps:
            rule: floor.reply gaps
            advice: L04
            weight: 2
            limits: {from: -300 ms, to: 3 s, share at least: 80 %}

Limits carry their units in the file.  In `core.rubric.Item.limits` the unit stands in the name:
{'from ms': -300, 'to ms': 3000, 'share at least': 0.8}; `at most: 12 s` becomes 'ms at most'.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import cast

from ..core.errors import Problem, ScenarioError
from ..core.rubric import Changes, Condition, Item, Rubric, Section
from ..core.rules import LIMITS
from ..core.rules.order import ORDERS
from .checked import held_against, one_each
from .rubric_lint import rubric_problems
from .rubric_model import ChangesFile, ItemFile, RubricFile, SectionFile
from .tree import Source, parse, read

__all__ = [
    "LIMITS", "ItemFile", "RubricFile", "SectionFile", "changes", "is_rubric", "lint_rubric",
    "load_rubric", "load_rubric_text", "standard_rubric",
]  # fmt: skip

STANDARD = Path(__file__).with_name("rubrics") / "standard.yaml"


def load_rubric(path: Path) -> Rubric:
    """Read a rubric.  Raises ScenarioError with every mistake."""
    return standard_rubric() if path == STANDARD else _load(read(path))


def load_rubric_text(path: Path, content: bytes) -> Rubric:
    """As `load_rubric`, for a text that was kept elsewhere; `path` names it."""
    return _load(parse(path, content))


def lint_rubric(path: Path) -> list[Problem]:
    """Every mistake and every warning, sorted by line.  Never raises for what is in the file."""
    return _check(read(path))[1]


def is_rubric(path: Path) -> bool:
    """Does it look like a rubric, and not like a scenario?  False for what cannot be read at all."""
    tree = read(path).tree
    return tree is not None and isinstance(tree.root, dict) and "sections" in tree.root


@cache
def standard_rubric() -> Rubric:
    """The one that ships; used where nothing else is asked for."""
    return _load(read(STANDARD))


def _check(source: Source) -> tuple[RubricFile | None, list[Problem]]:
    file, problems = held_against(source, RubricFile)
    if source.tree is not None:
        problems += rubric_problems(source.path, source.tree)
    return file, one_each(problems)


def _load(source: Source) -> Rubric:
    file, problems = _check(source)
    if errors := [found for found in problems if not found.warning]:
        raise ScenarioError(errors)
    assert file is not None, "a file that is not held by its model has problems"
    sections = tuple(
        Section(name, one.title, one.weight, _items(one.items)) for name, one in file.sections.items()
    )
    return Rubric(source.path.stem, file.title, file.pass_mark, sections, file.version)


def changes(file: ChangesFile | None) -> Changes:
    """What a scenario file changes in the rubric it is judged by."""
    if file is None:
        return Changes()
    sections = tuple(
        Section(name, one.title or name, one.weight, _items(one.items)) for name, one in file.sections.items()
    )
    order = tuple(step for word in file.order for step in ORDERS.get(word, (word,)))
    return Changes(tuple(file.without), order, sections)


def _items(files: dict[str, ItemFile]) -> tuple[Item, ...]:
    return tuple(_item(id_, file) for id_, file in files.items())


def _item(id_: str, file: ItemFile) -> Item:
    return Item(
        id_,
        file.rule,
        tuple(file.advice),
        file.weight,
        file.critical,
        limits={_limit_name(name, unit): value for name, (unit, value) in file.limits.items()},
        title=file.title,
        missed=file.missed,
        acts=tuple(file.acts),
        paired=tuple(file.paired),
        repaired=tuple(file.repaired),
        barred=tuple(file.barred),
        occasion=tuple(file.occasion),
        unless=cast(tuple[Condition, ...], tuple(file.unless)),
    )


def _limit_name(name: str, unit: str) -> str:
    if not unit:
        return name
    return f"{unit} {name}" if name in ("at most", "at least") else f"{name} {unit}"
