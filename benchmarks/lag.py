"""System lag: how much later than the reply wait the caller begins to speak."""

from __future__ import annotations

from collections.abc import Sequence

from voicetrainer.core import events as e


def lags_of(timeline: Sequence[e.Event], reply_wait: e.Ms) -> list[tuple[e.Ms, e.Ms]]:
    """(hand-over, lag) of every answer to a turn, ms.

    Lag = first caller sample handed over − (end of the trainee's speech + reply wait).  Turns that
    ended before the caller's own line did are left out: there the wait counts from the line.
    """
    found: list[tuple[e.Ms, e.Ms]] = []
    answers: dict[int, e.Ms] = {}
    line_end, due = 0, None
    for event in timeline:
        match event:
            case e.LineEnded():
                line_end = event.end
            case e.Turn() | e.Unclear():
                due = event.end + reply_wait if event.end >= line_end else None
            case e.Saying() if due is not None:
                answers[event.line], due = due, None
            case e.LineStarted() if event.line in answers:
                found.append((event.at, event.at - answers.pop(event.line)))
            case e.SpeechStarted():
                due = None
    return found
