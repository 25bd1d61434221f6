"""The two people of a call, as `call.Call` keeps track of them.

`CallerLines`: what the caller has to say, is saying, has said.  `TraineeSpeech`: what the trainee
says, whether it lies over a caller line, and what of it still waits for an answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from . import events as e

Text = tuple[str, str]
"""(text, mood)."""

NOISE: e.Ms = 400
"""Voiced time without words that is taken for a cough; longer is unclear speech."""
SAME_START: e.Ms = 300
"""Speech that begins so soon after a caller line began with it: nobody interrupted."""
STRETCHED: e.Ms = 500
"""A backchannel may last this much longer than `barge_in_after`."""
TAIL: e.Ms = 1_000
"""Words that ended so shortly before the caller's line did still answer it."""


@dataclass(slots=True)
class CallerLines:
    """Lines waiting, the one asked for, and the one that sounds."""

    queue: deque[Text] = field(default_factory=deque)
    awaited: int | None = None
    """Asked for, and not yet over."""
    sounding: e.LineStarted | None = None
    end: e.Ms = 0
    """When the caller last let the floor go."""
    last: Text | None = None
    _asked: int = 0
    _given_up: int | None = None

    @property
    def free(self) -> bool:
        """Nothing is being said, or what was is given up."""
        return self.awaited is None or self.awaited == self._given_up

    @property
    def idle(self) -> bool:
        return self.awaited is None and not self.queue

    def expect(self, lines: Iterable[Text]) -> None:
        """Say these next, and nothing that was meant before."""
        self.queue = deque(lines)

    def ask(self, now: e.Ms) -> tuple[e.Saying, e.Say]:
        """Take the next line from the queue."""
        text, mood = self.last = self.queue.popleft()
        self._asked += 1
        self.awaited, self.sounding = self._asked, None
        return e.Saying(now, self._asked, text, mood), e.Say(self._asked, text, mood)

    def started(self, event: e.LineStarted) -> bool:
        if event.line != self.awaited:
            return False
        self.sounding = event
        return True

    def ended(self, event: e.LineEnded) -> bool:
        """False for an older line, that was cut when a newer one was on its way."""
        if event.line != self.awaited:
            return False
        self.awaited = self.sounding = None
        self.end = event.end
        return True

    def give_up(self, line: int) -> e.Hush:
        """Stop this line; what was to follow it is dropped."""
        self._given_up = line
        self.queue.clear()
        return e.Hush(line)


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance of the trainee's; `text` once it is known."""

    number: int
    onset: e.Ms
    end: e.Ms
    under: bool = False
    """It began before the caller's line was over."""
    stayed_under: bool = False
    """The caller's line went on beyond its end."""
    text: str = ""
    confidence: float = 1.0

    @property
    def noise(self) -> bool:
        return not self.text.strip() and self.end - self.onset < NOISE


@dataclass(slots=True)
class Overlap:
    """The trainee speaks over a caller line, now."""

    utterance: int
    onset: e.Ms
    line: int
    fair: bool
    """Both began together: the caller gives way without holding it against the trainee."""
    limit: e.Ms
    """Voiced time after which it is a barge-in."""
    voiced: e.Ms = 0
    """Voiced time before `resumed`."""
    resumed: e.Ms | None = None
    """Since when voice is heard again; None in a pause."""
    text: str = ""

    @property
    def due(self) -> e.Ms | None:
        return None if self.resumed is None else self.resumed + self.limit - self.voiced

    def pause(self, end: e.Ms) -> bool:
        """Voice stopped; False if it had already."""
        if self.resumed is None:
            return False
        self.voiced += max(0, end - self.resumed)
        self.resumed = None
        return True


@dataclass(slots=True)
class TraineeSpeech:
    """One mouth: at most one utterance at a time, and several that wait for words or an answer."""

    current: e.SpeechStarted | None = None
    overlap: Overlap | None = None
    unheard: dict[int, Spoken] = field(default_factory=dict)
    """Over, and their words not yet known."""
    pending: list[Spoken] = field(default_factory=list)
    """To be answered when the reply wait is over."""
    under: list[Spoken] = field(default_factory=list)
    """Said under a line that goes on: an answer only if that ends very soon."""
    _took_floor: set[int] = field(default_factory=set)

    @property
    def busy(self) -> bool:
        return bool(self.current or self.unheard or self.pending)

    @property
    def complete(self) -> bool:
        """There is something to answer, and nothing more to wait for."""
        return bool(self.pending) and not self.current and not self.unheard

    def started(self, event: e.SpeechStarted, line: e.LineStarted | None, limit: e.Ms) -> bool:
        """True if it lies over the line that sounds (and did not begin before it)."""
        self.current = event
        if line is None or event.onset < line.onset:
            return False
        fair = event.onset - line.onset <= SAME_START
        self.overlap = Overlap(event.utterance, event.onset, line.line, fair, limit, resumed=event.onset)
        return True

    def ended(self, event: e.SpeechEnded, lines: CallerLines) -> None:
        speech, self.current = self.current, None
        assert speech and speech.utterance == event.utterance, event
        number, sounding = event.utterance, lines.sounding
        took_floor = number in self._took_floor
        stays = sounding is not None and sounding.onset <= event.end and not took_floor
        under = stays or (speech.onset < lines.end and not took_floor)
        self.unheard[number] = Spoken(number, speech.onset, event.end, under, stays)

    def heard(self, event: e.Recognised) -> Spoken:
        spoken = self.unheard.pop(event.utterance)
        return replace(spoken, text=event.text, confidence=event.confidence)

    def take_floor(self) -> Overlap:
        """The overlap becomes a turn of the trainee's."""
        overlap, self.overlap = self.overlap, None
        assert overlap
        self._took_floor.add(overlap.utterance)
        self.under.clear()
        return overlap

    def line_over(self, end: e.Ms) -> None:
        """What was said over the line long before it ended is no answer to it."""
        self.pending = [u for u in (*self.under, *self.pending) if u.end >= end - TAIL]
        self.under.clear()

    def take_turn(self) -> list[Spoken]:
        parts, self.pending = self.pending, []
        return parts
