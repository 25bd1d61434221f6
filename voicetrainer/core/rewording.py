"""A timeline as it would be, had some utterances been heard in other words.

The caller's way stays as it was.  Words, what they do, and the credits and faults that follow from
them are those of the new words, in the state that the call was in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .events import (
    Backchannel,
    Event,
    LineEnded,
    Overlapped,
    Recognised,
    Saying,
    Turn,
    Unclear,
)
from .marking import Marker
from .ports import Reader


def reworded(
    timeline: Sequence[Event],
    marker: Marker,
    words: Mapping[int, str],
    reader: Reader | None = None,
    sure: bool = True,
) -> list[Event]:
    """`words`: by number of the utterance.  `reader` tells what they do; without one, nobody looked.

    If they are `sure`, an unclear turn becomes a turn; else the doubt about them is as it was.
    """
    texts = {x.utterance: x.text for x in timeline if isinstance(x, Recognised)} | dict(words)
    turns: dict[int, Turn] = {}
    changed: list[Event] = []
    before, free = "", 0
    for place, event in enumerate(timeline):
        match event:
            case Saying():
                before = event.text
            case LineEnded():
                free = event.end
            case Turn() if words.keys() & set(event.utterances):
                turns[place] = _turn(event, texts, reader, before, sure)
            case Unclear() if sure and words.keys() & set(event.utterances):
                turn = Turn(event.at, event.utterances, event.onset, event.end, event.onset - free, "")
                turns[place] = _turn(turn, texts, reader, before, sure)
        changed.append(_heard(event, words, reader, before, sure))
    return marker.remarked(changed, turns)


def _heard(event: Event, words: Mapping[int, str], reader: Reader | None, before: str, sure: bool) -> Event:
    match event:
        case Recognised() if event.utterance in words:
            confidence = 1.0 if sure else event.confidence
            return replace(event, text=words[event.utterance], confidence=confidence)
        case Backchannel() if event.utterance in words:
            return replace(event, text=words[event.utterance])
        case Overlapped() if event.utterance in words:
            text = words[event.utterance]
            return replace(event, text=text, acts=reader(text, before) if reader else None)
    return event


def _turn(turn: Turn, texts: Mapping[int, str], reader: Reader | None, before: str, sure: bool) -> Turn:
    text = " ".join(t for n in turn.utterances if (t := texts.get(n, "").strip()))
    acts = reader(text, before) if reader else None
    return replace(turn, text=text, acts=acts, confidence=1.0 if sure else turn.confidence)
