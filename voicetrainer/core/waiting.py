"""What a call waits for, and until when: holds, silences, replies.

Nothing happens here by itself: `call.Call` asks for these times and has things happen at them.  They
all follow from what the two people are doing, who is on hold, and since when nobody speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from . import events as e
from .endpointing import early_wait, finished, reply_wait
from .mouths import CallerLines, Spoken, TraineeSpeech, turn_of
from .program import Program
from .scenario import State

HOLD_LIMIT: e.Ms = 60_000
"""After so long on hold the caller speaks up again."""
HINT: e.Ms = 80
"""A reply waits so long after a voiced frame: by then it is known whether the trainee goes on."""


@dataclass(slots=True)
class Waiting:
    """Of one call."""

    program: Program
    lines: CallerLines
    speech: TraineeSpeech
    silence: e.Ms | None = None
    """Since when nobody speaks and `answer within` runs."""
    listening: e.Ms | None = None
    """Since when the caller has said all and listens; the silence counts from here again if what
    was heard meanwhile took no floor."""
    hold: e.Ms | None = None
    """Since when the caller is on hold."""
    hinted: e.Ms = -HINT
    """When a voiced frame was last noticed."""
    cut_in_on: int | None = None
    """The utterance that the caller has cut in on, once."""

    @property
    def on_hold(self) -> bool:
        return self.hold is not None

    def listens(self, since: e.Ms) -> None:
        """The caller has said all its lines."""
        self.listening = since
        self.speech.line_over(since)
        if not self.speech.busy:
            self.silence = since

    def no_more(self) -> None:
        """The caller listens no longer."""
        self.silence = self.listening = None

    def go_on(self) -> None:
        """What was heard took no floor: the silence goes on."""
        if self.lines.idle and not self.on_hold and not self.speech.busy:
            self.silence = self.listening

    # -- hold --------------------------------------------------------------------------------------

    def put_on_hold(self, now: e.Ms) -> list[e.Action]:
        """What she was saying is said when they are back; what they said is answered no more."""
        if self.on_hold:
            return []
        given_up = [] if self.lines.awaited is None else [self.lines.give_up(self.lines.awaited)]
        self.speech.overlap = None
        self.speech.pending.clear()
        self.no_more()
        self.hold = now
        return [*given_up, e.HoldMusic(True)]

    def take_off_hold(self, now: e.Ms) -> list[e.Action]:
        if not self.on_hold:
            return []
        self.hold = None
        self.lines.end = now
        self.lines.take_up()
        return [e.HoldMusic(False)]

    # -- until when --------------------------------------------------------------------------------

    def barge_in_due(self) -> e.Ms | None:
        return self.speech.overlap.due if self.speech.overlap else None

    def hold_due(self) -> e.Ms | None:
        return None if self.hold is None else self.hold + HOLD_LIMIT

    def silence_due(self, state: State) -> e.Ms | None:
        return None if self.silence is None else self.silence + state.answer_within

    def reply_due(self, setting: e.Answered) -> e.Ms | None:
        if not self.speech.complete or self.lines.awaited is not None:
            return None
        last = self.speech.pending[-1]
        return self._not_hinted(last, reply_wait(last.text, setting.reply_wait, setting.early))

    def early_due(
        self, setting: e.Answered, state: State, meters: Mapping[str, float], now: e.Ms
    ) -> e.Ms | None:
        """When to answer before the utterance is known to be over; None if it does not sound over."""
        speech = self.speech
        if not setting.early or self.lines.awaited is not None or self.on_hold:
            return None
        so_far = None if speech.unheard else speech.said_so_far()
        if so_far is None or not finished(so_far.text):
            return None
        turn = turn_of([*speech.pending, so_far], now, self.lines.end)
        if not self.program.decided(state, meters, turn):
            return None
        return self._not_hinted(so_far, early_wait(setting.reply_wait))

    def ramble_due(self, state: State) -> e.Ms | None:
        """When the caller cuts in on a trainee who goes on and on."""
        now = self.speech.current
        if now is None or now.utterance == self.cut_in_on or not self.lines.idle or self.on_hold:
            return None
        patience = self.program.patience(state)
        return None if patience is None else now.onset + patience

    def reply_progress(self, setting: e.Answered, now: e.Ms) -> float:
        """How much of the reply wait has passed, 0…1; 0 while none runs."""
        due, wait = self.reply_due(setting), setting.reply_wait
        return min(1.0, max(0.0, 1 - (due - now) / wait)) if due is not None and wait else 0.0

    def _not_hinted(self, last: Spoken, wait: e.Ms) -> e.Ms:
        """So long after the last one to speak, unless the trainee may just be going on."""
        return max(max(last.end, self.lines.end) + wait, self.hinted + HINT)
