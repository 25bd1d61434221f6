"""A scenario compiled once to a `transitions.Machine`; every call is one of its models.

`transitions`' own Timeout starts a thread and is not used: time comes from the driver.  The
library puts a dozen names on a model, so each call has a private model object, given back when
the call ends (else the machine would keep every call for ever); the next call may have it.

Which branch fires is decided here, guards in file order, each looked at once; the machine knows
the ways from state to state, and takes the one of the branch that was found.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from transitions import EventData, Machine

from .events import Act, Ms, Turn
from .match import Matcher
from .scenario import Branch, Kind, Scenario, State, When
from .wording import within, wordings

logging.getLogger("transitions").setLevel(logging.ERROR)  # it logs every step at INFO

_TRIGGERS: Mapping[Kind, str] = {
    "says": "heard", "otherwise": "heard", "silent": "silent", "interrupts": "interrupted",
    "unclear": "unclear", "does": "did", "rambles": "rambled", "settled": "settled",
}  # fmt: skip


class Taker(Protocol):
    """What a branch needs of the call it belongs to."""

    meters: dict[str, float]
    settled: set[str]
    """Ids of the branches taken since the state was entered."""

    def take(self, state: State, branch: Branch) -> None: ...


class Model:
    """The state of one call, for `transitions` to write on."""

    state: str
    trigger: Any
    call: Taker
    branch: Branch
    """The one that is being taken."""


class Program:
    """The compiled scenario.  May be shared by any number of calls."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.matcher = Matcher(scenario.phrases)
        self._machine = Machine(
            model=None, states=list(scenario.states), initial=scenario.start,
            auto_transitions=False, send_event=True, ignore_invalid_triggers=True,
        )  # fmt: skip
        every = (*scenario.always, *(b for s in scenario.states.values() for b in s.branches))
        self.reads = any(branch.when.reads for branch in every)
        """Turns need their dialogue acts, or some branches can never fire."""
        self.measures = any(branch.when.measures for branch in every)
        """Turns need to be measured."""
        self._patience: dict[str, Ms | None] = {}
        always = sorted(scenario.always, key=lambda b: -b.priority)
        self._branches = {
            state.name: [] if state.ending else [*always, *state.branches]
            for state in scenario.states.values()
        }
        self._woken: dict[tuple[str, str], list[tuple[Branch, bool]]] = {}
        self._idle: list[Model] = []
        for state in scenario.states.values():
            branches = self.branches(state)
            limits = [b.when.longer_than for b in branches if b.when.longer_than is not None]
            self._patience[state.name] = min(limits, default=None)
            for branch in branches:
                self._add(state, branch)

    def branches(self, state: State) -> list[Branch]:
        """In the order in which they are tried: `always` by priority, then the state's own."""
        return self._branches[state.name]

    def decided(self, state: State, meters: Mapping[str, float], turn: Turn) -> bool:
        """Do these words already choose a branch, whatever is said after them?"""
        for branch in self._branches[state.name]:
            if branch.when.kind == "says" and self.holds(branch.when, meters, turn):
                return True
        return False

    def patience(self, state: State) -> Ms | None:
        """How long the trainee may speak in this state before the caller cuts in; None: for ever."""
        return self._patience[state.name]

    def lines_after(self, state: State) -> Iterator[tuple[str, str]]:
        """(text, mood) of what the caller could say next in this state, the likeliest first."""
        for branch in reversed(self.branches(state)):
            target = self.scenario.states[branch.go] if branch.go else state
            first = branch.caller or (target.caller[0] if branch.go and target.caller else None)
            for said in wordings(first) if first else ():
                yield said.text, target.mood
        yield self.scenario.unclear_line, state.mood

    def fire(self, model: Model, trigger: str, turn: Turn | None = None, act: Act | None = None) -> None:
        """Take the first branch that holds, if one does."""
        call = model.call
        for branch, once in self._woken.get((model.state, trigger), ()):
            if once and branch.id in call.settled:
                continue
            if self.holds(branch.when, call.meters, turn, act):
                model.branch = branch
                model.trigger(_way(trigger, branch.go))
                return

    def join(self, call: Taker) -> Model:
        """A model in the first state, for `call` alone until it leaves."""
        if self._idle:
            model = self._idle.pop()
            self._machine.set_state(self.scenario.start, model)
            model.call = call
            return model
        model = Model()
        model.call = call
        self._machine.add_model(model)
        return model

    def leave(self, model: Model) -> Model:
        """The call is over and its model free for another; returns what keeps its last state."""
        left = Model()
        left.state = model.state
        del model.call
        self._idle.append(model)
        return left

    @property
    def calls(self) -> int:
        """How many calls are on."""
        return len(self._machine.models) - len(self._idle)

    def _add(self, state: State, branch: Branch) -> None:
        # an `always` rule on a meter that leads here would fire here for ever
        if branch.when.kind == "settled" and branch.go == state.name:
            return
        trigger, once = _TRIGGERS[branch.when.kind], branch.when.kind == "settled" and branch.go is None
        woken = self._woken.setdefault((state.name, trigger), [])
        if not any(known.go == branch.go for known, _ in woken):
            self._add_way(trigger, state, branch.go)
        woken.append((branch, once))

    def _add_way(self, trigger: str, state: State, go: str | None) -> None:
        def take(data: EventData) -> None:
            _model(data).call.take(state, _model(data).branch)

        self._machine.add_transition(_way(trigger, go), state.name, go, after=take)

    def holds(
        self, when: When, meters: Mapping[str, float], turn: Turn | None = None, act: Act | None = None
    ) -> bool:
        """Is the branch's condition true of this turn, key and these meters?"""
        if when.act is not None and when.act != act:
            return False
        for meter, how, limit in when.meters:
            if not within(meters[meter], how, limit):
                return False
        if when.replies_in and not (turn and when.replies_in[0] <= turn.fto <= when.replies_in[1]):
            return False
        if (when.reads or when.measures) and not (turn and _does(when, turn) and _sounds(when, turn)):
            return False
        return self._says(when, turn.text if turn else "")

    def _says(self, when: When, text: str) -> bool:
        find = self.matcher.find
        for name in when.any_of:  # plain loops: this is asked a hundred times in each imagined call
            if find(name, text):
                break
        else:
            if when.any_of:
                return False
        for name in when.all_of:
            if not find(name, text):
                return False
        for name in when.none_of:  # noqa: SIM110  as the others
            if find(name, text):
                return False
        return True


def _model(data: EventData) -> Model:
    assert isinstance(data.model, Model), data.model
    return data.model


def _way(trigger: str, go: str | None) -> str:
    """The name under which the machine knows it; one of its own for each, so that none is tried in vain."""
    return f"{trigger} to {go}" if go else trigger


def _does(when: When, turn: Turn) -> bool:
    """Do the words do what is asked for?"""
    acts = turn.acts or ()
    if when.acts and not any(act.name in when.acts for act in acts):
        return False
    return len({fact for act in acts for fact in act.about}) >= when.facts


def _sounds(when: When, turn: Turn) -> bool:
    """Did the voice measure so?  What is not known is never held to be so."""
    asked = ((when.louder, turn.louder), (when.higher, turn.higher), (when.pace, turn.pace))
    return all(bounds is None or (value is not None and within(value, *bounds)) for bounds, value in asked)
