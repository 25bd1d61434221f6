"""YAML text → plain values, and where each of them stands in the file.

Theory of operation.  ruamel's YAML 1.2 parser gives a stream of events; this file builds the values
from them without recursion, so that depth, size and aliases are bounded while they are read and no
file, however odd, ends in a traceback.  Every scalar stays the text that was written: `no`, `1:30`,
`007` and `+2` are read by the models, which know what they want.  An empty value is None.

A `Tree` keeps a `Spot` for each path, such as ('states', 'opening', 'branches', 0, 'go').  Mistakes
that are seen here (a word given twice, a tag, an alias to nothing) are collected, not raised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ..core.errors import Problem
from .problems import problem
from .traps import unreadable
from .yaml_errors import explain_reader, explain_yaml

Loc = tuple[str | int, ...]
Value = Any
"""str, None, list or dict of these: the YAML boundary."""

BYTES = 2_500_000
"""A longer file is no scenario: 10,000 states have some 2,000,000 bytes."""
DEPTH = 24
"""The format needs 8 levels."""
NODES = 250_000
"""Values in the file once its aliases are filled in."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands; lines and columns count from 1."""

    line: int
    column: int
    """Of its key, or of the value itself in a list."""
    value_line: int
    value_column: int
    plain: bool = False
    """A scalar without quotes."""
    flow: bool = False
    """Inside { } or [ ]."""
    end_line: int = 0
    end_column: int = 0


