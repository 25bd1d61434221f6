"""VT06x: what is wrong with the items of a rubric, in a file of its own or in a scenario.

As the rules for scenarios it looks at the raw file, so it works beside mistakes of spelling.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from ..core.errors import Problem
from ..core.rules import LIMITS, NEEDS, RULES, TAKES
from ..language.acts import ACTS
from .advice import advice
from .outline import mapping, string
from .problems import listing, nearest, problem
from .rubric_model import counted, limit
from .tree import Loc, Tree
from .values import shown

KEYS = ("does hold", "does resume", "does transfer", "does ask supervisor")
KNOWN = (*ACTS, *KEYS)
LISTS = ("acts", "with", "repaired by", "not beside", "occasion")
LITTLE = 0.25
"""An item that can move the total by less than so many points of 100 is not worth its line."""
COLLECTS = ("checkpoint", "fault")
"""Rules that take up what a scenario marks under an advice."""
EARNED_BY_WORDS = (
    "acts.said", "acts.all said", "acts.followed", "acts.apology", "acts.next step", "acts.details"
)  # fmt: skip
"""Rules that may pay for what a checkpoint pays."""
CHECKED = "the scenario checks it"


@dataclass(frozen=True, slots=True)
class Raw:
    """One item as it is written."""

    id: str
    section: str
    loc: Loc
    item: Mapping[str, Any]

    @property
    def rule(self) -> str:
        return string(self.item.get("rule")) or ""

    def words(self, key: str) -> list[str]:
        value = self.item.get(key)
        return [str(one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]

    def number(self, key: str) -> float:
        try:
            return float(str(self.item.get(key, 1)))
        except ValueError:
            return 1.0


def rubric_problems(path: Path, tree: Tree) -> Iterator[Problem]:
    """What is wrong with a rubric file."""
    items = list(raw_items(tree, ("sections",)))
    yield from names(path, tree, items)
    yield from _paid_twice(path, tree, items)
    yield from _weightless(path, tree, items)


def raw_items(tree: Tree, loc: Loc) -> Iterator[Raw]:
    """All items under a mapping of sections."""
    for section, one in mapping(tree.get(loc)).items():
        for id_, item in mapping(mapping(one).get("items")).items():
            yield Raw(str(id_), str(section), (*loc, section, "items", id_), mapping(item))


def names(path: Path, tree: Tree, items: list[Raw]) -> Iterator[Problem]:
    """Rules, limits, acts and advice that are not there, and items whose name is taken."""
    seen: set[str] = set()
    for raw in items:
        yield from _advice(path, tree, raw)
        if raw.rule in RULES:
            yield from _limits(path, tree, raw)
            yield from _acts(path, tree, raw)
        elif raw.rule:
            near, known = nearest(raw.rule, RULES), listing(RULES)
            place = tree.value((*raw.loc, "rule"))
            yield problem(path, place, "VT060_rule", rule=raw.rule, near=near, known=known)
        if raw.id in seen:
            yield problem(path, tree.key(raw.loc), "VT061_item", item=raw.id)
        seen.add(raw.id)


def _advice(path: Path, tree: Tree, raw: Raw) -> Iterator[Problem]:
    known = advice()
    for number, id_ in enumerate(raw.words("advice")):
        if id_ not in known:
            place = _entry(tree, (*raw.loc, "advice"), number)
            yield problem(path, place, "VT030_advice", advice=id_, near=nearest(id_, known, 0.7))


def _limits(path: Path, tree: Tree, raw: Raw) -> Iterator[Problem]:
    wanted = LIMITS.get(raw.rule, {})
    for name, written in mapping(raw.item.get("limits")).items():
        place = (*raw.loc, "limits", name)
        if name not in wanted:
            near, known = nearest(name, wanted), listing(wanted) or "none"
            yield problem(
                path, tree.key(place), "VT062_limit", rule=raw.rule, limit=name, near=near, known=known
            )
        elif not _alike(written, wanted[name]):
            yield problem(
                path, tree.value(place), "VT002_limit_unit", value=shown(written), example=wanted[name]
            )


def _alike(written: object, example: str) -> bool:
    """Has it the example's unit?  What is no limit at all is for the model to report."""
    try:
        unit, _ = limit(written)
    except PydanticCustomError:
        return True
    share = (str(one).strip().endswith("%") for one in (written, example))
    count = counted(written)
    return unit == limit(example)[0] and len(set(share)) == 1 and count in ("", counted(example))


