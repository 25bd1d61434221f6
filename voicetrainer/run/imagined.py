"""The rest of a call as it would have gone, had the trainee done one thing otherwise.

Theory of operation.  The call is rebuilt from its own inputs up to the moment, so caller, meters and
seed are those of that moment.  From there a virtual clock runs.  The caller's lines last as long as
they did where they were heard, and elsewhere as long as their words need at the pace of this call's
voice.  The trainee says what is to be tried.  Then, each time the caller listens, they say what they
said in the real call after that same line of hers; where she says something that she had not said
before, nobody knows what they would have answered, and the imagining ends there.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..core import events as e
from ..core.call import Call
from ..core.lines import marks_from
from ..core.ports import Reader
from ..core.program import Program
from .rehearse import PAUSED_AFTER, RECOGNISED_AFTER, WORD, spoken_length
from .replay import replayed

AFTER: e.Ms = 300
"""Who has waited answers so long after the caller's end."""
NOTICED: e.Ms = 60
"""A detector knows of speech so long after it began."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One thing that the trainee does otherwise."""

    upto: int
    """Events of the real timeline that stay: all before it."""
    instead: int
    """Place in the timeline of the turn that falls away, or of the words that never became one."""
    text: str
    length: e.Ms | None = None
    """How long it takes to say; None: as long as its words need."""
    onset: e.Ms | None = None
    """When it is said; None: once the caller listens."""


@dataclass(frozen=True, slots=True)
class Imagined:
    """What came of it."""

    timeline: Sequence[e.Event]
    onset: e.Ms
    """When the trainee began to say it."""
    place: int
    """Of its turn in the timeline; the last event if the call was over before."""
    outcome: e.Outcome | None
    """None: nobody knows how it would have ended."""


def imagine(
    timeline: Sequence[e.Event], program: Program, otherwise: Otherwise, reader: Reader | None = None
) -> Imagined | None:
    """None if the words were never said: the call was over before, or the caller never listened; or if
    it does not replay, since another version of the program held it."""
    call = replayed(timeline, program, upto=otherwise.upto, reader=reader)
    if call.timeline[: otherwise.upto] != list(timeline[: otherwise.upto]):
        call.break_off(call.now, "does not replay")
        return None
    world = _World(timeline, call, otherwise)
    world.go_on()
    outcome = call.outcome
    call.break_off(call.now, "imagined no further")
    if world.onset is None:
        return None
    place = next(
        (i for i, x in enumerate(call.timeline) if isinstance(x, e.Turn) and world.first in x.utterances),
        len(call.timeline) - 1,
    )
    return Imagined(call.timeline, world.onset, place, outcome)


class Voice:
    """How long the caller's lines last, as far as this call tells."""

    def __init__(self, timeline: Sequence[e.Event]) -> None:
        said: dict[int, e.Saying] = {}
        self._heard: dict[str, tuple[e.Ms, tuple[e.Mark, ...]]] = {}
        for event in timeline:
            match event:
                case e.Saying():
                    said[event.line] = event
                case e.LineStarted() if event.line in said and said[event.line].start == 0:
                    self._heard.setdefault(said[event.line].text, (event.length, event.marks))
        real = sum(length for length, _ in self._heard.values())
        words = sum(spoken_length(text)[0] for text in self._heard)
        self._pace = real / words if real and words else 1.0

    def line(self, say: e.Say) -> tuple[e.Ms, tuple[e.Mark, ...]]:
        """Length and marks of what is still to be said of it."""
        length, marks = self._heard.get(say.text) or self._estimated(say.text)
        return max(1, length - say.start), marks_from(marks, say.start)

    def _estimated(self, text: str) -> tuple[e.Ms, tuple[e.Mark, ...]]:
        length, marks = spoken_length(text)
        pace = self._pace
        at = (e.Mark(m.kind, round(m.onset * pace), round(m.end * pace), m.text) for m in marks)
        return round(length * pace), tuple(at)


