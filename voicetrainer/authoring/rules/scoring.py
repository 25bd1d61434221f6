"""VT03x: advice, checkpoints and what a win proves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from ...core.errors import Problem
from ..outline import Outline, mapping, string
from ..problems import listing, nearest, problem
from ..rubric_lint import change_problems
from ..tree import Loc, Tree
from .graph import reachable


def scoring(path: Path, tree: Tree, file: Outline, advice: Collection[str]) -> Iterator[Problem]:
    yield from _advice(path, tree, file, advice)
    yield from _credits(path, tree, file)
    yield from _cheap_wins(path, tree, file)
    yield from change_problems(path, tree, _marked(tree, file))


def _marked(tree: Tree, file: Outline) -> list[tuple[str, str, Loc]]:
    """What the scenario marks: (the rule that collects it, advice, place)."""
    places: list[tuple[str, Loc]] = [
        ("checkpoint", ("checkpoints", name, "advice")) for name in file.checkpoints
    ]
    places += [("fault", (*way.loc, "fault", "advice")) for way in file.every_way()]
    return [(rule, string(tree.get(loc)), loc) for rule, loc in places]


def _advice(path: Path, tree: Tree, file: Outline, known: Collection[str]) -> Iterator[Problem]:
    places: list[Loc] = [("checkpoints", name, "advice") for name in file.checkpoints]
    places += [(*way.loc, "fault", "advice") for way in file.every_way()]
    for loc in places:
        id_ = string(tree.get(loc))
        if id_ and id_ not in known:
            yield problem(path, tree.value(loc), "VT030_advice", advice=id_, near=nearest(id_, known, 0.7))


def _credits(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    credited = {name for way in file.every_way() for name in way.credit}
    for way in file.every_way():
        for number, name in enumerate(way.credit):
            if name not in file.checkpoints:
                loc = (*way.loc, "credit")
                place = tree.value((*loc, number) if (*loc, number) in tree.spots else loc)
                near, known = nearest(name, file.checkpoints), listing(file.checkpoints) or "none"
                yield problem(path, place, "VT031_checkpoint", checkpoint=name, near=near, known=known)
    meant = credited | {nearest(name, file.checkpoints) for name in credited}
    for name in file.checkpoints:
        if name not in meant:
            yield problem(path, tree.key(("checkpoints", name)), "VT032_never", checkpoint=name)


def _cheap_wins(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    if not file.checkpoints:
        if mapping(tree.root).get("states"):
            yield problem(path, tree.key(("states",)), "VT034_none")
        return
    if file.start not in file.states:
        return
    for name in sorted(reachable(file, file.start, uncredited=True)):
        stop = file.states[name]
        if stop.ending == "won":
            yield problem(path, tree.key((*stop.loc, "ending")), "VT033_cheap", state=name)
