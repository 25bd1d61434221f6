"""Break a scenario on purpose in small ways: which changes would no rehearsal notice?

A change that every rehearsal survives marks a place that they do not test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

from ...core.cues import Rehearsal
from ...core.program import Program
from ...core.rubric import Rubric
from ...core.scenario import Branch, Comparison, Scenario, State, When
from ..rehearsals import play

Kind = Literal[
    "branch dropped", "limit moved", "window moved", "phrases removed", "exclusion removed",
    "change removed", "credit removed", "fault removed", "way lost", "wait changed", "phrase removed",
]  # fmt: skip
STEP = 1.0
"""By so much a meter's limit is moved, inwards."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change; `apply` makes it."""

    kind: Kind
    place: str
    """The state or branch, or the phrase list."""
    what: str
    """What was changed, as it stands in the file."""
    apply: Callable[[Scenario], Scenario]


@dataclass(frozen=True, slots=True)
class Mutated:
    tried: int
    survived: tuple[tuple[Kind, str, str], ...]
    """(kind, place, what) of each change that no rehearsal noticed, in the order of the file."""


def mutants(scenario: Scenario) -> Iterator[Mutant]:
    """Every small change that is tried, in the order of the file."""
    for name, phrases in scenario.phrases.items():
        for phrase in phrases if len(phrases) > 1 and _own(scenario, name) else ():
            yield Mutant("phrase removed", name, phrase, _without_phrase(name, phrase))
    for number, branch in enumerate(scenario.always):
        yield from _of_branch(branch, None, number)
    for state in scenario.states.values():
        yield Mutant("wait changed", state.name, "answer within", _longer_wait(state.name))
        for number, branch in enumerate(state.branches):
            yield from _of_branch(branch, state.name, number)


def _own(scenario: Scenario, name: str) -> bool:
    """Short lists are the trainer's own words for this call; of long ones no rehearsal can say each."""
    return len(scenario.phrases[name]) <= 4


