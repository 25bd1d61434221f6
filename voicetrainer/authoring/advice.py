"""The 60 pieces of advice that the product teaches, from `advice.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from ..core.errors import ScenarioError
from .tree import read

FILE = Path(__file__).with_name("advice.yaml")
Holds = Literal["measured", "played", "told"]
"""measured: a rule of the rubric judges it · played: a scenario lets one practise it, nothing judges it ·
told: the debrief or the screen says it."""


@dataclass(frozen=True, slots=True)
class Advice:
    id: str
    title: str
    says: str
    """One sentence of explanation for the trainee."""
    source: int
    """Which of the five articles it comes from, 0…4."""
    holds: Holds


@cache
def advice() -> Mapping[str, Advice]:
    """Id → advice, in the order of the sources."""
    source = read(FILE)
    if source.tree is None or source.problems:
        raise ScenarioError(source.problems)
    listed = source.tree.root["advice"]  # the file ships with the program; its tests look at every entry
    return MappingProxyType(
        {
            id_: Advice(id_, one["title"], one["says"], int(one["source"]), one["holds"])
            for id_, one in listed.items()
        }
    )
