"""VT026 to VT029: who says a line, what it depends on, what it gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...core.errors import Problem
from ..lines import DEFAULT, condition
from ..outline import Outline, mapping, sequence, string, strings
from ..problems import listing, nearest, problem
from ..tree import Loc, Tree


def lines(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    people = mapping(mapping(tree.root).get("people"))
    for loc, words in _every_line(tree):
        yield from _line(path, tree, file, people, loc, words)
    yield from _facts(path, tree, file)
    yield from _levels(path, tree, file)


def _every_line(tree: Tree) -> Iterator[tuple[Loc, Any]]:
    root = mapping(tree.root)
    branches: list[tuple[Loc, Any]] = [(("always", n), b) for n, b in enumerate(sequence(root.get("always")))]
    for name, state in mapping(root.get("states")).items():
        said = mapping(state).get("caller")
        loc: Loc = ("states", name, "caller")
        yield from _listed(loc, said)
        found = sequence(mapping(state).get("branches"))
        branches += [(("states", name, "branches", n), b) for n, b in enumerate(found)]
    for loc, branch in branches:
        if "caller" in mapping(branch):
            yield (*loc, "caller"), mapping(branch)["caller"]


def _listed(loc: Loc, said: Any) -> Iterator[tuple[Loc, Any]]:
    if isinstance(said, list):
        yield from (((*loc, number), one) for number, one in enumerate(said))
    else:
        yield loc, said


def _line(
    path: Path, tree: Tree, file: Outline, people: dict[str, Any], loc: Loc, words: Any
) -> Iterator[Problem]:
    if not isinstance(words, dict) or not words:
        yield from _long(path, tree, loc, words)
        return
    first = next(iter(words))
    if len(words) == 1 and first != DEFAULT and not condition(first):
        if first not in people:
            near = nearest(first, people, 0.7)
            if near:
                yield problem(path, tree.key((*loc, first)), "VT026_person", person=first, near=near)
            else:
                yield problem(path, tree.key((*loc, first)), "VT008_colon")
        yield from _line(path, tree, file, people, (*loc, first), words[first])
        return
    for word in words:
        yield from _long(path, tree, (*loc, word), words[word])
        if (asked := condition(word)) and asked[0] not in file.meters:
            name = asked[0]
            near, known = nearest(name, file.meters), listing(file.meters) or "none"
            yield problem(path, tree.key((*loc, word)), "VT018_meter", meter=name, near=near, known=known)


LONGEST_SENTENCE = 45
"""Words in one breath: about a quarter of a minute."""
_PAUSES = re.compile(r"[.!?…]+\s+|\(\s*pause\b[^)]*\)", re.IGNORECASE)


def _long(path: Path, tree: Tree, loc: Loc, words: Any) -> Iterator[Problem]:
    for text in [words] if isinstance(words, str) else sequence(words):
        longest = max((len(part.split()) for part in _PAUSES.split(text)), default=0) if text else 0
        if longest > LONGEST_SENTENCE:
            yield problem(path, tree.value(loc), "VT038_long", count=longest, limit=LONGEST_SENTENCE)


def _facts(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    facts = mapping(mapping(tree.root).get("facts"))
    told: set[str] = set()
    places: list[tuple[Loc, tuple[str, ...]]] = [(way.loc, way.tells) for way in file.every_way()]
    states = mapping(mapping(tree.root).get("states"))
    places += [(("states", name), strings(mapping(one).get("tells"))) for name, one in states.items()]
    for loc, names in places:
        for name in names:
            told.add(name)
            if name and name not in facts:
                near, known = nearest(name, facts), listing(facts) or "none"
                yield problem(
                    path, tree.value((*loc, "tells")), "VT027_fact", fact=name, near=near, known=known
                )
    if told:
        yield from _untold(path, tree, facts, told)


def _untold(path: Path, tree: Tree, facts: dict[str, Any], told: set[str]) -> Iterator[Problem]:
    """Some hidden facts are given away by `tells`; the others then never are."""
    for name, fact in facts.items():
        until = next(iter(fact.values()), "") if isinstance(fact, dict) else ""
        if name not in told and string(until).startswith("hidden until "):
            yield problem(path, tree.key(("facts", name)), "VT028_untold", fact=name)


def _levels(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    for level, one in mapping(mapping(tree.root).get("levels")).items():
        for name in mapping(mapping(one).get("set")):
            if name not in file.meters:
                near, known = nearest(name, file.meters), listing(file.meters) or "none"
                place = tree.key(("levels", level, "set", name))
                yield problem(path, place, "VT018_meter", meter=name, near=near, known=known)
