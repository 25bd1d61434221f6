"""One side of a recorded call: what was said on it, when, in which words, and how it sounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING

from ...core import events as e
from ...core.ports import BLOCK, RATE, DeliveryMeter, Ear, Vad
from ...core.turns import TurnDetector
from ..parts import Edges, Gate

if TYPE_CHECKING:
    from ...core.ports import Samples

PRE_ROLL: e.Ms = 240
"""Sound from before the onset that the ear gets too: first consonants are soft."""
TELLING: e.Ms = 1_500
"""Shorter stretches do not tell how well the words are made out: names and noises are as short."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One stretch of speech."""

    onset: e.Ms
    end: e.Ms
    text: str
    confidence: float = 1.0
    pauses: tuple[tuple[e.Ms, e.Ms], ...] = ()
    """Moments without voice inside it, shorter than the endpoint."""
    level: float | None = None
    """dBFS."""
    delivered: e.Delivered | None = None
    """None where nobody measured, as in a transcript; its number counts for nothing."""

    @property
    def worded(self) -> bool:
        """A cough or a door has no words."""
        return any(c.isalnum() for c in self.text)


@dataclass(frozen=True, slots=True)
class Lane:
    spoken: tuple[Spoken, ...]
    """In order; they do not overlap."""
    gains: tuple[e.GainJudged, ...] = ()
    """What was known of the recording's gain, as it became known."""

    @property
    def words(self) -> int:
        return sum(len(one.text.split()) for one in self.spoken)

    @property
    def sureness(self) -> float:
        """Of its words on the whole, 0…1, by the length of what was said; 1 where too little was."""
        telling = [one for one in self.spoken if one.worded and one.end - one.onset >= TELLING]
        length = sum(one.end - one.onset for one in telling)
        return sum((one.end - one.onset) * one.confidence for one in telling) / length if length else 1.0

    @property
    def above_noise(self) -> float | None:
        """dB by which the voice stands above what is heard behind it, in the middle; None if not known."""
        heard = [one.delivered for one in self.spoken if one.worded and one.delivered]
        apart = [x.level - x.background for x in heard if x.level is not None and x.background is not None]
        return median(apart) if apart else None


@dataclass(frozen=True, slots=True)
class Tools:
    """What listens; the functions make it anew for each lane."""

    vad: Callable[[], Vad]
    gate: Callable[[], Gate]
    edges: Callable[[], Edges]
    meter: Callable[[], DeliveryMeter]
    ear: Ear


@dataclass(slots=True)
class _Listening:
    samples: Samples
    tools: Tools
    edges: Edges
    meter: DeliveryMeter
    found: list[Spoken] = field(default_factory=list)
    gains: list[e.GainJudged] = field(default_factory=list)
    _onset: e.Ms = 0
    _pauses: list[tuple[e.Ms, e.Ms]] = field(default_factory=list)

    def noticed(self, event: e.Event) -> None:
        match event:
            case e.SpeechStarted():
                self._onset, self._pauses = event.onset, []
            case e.SpeechPaused():
                self._pauses.append((event.end, event.end))
            case e.SpeechResumed() if self._pauses:
                self._pauses[-1] = (self._pauses[-1][0], max(self._pauses[-1][0], event.onset))
            case e.SpeechEnded():
                self._ended(event)

    def _ended(self, event: e.SpeechEnded) -> None:
        first, last = max(0, self._onset - PRE_ROLL) * RATE // 1000, event.at * RATE // 1000
        heard = self.tools.ear.recognise(self.samples[first:last])
        delivered = self.meter.measure(event.at, event.utterance, self._onset, event.end)
        if gain := self.meter.gain(event.at):
            self.gains.append(gain)
        pauses = tuple(p for p in self._pauses if p[0] < p[1] <= event.end)
        self.found.append(
            Spoken(
                self._onset,
                event.end,
                heard.text.strip(),
                heard.confidence,
                pauses,
                delivered.level,
                delivered,
            )
        )


def listen(samples: Samples, own: Sequence[bool], tools: Tools) -> Lane:
    """Everything that was said on this side.  `own`: may each 20 ms block be this side's own voice?

    Raises EngineError.
    """
    vad, gate, detector = tools.vad(), tools.gate(), TurnDetector()
    listening = _Listening(samples, tools, tools.edges(), tools.meter())
    vad.reset()
    gate.reset()
    whole = len(samples) // BLOCK
    for place in range(whole):
        block = samples[place * BLOCK : (place + 1) * BLOCK]
        listening.edges.push(block)
        voiced = gate.push(vad.speech(block)) and bool(own[place])
        listening.meter.push(block, voiced)
        for event in detector.push(voiced):
            listening.noticed(listening.edges.refine(event))
    for event in detector.stop():
        listening.noticed(listening.edges.refine(event))
    return Lane(tuple(_apart(listening.found)), tuple(listening.gains))


def _apart(spoken: Sequence[Spoken]) -> list[Spoken]:
    """An edge that was refined may reach into the speech before it."""
    found: list[Spoken] = []
    for one in spoken:
        onset = max(one.onset, found[-1].end) if found else one.onset
        found.append(replace(one, onset=onset, end=max(one.end, onset + 20)))
    return found
