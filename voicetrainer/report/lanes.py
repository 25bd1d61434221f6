"""The two-lane timeline as places: everything in percent of the call, so it can be drawn at any size.

Marks that credit sit high in the floor row, marks that cost sit low; each class of overlap has a
shape and a word of its own, so colour is never needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..core.events import Entered, Ms
from ..core.floor import Floor
from . import glance, words
from .inputs import PEAK_MS, Report
from .words import text

LEAST_PX = 960
"""The canvas never gets narrower on a screen; marks and labels are laid out for this width."""
PX_PER_SECOND = 6.4
MARK_PX = 26
LETTER_PX = 6.2
MOST_PEAKS = 2400
MIDDLE, REACH = 50, 44
"""Of a waveform, in percent of its lane."""

LOW = ("terminal", "false ending", "interruption")
"""Overlap classes drawn low in the floor row."""
TONES = {"backchannel": "earned", "interruption": "lost", "dead-air": "lost"}
"""Colours where no item of the rubric judged it; the card then names no verdict."""


@dataclass(frozen=True, slots=True)
class Tick:
    left: float
    label: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something with a beginning and a length: a state, an utterance, an overlap, a silence."""

    left: float
    width: float
    label: str = ""
    index: int = 0
    card: str = ""
    symbol: str = ""
    onset: Ms = 0


@dataclass(frozen=True, slots=True)
class Mark:
    card: str
    symbol: str
    onset: Ms
    left: float
    tone: str
    label: str
    level: str = ""
    side: str = ""
    """'start' or 'end' where the label would leave the canvas, else ''."""
    silent: bool = False
    """No room for the label; the shape and its name for screen readers stay."""
    nudge: int = 0
    """px to the right, so that two targets never lie on each other."""
    others: tuple[tuple[str, str, str], ...] = ()
    """(card, tone, title) of all that share this mark; empty where it stands for one."""


@dataclass(frozen=True, slots=True)
class Steps:
    """A meter's course as a step line, in a box of 1000 × 100."""

    meter: str
    range: str
    line: str
    fill: str
    values: tuple[tuple[float, float, str], ...]
    label: str


def canvas_px(length: Ms) -> int:
    return max(LEAST_PX, round(length / 1000 * PX_PER_SECOND))


