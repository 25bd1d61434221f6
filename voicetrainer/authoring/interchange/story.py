"""A branching story as other programs write it: nodes of lines, options, conditions and jumps.

Twee and Yarn are both read into this; `weave` makes a scenario of it.  What has no place in a
scenario is kept as notes, each with its line, so that nothing is lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...core.scenario import Comparison

Limits = Mapping[str, tuple[Comparison, float]]
"""Meters and how they must stand; all of them."""
Condition = tuple[Limits, ...]
"""One of these; an empty mapping among them always holds, and no mapping at all never does."""
ALWAYS: Condition = ({},)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know of: `key` of the catalogue's part `interchange`."""

    key: str
    line: int = 0
    """Of the file that is read; 0: of no line."""
    what: str = ""
    """What stands there, shortened."""


@dataclass(frozen=True, slots=True)
class Say:
    line: int
    text: str
    by: str = ""
    """Who says it, as the file names them; empty: nobody is named."""
    others: tuple[str, ...] = ()
    """Other wordings; one of them all is said."""


@dataclass(frozen=True, slots=True)
class Change:
    line: int
    meter: str
    by: float


@dataclass(frozen=True, slots=True)
class Option:
    line: int
    words: str
    body: tuple[Statement, ...] = ()
    condition: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Options:
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class If:
    """The first case that holds."""

    line: int
    cases: tuple[tuple[Condition, tuple[Statement, ...]], ...]


@dataclass(frozen=True, slots=True)
class Jump:
    line: int
    to: str
    back: bool = False
    """Comes back afterwards (a detour)."""


@dataclass(frozen=True, slots=True)
class End:
    line: int


Statement = Say | Change | Options | If | Jump | End


@dataclass(frozen=True, slots=True)
class Node:
    name: str
    line: int
    body: tuple[Statement, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    start: str
    nodes: Mapping[str, Node]
    meters: Mapping[str, float] = field(default_factory=dict)
    """Where each number of the story begins."""
    flags: frozenset[str] = frozenset()
    """Meters that are only 0 or 1."""
    visits: Mapping[str, str] = field(default_factory=dict)
    """Node → the flag that is set when it was seen."""
    notes: tuple[Note, ...] = ()


SHOWN = 60


def shortened(text: str, length: int = SHOWN) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"


def unique(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number behind it."""
    known = set(taken)
    number, found = 1, name
    while found in known:
        number += 1
        found = f"{name} {number}"
    return found
