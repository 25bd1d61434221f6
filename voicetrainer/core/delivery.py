"""How the trainee's voice moved against its own baseline, worked out from the finished timeline.

Theory of operation.  Only one thing is told here: a voice went up, by so many dB and semitones,
from when to when.  Why it did is nobody's business: a glad voice is raised as an angry one is,
and the figures cannot tell them apart.  Everything is relative to the same person on the same
device.  The baseline is what `calibrate` measured; without it, the trainee's first turns that
answer no hot line, if they hold enough voice.  Levels count only while the microphone's gain is
known to be fixed; where it is not, pitch must be further up to count alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Literal

from .events import (
    Answered,
    Baselined,
    Delivered,
    Event,
    GainJudged,
    LineEnded,
    LineStarted,
    Ms,
    Recognised,
    Saying,
    SpeechEnded,
    SpeechStarted,
    Trouble,
    Turn,
)
from .raised import (
    CLIPPED,
    FIRST_VALUES,
    Baseline,
    Height,
    Stretch,
    Up,
    baseline_of_windows,
    height_of,
    raised,
)

Gain = Literal["fixed", "automatic", "unknown"]

HOT_MOODS = ("angry", "furious")
LOUDER_DB = 3.0
"""A caller's line so far above the middle one is a loud one, whatever its mood."""
ENOUGH_VOICE: Ms = 2_500
"""Voiced time that a baseline from the first turns needs."""
OUT_OF_REST = 3.0
"""Semitones: a first turn so far over the lowest of them is not one at rest."""
REST_WINDOWS = 4
"""Voiced windows below which a turn's pitch is chance."""
FIRST_TURNS = 4
"""The baseline is looked for in so many turns from the beginning."""
PACE_WORDS, PACE_TIME = 8, 2_500
"""A turn shorter than this, in words or ms, has no pace."""


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """One turn, as it sounded."""

    onset: Ms
    end: Ms
    text: str
    height: Height
    pace: float | None
    """Words a minute of speaking time; None for a short or typed turn."""
    pauses: tuple[tuple[Ms, Ms], ...]
    """Silences inside it, onset and end."""
    after_hot: bool
    """It answers a line of the caller's that was hot or loud."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A call's."""

    gain: Gain
    baseline: Baseline | None
    replies: tuple[SpokenTurn, ...]
    stretches: tuple[Stretch, ...]
    voiced: Ms
    """Voice that was measured."""
    clipped: Ms = 0
    """How much of it in utterances that were clipped."""
    measured: bool = True
    """False if nobody measured, as in a typed or simulated call."""

    @property
    def level_used(self) -> bool:
        return self.gain == "fixed" and self.baseline is not None and self.baseline.level is not None

    @property
    def raised(self) -> Ms:
        """Time for which the voice was raised."""
        return sum(s.end - s.onset for s in self.stretches)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    onset: Ms
    end: Ms
    hot: bool


@dataclass(slots=True)
class _Heard:
    """What of the timeline is needed here."""

    delivered: dict[int, Delivered] = field(default_factory=dict)
    spans: dict[int, tuple[Ms, Ms]] = field(default_factory=dict)
    typed: set[int] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    gain: Gain = "unknown"
    calibrated: Baselined | None = None
    echo: bool = False


def delivery_of(timeline: Sequence[Event], up: Up = FIRST_VALUES) -> Delivery:
    """Work out how the trainee sounded in a finished (or broken off) call."""
    heard, lines = _heard(timeline), _lines(timeline)
    spoken = {n: _clean(d, lines, heard) for n, d in heard.delivered.items() if n not in heard.typed}
    turns = [t for t in heard.turns if not heard.typed & set(t.utterances)]
    baseline = _baseline(heard.calibrated, turns, spoken, lines)
    voiced = sum(d.voiced for d in spoken.values())
    return Delivery(
        gain=heard.gain,
        baseline=baseline,
        replies=tuple(_reply(t, spoken, heard, baseline, lines) for t in turns),
        stretches=tuple(_stretches(spoken, heard, baseline, up)),
        voiced=voiced,
        clipped=sum(d.voiced for d in spoken.values() if d.clipped > CLIPPED),
        measured=bool(heard.delivered),
    )


def _heard(timeline: Sequence[Event]) -> _Heard:
    heard = _Heard()
    for event in timeline:
        match event:
            case Delivered():
                heard.delivered[event.utterance] = event
            case SpeechStarted():
                heard.spans[event.utterance] = (event.onset, event.onset)
            case SpeechEnded() if event.utterance in heard.spans:
                heard.spans[event.utterance] = (heard.spans[event.utterance][0], event.end)
            case Recognised():
                heard.texts[event.utterance] = event.text
                if event.typed:
                    heard.typed.add(event.utterance)
            case Turn():
                heard.turns.append(event)
            case GainJudged():
                heard.gain = event.gain
            case Baselined():
                heard.calibrated = event
            case Answered(overlap_assessed=False) | Trouble(what="echo"):
                heard.echo = True
    return heard


