"""How steady the trainee's voice stayed, against its own baseline; and the pace.  Behaviour only.

A raised voice is raised, whatever raised it: nothing here knows of a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from ..delivery import Delivery, SpokenTurn
from ..events import Ms
from ..raised import FIRST_VALUES, Height, Up
from ..rubric import Item
from ..score import Evidence, Judged, Verdict
from .case import Case, Limits, Rule, judged

ENOUGH_VOICE: Ms = 3_000
"""Voiced time below which nothing is said of a voice."""
BESIDE: Ms = 1_500
"""Voiced time beyond the first turns, below which nothing is earned against them."""
MOSTLY = 0.5
"""With a greater share of clipped voice nothing is said either."""


def raised(case: Case, item: Item) -> Iterator[Judged]:
    """Lost if the voice was raised for longer than `at most` in all."""
    up = _up(item)
    delivery = case.heard_with(up)
    if refused := _refused(case, item, delivery):
        yield refused
        return
    limit = item.limits.get("ms at most", 2_000)
    seconds = round(delivery.raised / 1000, 1)
    verdict: Verdict = "lost" if delivery.raised > limit else "earned"
    if verdict == "earned" and _beside_rest(delivery) < BESIDE:
        yield judged(item, "not assessed", "delivery.only-first-turns")
        return
    shown = [_shown(s.onset, s.end, s.words, s.height, up) for s in delivery.stretches]
    yield judged(
        item, verdict, f"delivery.raised-{verdict}{_kept(delivery)}", shown or _loudest(delivery, up),
        seconds=seconds, times=len(delivery.stretches), limit=round(limit / 1000, 1),
        baseline=_rest(delivery), **_most([s.height for s in delivery.stretches]),
    )  # fmt: skip


def stayed(case: Case, item: Item) -> Iterator[Judged]:
    """Lost if more than `at most` replies to hot or loud lines went up as a whole."""
    up = _up(item)
    delivery = case.heard_with(up)
    if refused := _refused(case, item, delivery):
        yield refused
        return
    baseline = delivery.baseline
    assert baseline, "refused otherwise"
    replies = [r for r in delivery.replies if r.after_hot and r.height.semitones is not None]
    if not replies:
        yield judged(item, "not needed", "delivery.no-hot-line")
        return
    went = [r for r in replies if r.height.is_up(up, baseline)]
    verdict: Verdict = "lost" if len(went) > item.limits.get("at most", 0) else "earned"
    shown = [_shown(r.onset, r.end, r.text, r.height, up) for r in went or replies]
    yield judged(
        item, verdict, f"delivery.stayed-{verdict}{_kept(delivery)}", shown,
        times=len(went), all=len(replies), baseline=_rest(delivery), **_most([r.height for r in went]),
    )  # fmt: skip


def pace(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if `share at least` of the turns stay at or below `alert` words a minute.

    The band from `from` to `to` is what the advice names; it is shown and decides nothing.
    """
    delivery = case.delivery
    paced = [r for r in delivery.replies if r.pace is not None]
    if not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed")
    elif not case.turns:
        yield judged(item, "not needed", "no-occasion")
    elif not delivery.replies:
        yield judged(item, "not assessed", "delivery.typed")
    elif not paced:
        yield judged(item, "not assessed", "delivery.short-turns")
    else:
        yield _paced(item, paced)


def _paced(item: Item, paced: Sequence[SpokenTurn]) -> Judged:
    low, high = item.limits.get("from wpm", 120), item.limits.get("to wpm", 150)
    alert = item.limits.get("alert wpm", 160)
    paces = [r.pace for r in paced if r.pace is not None]
    fast = [r for r in paced if r.pace is not None and round(r.pace) > alert]
    enough = len(paced) - len(fast) >= item.limits.get("share at least", 0.5) * len(paced)
    shown = [
        Evidence(r.onset, r.end, r.text, round(r.pace or 0), alert, "words/min")
        for r in (paced if enough else fast)
    ]
    verdict: Verdict = "earned" if enough else "lost"
    return judged(
        item, verdict, f"delivery.pace-{verdict}", shown,
        middle=round(median(paces)), fast=len(fast), all=len(paced), alert=round(alert),
        band=sum(low <= x <= high for x in paces), low=round(low), high=round(high),
    )  # fmt: skip


