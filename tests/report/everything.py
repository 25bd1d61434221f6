"""The made-up call once more, with everything a report can hold: doubts, what ifs, earlier attempts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import parcel

from voicetrainer.core.measures import Measure
from voicetrainer.core.review import Correction, Mended
from voicetrainer.core.score import Flip, Judged, Overrule, Scorecard, SectionScore, Stability, Strip, WhatIf
from voicetrainer.report.inputs import Attempt, Report

CALL = "2026-11-21-1410-parcel-4a7f"
FLIP = Flip("report.measured-silence", "earned", (("length", "4.9 s"),))
"""Any sentence will do: what the doubts are called is told elsewhere."""
CLOSE = {
    "interruptions": Stability(),
    "dead-air": Stability((FLIP,)),
    "open question": Stability((replace(FLIP, verdict="lost"),), decides=True),
}
OVERRULED = {
    "apology": Overrule(
        "lost", "Ana Reyes", "She named the eleven days; that is the trouble.", "2026-11-22T09:05:00+00:00"
    ),
}


def doubted(judged: Judged) -> Judged:
    id_ = judged.item.id
    return replace(judged, stability=CLOSE.get(id_, Stability()), overruled=OVERRULED.get(id_))


def sections() -> tuple[SectionScore, ...]:
    return tuple(replace(one, items=tuple(map(doubted, one.items))) for one in parcel.SECTIONS)


CARD: Scorecard = replace(parcel.CARD, sections=sections())

MEASURES = (
    Measure("interruptions", 1.0, "", 0),
    Measure("talk-share", 37.0, "%", 25),
    Measure("longest-silence", 5.8, "s", 5),
    Measure("raised-voice", 2.6, "s", 0),
    Measure("heat-at-the-end", 2.0, "", 3),
    Measure("reply-gap", 0.9, "s", 3),
)


def attempt(day: int, total: float | None, *values: float | None) -> Attempt:
    figures = tuple(replace(one, value=value) for one, value in zip(MEASURES, values, strict=False))
    return Attempt(datetime(2026, 11, day, 10, 0, tzinfo=UTC), total, figures)


EARLIER = (
    attempt(8, 44.0, 4, 52.0, 2.1, 7.4, 10, 1.4),
    attempt(12, 58.0, 3, 47.0, 9.2, None, 5, 1.1),
    attempt(17, 61.0, 1, 41.0, 3.0, 0.0, 4, 1.0),
)

WHAT_IF = WhatIf(
    at=20_200,
    kind="report.say-meter",
    values=(("meter", "anger"), ("start", "4"), ("end", "3")),
    item="interruptions",
    was=(
        Strip("caller", 15_400, 21_000, "both times they said tomorrow, and I—"),
        Strip("trainee", 20_200, 23_700, "But the driver did leave a card."),
    ),
    would=(
        Strip("caller", 15_400, 22_600, "both times they said tomorrow, and I sat there all day."),
        Strip("trainee", 23_000, 26_500, "But the driver did leave a card."),
    ),
    line="And the other thing is, there were two parcels.",
    seed=4711,
)


@dataclass(frozen=True)
class Height:
    level: float | None
    semitones: float | None


@dataclass(frozen=True)
class Stretch:
    onset: int
    end: int
    height: Height


MENDED = Mended(Correction(9, "Could you tell me the order number?", "Ana Reyes", "it can be heard"), "")

REPORT: Report = replace(
    parcel.with_sound(),
    scorecard=CARD,
    measures=MEASURES,
    earlier=EARLIER,
    what_ifs=(WHAT_IF,),
    call=CALL,
    raised=(Stretch(20_900, 23_500, Height(5.2, 3.1)), Stretch(57_000, 58_200, Height(None, 2.4))),
    corrections=(MENDED,),
)
