"""A scenario's own rehearsals: play them, and say which of their claims do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..core import events as e
from ..core.call import Call
from ..core.cues import Expectation, Rehearsal
from ..core.floor import floor_of
from ..core.judge import score
from ..core.ports import Reader
from ..core.program import Program
from ..core.rubric import Rubric
from .rehearse import rehearse


@dataclass(frozen=True, slots=True)
class Failure:
    """A claim that the finished call does not bear out."""

    expectation: Expectation
    missing: str
    """What was claimed, in short."""
    got: str
    """What happened instead."""
    route: tuple[str, ...]
    """The states the call went through."""


@dataclass(frozen=True, slots=True)
class Played:
    rehearsal: Rehearsal
    call: Call
    failures: tuple[Failure, ...]


def play(program: Program, rehearsal: Rehearsal, rubric: Rubric, reader: Reader | None = None) -> Played:
    """Hold the rehearsal's call on the virtual clock and compare.

    `reader` tells what words do, where branches ask for it or items are to be judged by it.
    """
    call = rehearse(program, rehearsal.cues, reader=reader)
    route = tuple(x.state for x in call.timeline if isinstance(x, e.Entered))
    failures = [
        Failure(claim, missing, got, route)
        for claim in rehearsal.expects
        for missing, got in _differences(claim, call, route, rubric)
    ]
    return Played(rehearsal, call, tuple(failures))


def _differences(
    claim: Expectation, call: Call, route: tuple[str, ...], rubric: Rubric
) -> Iterator[tuple[str, str]]:
    value = claim.value
    match claim.kind:
        case "ends" if call.outcome != value:
            yield str(value), str(call.outcome)
        case "reaches" if value not in route:
            yield str(value), route[-1]
        case "earned" | "not earned":
            yield from _checkpoints(claim, call)
        case "interruptions":
            found = floor_of(call.timeline, call.scenario).overlaps
            count = sum(o.kind == "interruption" for o in found)
            if count != value:
                others = ", ".join(f"{o.kind} at {o.onset / 1000:.1f} s" for o in found)
                yield str(value), f"{count} ({others})" if others else str(count)
        case "scores":
            yield from _points(value, score(call.timeline, call.scenario, rubric).total or 0.0)


def _checkpoints(claim: Expectation, call: Call) -> Iterator[tuple[str, str]]:
    earned = {x.checkpoint for x in call.timeline if isinstance(x, e.Credited)}
    names = claim.value if isinstance(claim.value, Iterable) else ()
    for name in names:
        if (name in earned) != (claim.kind == "earned"):
            yield str(name), ", ".join(sorted(earned)) or "–"


def _points(limit: object, total: float) -> Iterator[tuple[str, str]]:
    assert isinstance(limit, tuple), limit
    how, bound = limit
    if (total < bound) if how == "at least" else (total > bound):
        yield f"{how} {bound:g}", f"{total:.0f}"
