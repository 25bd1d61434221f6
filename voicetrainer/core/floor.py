"""Who had the floor: the finished timeline as utterances, lines, gaps and overlaps with classes.

React early, judge late: the caller's live reaction may have been wrong; what is judged is worked
out here, once, from the whole timeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .events import (
    Did,
    Ended,
    Event,
    LineEnded,
    LineStarted,
    Listening,
    Mark,
    Ms,
    Recognised,
    Saying,
    SpeechEnded,
    SpeechStarted,
    Turn,
    Unclear,
)
from .match import Matcher, is_backchannel, words_outside
from .scenario import Scenario

OverlapKind = Literal[
    "backchannel",  # up to 2 listed words, floor not taken: credited, capped
    "terminal",  # begins where the turn could have passed: neutral
    "simultaneous start",  # both began together, or the caller cut in: neutral
    "false ending",  # in a pause inside a line: a mild class of its own
    "short overlap",  # one word or an unclear sound, gone before it could stop the caller: neutral
    "interruption",  # the rest
    "gave way",  # the trainee stopped when the caller cut in: credited
]
SilenceKind = Literal["dead air", "announced pause", "hold"]


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


@dataclass(frozen=True, slots=True)
class Overlap:
    kind: OverlapKind
    utterance: int
    line: int
    onset: Ms
    """When the overlap began (the later of the two onsets)."""
    end: Ms
    words: str


@dataclass(frozen=True, slots=True)
class ReplyGap:
    """From the caller's end to the trainee's onset; negative is overlap."""

    fto: Ms
    onset: Ms
    end: Ms
    after_line: int


@dataclass(frozen=True, slots=True)
class Silence:
    kind: SilenceKind
    onset: Ms
    end: Ms


@dataclass(frozen=True, slots=True)
class Floor:
    utterances: tuple[Utterance, ...]
    lines: tuple[Line, ...]
    overlaps: tuple[Overlap, ...]
    gaps: tuple[ReplyGap, ...]
    silences: tuple[Silence, ...]
    duration: Ms
    trainee_ms: Ms
    """Time the trainee spoke."""
    caller_ms: Ms

    @property
    def talk_share(self) -> float:
        """Trainee's part of all speech, 0…1; 0 if nobody spoke."""
        both = self.trainee_ms + self.caller_ms
        return self.trainee_ms / both if both else 0.0


# -- first values of the timing; all are printed in the report ---------------------------------

TERMINAL: Ms = 400
"""Speech that begins so late in a line or sentence foresaw its end."""
SAME_START: Ms = 300
DEAD_AIR: Ms = 5_000
GIVES_WAY: Ms = 1_000
"""Whoever stops so soon after the caller cut in has given way."""
TOUCH: Ms = 60
"""Overlaps shorter than the detector's own doubt are none."""


def floor_of(timeline: Sequence[Event], scenario: Scenario) -> Floor:
    """Work out the floor from a finished (or broken off) timeline."""
    last = timeline[-1].at if timeline else 0
    utterances, lines = _utterances(timeline, last), _lines(timeline, last)
    spoken = [u for u in utterances if not u.typed]
    return Floor(
        utterances=utterances,
        lines=lines,
        overlaps=tuple(o for u in spoken for o in _overlaps(u, lines, scenario)),
        gaps=_gaps(timeline, lines),
        silences=_silences(timeline, utterances, scenario),
        duration=last,
        trainee_ms=sum(u.end - u.onset for u in spoken),
        caller_ms=sum(line.end - line.onset for line in lines),
    )


def _utterances(timeline: Sequence[Event], last: Ms) -> tuple[Utterance, ...]:
    found: dict[int, Utterance] = {}
    for event in timeline:
        match event:
            case SpeechStarted():
                found[event.utterance] = Utterance(event.utterance, event.onset, last, "", 0.0)
            case SpeechEnded():
                found[event.utterance] = replace(found[event.utterance], end=event.end)
            case Recognised():
                found[event.utterance] = replace(
                    found[event.utterance],
                    text=event.text, confidence=event.confidence, typed=event.typed,
                )  # fmt: skip
            case Turn() | Unclear():
                for number in event.utterances:
                    found[number] = replace(found[number], took_floor=True)
    return tuple(found.values())


