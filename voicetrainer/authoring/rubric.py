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

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from ..core.errors import Problem, ScenarioError
from ..core.rubric import Item, Rubric, Section
from ..core.rules import LIMITS, RULES
from .advice import advice
from .checked import checked
from .conditions import Strict
from .problems import listing, nearest, problem
from .tree import Loc, Source, Tree, parse, read
from .values import Number, Shape, Text, Words, YesNo, level, milliseconds, number, shown, wrong

STANDARD = Path(__file__).with_name("rubrics") / "standard.yaml"


def limit(value: Any) -> tuple[str, float]:
    """'3 s' → ('ms', 3000); '80 %' → ('', 0.8); '-6 dB' → ('db', -6); '2' → ('', 2)."""
    written = str(value).strip()
    if share := re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", written):
        return "", float(share[1]) / 100
    for unit, reader in (("ms", milliseconds), ("db", level("dB")), ("", number)):
        try:
            return unit, reader(written)
        except PydanticCustomError:
            continue
    raise wrong("VT002_limit", value=shown(value))


LimitValue = Annotated[tuple[str, float], BeforeValidator(limit), Shape({"type": ["number", "string"]})]
Weight = Annotated[Number, Field(gt=0, le=1000)]


class ItemFile(Strict):
    rule: Text = Field(description="What is looked at, such as floor.interruptions or checkpoint.")
    advice: Words = Field(min_length=1, description="The advice it measures or collects, by id.")
    weight: Weight = 1
    critical: YesNo = Field(False, description="yes: missing it fails the call whatever the total.")
    limits: dict[str, LimitValue] = Field({}, description="Where it begins to count, with units: {to: 3 s}.")


class SectionFile(Strict):
    title: Text
    weight: Weight = 1
    items: dict[str, ItemFile] = Field(min_length=1)


class RubricFile(Strict):
    title: Text
    version: Text = "1.0"
    pass_mark: Number = Field(
        alias="pass mark", ge=0, le=100, description="From so many of 100 the call is passed."
    )
    sections: dict[str, SectionFile] = Field(min_length=1)


def load_rubric(path: Path) -> Rubric:
    """Read a rubric.  Raises ScenarioError with every mistake."""
    return _load(read(path))


def load_rubric_text(path: Path, content: bytes) -> Rubric:
    """As `load_rubric`, for a text that was kept elsewhere; `path` names it."""
    return _load(parse(path, content))


def _load(source: Source) -> Rubric:
    path = source.path
    file, tree = checked(source, RubricFile)
    if wrong_names := sorted(_names(path, tree, file)):
        raise ScenarioError(wrong_names)
    sections = tuple(
        Section(name, one.title, one.weight, tuple(_item(id_, item) for id_, item in one.items.items()))
        for name, one in file.sections.items()
    )
    return Rubric(path.stem, file.title, file.pass_mark, sections, file.version)


@cache
def standard_rubric() -> Rubric:
    """The one that ships; used where nothing else is asked for."""
    return load_rubric(STANDARD)


def _item(id_: str, file: ItemFile) -> Item:
    limits = {_limit_name(name, unit): value for name, (unit, value) in file.limits.items()}
    return Item(id_, file.rule, tuple(file.advice), file.weight, file.critical, limits)


def _limit_name(name: str, unit: str) -> str:
    if not unit:
        return name
    return f"{unit} {name}" if name in ("at most", "at least") else f"{name} {unit}"


def _names(path: Path, tree: Tree, file: RubricFile) -> Iterator[Problem]:
    """Rules, limits and advice that are not there, and items whose id is taken."""
    seen: set[str] = set()
    for section, one in file.sections.items():
        for id_, item in one.items.items():
            loc: Loc = ("sections", section, "items", id_)
            yield from _item_names(path, tree, loc, item, advice())
            if id_ in seen:
                yield problem(path, tree.key(loc), "VT061_item", item=id_)
            seen.add(id_)


def _item_names(
    path: Path, tree: Tree, loc: Loc, item: ItemFile, known: Collection[str]
) -> Iterator[Problem]:
    if item.rule not in RULES:
        near, names = nearest(item.rule, RULES), listing(RULES)
        yield problem(path, tree.value((*loc, "rule")), "VT060_rule", rule=item.rule, near=near, known=names)
        return
    wanted = LIMITS.get(item.rule, {})
    for name, (unit, _) in item.limits.items():
        place, near = (*loc, "limits", name), nearest(name, wanted)
        if name not in wanted:
            names = listing(wanted) or "none"
            yield problem(
                path, tree.key(place), "VT062_limit", rule=item.rule, limit=name, near=near, known=names
            )
        elif unit != limit(wanted[name])[0]:
            written = shown(tree.get(place))
            yield problem(path, tree.value(place), "VT002_limit_unit", value=written, example=wanted[name])
    for number_, id_ in enumerate(item.advice):
        if id_ not in known:
            spot = (*loc, "advice", number_)
            place = spot if spot in tree.spots else (*loc, "advice")
            yield problem(path, tree.value(place), "VT030_advice", advice=id_, near=nearest(id_, known, 0.7))
