"""How much of the talking was whose: by phase, and at a stretch.

The *complaint phase* is the part of a call in which listening comes first.  It begins with the
caller's first line that is long enough to be a story and is said in a hot mood.  It is over where
the caller lets the floor go before the trainee's first turn that was credited as an acknowledgement,
or that was followed by a line in a cooler mood than the hottest so far, whichever comes first.  A
call that never comes to either has, for want of a better end, its first third taken, and at least
the story itself.  A caller who never speaks in a hot mood has no complaint phase.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ..events import Credited, Event, Ms
from .heard import Line, Stretch, Utterance

STORY: Ms = 3_000
"""A caller line from this length on is one to listen to."""
BREAK: Ms = 2_000
"""A silence of this length ends a monologue."""
HOT = {"furious": 4, "angry": 3, "tearful": 2, "anxious": 2, "cold": 2, "tired": 1}
"""Moods by heat; the others are cooler than all of these."""
COMPLAINS = 2
"""Heat from which on a story is a complaint."""
ACKNOWLEDGES = frozenset(("E02", "E03", "L06", "V01", "V03", "V05"))
"""Advice whose checkpoints acknowledge what the caller said: said back, felt with, taken seriously."""

Closed = Literal["acknowledged", "cooler", "first third"]


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the call, and who talked in it."""

    onset: Ms
    end: Ms
    trainee_ms: Ms
    caller_ms: Ms
    closed: Closed

    @property
    def share(self) -> float:
        """The trainee's part of the talking, 0…1."""
        both = self.trainee_ms + self.caller_ms
        return self.trainee_ms / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Monologue:
    """The trainee speaks at a stretch, without a caller line and without a longer silence."""

    onset: Ms
    end: Ms
    words: str

    @property
    def length(self) -> Ms:
        return self.end - self.onset


def complaint_of(
    timeline: Sequence[Event], spoken: Sequence[Utterance], lines: Sequence[Line], last: Ms
) -> Phase | None:
    """The complaint phase; None if the call had none."""
    story = next((x for x in lines if _hot(x) >= COMPLAINS and (x.length or x.end - x.onset) >= STORY), None)
    if story is None:
        return None
    later = [line for line in lines if line.onset >= story.onset]
    end, closed = _over(timeline, spoken, later, last)
    end = max(end, story.end)
    return Phase(
        story.onset, end,
        within([(u.onset, u.end) for u in spoken], story.onset, end),
        within([(x.onset, x.end) for x in later], story.onset, end), closed,
    )  # fmt: skip


def _hot(line: Line) -> int:
    return HOT.get(line.mood, 0)


def _over(
    timeline: Sequence[Event], spoken: Sequence[Utterance], lines: Sequence[Line], last: Ms
) -> tuple[Ms, Closed]:
    begin = lines[0].onset
    ends = [(_let_go(lines, at), how) for at, how in _turning_points(timeline, spoken, lines)]
    return min(ends, default=(begin + (last - begin) // 3, "first third"))


def _turning_points(
    timeline: Sequence[Event], spoken: Sequence[Utterance], lines: Sequence[Line]
) -> Iterable[tuple[Ms, Closed]]:
    """Onsets of the first acknowledging turn, and of the one that a cooler line answered."""
    begin = lines[0].onset
    acknowledged = [e.onset for e in timeline
                    if isinstance(e, Credited) and e.advice in ACKNOWLEDGES and e.onset > begin]  # fmt: skip
    if acknowledged:
        yield min(acknowledged), "acknowledged"
    hottest = 0
    for line in lines:
        hottest = max(hottest, _hot(line))
        if _hot(line) < hottest:
            before = [u.onset for u in spoken if begin < u.onset < line.onset and u.took_floor]
            yield (before[-1] if before else line.onset), "cooler"
            return


def _let_go(lines: Sequence[Line], at: Ms) -> Ms:
    """Where the caller's last line before that moment ended."""
    before = [line for line in lines if line.onset <= at]
    return min(before[-1].end, at) if before else at


def within(stretches: Iterable[Stretch], onset: Ms, end: Ms) -> Ms:
    """How much of the stretches lies between `onset` and `end`."""
    return sum(max(0, min(last, end) - max(first, onset)) for first, last in stretches)


def monologue_of(spoken: Sequence[Utterance], lines: Sequence[Line]) -> Monologue | None:
    """The longest one; None if the trainee never spoke a word."""
    best: Monologue | None = None
    now: Monologue | None = None
    onsets = [line.onset for line in lines]
    for speech in (u for u in spoken if u.worded):
        if now and speech.onset - now.end < BREAK and not _between(onsets, now.end, speech.onset):
            now = Monologue(now.onset, speech.end, f"{now.words} {speech.text}".strip())
        else:
            now = Monologue(speech.onset, speech.end, speech.text)
        best = now if best is None or now.length > best.length else best
    return best


def _between(onsets: Sequence[Ms], after: Ms, until: Ms) -> bool:
    at = bisect_right(onsets, after)
    return at < len(onsets) and onsets[at] <= until
