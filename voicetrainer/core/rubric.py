"""A rubric: what earns points.  As a contact centre's quality form: weighted sections and items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
