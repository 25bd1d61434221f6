"""The two people of a call, as `call.Call` keeps track of them.

`CallerLines`: what the caller has to say, is saying, has said.  `TraineeSpeech`: what the trainee
says, whether it lies over a caller line, and what of it still waits for an answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from . import events as e
from .match import is_backchannel, words_outside

NOISE: e.Ms = 400
"""Voiced time without words that is taken for a cough; longer is unclear speech."""
SAME_START: e.Ms = 300
"""Speech that begins so soon after a caller line began with it: nobody interrupted."""
STRETCHED: e.Ms = 500
"""A backchannel may last this much longer than `barge_in_after`."""
WORDED: e.Ms = 580
"""Time since its onset after which it is a barge-in where words were heard that are no backchannel."""
TELLING: e.Ms = 440
"""Words of less overlap than this are guesses: recognisers write "uh huh" as "That's what"."""
TAIL: e.Ms = 1_000
"""Words that ended so shortly before the caller's line did still answer it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A line to be said; from its beginning, or from `start` where it was cut and is taken up again."""

    text: str
    mood: str
    start: e.Ms = 0
    by: str = ""
    """Who says it; empty: the caller."""


@dataclass(slots=True)
class CallerLines:
    """Lines waiting, the one asked for, and the one that sounds."""

    queue: deque[Planned] = field(default_factory=deque)
    awaited: int | None = None
    """Asked for, and not yet over."""
    sounding: e.LineStarted | None = None
    end: e.Ms = 0
    """When the caller last let the floor go."""
    last: Planned | None = None
    left: list[Planned] = field(default_factory=list)
    """What was being said and meant to be said when the caller gave up; until the call moves on."""
    _asked: int = 0
    _given_up: int | None = None
    _cut: e.LineStarted | None = None

    @property
    def free(self) -> bool:
        """Nothing is being said, or what was is given up."""
        return self.awaited is None or self.awaited == self._given_up

    @property
    def idle(self) -> bool:
        return self.awaited is None and not self.queue

    @property
    def asked(self) -> int:
        """How many lines were asked for so far."""
        return self._asked

    def expect(self, lines: Iterable[Planned]) -> None:
        """Say these next, and nothing that was meant before."""
        self.queue = deque(lines)
        self.left = []

    def ask(self, now: e.Ms) -> tuple[e.Saying, e.Say]:
        """Take the next line from the queue."""
        line = self.last = self.queue.popleft()
        self._asked += 1
        number = self.awaited = self._asked
        self.sounding = None
        saying = e.Saying(now, number, line.text, line.mood, line.start, line.by)
        return saying, e.Say(number, line.text, line.mood, line.start)

    def started(self, event: e.LineStarted) -> bool:
        if event.line != self.awaited:
            return False
        self.sounding = event
        return True

    def ended(self, event: e.LineEnded) -> bool:
        """False for an older line, that was cut when a newer one was on its way."""
        if event.line == self._given_up and self.left:
            self.left[0] = replace(self.left[0], start=self._taken_up_at(event))
        if event.line != self.awaited:
            return False
        self.awaited = self.sounding = None
        self.end = event.end
        return True

    def give_up(self, line: int) -> e.Hush:
        """Stop this line; what was to follow it is kept in `left`."""
        assert self.last
        self.left = [self.last, *self.queue]
        self._given_up, self._cut = line, self.sounding
        self.queue.clear()
        return e.Hush(line)

    def take_up(self) -> None:
        """Go on where the caller was cut: with the sentence she was in, so that none is lost."""
        self.queue.extend(self.left)
        self.left = []

    def start_again(self) -> None:
        """Say the line that was cut from its beginning."""
        if self.left:
            self.left[0] = replace(self.left[0], start=0)
            self.take_up()

    def _taken_up_at(self, cut: e.LineEnded) -> e.Ms:
        """The beginning of the sentence in which the line was cut, ms into the rendered line."""
        begun, begin = self._cut, self.left[0].start
        if begun is None or begun.line != cut.line:
            return begin
        reached = cut.end - begun.onset
        starts = [m.onset for m in begun.marks if m.kind == "sentence" and m.onset <= reached]
        return begin + max(starts, default=0)


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

    answered: bool = False
    """The caller replied early, to its first part, or gave way to it: it may add nothing new."""

    @property
    def noise(self) -> bool:
        return not self.text.strip() and self.end - self.onset < NOISE


