"""Who had the floor: the finished timeline as utterances, lines, gaps and overlaps with classes.

React early, judge late: the caller's live reaction may have been wrong; what is judged is worked
out here, once, from the whole timeline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .events import Mark, Ms

OverlapKind = Literal[
    "backchannel",  # up to 2 listed words, floor not taken: credited, capped
    "terminal",  # begins where the turn could have passed: neutral
    "simultaneous start",  # both began together, or the caller cut in: neutral
    "false ending",  # in a pause inside a line: a mild class of its own
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
