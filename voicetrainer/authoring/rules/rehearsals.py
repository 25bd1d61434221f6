"""VT04x: what can be said of rehearsals without playing them.  VT040 itself comes from playing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...core.errors import Problem
from ..model import CLAIMS
from ..outline import Outline, mapping, sequence, string, strings
from ..problems import listing, nearest, problem
from ..tree import Loc, Tree

_claims = frozenset(name.replace("_", " ") for name in CLAIMS)


def rehearsals(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    played = mapping(mapping(tree.root).get("rehearsals"))
    if not played:
        yield problem(path, tree.key(("rehearsals",)), "VT043_none")
        return
    wins = False
    for name, steps in played.items():
        loc: Loc = ("rehearsals", name)
        claimed = {word for step in sequence(steps) for word in mapping(step)} & _claims
        if not claimed and isinstance(steps, list):
            yield problem(path, tree.key(loc), "VT042_nothing", rehearsal=name)
        for number, step in enumerate(sequence(steps)):
            wins = wins or mapping(step).get("ends") == "won"
            yield from _names(path, tree, file, (*loc, number), mapping(step))
    if not wins and any(stop.ending == "won" for stop in file.states.values()):
        yield problem(path, tree.key(("rehearsals",)), "VT043_no_win")


def _names(path: Path, tree: Tree, file: Outline, loc: Loc, step: dict[str, object]) -> Iterator[Problem]:
    reached = string(step.get("reaches"))
    if reached and reached not in file.states:
        near = nearest(reached, file.states)
        place = tree.value((*loc, "reaches"))
        yield problem(path, place, "VT041_state", state=reached, near=near, known=listing(file.states))
    for word in ("earned", "not earned"):
        for name in strings(step.get(word)):
            if name not in file.checkpoints:
                near, known = nearest(name, file.checkpoints), listing(file.checkpoints) or "none"
                place = tree.value((*loc, word))
                yield problem(path, place, "VT041_checkpoint", checkpoint=name, near=near, known=known)