def turn_of(parts: Sequence[Spoken], now: e.Ms, line_end: e.Ms) -> e.Turn:
    """Utterances that belong together, in the order they were said, as the branches see them.

    They may come out of it: one that was heard under a line is kept back, and counts when the next
    shows that it was no murmur.
    """
    parts = sorted(parts, key=lambda part: part.onset)
    onset, end = parts[0].onset, max(part.end for part in parts)
    text = " ".join(p.text.strip() for p in parts if p.text.strip())
    confidence = min(p.confidence for p in parts)
    numbers = tuple(p.number for p in parts)
    return e.Turn(now, numbers, onset, end, onset - line_end, text, confidence)


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
    worded: bool = False
    """Words were heard that are no backchannel: whoever goes on after a pause takes the floor."""

    @property
    def due(self) -> e.Ms | None:
        """When it becomes a barge-in if the voice goes on; None in a pause."""
        if self.resumed is None:
            return None
        if self.worded:
            return max(self.resumed, self.onset + self.limit)
        return self.resumed + self.limit - self.voiced

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
    so_far: e.Partial | None = None
    """The newest words of the current utterance."""
    paused: e.Ms | None = None
    """Since when the current utterance pauses."""
    taken: dict[int, bool] = field(default_factory=dict)
    """Utterances the caller gave way to, or answered early; True if both had begun together."""

    @property
    def busy(self) -> bool:
        return bool(self.current or self.unheard or self.pending)

    @property
    def complete(self) -> bool:
        """There is something to answer, and nothing more to wait for."""
        return bool(self.pending) and not self.current and not self.unheard

    def started(self, event: e.SpeechStarted, line: e.LineStarted | None, limit: e.Ms) -> list[e.Action]:
        """Lowers the line it lies over, if one sounds that did not begin after it."""
        self.current, self.so_far, self.paused = event, None, None
        if line is None or event.onset < line.onset:
            return []
        return self._over(event.utterance, event.onset, line, limit)

    def pauses(self, event: e.SpeechPaused) -> list[e.Action]:
        self.paused = event.end
        if self.overlap and self.overlap.pause(event.end):
            return [e.Duck(self.overlap.line, False)]
        return []

    def resumed(self, event: e.SpeechResumed, line: e.LineStarted | None, limit: e.Ms) -> list[e.Action]:
        """It may lie over the caller's line now, as before the pause or since an early reply."""
        self.paused = None
        if self.overlap:
            self.overlap.resumed = event.onset
            return [e.Duck(self.overlap.line, True)]
        if line is not None and event.utterance in self.taken:
            return self._over(event.utterance, event.onset, line, limit)
        return []

    def _over(self, utterance: int, onset: e.Ms, line: e.LineStarted, limit: e.Ms) -> list[e.Action]:
        fair = onset - line.onset <= SAME_START or utterance in self.taken
        self.overlap = Overlap(utterance, onset, line.line, fair, limit, resumed=onset)
        return [e.Duck(line.line, True)]

    def lies_over(self, event: e.Partial) -> bool:
        return self.overlap is not None and self.overlap.utterance == event.utterance

    def heard_so_far(self, event: e.Partial, backchannels: tuple[str, ...], limit: e.Ms) -> bool:
        """Take words of the current utterance; True if they make it a barge-in at once."""
        if self.current and self.current.utterance == event.utterance:
            self.so_far = event
        overlap = self.overlap
        if overlap is None or not self.lies_over(event):
            return False
        overlap.text = event.text
        overlap.worded = False
        if is_backchannel(event.text, backchannels):
            overlap.limit = limit + STRETCHED
        elif words_outside(event.text, backchannels):
            overlap.limit, overlap.worded = min(limit, WORDED), True
        # whoever has already fallen silent again was not taking the floor
        telling = overlap.resumed is not None and (event.until or event.at) - overlap.onset >= TELLING
        return telling and words_outside(event.text, backchannels) >= 2

    def said_so_far(self) -> Spoken | None:
        """The current utterance, in a pause, with all its words; None if they are not all there."""
        now, words, end = self.current, self.so_far, self.paused
        if now is None or words is None or end is None or now.utterance in self.taken or words.until < end:
            return None
        return Spoken(now.utterance, now.onset, end, text=words.text)

    def ended(self, event: e.SpeechEnded, lines: CallerLines) -> list[e.Action]:
        """Its words are still to come; the line it lay over is raised again."""
        speech, self.current, self.paused = self.current, None, None
        assert speech and speech.utterance == event.utterance, event
        number, sounding = event.utterance, lines.sounding
        took_floor = number in self.taken
        stays = sounding is not None and sounding.onset <= event.end and not took_floor
        under = stays or (speech.onset < lines.end and not took_floor)
        self.unheard[number] = Spoken(
            number, speech.onset, event.end, under, stays, answered=self.taken.get(number, False)
        )
        overlap, self.overlap = self.overlap, None
        return [e.Duck(overlap.line, False)] if overlap and overlap.resumed is not None else []

    def heard(self, event: e.Recognised) -> Spoken:
        spoken = self.unheard.pop(event.utterance)
        return replace(spoken, text=event.text, confidence=event.confidence)

    def take_floor(self, keeps: bool = False) -> Overlap:
        """The overlap becomes a turn of the trainee's, unless the caller keeps the floor."""
        overlap, self.overlap = self.overlap, None
        assert overlap
        if keeps:
            return overlap
        self.taken[overlap.utterance] = overlap.fair
        self.under.clear()
        return overlap

    def line_over(self, end: e.Ms) -> None:
        """What was said over the line long before it ended is no answer to it."""
        self.pending = [u for u in (*self.under, *self.pending) if u.end >= end - TAIL]
        self.under.clear()

    def take_turn(self) -> list[Spoken]:
        parts, self.pending = self.pending, []
        return parts