def _of_branch(branch: Branch, state: str | None, number: int) -> Iterator[Mutant]:
    def made(kind: Kind, what: str, change: Callable[[Branch], Branch | None]) -> Mutant:
        return Mutant(kind, branch.id, what, _changed(state, number, change))

    when = branch.when
    yield made("branch dropped", _shown(when), lambda _: None)
    for name, how, limit in when.meters:
        tighter = limit + STEP if how == "at least" else limit - STEP
        yield made("limit moved", f"{name} {how} {limit:g}", _with_meter(name, how, tighter))
    if when.replies_in:
        low, high = when.replies_in
        narrow = (low, low + (high - low) // 2)
        yield made("window moved", f"replies in {low} ms to {high} ms", _with(replies_in=narrow))
    if len(when.any_of) > 1:
        for phrase in when.any_of:
            rest = tuple(one for one in when.any_of if one != phrase)
            yield made("phrases removed", f"says {phrase}", _with(any_of=rest))
    for name in when.none_of:
        rest = tuple(one for one in when.none_of if one != name)
        yield made("exclusion removed", f"without {name}", _with(none_of=rest))
    for name in branch.change:
        rest_of = {meter: by for meter, by in branch.change.items() if meter != name}
        yield made("change removed", f"{name} {branch.change[name]:+g}", _branch_with(change=rest_of))
    for name in branch.credit:
        left = tuple(one for one in branch.credit if one != name)
        yield made("credit removed", name, _branch_with(credit=left))
    if branch.fault:
        yield made("fault removed", branch.fault.advice, _branch_with(fault=None))
    if branch.go and branch.go != state:
        yield made("way lost", branch.go, _branch_with(go=None))


def _shown(when: When) -> str:
    names = (*when.any_of, *when.all_of)
    return f"{when.kind} {', '.join(names)}" if names else when.kind


def _branch_with(**fields: object) -> Callable[[Branch], Branch | None]:
    return lambda branch: replace(branch, **fields)  # type: ignore[arg-type]  # names of its fields


def _with(**fields: object) -> Callable[[Branch], Branch | None]:
    return lambda branch: replace(branch, when=replace(branch.when, **fields))  # type: ignore[arg-type]


def _with_meter(name: str, how: Comparison, limit: float) -> Callable[[Branch], Branch | None]:
    def change(branch: Branch) -> Branch | None:
        meters = tuple((m, h, limit if (m, h) == (name, how) else x) for m, h, x in branch.when.meters)
        return replace(branch, when=replace(branch.when, meters=meters))

    return change


def _changed(
    state: str | None, number: int, change: Callable[[Branch], Branch | None]
) -> Callable[[Scenario], Scenario]:
    def apply(scenario: Scenario) -> Scenario:
        if state is None:
            return replace(scenario, always=_edited(scenario.always, number, change))
        old = scenario.states[state]
        new = replace(old, branches=_edited(old.branches, number, change))
        return replace(scenario, states={**scenario.states, state: new})

    return apply


def _edited(
    branches: tuple[Branch, ...], number: int, change: Callable[[Branch], Branch | None]
) -> tuple[Branch, ...]:
    new = change(branches[number])
    return (*branches[:number], *([new] if new else []), *branches[number + 1 :])


def _longer_wait(name: str) -> Callable[[Scenario], Scenario]:
    def apply(scenario: Scenario) -> Scenario:
        old: State = scenario.states[name]
        return replace(
            scenario, states={**scenario.states, name: replace(old, answer_within=old.answer_within * 3)}
        )

    return apply


def _without_phrase(name: str, phrase: str) -> Callable[[Scenario], Scenario]:
    def apply(scenario: Scenario) -> Scenario:
        rest = tuple(one for one in scenario.phrases[name] if one != phrase)
        return replace(scenario, phrases={**scenario.phrases, name: rest})

    return apply


def mutate(
    scenario: Scenario,
    rehearsals: Sequence[Rehearsal],
    rubric: Rubric,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Mutated:
    """Try every change; a changed scenario that cannot be played counts as noticed."""
    every = list(mutants(scenario))
    noticed: list[bool] = []
    for found in _tried(scenario, rehearsals, rubric, len(every), processes):
        noticed.append(found)
        progress(len(noticed), len(every))
    survived = tuple(
        (one.kind, one.place, one.what) for one, found in zip(every, noticed, strict=True) if not found
    )
    return Mutated(len(every), survived)


def _tried(
    scenario: Scenario, rehearsals: Sequence[Rehearsal], rubric: Rubric, count: int, processes: int
) -> Iterator[bool]:
    """For each change, by its number: did a rehearsal notice it?"""
    if processes <= 1:
        bench = _Bench(scenario, rehearsals, rubric)
        yield from (bench.notices(number) for number in range(count))
        return
    with ProcessPoolExecutor(
        processes, initializer=_prepare, initargs=(scenario, rehearsals, rubric)
    ) as pool:
        yield from pool.map(_notices, range(count), chunksize=8)


class _Bench:
    def __init__(self, scenario: Scenario, rehearsals: Sequence[Rehearsal], rubric: Rubric) -> None:
        self._scenario, self._rubric = scenario, rubric
        self._rehearsals = rehearsals
        self._mutants = list(mutants(scenario))

    def notices(self, number: int) -> bool:
        try:
            program = Program(self._mutants[number].apply(self._scenario))
        except (ValueError, KeyError):
            return True
        return any(play(program, one, self._rubric).failures for one in self._rehearsals)


_benches: list[_Bench] = []
"""The one of a worker process."""


def _prepare(scenario: Scenario, rehearsals: Sequence[Rehearsal], rubric: Rubric) -> None:
    _benches[:] = [_Bench(scenario, rehearsals, rubric)]


def _notices(number: int) -> bool:
    return _benches[0].notices(number)