def _lines(timeline: Sequence[Event]) -> list[_Line]:
    moods = {x.line: x.mood for x in timeline if isinstance(x, Saying)}
    ends = {x.line: x.end for x in timeline if isinstance(x, LineEnded)}
    started = [x for x in timeline if isinstance(x, LineStarted)]
    levels = [x.level for x in started if x.level is not None]
    loud = median(levels) + LOUDER_DB if levels else math.inf
    return [
        _Line(
            x.line, x.onset, ends.get(x.line, x.onset + x.length),
            moods.get(x.line) in HOT_MOODS or (x.level is not None and x.level >= loud),
        )
        for x in started
    ]  # fmt: skip


def _clean(delivered: Delivered, lines: list[_Line], heard: _Heard) -> Delivered:
    """Without the windows in which the microphone may have heard the caller."""
    if not heard.echo:
        return delivered
    own = [w for w in delivered.windows if not any(x.onset < w.end and w.onset < x.end for x in lines)]
    if len(own) == len(delivered.windows):
        return delivered
    voiced = delivered.voiced * len(own) // len(delivered.windows)
    onset, end = delivered.onset, delivered.end
    pitches = [w.pitch for w in own if w.pitch]
    return Delivered(
        delivered.at, delivered.utterance, onset, end,
        level=median(w.level for w in own) if own else None,
        pitch=median(pitches) if pitches else None,
        voiced=voiced, clipped=delivered.clipped, background=delivered.background, windows=tuple(own),
    )  # fmt: skip


# -- the baseline ------------------------------------------------------------------------------


def _baseline(
    calibrated: Baselined | None, turns: list[Turn], spoken: dict[int, Delivered], lines: list[_Line]
) -> Baseline | None:
    if calibrated is not None and calibrated.pitch is not None:
        return Baseline(
            calibrated.level, calibrated.pitch, calibrated.level_spread, calibrated.pitch_spread,
            balance=calibrated.balance,
        )  # fmt: skip
    chosen = _alike([t for t in turns[:FIRST_TURNS] if not _after_hot(t, turns, lines)], spoken)
    own = [spoken[n] for t in chosen for n in t.utterances if n in spoken]
    voiced = sum(d.voiced for d in own)
    if voiced < ENOUGH_VOICE:
        return None
    windows = [w for d in own for w in d.windows]
    usable = all(d.clipped <= CLIPPED for d in own)
    rest = baseline_of_windows(windows, usable)
    spans = tuple((t.onset, t.end) for t in chosen)
    return rest and replace(rest, source="first turns", turns=spans, voiced=voiced)


def _alike(turns: list[Turn], spoken: dict[int, Delivered]) -> list[Turn]:
    """Without those that lie high over the lowest: a voice that was raised early is no voice at rest."""
    pitches = {id(t): p for t in turns if (p := _pitch(t, spoken)) is not None}
    if len(pitches) < 2:
        return turns
    limit = min(pitches.values()) * 2 ** (OUT_OF_REST / 12)
    return [t for t in turns if pitches.get(id(t), 0.0) <= limit]


def _pitch(turn: Turn, spoken: dict[int, Delivered]) -> float | None:
    found = [w.pitch for n in turn.utterances if n in spoken for w in spoken[n].windows if w.pitch]
    return median(found) if len(found) >= REST_WINDOWS else None


# -- replies -----------------------------------------------------------------------------------


def _reply(
    turn: Turn, spoken: dict[int, Delivered], heard: _Heard, baseline: Baseline | None, lines: list[_Line]
) -> SpokenTurn:
    own = [spoken[n] for n in turn.utterances if n in spoken]
    windows = [w for d in own for w in d.windows]
    height = height_of(windows, baseline, _levels(own, heard))
    spans = [heard.spans[n] for n in turn.utterances if n in heard.spans]
    pauses = tuple((a[1], b[0]) for a, b in pairwise(spans) if b[0] > a[1])
    hot = _after_hot(turn, heard.turns, lines)
    return SpokenTurn(turn.onset, turn.end, turn.text, height, _pace(turn, spans), pauses, hot)


def _after_hot(turn: Turn, turns: list[Turn], lines: list[_Line]) -> bool:
    """Was any line hot that the caller began since the turn before, or else the last one before that?"""
    before = max((t.onset for t in turns if t.onset < turn.onset), default=-1)
    heard = [line for line in lines if line.onset < turn.onset]
    since = [line for line in heard if line.onset > before]
    return any(line.hot for line in since or heard[-1:])


def _levels(own: Sequence[Delivered], heard: _Heard) -> bool:
    return heard.gain == "fixed" and all(d.clipped <= CLIPPED for d in own)


def _pace(turn: Turn, spans: Sequence[tuple[Ms, Ms]]) -> float | None:
    """Words a minute; the silences between a turn's utterances count for nothing."""
    words, time = len(turn.text.split()), sum(end - onset for onset, end in spans)
    return 60_000 * words / time if words >= PACE_WORDS and time >= PACE_TIME else None


# -- raised stretches ----------------------------------------------------------------------------


def _stretches(
    spoken: dict[int, Delivered], heard: _Heard, baseline: Baseline | None, up: Up
) -> Iterator[Stretch]:
    if baseline is None:
        return
    for number, delivered in spoken.items():
        words = heard.texts.get(number, "")
        for found in raised(delivered, baseline, _levels([delivered], heard), up):
            yield Stretch(found.onset, found.end, found.height, words)
