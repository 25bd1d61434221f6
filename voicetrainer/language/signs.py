"""Signs of dialogue acts: `signs/<language>/*.yaml`, patterns of words and how much they weigh.

A pattern is words as they are spoken, lower case, "i am" rather than "i'm", and:

    so?              the word may be missing
    (very|so)?       one of these, or none
    (look|looking)   one of these
    <feeling>        a word of the class <feeling>
    _                any one word
    ...              up to four words
    ^                here a clause opens (at the start of the pattern)
    $                here a clause ends (at the end of it)

All patterns of a language lie in one tree that is walked once per word, so their number hardly matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..core.match import negated, plain, stands_for
from .said import FILLERS, Said

GAP = 4
"""The most words that "..." stands for."""


EXACT = frozenset(("swearing", "abuse"))
"""Acts whose words are never taken for a slip: "blocks" is no swear word."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What a pattern is a sign of."""

    act: str
    grade: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Found:
    """tokens[start:end] match the sign's pattern."""

    sign: Sign
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    gap: _Node | None = None
    here: list[Sign] = field(default_factory=list)
    """Patterns that end here."""
    last: list[Sign] = field(default_factory=list)
    """Patterns that end here if the clause does."""


class Signs:
    """All patterns, compiled.  `classes`: class name → its words."""

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        self._anywhere, self._opening = _Node(), _Node()
        self._classes: dict[str, list[str]] = {}
        for name, members in classes.items():
            for word in members:
                self._classes.setdefault(word, []).append(f"<{name}>")
        self._keys: dict[str, frozenset[str]] = {}
        self._spoken: set[str] = set()
        self._long: dict[str, list[str]] = {}
        """Longer words by their first letter: those that a slip may stand for."""
        self._choices: dict[str, set[str]] = {}
        """Word → the choices in patterns that it is one of."""
        self._firsts: dict[tuple[str, bool], list[_Node]] = {}

    def add(self, sign: Sign, classes: Iterable[str] = ()) -> None:
        """Raises PatternError, also if the pattern asks for a class that is none of `classes`."""
        for asked in _CLASS.findall(sign.pattern):
            if asked not in classes:
                raise PatternError(f"<{asked}>")
        for sequence in spelled_out(sign.pattern):
            self._enter(sign, sequence)
        self._keys.clear()
        self._firsts.clear()

    def add_phrase(self, sign: Sign) -> None:
        """The sign's pattern is a plain phrase, as in `banks/`."""
        if words := plain(sign.pattern):
            self._enter(sign, tuple(w for w in words if w not in FILLERS) or words)
        self._keys.clear()
        self._firsts.clear()

    def _enter(self, sign: Sign, sequence: Sequence) -> None:
        node = self._anywhere
        if sequence[0] == "^":
            node, sequence = self._opening, sequence[1:]
        while sequence[-1] == "...":
            sequence = sequence[:-1]
        for word in sequence:
            if word == "$":
                node.last.append(sign)
                return
            if word == "...":
                node.gap = node.gap or _Node()
                node = node.gap
            else:
                self._learn(word, sign.act in EXACT)
                node = node.next.setdefault(word, _Node())
        node.here.append(sign)

    def _learn(self, choice: str, exact: bool) -> None:
        for word in choice.split("|"):
            if "|" in choice:
                self._choices.setdefault(word, set()).add(choice)
            if word not in self._spoken and len(word) >= 5 and word.isalpha() and not exact:
                self._long.setdefault(word[0], []).append(word)
            self._spoken.add(word)

    def find(self, text: Said) -> Iterator[Found]:
        """Every place of every pattern, in order of its start."""
        keys = [self._keys_of(token) for token in text.tokens]
        for start, token in enumerate(text.tokens):
            for node in self._first(token, keys[start], False):
                yield from self._from(node, text, keys, start)
            if start in text.openings:
                for node in self._first(token, keys[start], True):
                    yield from self._from(node, text, keys, start)

    def _first(self, token: str, keys: frozenset[str], opening: bool) -> list[_Node]:
        known = self._firsts.get((token, opening))
        if known is None:
            root = self._opening if opening else self._anywhere
            known = self._firsts[token, opening] = [n for key, n in root.next.items() if key in keys]
        return known

    def _from(self, first: _Node, text: Said, keys: list[frozenset[str]], start: int) -> Iterator[Found]:
        ways: list[tuple[_Node, int, int]] = [(first, start + 1, 0)]
        size = len(keys)
        while ways:
            node, at, gap = ways.pop()
            if not gap:
                for sign in node.here:
                    yield Found(sign, start, at)
                if node.last and at in text.closings:
                    for sign in node.last:
                        yield Found(sign, start, at)
                if node.gap:
                    ways.append((node.gap, at, 1))
            if at >= size:
                continue
            if gap and gap <= GAP:
                ways.append((node, at + 1, gap + 1))
            here = keys[at]
            for key, following in node.next.items():
                if key in here:
                    ways.append((following, at + 1, 0))

    def _keys_of(self, token: str) -> frozenset[str]:
        """Everything in a pattern that the token may stand for."""
        known = self._keys.get(token)
        if known is None:
            meant = {token}
            if token not in self._spoken and token not in self._classes and len(token) > 3:
                meant |= {w for w in self._long.get(token[0], ()) if stands_for(token, w)}
            every = {"_", *meant}
            for word in meant:
                every |= self._choices.get(word, set())
                for name in self._classes.get(word, ()):
                    every |= {name} | self._choices.get(name, set())
            if len(self._keys) > 20_000:
                self._keys.clear()
                self._firsts.clear()
            known = self._keys[token] = frozenset(every)
        return known


