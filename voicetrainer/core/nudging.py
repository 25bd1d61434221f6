"""A timeline with small doubts put into its times: speech that began or ended a little elsewhere,
or all of it a little longer.  The order of events stays, and so does the caller's way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from .events import (
    Credited,
    Delivered,
    Event,
    Faulted,
    Interrupted,
    Ms,
    Recognised,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    Turn,
    Unclear,
)

SHORTEST: Ms = 20
"""What is left of a short sound whose onset moved behind its end: one frame."""
_TIMES = frozenset(
    ("at", "onset", "end", "rang", "length", "fto", "overlap", "until", "voiced", "lost", "start")
)
"""Fields that hold a time or a duration."""
_PARTS = frozenset(("marks", "windows"))
"""Fields that hold marks or windows."""


@dataclass(frozen=True, slots=True)
class _Moved:
    """Where an utterance lay, and where it lies now."""

    onset: Ms
    end: Ms
    new_onset: Ms
    new_end: Ms


def shifted(timeline: Sequence[Event], onset: Ms, end: Ms) -> list[Event]:
    """Every onset of the trainee's speech moved by `onset`, every end by `end`; negative is earlier.

    The caller's times are known exactly, and typed words have none to doubt.
    """
    moved = _moved(timeline, onset, end)
    begun = {one.onset: one.new_onset for one in moved.values()}
    return [_shifted(event, moved, begun, onset, end) for event in timeline]


def stretched(timeline: Sequence[Event], by: float) -> list[Event]:
    """Everything takes `by` times as long.

    What is judged hangs on durations against limits: a call stretched by 1 / 0.95 is judged as the
    call itself would be with every fixed limit 5 % lower.
    """
    return [_stretched(event, by) for event in timeline]


def _moved(timeline: Sequence[Event], onset: Ms, end: Ms) -> dict[int, _Moved]:
    """An utterance never begins before the one before it ended, nor ends before it began."""
    typed = {x.utterance for x in timeline if isinstance(x, Recognised) and x.typed}
    begun = {x.utterance: x.onset for x in timeline if isinstance(x, SpeechStarted)}
    moved: dict[int, _Moved] = {}
    last = 0
    for event in timeline:
        if not isinstance(event, SpeechEnded) or event.utterance not in begun:
            continue
        was = begun[event.utterance]
        if event.utterance in typed:
            one = _Moved(was, event.end, was, event.end)
        else:
            new = max(min(last, was), was + onset)
            one = _Moved(was, event.end, new, max(new + SHORTEST, event.end + end))
        moved[event.utterance] = one
        last = one.new_end
    return moved


def _shifted(event: Event, moved: Mapping[int, _Moved], begun: Mapping[Ms, Ms], onset: Ms, end: Ms) -> Event:
    match event:
        case Turn() | Unclear():
            return _turn(event, moved, end)
        case Credited() | Faulted():
            new = begun.get(event.onset, event.onset)
            return replace(event, onset=new, end=max(new, event.end))
        case SpeechStarted() | SpeechResumed() | SpeechPaused() | SpeechEnded() | Delivered() | Interrupted():
            one = moved.get(event.utterance)
            return _speech(event, one, onset, end) if one else event
    return event


def _speech(
    event: SpeechStarted | SpeechResumed | SpeechPaused | SpeechEnded | Delivered | Interrupted,
    one: _Moved,
    onset: Ms,
    end: Ms,
) -> Event:
    match event:
        case SpeechStarted():
            return replace(event, onset=one.new_onset)
        case SpeechResumed():
            return replace(event, onset=_inside(event.onset + onset, one))
        case SpeechPaused():
            return replace(event, end=_inside(event.end + end, one))
        case SpeechEnded():
            return replace(event, end=one.new_end)
        case Delivered():
            return replace(event, onset=one.new_onset, end=one.new_end)
        case Interrupted():
            return replace(event, overlap=max(0, event.overlap - (one.new_onset - one.onset)))


def _inside(time: Ms, one: _Moved) -> Ms:
    return min(max(time, one.new_onset), one.new_end)


def _turn(event: Turn | Unclear, moved: Mapping[int, _Moved], end: Ms) -> Event:
    first, last = (moved.get(event.utterances[place]) for place in (0, -1))
    if first is None or last is None:
        return event
    by = first.new_onset - first.onset
    new_end = last.new_end if event.end == last.end else max(event.onset + by + SHORTEST, event.end + end)
    if isinstance(event, Unclear):
        return replace(event, onset=event.onset + by, end=new_end)
    return replace(event, onset=event.onset + by, end=new_end, fto=event.fto + by)


def _stretched(event: Event, by: float) -> Event:
    new: dict[str, Any] = {}
    for field in fields(event):
        value = getattr(event, field.name)
        if field.name in _TIMES:
            new[field.name] = round(value * by)
        elif field.name in _PARTS:
            new[field.name] = tuple(
                replace(part, onset=round(part.onset * by), end=round(part.end * by)) for part in value
            )
    return replace(event, **new)
