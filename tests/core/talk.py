"""A call written down turn by turn, with the dialogue acts of each turn, for tests of the rules on words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from voicetrainer.core import events as e
from voicetrainer.core.rubric import Item
from voicetrainer.core.rules import RULES, Case
from voicetrainer.core.scenario import Scenario
from voicetrainer.core.score import Judged

from .calls import PARCEL

STORY = "Eleven days I have waited for that parcel and nobody rang me back."


@dataclass
class Talk:
    """Grows by lines of the caller, turns of the trainee, and keys; each method gives the talk back."""

    scenario: Scenario = PARCEL
    events: list[e.Event] = field(default_factory=lambda: [e.Answered(0)])
    now: int = 0
    number: int = 0
    read: bool = True
    """Are the acts of turns looked at?"""

    def caller(self, text: str = STORY, length: int = 4000, mood: str = "angry") -> Talk:
        self.number += 1
        onset = self.now + 300
        self.now = onset + length
        self.events += [
            e.Saying(onset, self.number, text, mood),
            e.LineStarted(onset, self.number, onset, length),
            e.LineEnded(self.now, self.number, self.now),
        ]
        return self

    def says(
        self, text: str, *acts: str, about: Sequence[str] = (), score: float = 0.9, length: int = 2000
    ) -> Talk:
        """A turn with these acts; `about`: the facts that each of them takes up."""
        onset, self.number = self.now + 600, self.number + 1
        self.now = onset + length
        found = tuple(e.DialogueAct(name, score, text, tuple(about)) for name in acts)
        self.events += [
            e.SpeechStarted(onset, self.number, onset),
            e.SpeechEnded(self.now, self.number, self.now),
            e.Recognised(self.now, self.number, text),
            e.Turn(self.now, (self.number,), onset, self.now, 600, text, acts=found if self.read else None),
        ]
        return self

    def waits(self, ms: int) -> Talk:
        self.now += ms
        return self

    def does(self, act: e.Act) -> Talk:
        self.now += 200
        self.events.append(e.Did(self.now, act))
        return self

    def enters(self, state: str) -> Talk:
        self.events.append(e.Entered(self.now, state))
        return self

    def credited(self, checkpoint: str) -> Talk:
        """The turn before this earned it."""
        turn = next(x for x in reversed(self.events) if isinstance(x, e.Turn))
        point = self.scenario.checkpoints[checkpoint]
        self.events.append(e.Credited(self.now, checkpoint, point.advice, turn.onset, turn.end, turn.text))
        return self

    def faulted(self, advice: str, why: str = "") -> Talk:
        turn = next(x for x in reversed(self.events) if isinstance(x, e.Turn))
        self.events.append(e.Faulted(self.now, advice, turn.onset, turn.end, turn.text, why))
        return self

    def ended(self, outcome: e.Outcome = "won") -> list[e.Event]:
        return [*self.events, e.Ended(self.now + 500, outcome)]

    def judged(self, item: Item, outcome: e.Outcome = "won") -> Judged:
        """The item's one verdict."""
        (found,) = RULES[item.rule](Case(self.ended(outcome), self.scenario), item)
        return found

    def unread(self) -> Talk:
        """The same call, in which nobody looked at the words."""
        events = [replace(x, acts=None) if isinstance(x, e.Turn) else x for x in self.events]
        return replace(self, events=events)


def item(rule: str, *acts: str, **given: object) -> Item:
    """An item for a rule; a word of `given` that `Item` does not know is a limit: within_turns=2."""
    own = {
        name: given.pop(name) for name in ("paired", "repaired", "advice", "title", "missed") if name in given
    }
    limits = {name.replace("_", " "): value for name, value in given.items()}
    return Item("it", rule, own.pop("advice", ("D09",)), acts=acts, limits=limits, **own)  # type: ignore[arg-type]
