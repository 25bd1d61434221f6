"""What a trainee might have done otherwise, for each item that was missed: see `whatif`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..core import events as e
from ..core.floor import Floor, OverlapKind, floor_of
from ..core.lines import Speech, pieces_of
from ..core.match import words_outside
from ..core.program import Program
from ..core.scenario import Branch, Scenario
from ..core.score import Judged
from .imagined import Otherwise

SOONER: e.Ms = 1_000
"""A silence is broken so long after the caller's end."""
WORDY = 2
"""Words that must be left for a turn to be said without its fault."""
OVER: dict[str, tuple[OverlapKind, ...]] = {
    "floor.interruptions": ("interruption",),
    "floor.cut in with a solution": ("interruption", "false ending"),
    "floor.false endings": ("false ending",),
}
"""Rule → classes of overlap that it counts."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to be tried."""

    judged: Judged
    kind: str
    """waited · sooner · better · left-out · instead"""
    at: e.Ms
    place: int
    """Of the real turn, or of the words that never became one."""
    otherwise: Otherwise
    said: str = ""
    """The better wording, or what was left out."""


@dataclass(frozen=True)
class Real:
    """The call as it was."""

    timeline: Sequence[e.Event]
    scenario: Scenario
    program: Program

    @cached_property
    def floor(self) -> Floor:
        return floor_of(self.timeline, self.scenario)

    @cached_property
    def turns(self) -> list[tuple[int, e.Turn]]:
        return [(place, x) for place, x in enumerate(self.timeline) if isinstance(x, e.Turn)]

    def turn_at(self, onset: e.Ms) -> tuple[int, e.Turn] | None:
        return next(((place, turn) for place, turn in self.turns if turn.onset == onset), None)

    def begins(self, utterance: int) -> int:
        """Place where it is first heard of."""
        return next(
            place
            for place, x in enumerate(self.timeline)
            if isinstance(x, e.SpeechStarted) and x.utterance == utterance
        )


def trials(call: Real, judged: Judged) -> Iterator[Trial]:
    """What could be tried for a missed item, in the order of the call."""
    match judged.item.rule:
        case rule if rule in OVER:
            yield from _waited(call, judged, OVER[rule])
        case "floor.dead air":
            yield from _sooner(call, judged)
        case "checkpoint":
            yield from _better(call, judged)
        case "fault":
            yield from _without(call, judged)


def _waited(call: Real, judged: Judged, kinds: tuple[OverlapKind, ...]) -> Iterator[Trial]:
    """Wait until she has finished, then say the same."""
    for overlap in (o for o in call.floor.overlaps if o.kind in kinds):
        number = overlap.utterance
        answered = next(((p, t) for p, t in call.turns if number in t.utterances), None)
        if answered:
            place, turn = answered
            text, length = turn.text, turn.end - turn.onset
        else:
            place, text, length = _unanswered(call, number)
        if text:
            otherwise = Otherwise(call.begins(number), place, text, length)
            yield Trial(judged, "waited", overlap.onset, place, otherwise)


def _unanswered(call: Real, number: int) -> tuple[int, str, e.Ms]:
    speech = next(u for u in call.floor.utterances if u.number == number)
    place = next(
        (p for p, x in enumerate(call.timeline) if isinstance(x, e.Recognised) and x.utterance == number),
        len(call.timeline) - 1,
    )
    return place, speech.text, speech.end - speech.onset


def _sooner(call: Real, judged: Judged) -> Iterator[Trial]:
    """Say what was said after the silence, before it grew long."""
    for silence in (s for s in call.floor.silences if s.kind == "dead air"):
        later = next(((p, t) for p, t in call.turns if t.onset >= silence.end - SOONER), None)
        onset = silence.onset + SOONER
        upto = next((p for p, x in enumerate(call.timeline) if x.at > onset), None)
        if later and upto is not None:
            place, turn = later
            otherwise = Otherwise(upto, place, turn.text, turn.end - turn.onset, onset)
            yield Trial(judged, "sooner", silence.onset, place, otherwise)


def _better(call: Real, judged: Judged) -> Iterator[Trial]:
    """Say what would have earned it where it was due."""
    name = judged.item.id.partition(": ")[2]
    point = call.scenario.checkpoints.get(name)
    if point is None or not point.better:
        return
    for evidence in judged.evidence:
        if found := call.turn_at(evidence.onset):
            yield _saying(call, judged, "better", found, point.better, point.better)


def _without(call: Real, judged: Judged) -> Iterator[Trial]:
    """Leave out what did harm; what else was said stays."""
    for place, turn in call.turns:
        for fault, branch in _faults(call, place):
            if fault.advice not in judged.item.advice:
                continue
            harm, rest = _parted(call, branch, turn.text)
            if words_outside(rest, call.scenario.backchannels) >= WORDY and harm:
                yield _saying(call, judged, "left-out", (place, turn), rest, harm)
            elif better := _due(call, place):
                yield _saying(call, judged, "instead", (place, turn), better, better)


def _saying(call: Real, judged: Judged, kind: str, found: tuple[int, e.Turn], text: str, said: str) -> Trial:
    place, turn = found
    otherwise = Otherwise(call.begins(turn.utterances[0]), place, text, None, turn.onset)
    return Trial(judged, kind, turn.onset, place, otherwise, said)


def _faults(call: Real, place: int) -> Iterator[tuple[e.Faulted, Branch]]:
    """What was marked in the step of the turn at that place, and by which branch."""
    every = [*call.scenario.always, *(b for s in call.scenario.states.values() for b in s.branches)]
    branches = {branch.id: branch for branch in every}
    taken: Branch | None = None
    for event in call.timeline[place + 1 :]:
        if event.at != call.timeline[place].at:
            return
        match event:
            case e.Branched():
                taken = branches.get(event.branch)
            case e.Faulted() if taken is not None:
                yield event, taken


def _parted(call: Real, branch: Branch, text: str) -> tuple[str, str]:
    """The sentences that woke the branch, and the others."""
    sentences = [piece.text for piece in pieces_of(text) if isinstance(piece, Speech)]
    names = (*branch.when.any_of, *branch.when.all_of)
    harm = [s for s in sentences if any(call.program.matcher.find(name, s) for name in names)]
    return " ".join(harm), " ".join(s for s in sentences if s not in harm)


def _due(call: Real, place: int) -> str:
    """A better wording that was due there: of a checkpoint not reached in the call."""
    state = next(
        (x.state for x in reversed(call.timeline[:place]) if isinstance(x, e.Entered)), call.scenario.start
    )
    reached = {x.checkpoint for x in call.timeline if isinstance(x, e.Credited)}
    names = (n for b in call.scenario.states[state].branches for n in b.credit if n not in reached)
    points = (call.scenario.checkpoints[name] for name in names)
    return next((point.better for point in points if point.better), "")
