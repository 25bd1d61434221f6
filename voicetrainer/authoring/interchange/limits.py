"""Conditions on variables, as story programs write them, as limits on meters.

`$anger >= 8 and not $met` → anger at least 8, met at most 0.  What cannot be said with limits (texts,
dice, sums) is None; the reader then says so with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from ...core.scenario import Comparison
from .story import ALWAYS, Condition, Limits

CLAUSES = 8
"""More alternatives than these are no condition that a trainer would want to read."""
_WORDS = {
    "gte": ">=", "lte": "<=", "gt": ">", "lt": "<", "eq": "==", "is": "==", "neq": "!=", "and": "&&",
    "or": "||", "not": "!", "xor": "^", "=": "==", "isnot": "!=",
}  # fmt: skip
_TOKEN = re.compile(
    r"\s*(?:(?P<visited>visited(?:_count)?)\s*\(\s*[\"'](?P<node>[^\"']*)[\"']\s*\)"
    r"|[$_](?P<name>\w+)|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z]+)|(?P<sign>>=|<=|==|!=|&&|\|\||[><!()=^]))"
)
_OPPOSITE = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "==": "!=", "!=": "=="}
_MIRRORED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "==": "==", "!=": "!="}


def spoken(name: str) -> str:
    """A variable's name as a trainer would write it: player_gold → player gold."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.lstrip("$_")).replace("_", " ").strip().lower()


def seen(node: str) -> str:
    """The meter that tells whether a part of the story was seen."""
    return f"seen {node}"


@dataclass(frozen=True, slots=True)
class Reader:
    flags: Collection[str]
    """Meters that are only 0 or 1."""
    meters: Collection[str]
    """Meters that are whole numbers."""

    def condition(self, text: str) -> Condition | None:
        """None if it asks for more than limits can say."""
        try:
            tokens = _tokens(text)
            found, rest = self._either(tokens, True)
        except (_TooMuchError, IndexError, RecursionError):
            return None
        return found if not rest else None

    def _either(self, tokens: list[str], wanted: bool) -> tuple[Condition, list[str]]:
        return self._joined(tokens, wanted, "||", self._both, _or if wanted else _and)

    def _both(self, tokens: list[str], wanted: bool) -> tuple[Condition, list[str]]:
        return self._joined(tokens, wanted, "&&", self._one, _and if wanted else _or)

    def _joined(
        self,
        tokens: list[str],
        wanted: bool,
        sign: str,
        inner: Callable[[list[str], bool], tuple[Condition, list[str]]],
        join: Callable[[Condition, Condition], Condition],
    ) -> tuple[Condition, list[str]]:
        found, rest = inner(tokens, wanted)
        while rest and rest[0] == sign:
            other, rest = inner(rest[1:], wanted)
            found = join(found, other)
        return found, rest

    def _one(self, tokens: list[str], wanted: bool) -> tuple[Condition, list[str]]:
        first, rest = tokens[0], tokens[1:]
        if first == "!":
            return self._one(rest, not wanted)
        if first == "(":
            found, rest = self._either(rest, wanted)
            if rest[0] != ")":
                raise _TooMuchError
            return found, rest[1:]
        if first in ("true", "false"):
            return (ALWAYS if (first == "true") == wanted else ()), rest
        if rest and rest[0] in _OPPOSITE:
            return self._compared(first, rest[0], rest[1], wanted), rest[2:]
        return self._compared(first, "==", "true", wanted), rest

    def _compared(self, left: str, sign: str, right: str, wanted: bool) -> Condition:
        if not left.startswith("$"):
            left, sign, right = right, _MIRRORED[sign], left
        name = left.removeprefix("$")
        if not left.startswith("$") or right.startswith("$"):
            raise _TooMuchError
        sign = sign if wanted else _OPPOSITE[sign]
        if right in ("true", "false"):
            if name not in self.flags or sign not in ("==", "!="):
                raise _TooMuchError
            return _flag(name, (right == "true") == (sign == "=="))
        if name not in self.flags and name not in self.meters:
            raise _TooMuchError
        return self._bound(name, sign, float(right))

    def _bound(self, name: str, sign: str, value: float) -> Condition:
        match sign:
            case ">=":
                return ({name: ("at least", value)},)
            case "<=":
                return ({name: ("at most", value)},)
            case ">" if value == int(value):
                return ({name: ("at least", value + 1)},)
            case "<" if value == int(value):
                return ({name: ("at most", value - 1)},)
            case "==" | "!=" if name in self.flags and value in (0, 1):
                return _flag(name, (value == 1) == (sign == "=="))
            case "!=" if value == int(value):
                return ({name: ("at least", value + 1)}, {name: ("at most", value - 1)})
        raise _TooMuchError


