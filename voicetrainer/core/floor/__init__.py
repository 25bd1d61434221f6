"""Who had the floor: the finished timeline as utterances, lines, gaps and overlaps with classes.

React early, judge late: the caller's live reaction may have been wrong; what is judged is worked
out here, once, from the whole timeline.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..events import Answered, Event, Ms, Turn
from ..scenario import Scenario
from .content import Content, content_of
from .heard import Line, Utterance, lines_in, utterances_in
from .overlap import GIVES_WAY, SAME_START, TERMINAL, TOUCH, Overlap, OverlapKind, overlaps_of
from .silence import DEAD_AIR, Silence, SilenceKind, empty_in, silences_of
from .talk import Monologue, Phase, complaint_of, monologue_of

__all__ = [
    "DEAD_AIR", "GIVES_WAY", "SAME_START", "TERMINAL", "TOUCH", "Content", "Floor", "Line", "Monologue",
    "Overlap", "OverlapKind", "Phase", "ReplyGap", "Silence", "SilenceKind", "Utterance", "content_of",
    "floor_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReplyGap:
    """From the caller's end to the trainee's onset; negative is overlap."""

    fto: Ms
    onset: Ms
    end: Ms
    after_line: int


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
    rang: Ms = 0
    """How long the phone rang before it was answered."""
    complaint: Phase | None = None
    """The part of the call in which listening comes first; None if there was none."""
    monologue: Monologue | None = None
    """The trainee's longest one."""
    longest_silence: Ms = 0
    """In which the caller listened and nobody spoke; announced ones are none."""

    @property
    def talk_share(self) -> float:
        """Trainee's part of all speech, 0…1; 0 if nobody spoke."""
        both = self.trainee_ms + self.caller_ms
        return self.trainee_ms / both if both else 0.0


def floor_of(timeline: Sequence[Event], scenario: Scenario) -> Floor:
    """Work out the floor from a finished (or broken off) timeline."""
    last = timeline[-1].at if timeline else 0
    utterances, lines = utterances_in(timeline, last), lines_in(timeline, last)
    spoken = [u for u in utterances if not u.typed]
    silences = silences_of(timeline, utterances, scenario)
    told = {s.onset for s in silences if s.kind == "announced pause"}
    empty = [end - onset for onset, end in empty_in(timeline, utterances) if onset not in told]
    return Floor(
        utterances=utterances,
        lines=lines,
        overlaps=overlaps_of(spoken, lines, scenario),
        gaps=tuple(_gaps(timeline, lines)),
        silences=silences,
        duration=last,
        trainee_ms=sum(u.end - u.onset for u in spoken),
        caller_ms=sum(line.end - line.onset for line in lines),
        rang=next((x.rang for x in timeline if isinstance(x, Answered)), 0),
        complaint=complaint_of(timeline, spoken, lines, last),
        monologue=monologue_of(spoken, lines),
        longest_silence=max(empty, default=0),
    )


def _gaps(timeline: Sequence[Event], lines: Sequence[Line]) -> Iterator[ReplyGap]:
    onsets = [line.onset for line in lines]
    for event in timeline:
        if isinstance(event, Turn):
            before = bisect_left(onsets, event.onset)
            start, end = sorted((event.onset - event.fto, event.onset))
            yield ReplyGap(event.fto, start, end, lines[before - 1].number if before else 0)
