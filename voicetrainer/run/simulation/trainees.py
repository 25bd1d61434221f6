"""Imagined trainees of several characters.  Each is a cue sheet that makes its cues up as the call goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Literal, get_args

from ...core import events as e
from ...core.cues import Cue
from ...core.scenario import Branch, Scenario, State
from .wordings import USUAL_GAP, Option, Wordings

Character = Literal["perfect", "slow", "interrupting", "rude", "silent", "rambling", "mm-hm", "random"]
CHARACTERS: tuple[Character, ...] = get_args(Character)
SAYINGS = (
    "I see", "let me have a look at that", "could you say that again", "that is what the screen says",
    "right so where were we", "yes of course", "I am not sure about that", "one moment please",
)  # fmt: skip
RUDE = (
    "you should have called us earlier", "that is not our fault", "calm down please", "whatever",
    "that is not my department",
)  # fmt: skip
RAMBLE = (
    "and so what usually happens here is that the one department looks at it and then the other one does "
    "and between the two of them it can take a while before anybody knows where it is and of course"
)
KEYS: tuple[e.Act, ...] = ("hold", "resume", "say again", "transfer", "ask supervisor")


@dataclass(slots=True)
class ImaginedTrainee:
    """The interface of a `core.cuesheet.CueSheet`: fed with the call's events, asked what is due."""

    character: Character
    wordings: Wordings
    chance: Random
    towards: Mapping[str, int]
    """Steps from each state to a won ending."""
    next_due: e.Ms | None = None
    _cue: Cue = field(default_factory=Cue)
    _state: State | None = None
    _meters: dict[str, float] = field(default_factory=dict)
    _earned: set[str] = field(default_factory=set)
    _free: e.Ms = 0

    def __post_init__(self) -> None:
        scenario = self.wordings.program.scenario
        self._meters = {name: meter.start for name, meter in scenario.meters.items()}

    def receive(self, event: e.Event) -> None:
        match event:
            case e.Entered(_, state):
                self._state = self.wordings.program.scenario.states[state]
            case e.Changed():
                self._meters[event.meter] = event.value
            case e.Credited():
                self._earned.add(event.checkpoint)
            case e.LineStarted() if self._talks_over():
                self._plan(event.onset + self.chance.randrange(400, 1 + max(401, event.length)))
            case e.Listening() if self.next_due is None and self.character != "silent":
                self._plan(event.onset, listening=True)

    def due(self, now: e.Ms) -> list[tuple[e.Ms, Cue]]:
        if self.next_due is None or self.next_due > now:
            return []
        at, self.next_due = self.next_due, None
        return [(at, self._cue)]

    def speaks_until(self, end: e.Ms) -> None:
        self._free = max(self._free, end)

    def _talks_over(self) -> bool:
        share = {"interrupting": 0.5, "random": 0.15, "mm-hm": 0.5}.get(self.character, 0.0)
        return self.next_due is None and self.chance.random() < share

    def _plan(self, at: e.Ms, listening: bool = False) -> None:
        if self._state is None:
            return
        self._cue, after = self._act(self._state)
        self.next_due = max(self._free, at + (after if listening else 0))

    # -- characters ----------------------------------------------------------------------------

    def _act(self, state: State) -> tuple[Cue, e.Ms]:
        match self.character:
            case "mm-hm":
                return Cue("mm-hm"), USUAL_GAP
            case "random":
                return self._random(state)
            case "rude":
                return self._rude(state)
        cue, after = self._best(state)
        match self.character:
            case "slow":
                after = self.chance.randrange(4_000, 9_000)
            case "rambling" if cue.text:
                cue = Cue(f"{RAMBLE} {cue.text} {RAMBLE}")
        return cue, after

    def _best(self, state: State) -> tuple[Cue, e.Ms]:
        """Words, or a key, for the branch that gives most, by what it credits and where it leads."""
        for option in sorted(self._options(state), key=self._worth, reverse=True):
            branch = option.branch
            if branch.when.act:
                return Cue(act=branch.when.act), USUAL_GAP
            found = self.wordings.for_branch(branch, state, self._meters, self.chance)
            if found:
                return Cue(found.text), found.after
        return Cue(self.chance.choice(SAYINGS)), USUAL_GAP

    def _worth(self, option: Option) -> tuple[int, int, int, float]:
        new = len(option.credit - self._earned) if option.credit else 0
        return option.clean, new, -option.far, option.heat

    def _options(self, state: State) -> list[Option]:
        """All that words or a key can bring about here."""
        known = self.wordings.options.get(state.name)
        if known is None:
            keys = [b for b in state.branches if b.when.kind == "does" and b.go]
            first = next(iter(self.wordings.program.scenario.meters), "")
            known = [
                Option(b, 0 if b.fault else 1, frozenset(b.credit), self.towards.get(b.go or state.name, 99),
                       -b.change.get(first, 0))
                for b in (*self._spoken(state), *keys)
            ]  # fmt: skip
            self.wordings.options[state.name] = known
        return known

    def _rude(self, state: State) -> tuple[Cue, e.Ms]:
        faulty = [branch for branch in self._spoken(state) if branch.fault]
        if faulty and self.chance.random() < 0.7:
            branch = self.chance.choice(faulty)
            if found := self.wordings.for_branch(branch, state, self._meters, self.chance):
                return Cue(found.text), found.after
        return Cue(self.chance.choice(RUDE)), USUAL_GAP

    def _random(self, state: State) -> tuple[Cue, e.Ms]:
        after = self.chance.randrange(0, 6_000)
        dice = self.chance.random()
        if dice < 0.06:
            return Cue(act=self.chance.choice(KEYS)), after
        if dice < 0.4:  # else no call by chance would come far
            return self._best(state)[0], after
        branches = self._spoken(state)
        if dice < 0.8 and branches:
            branch = self.chance.choice(branches)
            if found := self.wordings.for_branch(branch, state, self._meters, self.chance):
                return Cue(found.text), found.after
        return Cue(self.chance.choice((*SAYINGS, *RUDE, "mm-hm"))), after

    def _spoken(self, state: State) -> list[Branch]:
        return self.wordings.spoken(state)


def steps_to_win(scenario: Scenario) -> dict[str, int]:
    """From each state that can be won from, over how many branches."""
    steps = {name: 0 for name, state in scenario.states.items() if state.ending == "won"}
    edges = [
        (name, branch.go)
        for name, state in scenario.states.items()
        for branch in (*scenario.always, *state.branches)
        if branch.go and not state.ending
    ]
    while True:
        found = {a: steps[b] + 1 for a, b in edges if b in steps and a not in steps}
        if not found:
            return steps
        steps.update(found)