class _TooMuchError(Exception):
    """More than limits can say."""


def _flag(name: str, on: bool) -> Condition:
    return ({name: ("at least", 1.0) if on else ("at most", 0.0)},)


def _or(a: Condition, b: Condition) -> Condition:
    if len(a) + len(b) > CLAUSES:
        raise _TooMuchError
    return (*a, *b)


def _and(a: Condition, b: Condition) -> Condition:
    found = [merged for x in a for y in b if (merged := _merged(x, y)) is not None]
    if len(found) > CLAUSES:
        raise _TooMuchError
    return tuple(found)


def _merged(a: Limits, b: Limits) -> Limits | None:
    """Both together; None if they can never hold at once."""
    out: dict[str, tuple[Comparison, float]] = dict(a)
    for name, (how, value) in b.items():
        if name not in out:
            out[name] = (how, value)
            continue
        had, other = out[name]
        if had == how:
            out[name] = (how, max(value, other) if how == "at least" else min(value, other))
        elif (value > other) if how == "at least" else (value < other):
            return None
        else:
            raise _TooMuchError  # a scenario has one limit for each meter
    return out


def _tokens(text: str) -> list[str]:
    out: list[str] = []
    at, text = 0, text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise _TooMuchError
        at = found.end()
        out.append(_token(found))
    return [_join(out, n) for n in range(len(out)) if not (n and out[n - 1] == "==" and out[n] == "!")]


def _join(tokens: list[str], place: int) -> str:
    """'is not' is one sign."""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    return "!=" if tokens[place] == "==" and after == "!" else tokens[place]


def _token(found: re.Match[str]) -> str:
    if found["visited"]:
        return "$" + seen(found["node"])
    if found["name"]:
        return "$" + spoken(found["name"])
    if found["number"]:
        return found["number"]
    written = (found["word"] or found["sign"]).lower()
    if found["word"] and written not in (*_WORDS, "true", "false"):
        raise _TooMuchError
    return _WORDS.get(written, written)


@dataclass(slots=True)
class Known:
    """What is known of a story's variables while it is read."""

    starts: dict[str, float] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    """Variables that hold a text, and the first one."""
    counted: set[str] = field(default_factory=set)
    """Variables that are counted up or down, wherever they begin."""

    def reader(self) -> Reader:
        return Reader(self.flags, {name for name in self.starts if name not in self.flags})

    def declare(self, name: str, value: str) -> bool:
        """Take a first value; False if it is no number, yes-or-no or text."""
        value = value.strip()
        if name in self.starts or name in self.texts:
            return True
        if value in ("true", "false"):
            self.flags.add(name)
            self.starts[name] = float(value == "true")
        elif re.fullmatch(r"-?\d+(\.\d+)?", value) and abs(float(value)) <= 1e6:
            self.starts[name] = float(value)
        elif re.fullmatch(r"\"[^\"]*\"|'[^']*'", value):
            self.texts[name] = value[1:-1]
        else:
            return False
        return True

    def change(self, name: str, value: str) -> float | None:
        """What `set` does to the meter, as a step; None if a scenario cannot say it."""
        if name in self.flags and value in ("true", "false"):
            return 1.0 if value == "true" else -1.0
        step = re.fullmatch(r"([-+])=\s*(\d+(?:\.\d+)?)", value)
        if name in self.starts and name not in self.flags and step:
            return float(step[1] + step[2])
        return None
