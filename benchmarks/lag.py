"""System lag: how much later than the reply wait the caller begins to speak."""

from __future__ import annotations

from collections.abc import Sequence

from voicetrainer.core import events as e
from voicetrainer.core.endpointing import reply_wait


def lags_of(timeline: Sequence[e.Event]) -> list[tuple[e.Ms, e.Ms]]:
    """(hand-over, lag) of every answer to a turn, ms; negative where the caller answered early.

    Lag = first caller sample handed over − (end of the trainee's speech + reply wait).  The wait is
    the trainee's own, longer after words that ask for more.  Turns that ended before the caller's
    own line did are left out: there the wait counts from the line.
    """
    found: list[tuple[e.Ms, e.Ms]] = []
    answers: dict[int, e.Ms] = {}
    heard: dict[int, str] = {}
    line_end, due, wait, early = 0, None, 0, False
    for event in timeline:
        match event:
            case e.Answered():
                wait, early = event.reply_wait, event.early
            case e.LineEnded():
                line_end = event.end
            case e.Recognised() | e.Partial():
                heard[event.utterance] = event.text
            case e.Turn() | e.Unclear():
                own = reply_wait(heard.get(event.utterances[-1], ""), wait, early)
                due = event.end + own if event.end >= line_end else None
            case e.Saying() if due is not None:
                answers[event.line], due = due, None
            case e.LineStarted() if event.line in answers:
                found.append((event.at, event.at - answers.pop(event.line)))
            case e.SpeechStarted():
                due = None
    return found
