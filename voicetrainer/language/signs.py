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

All patterns of a language lie in one tree.  It is walked with all its branches at once, and every step taken
is remembered, so the number of patterns hardly matters.
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
MOST_STATES = 100_000
"""Steps from word to word that are remembered at most."""


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


@dataclass(slots=True, eq=False)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    gap: _Node | None = None
    here: list[Sign] = field(default_factory=list)
    """Patterns that end here."""
    last: list[Sign] = field(default_factory=list)
    """Patterns that end here if the clause does."""


_Place = tuple[_Node, int]
"""A node, and how many words of a gap have led there: 0 is none."""


@dataclass(slots=True, eq=False)
class _State:
    """All places that the words so far may have come to, and where each next word leads: filled as met."""

    places: frozenset[_Place]
    here: tuple[Sign, ...]
    last: tuple[Sign, ...]
    next: dict[str, _State | None] = field(default_factory=dict)


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
        self._learnt: set[tuple[str, bool]] = set()
        self._states: dict[frozenset[_Place], _State] = {}
        self._roots: dict[_Node, _State] = {}
        self._met = 0
        """Steps that are remembered."""

    def add(self, sign: Sign, classes: Iterable[str] = ()) -> None:
        """Raises PatternError, also if the pattern asks for a class that is none of `classes`."""
        for asked in _CLASS.findall(sign.pattern):
            if asked not in classes:
                raise PatternError(f"<{asked}>")
        for sequence in spelled_out(sign.pattern):
            self._enter(sign, sequence)
        self._forget()

    def add_phrase(self, sign: Sign) -> None:
        """The sign's pattern is a plain phrase, as in `banks/`."""
        if words := plain(sign.pattern):
            self._enter(sign, tuple(w for w in words if w not in FILLERS) or words)
        self._forget()

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
        if (choice, exact) in self._learnt:
            return
        self._learnt.add((choice, exact))
        for word in choice.split("|"):
            if "|" in choice:
                self._choices.setdefault(word, set()).add(choice)
            if word not in self._spoken and len(word) >= 5 and word.isalpha() and not exact:
                self._long.setdefault(word[0], []).append(word)
            self._spoken.add(word)

    def find(self, text: Said) -> Iterator[Found]:
        """Every place of every pattern, in order of its start."""
        if self._met > MOST_STATES:
            self._forget()
        for start in range(len(text.tokens)):
            yield from self._from(self._anywhere, text, start)
            if start in text.openings:
                yield from self._from(self._opening, text, start)

    def _from(self, root: _Node, text: Said, start: int) -> Iterator[Found]:
        state = self._roots.get(root) or self._root(root)
        for at in range(start, len(text.tokens)):
            token = text.tokens[at]
            following = state.next[token] if token in state.next else self._step(state, token)
            if following is None:
                return
            state = following
            for sign in state.here:
                yield Found(sign, start, at + 1)
            if state.last and at + 1 in text.closings:
                for sign in state.last:
                    yield Found(sign, start, at + 1)

    def _root(self, root: _Node) -> _State:
        self._roots[root] = _State(frozenset(((root, 0),)), (), ())
        return self._roots[root]

    def _step(self, state: _State, token: str) -> _State | None:
        """Where the word leads, remembered; None: to no pattern."""
        keys, places = self._keys_of(token), set[_Place]()
        for node, gap in state.places:
            if 0 < gap <= GAP:
                places.add((node, gap + 1))
            for key in node.next if len(node.next) < len(keys) else keys:
                if key in keys and (following := node.next.get(key)):
                    places.add((following, 0))
                    if following.gap:
                        places.add((following.gap, 1))
        known = self._states.get(frozen := frozenset(places)) if places else None
        if places and known is None:
            ends = [node for node, gap in places if not gap]
            here = dict.fromkeys(sign for node in ends for sign in node.here)
            last = dict.fromkeys(sign for node in ends for sign in node.last)
            known = self._states[frozen] = _State(frozen, tuple(here), tuple(last))
        state.next[token] = known
        self._met += 1
        return known

    def _forget(self) -> None:
        """What texts have led to; needed when patterns are added, and when it has grown too much."""
        self._states.clear()
        self._roots.clear()
        self._keys.clear()
        self._met = 0

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
