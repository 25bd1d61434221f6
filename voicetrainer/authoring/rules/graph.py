"""VT01x: where the branches lead, what silence does, and the meters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...core.errors import Problem
from ..outline import Outline, Range, Stop, Way
from ..problems import listing, nearest, problem
from ..tree import Tree
from .silence import Circle, Stuck, stay_silent


def graph(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    yield from _names(path, tree, file)
    yield from _meters(path, tree, file)
    if not file.states:
        return
    yield from _endings(path, tree, file)
    start = file.start if file.start in file.states else nearest(file.start, file.states)
    if not start:
        return  # without a start nothing can be said about ways
    reached = reachable(file, start)
    yield from _unreached(path, tree, file, reached)
    endings = {name for name, stop in file.states.items() if stop.ending}
    if endings:
        trapped = reached - leading_to(file, endings)
        yield from _trapped(path, tree, file, trapped)
        yield from _silence(path, tree, file, start, reached - trapped)


def target(file: Outline, go: str) -> str:
    """The state a `go` leads to; a slip of the pen counts as the state that was probably meant."""
    return go if go in file.states else nearest(go, file.states)


def reachable(file: Outline, start: str, *, uncredited: bool = False) -> set[str]:
    """States that can be reached from `start`, which is one of them; `uncredited`: by ways without credit."""
    found, left = {start}, [start]
    while left:
        for way in file.ways(file.states[left.pop()]):
            to = target(file, way.go) if way.go else ""
            if to and to not in found and not (uncredited and way.credit):
                found.add(to)
                left.append(to)
    return found


def leading_to(file: Outline, ends: set[str]) -> set[str]:
    """States from which one of `ends` can be reached, themselves included."""
    before: dict[str, set[str]] = {}
    for name, stop in file.states.items():
        for way in file.ways(stop):
            if way.go:
                before.setdefault(target(file, way.go), set()).add(name)
    found, left = set(ends), list(ends)
    while left:
        new = before.get(left.pop(), set()) - found
        found |= new
        left += new
    return found


def _names(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    if file.start and file.states and file.start not in file.states:
        near = nearest(file.start, file.states)
        yield problem(
            path,
            tree.value(("start",)),
            "VT010_start",
            state=file.start,
            near=near,
            known=listing(file.states),
        )
    for way in file.every_way():
        if way.go and way.go not in file.states:
            owner = "always" if way.loc[0] == "always" else str(way.loc[1])
            near = nearest(way.go, file.states)
            place = tree.value((*way.loc, "go"))
            yield problem(
                path, place, "VT012_state", owner=owner, go=way.go, near=near, known=listing(file.states)
            )


def _endings(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    kinds = {stop.ending for stop in file.states.values()}
    if kinds == {""}:
        yield problem(path, tree.key(("states",)), "VT015_no_ending")
    elif "won" not in kinds:
        yield problem(path, tree.key(("states",)), "VT015_no_won")
    for stop in file.states.values():
        if stop.ending and stop.ways:
            yield problem(path, tree.key((*stop.loc, "branches")), "VT017_branches", state=stop.name)


def _unreached(path: Path, tree: Tree, file: Outline, reached: set[str]) -> Iterator[Problem]:
    for name, stop in file.states.items():
        if name not in reached:
            key = "VT016_ending" if stop.ending else "VT011_state"
            yield problem(path, tree.key(stop.loc), key, state=name)


def _trapped(path: Path, tree: Tree, file: Outline, trapped: set[str]) -> Iterator[Problem]:
    for name in trapped:
        stop = file.states[name]
        leads_on = any(way.go and way.go != name for way in file.ways(stop))
        yield problem(path, tree.key(stop.loc), "VT013_round" if leads_on else "VT013_stays", state=name)


def _silence(path: Path, tree: Tree, file: Outline, start: str, states: set[str]) -> Iterator[Problem]:
    seen: set[Stop] = set()
    for name in sorted(states, key=lambda name: (name != start, name)):
        match stay_silent(file, name):
            case Circle(ways, stops) if not stops & seen:
                seen |= stops
                place = min(tree.key(way.loc) for way in ways)
                yield problem(path, place, "VT013_circle", states=listing(sorted(s.name for s in stops)))
            case Stuck(stop, None) if stop not in seen:
                seen.add(stop)
                yield problem(path, tree.key(stop.loc), "VT014_no_branch", state=stop.name)
            case Stuck(stop, way) if way and stop not in seen:
                seen.add(stop)
                yield problem(path, tree.key((*way.loc, "when")), "VT014_silence", state=stop.name)


def _meters(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    for name, meter in file.meters.items():
        yield from _range(path, tree, name, meter)
    for way in file.every_way():
        yield from _used(path, tree, file, way)


def _range(path: Path, tree: Tree, name: str, meter: Range) -> Iterator[Problem]:
    values = {"meter": name, "start": f"{meter.start:g}", "min": f"{meter.min:g}", "max": f"{meter.max:g}"}
    if meter.min >= meter.max:
        yield problem(path, tree.key(("meters", name)), "VT019_empty", **values)
    elif not meter.min <= meter.start <= meter.max:
        yield problem(path, tree.value(("meters", name, "start")), "VT019_start", **values)


def _used(path: Path, tree: Tree, file: Outline, way: Way) -> Iterator[Problem]:
    asked: list[tuple[str, ...]] = [("when", "meter", name) for name in way.meters]
    asked += [("change", name) for name in way.change]
    for loc in asked:
        name = loc[-1]
        if name not in file.meters:
            near, known = nearest(name, file.meters), listing(file.meters) or "none"
            yield problem(path, tree.key((*way.loc, *loc)), "VT018_meter", meter=name, near=near, known=known)
    for name, (comparison, value) in way.meters.items():
        meter = file.meters.get(name)
        if meter and meter.min < meter.max and _never(meter, comparison, value):
            values = {
                "meter": name,
                "limit": f"{comparison} {value:g}",
                "min": f"{meter.min:g}",
                "max": f"{meter.max:g}",
            }
            yield problem(path, tree.value((*way.loc, "when", "meter", name)), "VT019_limit", **values)


def _never(meter: Range, comparison: str, value: float) -> bool:
    return value > meter.max if comparison == "at least" else value < meter.min
