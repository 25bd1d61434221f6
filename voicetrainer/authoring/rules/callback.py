"""VT080: a place for a promise in a scenario that rings back about nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...core.errors import Problem
from ..outline import mapping, string
from ..problems import problem
from ..tree import Tree

PLACES = ("(promise,", "(promised time,")


def callback(path: Path, tree: Tree) -> Iterator[Problem]:
    if string(mapping(tree.root).get("callback of")):
        return
    for number, line in enumerate(tree.lines, 1):
        words = line.partition(" #")[0]
        at = min((found for place in PLACES if (found := words.casefold().find(place)) >= 0), default=-1)
        if at >= 0:
            yield problem(path, (number, at + 1), "VT080_promise")
