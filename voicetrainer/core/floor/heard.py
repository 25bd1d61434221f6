"""What was heard of the two people: a timeline as utterances and caller lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..events import (
    DialogueAct,
    Event,
    LineEnded,
    LineStarted,
    Mark,
    Ms,
    Overlapped,
    Recognised,
    Saying,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    Turn,
    Unclear,
)
from ..match import plain

Stretch = tuple[Ms, Ms]
"""Onset and end."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch of trainee speech."""

    number: int
    onset: Ms
    end: Ms
    text: str
    confidence: float
    typed: bool = False
    took_floor: bool = False
    """It became (part of) a Turn or an Unclear."""
    unclear: bool = False
    """Its words were too unsure to be answered."""
    pauses: tuple[Stretch, ...] = ()
    """Moments without voice inside it, shorter than the endpoint."""
    acts: tuple[DialogueAct, ...] | None = None
    """What its words do; None if nobody looked."""
    others: tuple[str, ...] = ()
    """Other readings of the ear's."""
    heard: bool = False
    """The ear is done with it."""

    @property
    def worded(self) -> bool:
        """A cough or a door has no words."""
        return bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Line:
    """One caller line as it was heard."""

    number: int
    onset: Ms
    end: Ms
    text: str
    mood: str
    cut: bool
    marks: tuple[Mark, ...] = ()
    length: Ms = 0
    """As it was rendered: a cut line was heard to `end` only."""


def utterances_in(timeline: Sequence[Event], last: Ms) -> tuple[Utterance, ...]:
    """All stretches of trainee speech; one that never ended ends at `last`."""
    found: dict[int, Utterance] = {}
    for event in timeline:
        match event:
            case SpeechStarted():
                found[event.utterance] = Utterance(event.utterance, event.onset, last, "", 0.0)
            case SpeechPaused() | SpeechResumed() | SpeechEnded() | Recognised() | Overlapped():
                if event.utterance in found:
                    found[event.utterance] = _told(found[event.utterance], event)
            case Turn() | Unclear():
                several = len(event.utterances) > 1
                for number in (n for n in event.utterances if n in found):
                    found[number] = _answered(found[number], event, several)
    return tuple(_closed(speech) for speech in found.values())


def _told(
    speech: Utterance, event: SpeechPaused | SpeechResumed | SpeechEnded | Recognised | Overlapped
) -> Utterance:
    match event:
        case SpeechPaused():
            return replace(speech, pauses=(*speech.pauses, (event.end, event.end)))
        case SpeechResumed() if speech.pauses:
            *before, (begin, _) = speech.pauses
            return replace(speech, pauses=(*before, (begin, max(begin, event.onset))))
        case SpeechEnded():
            return replace(speech, end=event.end)
        case Recognised():
            return replace(
                speech, text=event.text, confidence=event.confidence, typed=event.typed,
                others=event.alternatives, heard=True,
            )  # fmt: skip
        case Overlapped():
            return replace(speech, acts=event.acts)
    return speech


def _answered(speech: Utterance, event: Turn | Unclear, several: bool) -> Utterance:
    if isinstance(event, Unclear):
        return replace(speech, took_floor=True, unclear=True)
    acts = event.acts
    if acts is not None and several:
        own = f" {' '.join(plain(speech.text))} "
        acts = tuple(act for act in acts if f" {' '.join(plain(act.words))} " in own)
    return replace(speech, took_floor=True, acts=acts)


def _closed(speech: Utterance) -> Utterance:
    """Without the pause in which it ended."""
    return replace(speech, pauses=tuple(p for p in speech.pauses if p[0] < p[1] <= speech.end))


def lines_in(timeline: Sequence[Event], last: Ms) -> tuple[Line, ...]:
    """All caller lines that were heard, in the order in which they began."""
    said: dict[int, Saying] = {}
    found: dict[int, Line] = {}
    for event in timeline:
        match event:
            case Saying():
                said[event.line] = event
            case LineStarted():
                saying = said[event.line]
                end = min(event.onset + event.length, max(last, event.onset))
                found[event.line] = Line(
                    event.line, event.onset, end, saying.text, saying.mood, False, event.marks, event.length
                )  # fmt: skip
            case LineEnded() if event.line in found:
                found[event.line] = replace(found[event.line], end=event.end, cut=event.cut)
    return tuple(sorted(found.values(), key=lambda line: line.onset))