def _lines(timeline: Sequence[Event], last: Ms) -> tuple[Line, ...]:
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
                    event.line, event.onset, end, saying.text, saying.mood, False, event.marks
                )  # fmt: skip
            case LineEnded() if event.line in found:
                found[event.line] = replace(found[event.line], end=event.end, cut=event.cut)
    return tuple(found.values())


def _overlaps(speech: Utterance, lines: tuple[Line, ...], scenario: Scenario) -> Iterator[Overlap]:
    """An utterance is judged by the first line it touched; then it was the caller who came in again."""
    found = [o for line in lines if (o := _overlap(speech, line, scenario))]
    yield from found[:1]
    for later in found[1:]:
        yield later if later.kind == "backchannel" else replace(later, kind="simultaneous start")


def _overlap(speech: Utterance, line: Line, scenario: Scenario) -> Overlap | None:
    onset, end = max(speech.onset, line.onset), min(speech.end, line.end)
    if end - onset < TOUCH or not speech.text.strip():  # a cough or a door: no words
        return None
    kind = _overlap_kind(speech, line, scenario)
    return Overlap(kind, speech.number, line.number, onset, end, speech.text)


def _overlap_kind(speech: Utterance, line: Line, scenario: Scenario) -> OverlapKind:
    into = speech.onset - line.onset
    if into < 0:
        cut_in = -into > SAME_START and not line.cut and speech.end - line.onset <= GIVES_WAY
        return "gave way" if cut_in else "simultaneous start"
    if is_backchannel(speech.text, scenario.backchannels):
        return "backchannel"
    if into <= SAME_START:
        return "simultaneous start"
    place = _place_in_line(into, line)
    mild = place in ("interruption", "false ending") and _slight(speech, line, scenario)
    return "short overlap" if mild else place


def _slight(speech: Utterance, line: Line, scenario: Scenario) -> bool:
    """Too little to tell from a backchannel, which recognisers often write as some short word."""
    short = speech.end - speech.onset < scenario.barge_in_after and not speech.took_floor
    return short and not line.cut and words_outside(speech.text, scenario.backchannels) <= 1


def _place_in_line(into: Ms, line: Line) -> OverlapKind:
    """Where in the line the speech began; the line may have been cut, its marks know its whole length."""
    if any(m.kind == "pause" and m.onset - TERMINAL <= into <= m.end for m in line.marks):
        return "false ending"
    sentences = [m for m in line.marks if m.kind == "sentence"]
    # after a sentence the turn could have passed until the next one began
    begins = [m.onset for m in sentences[1:]] + [0]
    passes = [(m.end, max(m.end, after)) for m, after in zip(sentences, begins, strict=True)]
    if not line.cut:
        passes.append((line.end - line.onset,) * 2)
    if any(end - TERMINAL <= into <= until for end, until in passes):
        return "terminal"
    return "interruption"


def _gaps(timeline: Sequence[Event], lines: tuple[Line, ...]) -> tuple[ReplyGap, ...]:
    found: list[ReplyGap] = []
    for event in timeline:
        if isinstance(event, Turn):
            before = [line.number for line in lines if line.onset < event.onset]
            free = event.onset - event.fto
            start, end = sorted((free, event.onset))
            found.append(ReplyGap(event.fto, start, end, before[-1] if before else 0))
    return tuple(found)


def _silences(
    timeline: Sequence[Event], utterances: tuple[Utterance, ...], scenario: Scenario
) -> tuple[Silence, ...]:
    """Stretches in which the caller listened and nobody spoke, and the holds."""
    announce = Matcher({"announcement": scenario.announcements})
    found: list[Silence] = []
    free: Ms | None = None
    held: Ms | None = None
    for event in timeline:
        match event:
            case Listening():
                free = event.onset if free is None else free
            case SpeechStarted() | LineStarted() | Ended() | Did(act="hold"):
                end = event.at if isinstance(event, Ended | Did) else event.onset
                if free is not None and end - free >= DEAD_AIR:
                    told = _announced(announce, utterances, free)
                    found.append(Silence("announced pause" if told else "dead air", free, end))
                free = None
                held = end if isinstance(event, Did) else held
            case Did(act="resume") if held is not None:
                found.append(Silence("hold", held, event.at))
                held = None
    return tuple(found)


def _announced(announce: Matcher, utterances: tuple[Utterance, ...], at: Ms) -> bool:
    before = [u for u in utterances if u.end <= at + TOUCH]
    return bool(before) and announce.find("announcement", before[-1].text) is not None