def ticks(length: Ms) -> list[Tick]:
    step = next(
        step for step in (10, 20, 30, 60, 120, 300, 3600) if length / 1000 / step <= 16 or step == 3600
    )
    return [Tick(at * 100_000 / length, words.clock(at * 1000)) for at in range(0, length // 1000 + 1, step)]


def states(report: Report) -> list[Stretch]:
    entered = [event for event in report.timeline if isinstance(event, Entered)]
    ends = [*(event.at for event in entered[1:]), report.length]
    found = []
    for event, end in zip(entered, ends, strict=False):  # with no state there is still an end
        if end > event.at:
            found.append(stretch(event.at, end, report.length, event.state))
    return found


def stretch(onset: Ms, end: Ms, length: Ms, label: str = "") -> Stretch:
    left = percent(onset, length)
    return Stretch(left, max(0.0, percent(end, length) - left), label, onset=max(0, onset))


def percent(at: Ms, length: Ms) -> float:
    return min(100.0, max(0.0, at * 100 / length))


def steps(report: Report) -> list[Steps]:
    """Of the scenario's first meter, the caller's heat: the others only count, and would bury the lanes."""
    courses = glance.meters(report.scenario, report.timeline)
    return [_steps(name, courses[name], report) for name in list(courses)[:1]]


def _steps(name: str, course: list[tuple[Ms, float]], report: Report) -> Steps:
    meter = report.scenario.meters[name]
    spread = (meter.max - meter.min) or 1
    points: list[tuple[float, float]] = []
    values = []
    for at, value in course:
        x, y = 10 * percent(at, report.length), 92 - 64 * (value - meter.min) / spread
        if points:
            points.append((x, points[-1][1]))
        points.append((x, y))
        values.append((x / 10, y, words.number(value)))
    points.append((1000.0, points[-1][1]))
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    said = [text("meter-start", value=values[0][2])]
    said += [text("meter-then", value=words.number(value), time=words.clock(at)) for at, value in course[1:]]
    label = text("meter-label", meter=name, values=", ".join(said))
    ends = text("row-range", low=words.number(meter.min), high=words.number(meter.max))
    return Steps(name, ends, line, f"0,100 {line} 1000,100", _apart(values), label)


def _apart(values: list[tuple[float, float, str]]) -> tuple[tuple[float, float, str], ...]:
    """Drop figures that would stand on each other; the last one of a cluster tells the truth."""
    kept: list[tuple[float, float, str]] = []
    for value in values:
        if kept and value[0] - kept[-1][0] < 2.2:
            kept.pop()
        kept.append(value)
    return tuple(kept)


def wave(peaks: Sequence[float], length: Ms) -> str:
    """The path of a waveform in a box of `length` × 100, mirrored about its middle."""
    peaks = peaks[: -(-length // PEAK_MS)]
    group = max(1, -(-len(peaks) // MOST_PEAKS))
    tops = [max(peaks[at : at + group]) for at in range(0, len(peaks), group)]
    loudest = max(tops, default=0.0)
    if loudest <= 0:
        return ""
    # a quiet microphone still shows; each lane to its own loudest moment
    heights = [max(0.6, REACH * min(1.0, top / loudest)) for top in tops]
    middle = [at * group * PEAK_MS + group * PEAK_MS // 2 for at in range(len(tops))]
    up = [f"{x},{MIDDLE - y:.1f}" for x, y in zip(middle, heights, strict=True)]
    down = [f"{x},{MIDDLE + y:.1f}" for x, y in zip(reversed(middle), reversed(heights), strict=True)]
    return f"M{' '.join(up)} {' '.join(down)}Z"


def bands(floor: Floor, length: Ms) -> list[Stretch]:
    """Where both spoke, to scale."""
    return [stretch(one.onset, one.end, length) for one in floor.overlaps]


def silences(floor: Floor, length: Ms) -> list[Stretch]:
    found = []
    for at, one in enumerate(floor.silences):
        label = text(f"mark-{symbol(one.kind)}", length=words.seconds(round(one.end - one.onset, -2)))
        there = stretch(one.onset, one.end, length, label)
        found.append(replace(there, card=f"s{at}", symbol=symbol(one.kind)))
    return found


def raised(report: Report) -> list[Stretch]:
    """Brackets under the trainee's lane; the label leans inwards at the end of the call."""
    found = []
    for at, one in enumerate(report.raised):
        there = stretch(
            one.onset, one.end, report.length, words.raised(one.height.level, one.height.semitones)
        )
        side = "end" if there.left + there.width > 88 else ""
        found.append(replace(there, card=f"r{at}", symbol=side))
    return found


def symbol(kind: str) -> str:
    return kind.replace(" ", "-")


def gaps(floor: Floor, length: Ms) -> list[Tick]:
    """Reply gaps in seconds with their sign, in the middle of the gap; crowded ones are left out."""
    kept: list[Tick] = []
    lines = {line.number for line in floor.lines}
    for gap in (one for one in floor.gaps if one.after_line in lines):  # a greeting answers no line
        left = min(98.5, max(1.5, percent((gap.onset + gap.end) // 2, length)))
        if not kept or (left - kept[-1].left) / 100 * canvas_px(length) > 40:
            kept.append(Tick(left, f"{gap.fto / 1000:+.1f}".replace("-", words.MINUS)))
    return kept


def overlaps(floor: Floor, length: Ms, tones: Sequence[str]) -> list[Mark]:
    """One mark for each overlap; `tones` are their verdicts, in the same order."""
    marks = [
        Mark(
            f"m{at}",
            symbol(one.kind),
            one.onset,
            percent(one.onset, length),
            tone,
            text(f"mark-{words.overlap(one, floor)}"),
            "down" if one.kind in LOW else "up",
        )
        for at, (one, tone) in enumerate(zip(floor.overlaps, tones, strict=True))
    ]
    rows = [[mark for mark in marks if mark.level == level] for level in ("up", "down")]
    return [mark for row in rows for mark in labelled(nudged(row, length), length)]


def nudged(marks: Sequence[Mark], length: Ms) -> list[Mark]:
    """Move marks to the right, then back from the edge, until no two targets overlap."""
    wide = canvas_px(length)
    places: list[float] = []
    ordered = sorted(marks, key=lambda mark: mark.left)
    for mark in ordered:
        here = mark.left / 100 * wide
        places.append(max(here, places[-1] + MARK_PX) if places else here)
    edge = float(wide)
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], edge)
        edge = places[at] - MARK_PX
    return [
        replace(mark, nudge=round(place - mark.left / 100 * wide))
        for mark, place in zip(ordered, places, strict=True)
    ]


def labelled(marks: Sequence[Mark], length: Ms) -> list[Mark]:
    """Decide which labels fit beside each other, and which must lean inwards."""
    wide, taken, found = canvas_px(length), -100.0, []
    for mark in marks:
        here, half = mark.left / 100 * wide + mark.nudge, len(mark.label) * LETTER_PX / 2
        side = "start" if here - half < 0 else "end" if here + half > wide else ""
        left = here if side == "start" else here - 2 * half if side == "end" else here - half
        fits = left > taken + 4
        found.append(replace(mark, side=side, silent=not fits))
        taken = left + 2 * half if fits else taken
    return found