def long_pauses(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` silences of `from` or longer inside the trainee's own turns.

    Meant as information, with hardly any weight: a thinking pause is no fault.
    """
    delivery = case.delivery
    if not case.turns:
        yield judged(item, "not needed", "no-occasion")
        return
    if not delivery.replies:
        yield judged(item, "not assessed", "delivery.typed")
        return
    least = item.limits.get("from ms", 1_000)
    found = [(a, b, r.text) for r in delivery.replies for a, b in r.pauses if b - a >= least]
    verdict: Verdict = "lost" if len(found) > item.limits.get("at most", 3) else "earned"
    shown = [Evidence(a, b, text, round((b - a) / 1000, 2), least / 1000, "s") for a, b, text in found]
    longest = max((b - a for a, b, _ in found), default=0) / 1000
    yield judged(
        item, verdict, f"delivery.pauses-{verdict}", shown,
        times=len(found), longest=round(longest, 1), least=round(least / 1000, 1),
    )  # fmt: skip


# -- what cannot be told -----------------------------------------------------------------------


def _refused(case: Case, item: Item, delivery: Delivery) -> Judged | None:
    """The verdict where level and pitch tell nothing, with the reason; None where they do."""
    if not case.turns:
        return judged(item, "not needed", "no-occasion")
    reason = _missing(delivery)
    return judged(item, "not assessed", f"delivery.{reason}") if reason else None


def _beside_rest(delivery: Delivery) -> Ms:
    """Measured voice that is not the baseline itself."""
    first = delivery.baseline is not None and delivery.baseline.source == "first turns"
    return delivery.voiced - (delivery.baseline.voiced if first and delivery.baseline else 0)


def _missing(delivery: Delivery) -> str:
    if not delivery.replies:
        return "typed"
    if not delivery.measured:
        return "not-measured"
    if not delivery.voiced:
        return "silent"
    if delivery.clipped > MOSTLY * delivery.voiced:
        return "clipped"
    if delivery.baseline is None:
        return "no-baseline"
    return "too-little" if delivery.voiced < ENOUGH_VOICE else ""


# -- what is shown -------------------------------------------------------------------------------


def _up(item: Item) -> Up:
    limits, first = item.limits, FIRST_VALUES
    return Up(
        level=limits.get("level db", first.level),
        semitones=limits.get("pitch st", first.semitones),
        alone=limits.get("pitch alone st", first.alone),
        least=round(limits.get("for ms", first.least)),
    )


def _shown(onset: Ms, end: Ms, words: str, height: Height, up: Up) -> Evidence:
    """In dB where levels count; the pitch stands in the note then, else it is the value."""
    assert height.semitones is not None, height
    if height.level is None:
        return Evidence(onset, end, words, round(height.semitones, 1), up.alone, "semitones above your own")
    note = f"{height.semitones:+.1f} st"
    return Evidence(onset, end, words, round(height.level, 1), up.level, "dB above your own", note)


def _loudest(delivery: Delivery, up: Up) -> list[Evidence]:
    """For a voice that was never raised: the reply that came nearest."""
    told = [r for r in delivery.replies if r.height.semitones is not None]
    if not told:
        return []
    most = max(told, key=lambda r: (r.height.level or 0.0, r.height.semitones or 0.0))
    return [_shown(most.onset, most.end, most.text, most.height, up)]


def _most(heights: Sequence[Height]) -> dict[str, float]:
    """The greatest level and pitch, for the sentence; 0 where there is none."""
    return {
        "db": round(max((h.level or 0.0 for h in heights), default=0.0), 1),
        "semitones": round(max((h.semitones or 0.0 for h in heights), default=0.0), 1),
    }


def _kept(delivery: Delivery) -> str:
    """Which sentence: of level and pitch or of pitch alone, against a calibration or the first turns."""
    first = delivery.baseline is not None and delivery.baseline.source == "first turns"
    return ("" if delivery.level_used else "-pitch") + ("-first" if first else "")


def _rest(delivery: Delivery) -> str:
    """When the turns began that the baseline was taken from, as '0:02, 0:15'."""
    turns = delivery.baseline.turns if delivery.baseline else ()
    return ", ".join(f"{a // 60_000}:{a // 1000 % 60:02d}" for a, _ in turns)


RULES: Mapping[str, Rule] = {
    "delivery.raised": raised,
    "delivery.stayed level": stayed,
    "delivery.pace": pace,
    "delivery.long pauses": long_pauses,
}
_UP = {"level": "4 dB", "pitch": "2 st", "pitch alone": "4 st"}
LIMITS: Limits = {
    "delivery.raised": {"at most": "2 s", "for": "0.5 s", **_UP},
    "delivery.stayed level": {"at most": "1 times", **_UP},
    "delivery.pace": {
        "from": "120 words/min",
        "to": "150 words/min",
        "alert": "160 words/min",
        "share at least": "50 %",
    },
    "delivery.long pauses": {"from": "1 s", "at most": "3 times"},
}
