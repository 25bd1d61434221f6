"""A finished call as the rules see it, and the shape of a rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..delivery import Delivery, delivery_of
from ..events import (
    Answered,
    Credited,
    DialogueAct,
    Did,
    Ended,
    Entered,
    Event,
    Ms,
    Outcome,
    Overlapped,
    Trouble,
    Turn,
)
from ..floor import Floor, Line, floor_of
from ..match import words_outside
from ..raised import FIRST_VALUES, Up
from ..rubric import Item
from ..scenario import Scenario
from ..score import Evidence, Judged, Verdict

RAMBLE = 3_000
"""ms: a caller line at least so long can be interrupted or listened to."""
LONG_STORY = 8_000
"""ms: from here on a sign of listening is due."""


FOUND = 0.5
"""From this score on a dialogue act counts as found; the reader's scores are made for it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What the trainee did in one turn, by its dialogue acts; or a key that was pressed."""

    turn: int
    """Which of their turns, from 1; a key counts to the turn before it."""
    onset: Ms
    end: Ms
    words: str
    acts: tuple[DialogueAct, ...]
    over: bool = False
    """Said under the caller's line, without taking the floor."""

    def does(self, names: Collection[str]) -> bool:
        return any(act.name in names for act in self.acts)

    def counts(self, item: Item) -> bool:
        """One of the item's acts, and none that the item does not want beside them."""
        return self.does(item.acts) and not self.does(item.barred)

    def named(self, names: Collection[str]) -> list[DialogueAct]:
        return [act for act in self.acts if act.name in names]


@dataclass(frozen=True)
class Case:
    """A finished call, as the rules see it."""

    timeline: Sequence[Event]
    scenario: Scenario

    @cached_property
    def floor(self) -> Floor:
        return floor_of(self.timeline, self.scenario)

    @cached_property
    def delivery(self) -> Delivery:
        return delivery_of(self.timeline)

    @cached_property
    def setting(self) -> Answered:
        return next((x for x in self.timeline if isinstance(x, Answered)), Answered(0))

    @cached_property
    def words_assessed(self) -> bool:
        """False if the ear was known to be poor, or was lost on the way."""
        lost = any(isinstance(x, Trouble) and x.what == "ear lost" for x in self.timeline)
        return self.setting.words_assessed and not lost

    @cached_property
    def overlap_assessed(self) -> bool:
        """False where the caller's own voice may have been taken for the trainee's."""
        leaked = any(isinstance(x, Trouble) and x.what == "echo" for x in self.timeline)
        return self.setting.overlap_assessed and not leaked

    @cached_property
    def outcome(self) -> Outcome:
        return next((x.outcome for x in self.timeline if isinstance(x, Ended)), "broken")

    @cached_property
    def turns(self) -> list[Turn]:
        """Turns with something in them: "mm-hm" alone is not taking part."""
        listed = self.scenario.backchannels
        turns = [x for x in self.timeline if isinstance(x, Turn)]
        return [t for t in turns if words_outside(t.text, listed) >= 2]

    @cached_property
    def read(self) -> bool:
        """Has somebody looked at what each turn does?"""
        turns = [x for x in self.timeline if isinstance(x, Turn)]
        return bool(turns) and all(turn.acts is not None for turn in turns)

    @cached_property
    def deeds(self) -> tuple[Deed, ...]:
        """What the trainee did, in order: turns that do something or say something, and keys."""
        return tuple(_deeds(self.timeline, {id(turn) for turn in self.turns}, self.floor))

    @cached_property
    def replies(self) -> tuple[Reply, ...]:
        """Each turn with what the caller said before it, since the turn before."""
        return tuple(_replies(self.timeline, self.floor.lines))

    @cached_property
    def entered(self) -> set[str]:
        return {x.state for x in self.timeline if isinstance(x, Entered)}

    @cached_property
    def watched(self) -> frozenset[str]:
        """Advice under which the scenario marks faults itself, anywhere."""
        return _faulted(self.scenario, self.scenario.states)

    @cached_property
    def watched_there(self) -> frozenset[str]:
        """… always, or in a state that the call came through."""
        return _faulted(self.scenario, self.entered)

    @cached_property
    def credited(self) -> dict[str, Credited]:
        """By checkpoint."""
        return {x.checkpoint: x for x in self.timeline if isinstance(x, Credited)}

    def heard_with(self, up: Up) -> Delivery:
        """How the trainee sounded, by these limits of a raised voice."""
        return self.delivery if up == FIRST_VALUES else delivery_of(self.timeline, up)


def _faulted(scenario: Scenario, states: Iterable[str]) -> frozenset[str]:
    branches = [*scenario.always, *(b for state in states for b in scenario.states[state].branches)]
    return frozenset(b.fault.advice for b in branches if b.fault)


@dataclass(frozen=True, slots=True)
class Reply:
    """A turn, and the caller's lines that it answers."""

    turn: Turn
    lines: tuple[Line, ...]

    @property
    def heard(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def about(self) -> set[str]:
        """Facts of the caller's that it takes up, as far as its acts were read."""
        return {fact for act in _found(self.turn.acts) for fact in act.about}

    @property
    def heard_ms(self) -> Ms:
        return sum(line.end - line.onset for line in self.lines)


def _deeds(timeline: Sequence[Event], telling: Collection[int], floor: Floor) -> Iterator[Deed]:
    spoken = {u.number: u for u in floor.utterances}
    number = 0
    for event in timeline:
        match event:
            case Turn():
                acts = _found(event.acts)
                if id(event) in telling or acts:
                    number += 1
                    yield Deed(number, event.onset, event.end, event.text, acts)
            case Overlapped() if acts := _found(event.acts):
                said = spoken.get(event.utterance)
                onset, end = (said.onset, said.end) if said else (event.at, event.at)
                yield Deed(number, onset, end, event.text, acts, over=True)
            case Did():
                pressed = DialogueAct(f"does {event.act}", 1.0, "")
                yield Deed(number, event.at, event.at, "", (pressed,))


def _found(acts: tuple[DialogueAct, ...] | None) -> tuple[DialogueAct, ...]:
    return tuple(act for act in acts or () if act.score >= FOUND)


def _replies(timeline: Sequence[Event], lines: Sequence[Line]) -> Iterator[Reply]:
    """A reply that began before the line was over answers it all the same, unless both began together."""
    after = -1
    for event in timeline:
        if isinstance(event, Turn):
            heard = tuple(line for line in lines if after < line.end and line.onset < event.onset)
            yield Reply(event, heard)
            after = event.end


Rule = Callable[[Case, Item], Iterator[Judged]]
Limits = Mapping[str, Mapping[str, str]]
"""Rule → threshold → an example with its unit, such as {'to': '3 s'}."""
Takes = Mapping[str, tuple[str, ...]]
"""Rule → the lists of acts it reads, as rubric files call them: acts, with, not beside."""


def judged(
    item: Item,
    verdict: Verdict,
    reason: str,
    evidence: Sequence[Evidence] = (),
    **values: str | float,
) -> Judged:
    """A verdict; `reason` is a key of rules.toml, or with a dot a whole key of the catalogue."""
    key = reason if "." in reason else f"rules.{reason}"
    return Judged(item, verdict, key, tuple(sorted(values.items())), tuple(evidence))
