"""A call in a few figures that can stand beside those of earlier calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Literal

from .events import Changed
from .rules.case import Case
from .rules.floor import replies

IN_TIME = (-300, 3_000)
"""ms: a reply with such a gap came in time."""


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    """Such as 'interruptions'; its title is the catalogue's 'measures.<name>'."""
    value: float | None
    """None: not assessed."""
    unit: str
    goal: float | None = None
    better: Literal["lower", "higher"] = "lower"


def measures_of(case: Case) -> tuple[Measure, ...]:
    """The figures of a call, always the same ones in the same order."""
    return (
        Measure("interruptions", _interruptions(case), "", 0),
        Measure("talk-share", _talk_share(case), "%", 25),
        Measure("longest-silence", _longest_silence(case), "s", 5),
        Measure("raised-voice", _raised(case), "s", 0),
        Measure("heat-at-the-end", _heat(case), "", _heat_goal(case)),
        Measure("reply-gap", _reply_gap(case), "s", 3),
        Measure("backchannels", _backchannels(case), "", 1, "higher"),
        Measure("replies-in-time", _in_time(case), "%", 80, "higher"),
    )


def _interruptions(case: Case) -> float | None:
    return _count(case, (o.kind == "interruption" for o in case.floor.overlaps))


def _backchannels(case: Case) -> float | None:
    """Those that count: more than one in 3 s are one."""
    if not case.words_assessed:
        return None
    return _count(case, (o.kind == "backchannel" and o.credited for o in case.floor.overlaps))


def _count(case: Case, those: Iterable[bool]) -> float | None:
    """None where it cannot be told, or nobody spoke: keeping quiet is no achievement."""
    return float(sum(those)) if case.overlap_assessed and case.turns else None


def _talk_share(case: Case) -> float | None:
    """Percent of the talking in the complaint phase."""
    phase = case.floor.complaint
    if phase is None or not case.overlap_assessed or not case.turns:
        return None
    return round(100 * phase.share, 1)


def _gaps(case: Case) -> list[int]:
    return [] if case.setting.latency is None or not case.turns else [t.fto for t in replies(case)]


def _reply_gap(case: Case) -> float | None:
    """Median, seconds."""
    gaps = _gaps(case)
    return round(median(gaps) / 1000, 2) if gaps else None


def _in_time(case: Case) -> float | None:
    gaps = _gaps(case)
    low, high = IN_TIME
    return round(100 * sum(low <= gap <= high for gap in gaps) / len(gaps), 1) if gaps else None


def _longest_silence(case: Case) -> float | None:
    """Seconds in which the caller listened and nobody spoke, unannounced."""
    if not case.turns:
        return None
    return round(case.floor.longest_silence / 1000, 1)


def _raised(case: Case) -> float | None:
    """Seconds; None without a baseline to hold the voice against."""
    delivery = case.delivery
    if not delivery.measured or delivery.baseline is None:
        return None
    return round(delivery.raised / 1000, 1)


def _heat(case: Case) -> float | None:
    """Where the scenario's first meter ended."""
    name = next(iter(case.scenario.meters), None)
    if name is None:
        return None
    ends = [x.value for x in case.timeline if isinstance(x, Changed) and x.meter == name]
    return float(ends[-1] if ends else case.scenario.meters[name].start)


def _heat_goal(case: Case) -> float | None:
    """No hotter than a third of the meter."""
    meter = next(iter(case.scenario.meters.values()), None)
    return None if meter is None else round(meter.min + (meter.max - meter.min) / 3, 1)
