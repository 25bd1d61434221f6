"""What if: the call as it was and as it would have gone, as two strips drawn to one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import catalogue
from ..core.events import Ms
from ..core.score import Strip, WhatIf
from . import words
from .inputs import Report
from .words import text

MOST = 2
ROOM = 1.04
"""So much wider than what is drawn, so that the last bar has an end."""
TOUCH: Ms = 50


@dataclass(frozen=True, slots=True)
class Bar:
    who: str
    left: float
    width: float
    words: str
    changed: bool
    """It is not in the other strip."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """From the old onset to the new one."""

    left: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    sentence: str
    at: Ms
    was: tuple[Bar, ...]
    would: tuple[Bar, ...]
    moved: Bracket | None
    label: str
    """Both strips in words."""
    computed: str
    seed: int


def pictures(report: Report, first: str = "") -> list[Picture]:
    """`first`: id of the item to change next; what belongs to it comes first."""
    ordered = sorted(report.what_ifs[:MOST], key=lambda one: one.item != first)
    return [_picture(one, report) for one in ordered]


def _picture(one: WhatIf, report: Report) -> Picture:
    every = [*one.was, *one.would]
    start = min((strip.onset for strip in every), default=one.at)
    spread = max(1.0, (max((strip.end for strip in every), default=one.at + 1) - start) * ROOM)
    caller = words.first_name(report.scenario)

    def bars(strips: Sequence[Strip], others: Sequence[Strip]) -> tuple[Bar, ...]:
        return tuple(
            Bar(
                strip.who,
                round((strip.onset - start) * 100 / spread, 2),
                round((strip.end - strip.onset) * 100 / spread, 2),
                strip.words,
                not any(_same(strip, other) for other in others),
            )
            for strip in strips
        )

    said = text("whatif-strips", was=_told(one.was, caller), would=_told(one.would, caller))
    computed = text("whatif-computed", time=words.clock(one.at), caller=caller, seed=one.seed)
    if one.line:
        computed += " " + text("whatif-line", line=one.line)
    key = one.kind if "." in one.kind else f"whatif.{one.kind}"
    sentence = catalogue.say(key, **{"caller": caller, **dict(one.values)})
    moved = _moved(one, start, spread)
    return Picture(
        sentence, one.at, bars(one.was, one.would), bars(one.would, one.was), moved, said, computed, one.seed
    )


def _same(strip: Strip, other: Strip) -> bool:
    near = abs(strip.onset - other.onset) <= TOUCH and abs(strip.end - other.end) <= TOUCH
    return near and strip.who == other.who and strip.words == other.words


def _moved(one: WhatIf, start: Ms, spread: float) -> Bracket | None:
    """Where the trainee's first other onset went."""
    pairs = zip(_trainee(one.was), _trainee(one.would), strict=False)
    for was, would in pairs:
        by = would.onset - was.onset
        if abs(by) > TOUCH:
            left = (min(was.onset, would.onset) - start) * 100 / spread
            label = f"{'+' if by > 0 else words.MINUS}{words.number(round(abs(by) / 1000, 1))} s"
            return Bracket(round(left, 2), round(abs(by) * 100 / spread, 2), label)
    return None


def _trainee(strips: Sequence[Strip]) -> list[Strip]:
    return [strip for strip in strips if strip.who == "trainee"]


def _told(strips: Sequence[Strip], caller: str) -> str:
    said = []
    for strip in strips:
        who = caller if strip.who == "caller" else text("row-you")
        said.append(f"{words.tenths(strip.onset)} {who} {words.quoted(strip.words)}")
    return ", ".join(said)
