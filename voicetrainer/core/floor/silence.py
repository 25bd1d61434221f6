"""Silences in which the floor was the trainee's: dead air, announced pauses, holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ..events import (
    Backchannel,
    Did,
    Ended,
    Event,
    LineStarted,
    Listening,
    Ms,
    Overlapped,
    SpeechStarted,
    Turn,
    Unclear,
)
from ..scenario import Scenario
from .content import matcher_of
from .heard import Stretch, Utterance
from .overlap import TOUCH

SilenceKind = Literal["dead air", "announced pause", "hold"]

DEAD_AIR: Ms = 5_000
ASKED_BEFORE: Ms = 20_000
"""A hold was asked for if that was said no longer ago: the caller's "yes" lies between."""
ASKS = ("hold request", "permission")
"""Acts that ask for a hold, or announce a pause."""


@dataclass(frozen=True, slots=True)
class Silence:
    kind: SilenceKind
    onset: Ms
    end: Ms
    asked: bool = False
    """The trainee had asked for it, or announced it."""
    words: str = ""
    """With which they did."""

    @property
    def length(self) -> Ms:
        return self.end - self.onset


def silences_of(
    timeline: Sequence[Event], utterances: Sequence[Utterance], scenario: Scenario
) -> tuple[Silence, ...]:
    """Dead air, announced pauses and holds, as they came."""
    asks = {u.number for u in utterances if _asks(u, scenario)}
    empty = [x for x in empty_in(timeline, utterances) if x[1] - x[0] >= DEAD_AIR]
    found = [_announced(onset, end, utterances, asks) for onset, end in empty]
    found += [_hold(onset, end, utterances, asks) for onset, end in _holds(timeline)]
    return tuple(sorted(found, key=lambda silence: silence.onset))


def empty_in(timeline: Sequence[Event], utterances: Sequence[Utterance]) -> Iterator[Stretch]:
    """Stretches in which the caller listened and nobody spoke, however short.

    Each begins where the caller let the floor go, or after a sound that nobody answered.
    """
    spoken = {u.number: u for u in utterances}
    free: Ms | None = None
    listening = False
    for event in timeline:
        match event:
            case Listening():
                listening, free = True, event.onset if free is None else free
            case SpeechStarted() if not _counts(spoken[event.utterance]):
                continue  # a cough ends no silence
            case Backchannel() | Overlapped() if listening and free is None:
                free = spoken[event.utterance].end
            case Turn() | Unclear():
                listening, free = False, None
            case SpeechStarted() | LineStarted() | Ended() | Did(act="hold"):
                end = event.at if isinstance(event, Ended | Did) else event.onset
                if free is not None and end > free:
                    yield free, end
                listening, free = listening and isinstance(event, SpeechStarted), None


def _counts(speech: Utterance) -> bool:
    return speech.worded or speech.took_floor or not speech.heard


def _holds(timeline: Sequence[Event]) -> Iterator[Stretch]:
    """The caller speaks up by herself when it lasts too long; then the hold is over too."""
    held: Ms | None = None
    for event in timeline:
        match event:
            case Did(act="hold"):
                held = event.at if held is None else held
            case Did(act="resume") | LineStarted() | Ended() if held is not None:
                yield held, event.at
                held = None


def _announced(onset: Ms, end: Ms, utterances: Sequence[Utterance], asks: set[int]) -> Silence:
    before = [u for u in utterances if u.end <= onset + TOUCH and _counts(u)][-1:]
    told = next((u for u in before if u.number in asks), None)
    return Silence("announced pause" if told else "dead air", onset, end, told is not None,
                   told.text if told else "")  # fmt: skip


def _hold(onset: Ms, end: Ms, utterances: Sequence[Utterance], asks: set[int]) -> Silence:
    asked = [u for u in utterances
             if u.number in asks and u.onset <= onset and onset - u.end <= ASKED_BEFORE]  # fmt: skip
    return Silence("hold", onset, end, bool(asked), asked[-1].text if asked else "")


def _asks(speech: Utterance, scenario: Scenario) -> bool:
    if speech.acts is not None and any(act.name == ASKS[0] for act in speech.acts):
        return True
    matcher = matcher_of((("announcement", scenario.announcements),))
    return speech.worded and matcher.find("announcement", speech.text) is not None
