"""What a call's branches would have marked, had its turns been a little different.

The caller's way stays as it was: states, meters and lines are those of the call.  Only the evidence
is found anew: for each turn that is looked at again, the branch that it would have woken in the state
and with the meters of that moment, and what that branch credits and faults.  As in the call, a
checkpoint is credited once, to the first turn that reached it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .events import Branched, Changed, Credited, Entered, Event, Faulted, Turn
from .program import Program
from .scenario import Branch, Scenario, State

Spot = tuple[int, int, str]
"""Onset, end and words of what woke a branch."""
ANSWERS = ("says", "otherwise", "unclear")
"""Kinds of branches that answer what was said."""


class Marker:
    """For one scenario; may be used for any number of its calls."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._program = Program(scenario)
        every = (*scenario.always, *(b for state in scenario.states.values() for b in state.branches))
        self.branches: Mapping[str, Branch] = {branch.id: branch for branch in every}
        self._timed = {state.name for state in scenario.states.values() if self._hangs_on_time(state)}

    def timed(self, timeline: Sequence[Event]) -> list[int]:
        """Places of the turns whose branch may hang on when they began."""
        state, found = self.scenario.start, []
        for place, event in enumerate(timeline):
            match event:
                case Entered():
                    state = event.state
                case Turn() if state in self._timed:
                    found.append(place)
        return found

    def remarked(self, timeline: Sequence[Event], turns: Mapping[int, Turn]) -> list[Event]:
        """The timeline with these turns at these places, and every credit and fault as it follows.

        A turn may stand in the place of an Unclear.
        """
        return list(_Pass(self, timeline, turns).events())

    def woken(
        self, state: State, meters: Mapping[str, float], turn: Turn, decided: bool = False
    ) -> Branch | None:
        """The branch that these words wake there; `decided`: only one that was waiting for them."""
        kinds = ("says",) if decided else ("says", "otherwise")
        for branch in self._program.branches(state):
            if branch.when.kind in kinds and self._program.holds(branch.when, meters, turn):
                return branch
        return None

    def _hangs_on_time(self, state: State) -> bool:
        return any(branch.when.replies_in for branch in self._program.branches(state))


@dataclass(slots=True)
class _Pass:
    """Once through a timeline."""

    marker: Marker
    timeline: Sequence[Event]
    turns: Mapping[int, Turn]
    _reached: set[str] = field(default_factory=set)
    _owed: list[Event] = field(default_factory=list)
    """Marks of the branch that was just taken: they stand behind its meters."""
    _again: Turn | None = None
    """The turn that is looked at again, until its step is over."""
    _woken: Branch | None = None

    def events(self) -> Iterator[Event]:
        scenario = self.marker.scenario
        state, meters = scenario.start, {name: meter.start for name, meter in scenario.meters.items()}
        for place, event in enumerate(self.timeline):
            match event:
                case Credited() | Faulted():
                    continue
                case Branched():
                    if not self._answers(event):
                        yield from self._paid()
                    self._owed = self._marks(event, place)
                case Changed():
                    meters[event.meter] = event.value
                case _:
                    yield from self._paid()
            if isinstance(event, Entered):
                state = event.state
            if turn := self.turns.get(place):
                self._again = turn
                decided = isinstance(event, Turn) and not self._answered(place)
                self._woken = self.marker.woken(scenario.states[state], meters, turn, decided)
            yield turn or event
        yield from self._paid()

    def _paid(self) -> Iterator[Event]:
        """What is owed; a turn that the call did not answer has its marks too."""
        turn, self._again = self._again, None
        if turn and not self._owed:
            self._owed = self._of(self._woken, turn.at, (turn.onset, turn.end, turn.text))
        yield from self._owed
        self._owed = []

    def _marks(self, taken: Branched, place: int) -> list[Event]:
        """Of a branch that the call took."""
        turn = self._again
        if turn is None or not self._answers(taken):
            return self._of(self.marker.branches.get(taken.branch), taken.at, self._spot(taken, place))
        self._again = None
        return self._of(self._woken, taken.at, (turn.onset, turn.end, turn.text))

    def _answers(self, taken: Branched) -> bool:
        """Is it the call's answer to the turn that is looked at again?"""
        branch = self.marker.branches.get(taken.branch)
        return self._again is not None and branch is not None and branch.when.kind in ANSWERS

    def _of(self, branch: Branch | None, at: int, spot: Spot) -> list[Event]:
        if branch is None:
            return []
        marks: list[Event] = []
        for name in (n for n in branch.credit if n not in self._reached):
            self._reached.add(name)
            marks.append(Credited(at, name, self.marker.scenario.checkpoints[name].advice, *spot, branch.why))
        if branch.fault:
            marks.append(Faulted(at, branch.fault.advice, *spot, branch.fault.why))
        return marks

    def _spot(self, taken: Branched, place: int) -> Spot:
        """What woke it: told by the marks it left, else the turn of its step."""
        for event in self.timeline[place + 1 :]:
            if isinstance(event, Branched) or event.at != taken.at:
                break
            if isinstance(event, Credited | Faulted):
                return event.onset, event.end, event.words
        for event in reversed(self.timeline[:place]):
            if event.at != taken.at:
                break
            if isinstance(event, Turn):
                return event.onset, event.end, event.text
        return taken.at, taken.at, ""

    def _answered(self, place: int) -> bool:
        """Did the turn wake a branch?  One that only finished what had been answered woke none."""
        at = self.timeline[place].at
        for event in self.timeline[place + 1 :]:
            if event.at != at or isinstance(event, Turn):
                return False
            if isinstance(event, Branched):
                branch = self.marker.branches.get(event.branch)
                return branch is not None and branch.when.kind in ANSWERS
        return False