@dataclass(slots=True)
class _World:
    """A loudspeaker, a mouth, and what is about to happen around a rebuilt call."""

    real: Sequence[e.Event]
    call: Call
    otherwise: Otherwise
    onset: e.Ms | None = None
    first: int = 0
    """Number of the utterance that is said otherwise."""
    _voice: Voice = field(init=False)
    _coming: list[tuple[e.Ms, int, e.Event]] = field(default_factory=list)
    _counted: int = 0
    _seen: int = 0
    _playing: tuple[int, e.Ms] | None = None
    _planned: tuple[e.Ms, str, e.Ms | None] | None = None
    _answers: Answers = field(init=False)
    _speaks_until: e.Ms = 0
    _at_a_loss: bool = False

    def __post_init__(self) -> None:
        self._voice, self._answers = Voice(self.real), Answers(self.real, self.otherwise.instead)
        self._under_way()
        if self.otherwise.onset is not None:
            self._planned = (self.otherwise.onset, self.otherwise.text, self.otherwise.length)

    def go_on(self) -> None:
        """Until the call is over, or nobody knows what the trainee would say."""
        begun = [x for x in self.call.timeline if isinstance(x, e.Saying | e.Listening)][-1:]
        for event in begun:
            if isinstance(event, e.Listening):
                self._listens(event.onset)
        self._carry_out()
        while self.call.outcome is None and not self._at_a_loss:
            deadline = self.call.deadline
            assert deadline is not None
            due = self._due()
            if due is None or deadline < due:
                self.call.advance(deadline)
            else:
                self._happens(max(due, self.call.now))
            self._carry_out()

    def _under_way(self) -> None:
        """The line that sounds, the one that was asked for, and words that are still being recognised."""
        self.call.actions()  # carried out in the real call, or just below
        before, later = self.call.timeline, self.real[self.otherwise.upto :]
        begun = {x.utterance for x in before if isinstance(x, e.SpeechStarted)}
        heard = {x.utterance for x in before if isinstance(x, e.Recognised)}
        for event in later:
            if isinstance(event, e.SpeechPaused | e.SpeechEnded | e.Recognised | e.Delivered) and (
                event.utterance in begun - heard
            ):
                self._at(event)
        over = {x.line for x in before if isinstance(x, e.LineEnded)}
        started = [x for x in before if isinstance(x, e.LineStarted) and x.line not in over]
        if started:
            self._playing = (started[-1].line, started[-1].onset + started[-1].length)
        asked = [x for x in before if isinstance(x, e.Saying)][-1:]
        for x in asked:
            if x.line not in over and not started:
                self._say(e.Say(x.line, x.text, x.mood, x.start))
        self._seen = len(before)

    def _due(self) -> e.Ms | None:
        times = [self._coming[0][0]] if self._coming else []
        times += [self._playing[1]] if self._playing else []
        times += [self._planned[0]] if self._planned else []
        return min(times, default=None)

    def _happens(self, now: e.Ms) -> None:
        if self._coming and self._coming[0][0] <= now:
            self.call.receive(heapq.heappop(self._coming)[2])
        elif self._playing and self._playing[1] <= now:
            (line, end), self._playing = self._playing, None
            self.call.receive(e.LineEnded(now, line, end))
        elif self._planned:
            onset, text, length = self._planned
            self._planned = None
            self._speak(max(onset, now), text, length)

    def _carry_out(self) -> None:
        for action in self.call.actions():
            match action:
                case e.Say():
                    self._say(action)
                case e.Hush() if self._playing and self._playing[0] == action.line:
                    self._playing = None
                    self.call.receive(e.LineEnded(self.call.now, action.line, self.call.now, cut=True))
        for event in self.call.timeline[self._seen :]:
            if isinstance(event, e.Listening):
                self._listens(event.onset)
        self._seen = len(self.call.timeline)

    def _say(self, say: e.Say) -> None:
        length, marks = self._voice.line(say)
        now = self.call.now
        self._playing = (say.line, now + length)
        self._planned = None if self.onset is not None else self._planned
        self.call.receive(e.LineStarted(now, say.line, now, length, marks))

    def _listens(self, since: e.Ms) -> None:
        """The caller has said all: now the trainee answers, if it is known what."""
        if self._planned or self._speaks_until > self.call.now:
            return
        if self.onset is None:
            onset = max(since, self.call.now) + AFTER
            self._planned = (onset, self.otherwise.text, self.otherwise.length)
        elif (answer := self._answers.to(self.call.timeline)) is not None:
            self._planned = (since + max(AFTER, answer.fto), answer.text, answer.end - answer.onset)
        else:
            self._at_a_loss = True

    def _speak(self, onset: e.Ms, text: str, length: e.Ms | None) -> None:
        end = onset + (length or max(250, WORD * len(text.split())))
        self._end_earlier_speech(onset)
        number, self._speaks_until = _next_utterance(self.call), end
        if self.onset is None:
            self.onset, self.first = onset, number
        self._at(e.SpeechStarted(onset + NOTICED, number, onset))
        self._at(e.SpeechPaused(end + PAUSED_AFTER, number, end))
        self._at(e.SpeechEnded(end + RECOGNISED_AFTER, number, end))
        self._at(e.Recognised(end + RECOGNISED_AFTER, number, text))

    def _end_earlier_speech(self, at: e.Ms) -> None:
        """One mouth: what was under way in the real call is over where the imagined words begin."""
        later, self._coming = self._coming, []
        for _, _, event in sorted(later, key=lambda coming: coming[:2]):
            if event.at <= at:
                self._at(event)
            elif isinstance(event, e.SpeechPaused | e.SpeechEnded | e.Delivered):
                self._at(replace(event, at=at, end=min(event.end, at)))
            else:
                self._at(replace(event, at=at))

    def _at(self, event: e.Event) -> None:
        self._counted += 1
        heapq.heappush(self._coming, (event.at, self._counted, event))


def _next_utterance(call: Call) -> int:
    return 1 + max((x.utterance for x in call.timeline if isinstance(x, e.SpeechStarted)), default=0)


class Answers:
    """What the trainee said in the real call, by the line that it answered."""

    def __init__(self, timeline: Sequence[e.Event], after: int) -> None:
        self._left = list(_answers(timeline, after))

    def to(self, timeline: Sequence[e.Event]) -> e.Turn | None:
        """Their next turn after the line that was just said; what they said before it is passed over."""
        line = next((x.text for x in reversed(timeline) if isinstance(x, e.Saying)), "")
        for place, (answered, turn) in enumerate(self._left):
            if answered == line:
                del self._left[: place + 1]
                return turn
        return None


def _answers(timeline: Sequence[e.Event], after: int) -> Iterator[tuple[str, e.Turn]]:
    line = ""
    for place, event in enumerate(timeline):
        match event:
            case e.Saying():
                line = event.text
            case e.Turn() if place > after:
                yield line, event