@dataclass(slots=True)
class Tree:
    root: Value = None
    spots: dict[Loc, Spot] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def key(self, loc: Loc) -> tuple[int, int]:
        """Line and column of the key of the deepest part of `loc` that the file really has."""
        spot = self._deepest(loc)
        return (spot.line, spot.column) if spot else (1, 1)

    def value(self, loc: Loc) -> tuple[int, int]:
        """Line and column of the value there."""
        spot = self._deepest(loc)
        return (spot.value_line, spot.value_column) if spot else (1, 1)

    def get(self, loc: Loc) -> Value:
        """The value there, or None."""
        found = self.root
        for step in loc:
            known: Any = range(len(found)) if isinstance(found, list) else found
            if not isinstance(found, dict | list) or step not in known:
                return None
            found = found[step]  # type: ignore[index]  # `known` has just shown that it fits
        return found

    def _deepest(self, loc: Loc) -> Spot | None:
        for length in range(len(loc), -1, -1):
            if loc[:length] in self.spots:
                return self.spots[loc[:length]]
        return None


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes as values, with the mistakes of its YAML; `tree` is None if nothing could be read."""

    path: Path
    content: bytes
    tree: Tree | None
    problems: list[Problem]


def read(path: Path) -> Source:
    """Read any file at all; never raises for what is in it."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= BYTES else b""
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        return Source(path, b"", None, [problem(path, (1, 1), "VT000_missing", reason=reason)])
    if size > BYTES:
        return Source(path, content, None, [problem(path, (1, 1), "VT000_large", limit=BYTES // 1000)])
    return parse(path, content)


def parse(path: Path, content: bytes) -> Source:
    text, bad = unreadable(path, content)
    if bad:
        return Source(path, content, None, bad)
    composer = _Composer(path, text)
    tree = composer.compose()
    return Source(path, content, tree, composer.problems)


@dataclass(slots=True)
class _Open:
    """A container that is being filled."""

    value: Value
    loc: Loc
    flow: bool
    anchor: str | None
    size_before: int
    key: str | None = None
    key_at: tuple[int, int] = (1, 1)
    waiting: bool = False
    """A mapping that has its key and waits for the value."""
    skipped: bool = False
    """The value that comes belongs to a key given twice; it is read and dropped."""


class _StopError(Exception):
    """The rest of the file is not worth reading; the problem is noted."""


class _Composer:
    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._text = text
        self._tree = Tree(lines=text.splitlines())
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._anchored: dict[str, tuple[int, int]] = {}
        self._aliased: set[str] = set()
        self._size = 0
        self._documents = 0

    def compose(self) -> Tree | None:
        """The tree, or None if the file broke off; then `problems` says why."""
        try:
            for event in self._events():
                self._take(event)
        except _StopError:
            return None
        for name, place in self._anchored.items():
            if name not in self._aliased:
                self._note(place, "VT008_anchor", sign=f"&{name}")
        if self._tree.root is None and not self.problems:
            self._note((1, 1), "VT000_empty")
            return None
        return self._tree

    def _events(self) -> Iterator[Any]:
        try:
            yield from YAML(typ="safe", pure=True).parse(self._text)
        except MarkedYAMLError as error:
            self.problems.append(explain_yaml(self.path, self._tree.lines, error))
        # escapes such as "\UFFFFFFFF" and %YAML lines make ruamel raise these
        except (YAMLError, ValueError, OverflowError, TypeError, AttributeError, LookupError, AssertionError):
            self.problems.append(explain_reader(self.path, self._tree.lines))
        else:
            return
        raise _StopError

    def _note(self, place: tuple[int, int], key: str, **values: str | int) -> None:
        self.problems.append(problem(self.path, place, key, **values))

    def _stop(self, place: tuple[int, int], key: str, **values: str | int) -> NoReturn:
        self._note(place, key, **values)
        raise _StopError

    def _take(self, event: Any) -> None:
        match type(event).__name__:
            case "ScalarEvent":
                self._scalar(event)
            case "AliasEvent":
                self._alias(event)
            case "MappingStartEvent":
                self._begin(event, {})
            case "SequenceStartEvent":
                self._begin(event, [])
            case "MappingEndEvent" | "SequenceEndEvent":
                self._end()
            case "DocumentStartEvent":
                self._documents += 1
                if self._documents > 1:
                    self._stop(_start(event), "VT001_documents")

    def _count(self, event: Any, nodes: int) -> None:
        self._size += nodes
        if self._size > NODES:
            self._stop(_start(event), "VT000_many", limit=NODES)

    def _scalar(self, event: Any) -> None:
        self._count(event, 1)
        value = event.value
        plain = event.style in (None, "")
        if plain and value == "":
            value = None
        self._put(event, value, plain=plain)

    def _alias(self, event: Any) -> Loc:
        name = str(event.anchor)
        if name not in self._anchors:
            self._note(_start(event), "VT008_sign", sign=f"*{name}", first="*")
            return self._put(event, "", plain=False)
        self._aliased.add(name)
        value, size = self._anchors[name]
        self._count(event, size)
        return self._put(event, value, plain=False)

    def _begin(self, event: Any, value: Value) -> None:
        self._count(event, 1)
        if len(self._stack) >= DEPTH:
            self._stop(_start(event), "VT000_deep", limit=DEPTH)
        flow = bool(event.flow_style)
        loc = self._put(event, value, plain=False, keep_anchor=False)
        anchor = str(event.anchor) if event.anchor else None
        self._stack.append(_Open(value, loc, flow, anchor, self._size - 1))

    def _end(self) -> None:
        done = self._stack.pop()
        if done.anchor:
            self._anchors[done.anchor] = (done.value, self._size - done.size_before)

    def _put(self, event: Any, value: Value, *, plain: bool, keep_anchor: bool = True) -> Loc:
        """Place a value into the container on top; return its path."""
        place = _start(event)
        if tag := getattr(event, "tag", None):
            sign = self._written(event)
            if sign.startswith("!"):
                self._note(place, "VT008_sign", sign=sign or str(tag), first="!")
        if getattr(event, "anchor", None) and type(event).__name__ != "AliasEvent":
            self._anchored.setdefault(str(event.anchor), place)
            if keep_anchor:
                self._anchors[str(event.anchor)] = (value, 1)
        if not self._stack:
            self._tree.root = value
            self._tree.spots[()] = Spot(*place, *place)
            return ()
        return self._into(self._stack[-1], event, value, plain)

    def _written(self, event: Any) -> str:
        line, column = _start(event)
        words = self._tree.lines[line - 1][column - 1 :].split() if line <= len(self._tree.lines) else []
        return words[0] if words else ""

    def _into(self, top: _Open, event: Any, value: Value, plain: bool) -> Loc:
        if isinstance(top.value, list):
            top.value.append(value)
            return self._spot((*top.loc, len(top.value) - 1), _start(event), event, plain, top.flow)
        if not top.waiting:
            return self._take_key(top, event, value)
        top.waiting = False
        loc = (*top.loc, top.key or "")
        if top.skipped:
            return (*loc, "(again)")
        top.value[top.key] = value
        return self._spot(loc, top.key_at, event, plain, top.flow)

    def _take_key(self, top: _Open, event: Any, value: Value) -> Loc:
        place = _start(event)
        top.key, top.key_at, top.waiting, top.skipped = "", place, True, False
        if not isinstance(value, str):
            self._note(place, "VT001_key")
            top.skipped = True
            return (*top.loc, "(key)")
        top.key = value
        if value in top.value:
            first = self._tree.spots.get((*top.loc, value))
            self._note(place, "VT006_twice", word=value, first=first.line if first else place[0])
            top.skipped = True
        return (*top.loc, value)

    def _spot(self, loc: Loc, key_at: tuple[int, int], event: Any, plain: bool, flow: bool) -> Loc:
        start, end = _start(event), (event.end_mark.line + 1, event.end_mark.column + 1)
        if plain and not event.value:  # ruamel puts an empty value where the next word begins
            start = end = key_at
        self._tree.spots[loc] = Spot(*key_at, *start, plain, flow, *end)
        return loc


def _start(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
