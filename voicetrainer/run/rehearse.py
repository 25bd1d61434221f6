"""Play a whole call with a scripted trainee and a clock that jumps to the next thing due.

No sound: a line lasts as long as its words need, and what the trainee says is heard as written.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import Protocol

from ..core import events as e
from ..core.call import Call
from ..core.cues import Cue
from ..core.cuesheet import CueSheet
from ..core.lines import Pause, Speech, marks_from, pieces_of
from ..core.ports import Reader
from ..core.program import Program

WORD: e.Ms = 330
"""Time for a word where there is no recording: about 180 words a minute."""
RECOGNISED_AFTER: e.Ms = 500
"""The detector's endpoint: words come so long after the true end of the speech."""
PAUSED_AFTER: e.Ms = 100


class Sheet(Protocol):
    """What tells a trainee when to do what; a `core.cuesheet.CueSheet` is one."""

    @property
    def next_due(self) -> e.Ms | None: ...
    def receive(self, event: e.Event) -> None: ...
    def due(self, now: e.Ms) -> list[tuple[e.Ms, Cue]]: ...
    def speaks_until(self, end: e.Ms) -> None: ...


def rehearse(
    program: Program,
    cues: Iterable[Cue],
    answered: e.Answered | None = None,
    reader: Reader | None = None,
) -> Call:
    """The finished call of a trainee who follows these cues and then stays silent."""
    return play_out(Call(program, answered, reader), CueSheet(cues))


def play_out(call: Call, sheet: Sheet) -> Call:
    """Hold a call that has not begun to its end, with whoever the sheet speaks for."""
    stage = _Stage(sheet)
    call.start()
    stage.carry_out(call)
    while call.outcome is None:
        due, deadline = stage.next_due, call.deadline
        assert deadline is not None
        if due is None or deadline < due:
            call.advance(deadline)
        else:
            stage.play(call, due)
        stage.carry_out(call)
    return call


@lru_cache(maxsize=4096)
def spoken_length(text: str) -> tuple[e.Ms, tuple[e.Mark, ...]]:
    """How long a caller line lasts, and where its sentences and pauses lie."""
    at = 0
    pauses: list[e.Mark] = []
    sentences: dict[int, list[tuple[e.Ms, e.Ms, str]]] = {}
    for piece in pieces_of(text):
        match piece:
            case Pause(length, breath):
                if not breath:
                    pauses.append(e.Mark("pause", at, at + length))
                at += length
            case Speech(words, sentence):
                end = at + max(250, WORD * len(words.split()))
                sentences.setdefault(sentence, []).append((at, end, words))
                at = end
    whole = [
        e.Mark("sentence", parts[0][0], parts[-1][1], " ".join(words for _, _, words in parts))
        for parts in sentences.values()
    ]
    return max(at, 250), tuple(sorted([*pauses, *whole], key=lambda mark: mark.onset))


@lru_cache(maxsize=4096)
def _rest_of(text: str, start: e.Ms) -> tuple[e.Ms, tuple[e.Mark, ...]]:
    """The line, or what is left of one that is taken up again."""
    length, marks = spoken_length(text)
    return length - start, marks_from(marks, start)


class _Stage:
    """The imagined world around a call: a loudspeaker, a mouth, and what is about to happen."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._coming: list[tuple[e.Ms, int, e.Event]] = []
        self._order = count()
        self._utterance = 0
        self._seen = 0
        self._playing: tuple[int, e.Ms] | None = None

    @property
    def next_due(self) -> e.Ms | None:
        due = self._sheet.next_due
        if self._coming and (due is None or self._coming[0][0] < due):
            due = self._coming[0][0]
        if self._playing and (due is None or self._playing[1] < due):
            due = self._playing[1]
        return due

    def play(self, call: Call, now: e.Ms) -> None:
        """Let happen what is due: what is under way first, then the line's end, then new speech."""
        now = max(now, call.now)
        if self._coming and self._coming[0][0] <= now:
            call.receive(heapq.heappop(self._coming)[2])
        elif self._playing and self._playing[1] <= now:
            (line, end), self._playing = self._playing, None
            call.receive(e.LineEnded(now, line, end))
        else:
            for at, cue in self._sheet.due(now):
                self._do(call, max(at, now), cue)
                self._catch_up(call, now)
        self._show(call)

    def _catch_up(self, call: Call, now: e.Ms) -> None:
        while self._coming and self._coming[0][0] <= now:
            call.receive(heapq.heappop(self._coming)[2])

    def carry_out(self, call: Call) -> None:
        self._show(call)
        for action in call.actions():
            match action:
                case e.Say():
                    length, marks = _rest_of(action.text, action.start)
                    self._playing = (action.line, call.now + length)
                    call.receive(e.LineStarted(call.now, action.line, call.now, length, marks))
                case e.Hush() if self._playing and self._playing[0] == action.line:
                    self._playing = None
                    call.receive(e.LineEnded(call.now, action.line, call.now, cut=True))
        self._show(call)

    def _show(self, call: Call) -> None:
        timeline, receive = call.timeline, self._sheet.receive
        while self._seen < len(timeline):
            receive(timeline[self._seen])
            self._seen += 1

    def _do(self, call: Call, at: e.Ms, cue: Cue) -> None:
        if cue.act:
            call.receive(e.Did(at, cue.act))
            return
        self._end_earlier_speech(at)
        self._utterance += 1
        number, end = self._utterance, at + max(250, WORD * len(cue.text.split()))
        self._sheet.speaks_until(end + 1)
        self._at(e.SpeechStarted(at, number, at))
        self._at(e.SpeechPaused(end + PAUSED_AFTER, number, end))
        self._at(e.SpeechEnded(end + RECOGNISED_AFTER, number, end))
        self._at(e.Recognised(end + RECOGNISED_AFTER, number, cue.text))

    def _end_earlier_speech(self, at: e.Ms) -> None:
        """Who goes on before the detector's endpoint ends the utterance before with it."""
        self._coming = [(at, n, replace(x, at=at)) if t > at else (t, n, x) for t, n, x in self._coming]
        heapq.heapify(self._coming)

    def _at(self, event: e.Event) -> None:
        heapq.heappush(self._coming, (event.at, next(self._order), event))
