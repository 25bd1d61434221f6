"""Which states, branches, guards and timing windows of a scenario a set of calls came through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...core import events as e
from ...core.events import Act, Turn
from ...core.program import Program
from ...core.scenario import Branch, Scenario, When
from ...core.wording import within

Seen = dict[tuple[str, str], set[bool]]
"""(branch, guard) → how it was found: true, false or both."""


@dataclass(slots=True)
class Coverage:
    """What has been reached so far."""

    scenario: Scenario
    states: dict[str, int] = field(default_factory=dict)
    """How often each was entered."""
    branches: dict[str, int] = field(default_factory=dict)
    """How often each was taken."""
    guards: Seen = field(default_factory=dict)

    def take(self, timeline: list[e.Event]) -> None:
        for event in timeline:
            match event:
                case e.Entered(_, state):
                    self.states[state] = self.states.get(state, 0) + 1
                case e.Branched():
                    self.branches[event.branch] = self.branches.get(event.branch, 0) + 1

    def add(self, other: Coverage) -> None:
        """Take in what another process has seen."""
        for mine, theirs in ((self.states, other.states), (self.branches, other.branches)):
            for name, times in theirs.items():
                mine[name] = mine.get(name, 0) + times
        for key, found in other.guards.items():
            self.guards.setdefault(key, set()).update(found)

    def missed(self) -> Iterator[tuple[str, str]]:
        """(place, what) of all that was never reached: a state or branch, and what of it."""
        for name in self.scenario.states:
            if name not in self.states:
                yield name, "state"
        for branch in every_branch(self.scenario):
            if branch.id not in self.branches:
                yield branch.id, "branch"
                continue
            for guard, _ in guards(branch.when):
                found = self.guards.get((branch.id, guard), set())
                if True not in found:
                    yield branch.id, f"{guard}: never held"
                elif False not in found and guard not in ("says", "says all"):
                    yield branch.id, f"{guard}: never kept it from being taken"

    @property
    def shares(self) -> dict[str, tuple[int, int]]:
        """'states', 'branches', 'guards' → (reached, in all)."""
        wanted = [(b.id, guard) for b in every_branch(self.scenario) for guard, _ in guards(b.when)]
        return {
            "states": (len(self.states), len(self.scenario.states)),
            "branches": (len(self.branches), sum(1 for _ in every_branch(self.scenario))),
            "guards": (sum(len(self.guards.get(key, ())) == 2 for key in wanted), len(wanted)),
        }


def every_branch(scenario: Scenario) -> Iterator[Branch]:
    yield from scenario.always
    for state in scenario.states.values():
        if not state.ending:
            yield from state.branches


def guards(when: When) -> Iterator[tuple[str, When]]:
    """Each condition of it, by the word that stands for it in the file, and alone."""
    kind = when.kind
    for name in when.any_of:
        yield f"says {name}", When(kind, any_of=(name,))
    for name in when.all_of:
        yield f"says all {name}", When(kind, all_of=(name,))
    for name in when.none_of:
        yield f"without {name}", When(kind, none_of=(name,))
    if when.replies_in:
        yield "replies in", When(kind, replies_in=when.replies_in)
    for name, how, limit in when.meters:
        yield f"meter {name} {how} {limit:g}", When(kind, meters=((name, how, limit),))


class WatchedProgram(Program):
    """A program that notes how each of its guards was found."""

    def __init__(self, scenario: Scenario) -> None:
        self.seen: Seen = {}
        self._open: dict[int, list[tuple[str, str, When]]] = {}
        super().__init__(scenario)
        for branch in every_branch(scenario):
            alone = [(branch.id, guard, one) for guard, one in guards(branch.when)]
            self._open[id(branch.when)] = alone

    def holds(
        self, when: When, meters: Mapping[str, float], turn: Turn | None = None, act: Act | None = None
    ) -> bool:
        if left := self._open.get(id(when)):
            self._open[id(when)] = [one for one in left if not self._both(one, meters, turn)]
        return super().holds(when, meters, turn, act)

    def _both(self, one: tuple[str, str, When], meters: Mapping[str, float], turn: Turn | None) -> bool:
        """Note how this guard is found now; True once it was found both ways."""
        branch, guard, when = one
        found = self.seen.setdefault((branch, guard), set())
        if when.meters:
            found.add(all(within(meters[name], how, limit) for name, how, limit in when.meters))
        elif turn is not None:
            found.add(super().holds(when, meters, turn))
        return len(found) == 2
