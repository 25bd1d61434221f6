"""What a scenario file says, as far as it can be made out: the lint rules' view.

Built from the raw tree, so that mistakes of the graph are seen beside mistakes of spelling.  A part
that cannot be read is left out here; the models say what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic_core import PydanticCustomError

from ..core.scenario import Comparison, Kind
from . import values
from .tree import Loc, Tree

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A branch.  Compared by identity: two alike are still two."""

    loc: Loc
    kind: Kind | None
    """None: its `when` cannot be made out."""
    any_of: tuple[str, ...]
    all_of: tuple[str, ...]
    none_of: tuple[str, ...]
    replies_in: tuple[int, int] | None
    meters: dict[str, tuple[Comparison, float]]
    act: str
    go: str
    """'' stays in the state."""
    change: dict[str, float]
    credit: tuple[str, ...]
    priority: int
    more: frozenset[str] = frozenset()
    """Other conditions, each as it was written: 'restates 2 facts'."""
    tells: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.any_of, *self.all_of, *self.none_of)


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """A state."""

    name: str
    loc: Loc
    ways: tuple[Way, ...]
    ending: str


@dataclass(frozen=True, slots=True)
class Range:
    """A meter."""

    start: float
    min: float
    max: float


@dataclass(frozen=True, slots=True)
class Outline:
    start: str
    language: str
    states: dict[str, Stop]
    always: tuple[Way, ...]
    """In file order."""
    meters: dict[str, Range]
    checkpoints: tuple[str, ...]
    phrases: dict[str, tuple[str, ...]]

    def ways(self, stop: Stop) -> tuple[Way, ...]:
        """A state's branches in the order in which they are tried; an ending has none."""
        if stop.ending:
            return ()
        return (*sorted(self.always, key=lambda way: -way.priority), *stop.ways)

    def every_way(self) -> Iterator[Way]:
        yield from self.always
        for stop in self.states.values():
            yield from stop.ways


def outline(tree: Tree) -> Outline:
    root = mapping(tree.root)
    return Outline(
        start=string(root.get("start")),
        language=string(root.get("language")) or "en",
        states={name: _stop(name, state) for name, state in mapping(root.get("states")).items()},
        always=_ways(root.get("always"), ("always",)),
        meters=dict(_meters(mapping(root.get("meters")))),
        checkpoints=tuple(mapping(root.get("checkpoints"))),
        phrases={name: strings(phrases) for name, phrases in mapping(root.get("phrases")).items()},
    )


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def strings(value: Any) -> tuple[str, ...]:
    """One text or a list of them."""
    listed = value if isinstance(value, list) else [value]
    return tuple(string(one) for one in listed if isinstance(one, str))


def _read(reader: Callable[[Any], Read], value: Any) -> Read | None:
    try:
        return reader(value)
    except PydanticCustomError:
        return None


def _stop(name: str, value: Any) -> Stop:
    state = mapping(value)
    loc: Loc = ("states", name)
    return Stop(
        name, loc, _ways(state.get("branches"), (*loc, "branches")), string(state.get("ending")).lower()
    )


def _ways(value: Any, loc: Loc) -> tuple[Way, ...]:
    return tuple(
        _way(branch, (*loc, number))
        for number, branch in enumerate(sequence(value))
        if isinstance(branch, dict)
    )


def _way(branch: dict[str, Any], loc: Loc) -> Way:
    when = mapping(branch.get("when"))
    span = when.get("replies in")
    meters = {
        m: found
        for m, written in mapping(when.get("meter")).items()
        if (found := _read(values.limit, written))
    }
    change = {
        m: by
        for m, written in mapping(branch.get("change")).items()
        if (by := _read(values.number, written)) is not None
    }
    return Way(
        loc=loc,
        kind=_kind(branch.get("when")),
        any_of=strings(when.get("says")),
        all_of=strings(when.get("says all")),
        none_of=strings(when.get("without")),
        replies_in=_read(values.span, span) if span is not None else None,
        meters=meters,
        act=string(when.get("does")),
        go=string(branch.get("go")),
        change=change,
        credit=strings(branch.get("credit")),
        more=frozenset(f"{word} {when[word]}" for word in sorted(_MORE & when.keys())),
        tells=strings(branch.get("tells")),
        priority=int(_read(values.whole, branch.get("priority", "0")) or 0),
    )


_MORE = {"asks", "restates", "shows", "answers louder", "answers higher", "speaks"}
_WORDED = {"says", "says all", "without", "replies in"} | _MORE


def _kind(when: Any) -> Kind | None:
    match when:
        case "silent" | "interrupts" | "unclear" | "otherwise":
            return when  # type: ignore[no-any-return]  # narrowed by the pattern
        case {"does": _}:
            return "does"
        case {"speaks longer than": _}:
            return "rambles"
        case dict() if when.keys() & _WORDED:
            return "says"
        case {"meter": _}:
            return "settled"
    return None


def _meters(meters: dict[str, Any]) -> Iterator[tuple[str, Range]]:
    for name, value in meters.items():
        meter = mapping(value)
        start = _read(values.number, meter.get("start"))
        least, most = (
            _read(values.number, meter.get(key, default)) for key, default in (("min", 0), ("max", 10))
        )
        if start is not None and least is not None and most is not None:
            yield name, Range(start, least, most)
        else:
            yield name, Range(0, float("-inf"), float("inf"))  # its mistake is told by the models