def _acts(path: Path, tree: Tree, raw: Raw) -> Iterator[Problem]:
    takes, needs = TAKES.get(raw.rule, ()), NEEDS.get(raw.rule, ())
    for key in needs:
        if key not in raw.item:
            yield problem(path, tree.key(raw.loc), "VT064_needs", rule=raw.rule, list=key)
    for key in LISTS:
        if key in raw.item and key not in takes:
            known = listing(takes) or "none"
            place = tree.key((*raw.loc, key))
            yield problem(path, place, "VT064_takes", rule=raw.rule, list=key, known=known)
        for number, act in enumerate(raw.words(key)):
            if act not in KNOWN:
                place = _entry(tree, (*raw.loc, key), number)
                near, known = nearest(act, KNOWN), listing(KNOWN)
                yield problem(path, place, "VT063_act", act=act, near=near, known=known)


def _entry(tree: Tree, loc: Loc, number: int) -> tuple[int, int]:
    """The place of one entry of a list, or of the one value that stands for it."""
    return tree.value((*loc, number) if (*loc, number) in tree.spots else loc)


def _paid_twice(path: Path, tree: Tree, items: list[Raw]) -> Iterator[Problem]:
    """Two items that collect the same advice, or one that reads the words for what a checkpoint pays."""
    first: dict[tuple[str, str], str] = {}
    points = {id_: raw.id for raw in items if raw.rule == "checkpoint" for id_ in raw.words("advice")}
    for raw in items:
        steps_in = raw.rule in EARNED_BY_WORDS and CHECKED not in raw.words("not applicable when")
        for number, id_ in enumerate(raw.words("advice")):
            other = raw.id
            if raw.rule in COLLECTS:
                other = first.setdefault((raw.rule, id_), raw.id)
            elif steps_in:
                other = points.get(id_, raw.id)
            if other != raw.id:
                place = _entry(tree, (*raw.loc, "advice"), number)
                yield problem(path, place, "VT065_twice", advice=id_, other=other)


def _weightless(path: Path, tree: Tree, items: list[Raw]) -> Iterator[Problem]:
    """Items that can hardly move the total, beside the others of their section and the other sections."""
    sections = mapping(tree.get(("sections",)))
    weights = {str(name): Raw("", "", (), mapping(one)).number("weight") for name, one in sections.items()}
    whole = sum(weights.values())
    for raw in items:
        beside = sum(one.number("weight") for one in items if one.section == raw.section)
        if not beside or not whole or raw.item.get("critical") == "yes":
            continue
        points = 100 * raw.number("weight") / beside * weights[raw.section] / whole
        if 0 < points < LITTLE:
            yield problem(path, tree.key(raw.loc), "VT066_weight", item=raw.id, points=f"{points:.2f}")


def change_problems(path: Path, tree: Tree, marked: Collection[tuple[str, str, Loc]]) -> Iterator[Problem]:
    """What is wrong with the `rubric:` of a scenario, held against the standard rubric.

    `marked`: what the scenario marks, as (rule that collects it, advice, place).
    """
    from .rubric import standard_rubric  # it needs this module to be read

    loc: Loc = ("rubric",)
    added = list(raw_items(tree, (*loc, "sections")))
    yield from names(path, tree, added)
    items = {item.id: (item.rule, item.advice) for s in standard_rubric().sections for item in s.items}
    off = Raw("", "", loc, mapping(tree.get(loc))).words("without")
    for number, id_ in enumerate(off):
        if id_ not in items:
            place, near = _entry(tree, (*loc, "without"), number), nearest(id_, items)
            yield problem(path, place, "VT035_without", item=id_, near=near, known=listing(items))
    items |= {raw.id: (raw.rule, tuple(raw.words("advice"))) for raw in added}
    paid = {(rule, id_) for name, (rule, ids) in items.items() if name not in off for id_ in ids}
    for rule, id_, spot in marked:
        if (rule, id_) not in paid and id_ in advice():
            yield problem(path, tree.value(spot), "VT036_unpaid", advice=id_)
