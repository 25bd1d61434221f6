"""What has happened in a call so far, as the screen tells it: events in, captions and way out.

Belongs to the thread that draws.  Times are call time.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass

from .. import catalogue
from ..core import events as e
from ..core.events import Ms
from ..core.lines import stretches
from ..core.scenario import Hints, Scenario, State
from .view import Caption, Step

KEPT = 40
"""Newest captions that are held ready."""
TITLES = frozenset(("mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss", "dr", "dr.", "sir"))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    onset: Ms
    end: Ms


@dataclass(frozen=True, slots=True)
class _Saying:
    """A line that is being said: the words between two pauses are one piece, and one caption."""

    line: int
    onset: Ms
    pieces: tuple[tuple[_Word, ...], ...]
    by: str = ""

    def captions(self, until: Ms, cut: bool = False, over: bool = False) -> Iterator[Caption]:
        """What was heard of it before `until`, call time; the piece being said with its rest."""
        at = until - self.onset
        for piece in self.pieces:
            if piece[0].onset > at and not over:
                return
            said = " ".join(word.text for word in piece if over or word.onset < at)
            rest = "" if over else " ".join(word.text for word in piece if word.onset >= at)
            if cut and rest:
                said, rest = catalogue.say("screen.breaks-off", words=said), ""
            live = not (over or cut) and piece[-1].end > at
            if said or rest:
                yield Caption(self.onset + piece[0].onset, "caller", said, rest, live, self.by)


class Scene:
    """Fed with every event of the call; `hints`: what may be shown of what comes next."""

    def __init__(self, scenario: Scenario, hints: Hints) -> None:
        self._scenario = scenario
        self._hints = hints
        self._state: State | None = None
        self._texts: dict[int, e.Saying] = {}
        self._saying: _Saying | None = None
        self._open: dict[int, Ms] = {}
        self._heard: dict[int, str] = {}
        self._done: list[Caption] = []
        self._reached: set[str] = set()
        self.on_hold = False
        self.listening = False

    def event(self, event: e.Event) -> None:
        match event:
            case e.Entered(_, state):
                self._state = self._scenario.states[state]
            case e.Saying():
                self._texts = {event.line: event}
                self.on_hold = self.listening = False
            case e.LineStarted():
                self._saying = _saying(event, self._texts.get(event.line))
            case e.LineEnded():
                self._line_ended(event)
            case e.Listening():
                self.listening, self.on_hold = True, False
            case e.SpeechStarted():
                self._open[event.utterance] = event.onset
            case e.Recognised():
                self._recognised(event)
            case e.Turn():
                self.listening = False
            case e.Unclear():
                self._unclear(event)
            case e.Credited():
                self._reached.add(event.checkpoint)
            case e.Whispered():
                words = catalogue.say("screen.whisper", words=event.text)
                insort(self._done, Caption(event.at, "note", words), key=_at)
            case e.Did():
                self._did(event)

    def captions(self, now: Ms, partial: str) -> tuple[Caption, ...]:
        """In the order they began.  `partial`: the words so far of what the trainee is saying."""
        shown = self._done[-KEPT:]
        if self._saying:
            shown = [*shown, *self._saying.captions(now)]
        if self._open and partial:
            shown = [*shown, Caption(max(self._open.values()), "trainee", partial, live=True)]
        return tuple(sorted(shown, key=_at))

    @property
    def words_due(self) -> bool:
        """The trainee has said something whose words are not known yet."""
        return bool(self._open)

    @property
    def hint(self) -> str:
        return self._state.trainee_should if self._hints != "nothing" and self._state else ""

    @property
    def wording(self) -> str:
        """Words that would do what comes next."""
        now = self._now()
        return self._scenario.checkpoints[now].better if self._hints == "script" and now else ""

    @property
    def way(self) -> tuple[tuple[Step, str], ...]:
        if self._hints == "nothing":
            return ()
        now = self._now()
        return tuple((self._step(name, now), name) for name in self._scenario.checkpoints)

    def _step(self, name: str, now: str) -> Step:
        return "done" if name in self._reached else "now" if name == now else "next"

    def _now(self) -> str:
        """The checkpoint that this state's branches can credit first."""
        branches = self._state.branches if self._state else ()
        wanted = {name for branch in branches for name in branch.credit} - self._reached
        return next((name for name in self._scenario.checkpoints if name in wanted), "")

    def _line_ended(self, event: e.LineEnded) -> None:
        if self._saying and self._saying.line == event.line:
            for caption in self._saying.captions(event.end, event.cut, over=not event.cut):
                insort(self._done, caption, key=_at)
            self._saying = None

    def _recognised(self, event: e.Recognised) -> None:
        onset = self._open.pop(event.utterance, event.at)
        self._heard[event.utterance] = event.text
        if event.text.strip():
            insort(self._done, Caption(onset, "trainee", event.text), key=_at)

    def _unclear(self, event: e.Unclear) -> None:
        self.listening = False
        if not any(self._heard.get(number, "").strip() for number in event.utterances):
            insort(self._done, Caption(event.onset, "trainee", catalogue.say("screen.not-clear")), key=_at)

    def _did(self, event: e.Did) -> None:
        if event.act in ("hold", "resume"):
            self.on_hold = event.act == "hold"
        words = catalogue.say(f"screen.did-{event.act.replace(' ', '-')}")
        insort(self._done, Caption(event.at, "note", words), key=_at)


def first_name(name: str) -> str:
    """What stands beside the caller's words: 'Maureen', but 'Mrs Price' whole."""
    words = name.split()
    if not words:
        return catalogue.say("screen.caller")
    return name if words[0].casefold() in TITLES else words[0]


def _at(caption: Caption) -> Ms:
    return caption.at


def _saying(event: e.LineStarted, said: e.Saying | None) -> _Saying:
    text, by = (said.text, first_name(said.by) if said.by else "") if said else ("", "")
    words = [_Word(mark.text, mark.onset, mark.end) for mark in event.marks if mark.kind == "word"]
    pauses = [mark for mark in event.marks if mark.kind == "pause"]
    if not words:
        return _Saying(event.line, event.onset, tuple(_estimated(text, event.length)), by)
    edges = [pause.onset for pause in pauses]
    pieces: dict[int, list[_Word]] = {}
    for word in words:
        pieces.setdefault(sum(edge <= word.onset for edge in edges), []).append(word)
    return _Saying(event.line, event.onset, tuple(tuple(piece) for piece in pieces.values()), by)


def _estimated(text: str, length: Ms) -> Iterator[tuple[_Word, ...]]:
    """Without marks the words share the time by their length in letters."""
    parts = [stretch.split() for stretch in stretches(text)]
    total = sum(len(word) + 1 for part in parts for word in part)
    at = 0
    for part in parts:
        piece = []
        for word in part:
            end = at + len(word) + 1
            piece.append(_Word(word, length * at // total, length * end // total))
            at = end
        yield tuple(piece)
