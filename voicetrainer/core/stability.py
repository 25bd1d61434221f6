"""Does a verdict stand small doubts?  One that flips is a close call.

Each verdict is worked out again under every doubt of `doubts.py`, from the whole timeline.  Where
another one comes out, *earned* or *missed* for the other or for *not needed*, the item is a close
call and carries the smallest doubt of each family that flips it.  What a doubt leaves unassessed
says nothing against the verdict.

A close call *decides* if it alone, all other verdicts being as they are, would turn pass into fail
or fail into pass.  All that decide count as not assessed, and the sums are worked out once more.
Every one of them is looked at beside the same first scorecard, and that only once; so nothing hangs
on their order, and no close call arises or goes by another's having been set aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from .doubts import Doubt, doubts
from .events import Event
from .judge import score
from .marking import Marker
from .ports import Reader
from .rubric import Rubric, changed
from .scenario import Scenario
from .score import Flip, Judged, Scorecard, Stability, Verdict
from .sums import recounted

TOO_CLOSE = "doubts.too-close"
"""The reason of a verdict that was set aside because it would have decided pass or fail."""


def stable(
    timeline: Sequence[Event],
    scenario: Scenario,
    rubric: Rubric,
    card: Scorecard | None = None,
    reader: Reader | None = None,
) -> Scorecard:
    """The scorecard with `Judged.stability` of every item that was earned or missed.

    `card`: as `score` gives it, if it is there already.  `reader` reads the acts of other wordings;
    without one, items that rest on acts are not doubted for their words.
    """
    card = card or score(timeline, scenario, rubric)
    flips = _flips(timeline, scenario, rubric, card, reader)
    first = recounted(card, [_told(judged, flips[judged.item.id]) for judged in _sure(card)])
    decide = [judged for judged in _sure(first) if _decides(judged, first)]
    return recounted(first, [_set_aside(judged) for judged in decide])


def _sure(card: Scorecard) -> Iterator[Judged]:
    """Every verdict that somebody may rely on."""
    for section in card.sections:
        yield from (judged for judged in section.items if judged.verdict in ("earned", "lost"))


def _flips(
    timeline: Sequence[Event], scenario: Scenario, rubric: Rubric, card: Scorecard, reader: Reader | None
) -> Mapping[str, list[Flip]]:
    """By item.  Of one family only the smallest doubt that gives a certain other verdict is told."""
    whole = changed(rubric, scenario.rubric)
    plain = replace(scenario, rubric=replace(scenario.rubric, without=(), sections=()))
    was = {judged.item.id: judged.verdict for judged in _sure(card)}
    found: dict[str, list[Flip]] = {id_: [] for id_ in was}
    told: set[tuple[str, str, Verdict]] = set()
    for doubt in doubts(timeline, Marker(plain), whole, reader):
        for id_, verdict in _verdicts(doubt, plain):
            if verdict in (was.get(id_, verdict), "not assessed") or (id_, doubt.family, verdict) in told:
                continue
            told.add((id_, doubt.family, verdict))
            found[id_].append(Flip(doubt.key, verdict, doubt.told(id_)))
    return found


def _verdicts(doubt: Doubt, scenario: Scenario) -> Iterator[tuple[str, Verdict]]:
    for section in score(doubt.timeline, scenario, doubt.rubric).sections:
        yield from ((judged.item.id, judged.verdict) for judged in section.items)


def _told(judged: Judged, flips: Sequence[Flip]) -> Judged:
    return replace(judged, stability=Stability(tuple(flips)))


def _decides(judged: Judged, card: Scorecard) -> bool:
    """Would any of its other verdicts alone turn the pass?"""
    if card.passed is None or judged.stability is None:
        return False
    others = (replace(judged, verdict=flip.verdict) for flip in judged.stability.flips)
    return any(recounted(card, [other]).passed is (not card.passed) for other in others)


def _set_aside(judged: Judged) -> Judged:
    assert judged.stability, judged
    return replace(
        judged,
        verdict="not assessed",
        reason=TOO_CLOSE,
        values=(("was", judged.verdict),),
        stability=replace(judged.stability, decides=True),
    )
