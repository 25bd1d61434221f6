"""Hold a call again from what was put into it: the same inputs give the same decisions.

A timeline has inputs (the detector, the ear, playback, keys) and decisions (what the call made of
them).  Feeding the inputs to a new call gives back the decisions, to the millisecond, so a call
can be had in the state that it was in at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..core import events as e
from ..core.call import Call
from ..core.ports import Reader
from ..core.program import Program

INPUTS = (
    e.SpeechStarted, e.SpeechPaused, e.SpeechResumed, e.SpeechEnded, e.VoiceHinted, e.Partial,
    e.Recognised, e.Delivered, e.GainJudged, e.Did, e.LineStarted, e.LineEnded, e.Trouble,
)  # fmt: skip
"""What a driver feeds to `Call.receive`; Answered and Baselined are given when the call is made."""


def replayed(
    timeline: Sequence[e.Event],
    program: Program,
    *,
    upto: int | None = None,
    until: e.Ms | None = None,
    reader: Reader | None = None,
) -> Call:
    """The call as it was after the first `upto` events, and then at call time `until`.

    What an input set off happens to its end, so the new timeline may have a few decisions more than
    `upto` events.  Without either the whole call is held again, its end too.  `reader` tells what
    words do that the timeline does not know; the acts of known words are taken from there.  What the
    last step asked for is still in `call.actions()`; what was asked for before that was carried out.

    Leave a call that is not over with `call.break_off`, or its program keeps it.
    """
    known = timeline[:upto]
    call = as_set(timeline, program, reader)
    call.start()
    for event in _before(known, until):
        if isinstance(event, INPUTS):
            call.actions()
            call.receive(event)
    _advance(call, known, until)
    return call


def as_set(timeline: Sequence[e.Event], program: Program, reader: Reader | None = None) -> Call:
    """A call that has not begun, with the setting and the baseline that this one had."""
    answered = next((x for x in timeline if isinstance(x, e.Answered)), e.Answered(0))
    baseline = next((x for x in timeline if isinstance(x, e.Baselined)), None)
    return Call(program, answered, remembering(timeline, reader), baseline)


def remembering(timeline: Iterable[e.Event], reader: Reader | None = None) -> Reader | None:
    """A reader that knows the acts of what was said in the timeline; None if nobody looked then."""
    acts: dict[tuple[str, str], tuple[e.DialogueAct, ...]] = {}
    spoken = ""
    for event in timeline:
        match event:
            case e.Saying():
                spoken = event.text
            case e.Turn() | e.Overlapped() if event.acts is not None:
                acts[event.text, spoken] = event.acts
    if not acts:
        return reader

    def read(text: str, before: str) -> tuple[e.DialogueAct, ...]:
        if (text, before) in acts or reader is None:
            return acts.get((text, before), ())
        return reader(text, before)

    return read


def _before(known: Sequence[e.Event], until: e.Ms | None) -> Iterable[e.Event]:
    return known if until is None else (x for x in known if x.at < until)


def _advance(call: Call, known: Sequence[e.Event], until: e.Ms | None) -> None:
    """Let the timers fire that had fired by then; a device that failed is no timer."""
    last = known[-1] if known else None
    if until is not None:
        call.advance(until)
    elif last is not None:
        call.advance(last.at)
    if isinstance(last, e.Ended) and last.outcome == "broken" and (until is None or until >= last.at):
        call.break_off(last.at, last.why)