def denied(text: Said, found: Found) -> bool:
    """Is it negated by the words around it?"""
    start, end = text.at[found.start], text.at[found.end - 1] + 1
    return negated(text.full, start, end)


# -- patterns ----------------------------------------------------------------------------------

_CLASS = re.compile(r"<([a-z-]+)>")
_PART = re.compile(r"[()|?^$ ]|\.\.\.|_|<[a-z-]+>|[a-z0-9'-]+")
Sequence = tuple[str, ...]


class PatternError(ValueError):
    """A pattern that cannot be read; the message is the part that it fails at."""


def spelled_out(pattern: str) -> list[Sequence]:
    """Every sequence that a pattern stands for; "a|b" in it is one of these words.  Raises PatternError."""
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        part = _PART.match(pattern, at)
        if not part:
            raise PatternError(pattern[at:])
        if part[0] != " ":
            parts.append(part[0])
        at = part.end()
    sequences, rest = _alternatives(parts)
    if rest or not all(any(w not in ("^", "$", "...") for w in s) for s in sequences):
        raise PatternError(" ".join(rest) or pattern)
    return sequences


def _alternatives(parts: list[str]) -> tuple[list[Sequence], list[str]]:
    """What "a b|c d" says, up to a closing bracket, and what is left of it."""
    options: list[Sequence] = []
    current: list[Sequence] = [()]
    while parts and parts[0] != ")":
        part, parts = parts[0], parts[1:]
        if part == "|":
            options += current
            current = [()]
            continue
        here: list[Sequence] = [(part,)]
        if part == "(":
            here, parts = _alternatives(parts)
            if not parts:
                raise PatternError("(")
            parts = parts[1:]
        if parts and parts[0] == "?":
            here, parts = [*here, ()], parts[1:]
        current = [one + other for one in current for other in here]
    return _bundled(options + current), parts


def _bundled(options: list[Sequence]) -> list[Sequence]:
    """Single words as one choice, so that choices behind each other do not multiply."""
    single = sorted({w for o in options if len(o) == 1 and (w := o[0]) not in ("^", "$", "...")})
    rest = [o for o in options if len(o) != 1 or o[0] in ("^", "$", "...")]
    return [("|".join(single),), *rest] if single else rest


# -- files -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a file of signs: `section` of `name` holds `text`."""

    path: Path
    line: int
    name: str
    section: str
    text: str


_NAME = re.compile(r"(<[a-z-]+>|[a-z][a-z' -]*):")
_SECTION = re.compile(r"  ([a-z][a-z ]*):(?: +(\S.*))?")
_ENTRY = re.compile(r"    - (\S.*)")


def lines(path: Path, text: str) -> Iterator[Line | int]:
    """The entries of a file in our strict layout of YAML; a number is a line that does not fit it."""
    name = section = ""
    for number, written in enumerate(text.splitlines(), 1):
        line = written.split(" #")[0].rstrip()
        if not line or line.startswith("#"):
            continue
        if heading := _NAME.fullmatch(line):
            name, section = heading[1], ""
        elif name and (part := _SECTION.fullmatch(line)):
            section = part[1]
            if part[2]:
                yield Line(path, number, name, section, part[2])
        elif section and (entry := _ENTRY.fullmatch(line)):
            yield Line(path, number, name, section, entry[1])
        else:
            yield number
