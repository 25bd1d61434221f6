"""A rubric: what earns points.  As a contact centre's quality form: weighted sections and items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Condition = Literal[
    "the firm is at fault", "the firm is not at fault", "the fault is open", "the scenario checks it"
]
"""What takes an item out of a scenario's form.  the fault is open: the scenario does not say whose it is ·
the scenario checks it: it has a checkpoint under the item's advice, and one act pays once."""


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    """Unique in the rubric, such as 'interruptions'."""
    rule: str
    """A name in `core.rules.RULES`, such as 'floor.interruptions', 'checkpoint', 'fault'."""
    advice: tuple[str, ...]
    """Ids of the advice it measures; for 'checkpoint' and 'fault', the ids it collects."""
    weight: float = 1.0
    critical: bool = False
    limits: Mapping[str, float] = field(default_factory=dict)
    """Thresholds, each with its unit in the name: {'gap at most ms': 3000}."""
    title: str = ""
    """What the form calls it, as something done: 'Said what can be done'; empty: the report finds a name."""
    missed: str = ""
    """What happened where it was lost: 'You blamed or argued'; empty: the rule's own sentence."""
    acts: tuple[str, ...] = ()
    """Dialogue acts that the rule looks for; 'does transfer' is the key that was pressed."""
    paired: tuple[str, ...] = ()
    """Acts that should go with them (`with` in the file)."""
    repaired: tuple[str, ...] = ()
    """Acts that mend them when they come in the same turn (`repaired by`)."""
    barred: tuple[str, ...] = ()
    """A turn that holds one of these too does not count (`not beside`)."""
    occasion: tuple[str, ...] = ()
    """Acts that call for it: in a call without any of them, and without a slip, it is not needed."""
    unless: tuple[Condition, ...] = ()
    """In such scenarios the item is not needed (`not applicable when`)."""


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    title: str
    weight: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Rubric:
    name: str
    title: str
    pass_mark: float
    sections: tuple[Section, ...]
    version: str = "1.0"


@dataclass(frozen=True, slots=True)
class Changes:
    """What a scenario changes in the rubric that it is judged by."""

    without: tuple[str, ...] = ()
    """Ids of items that are switched off; an id the rubric does not have changes nothing."""
    order: tuple[str, ...] = ()
    """Steps of the call in the order asked for; names in `core.rules.order.STEPS`."""
    sections: tuple[Section, ...] = ()
    """Items to add.  Those of a section that the rubric has join it; an item with the id of
    another takes its place."""


def changed(rubric: Rubric, changes: Changes) -> Rubric:
    """The rubric as this scenario wants it; the same object if it wants nothing."""
    if not changes.without and not changes.sections:
        return rubric
    added = {section.name: section for section in changes.sections}
    taken = {item.id for section in changes.sections for item in section.items} | set(changes.without)
    kept = [_joined(section, added.pop(section.name, None), taken) for section in rubric.sections]
    return replace(rubric, sections=(*(s for s in kept if s.items), *added.values()))


def _joined(section: Section, more: Section | None, taken: set[str]) -> Section:
    """The section without the items in `taken`, with those of `more` behind."""
    items = tuple(item for item in section.items if item.id not in taken)
    return replace(section, items=(*items, *(more.items if more else ())))
