"""What the words of a call earned and lost, as its scenario marked them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..events import Branched, Faulted, Turn
from ..rubric import Item
from ..score import Evidence, Judged
from .case import Case, Limits, Rule, Takes, judged


def checkpoint(case: Case, item: Item) -> Iterator[Judged]:
    """One verdict for each checkpoint of the scenario whose advice the item collects."""
    for name, point in case.scenario.checkpoints.items():
        if point.advice not in item.advice:
            continue
        own = Item(f"{item.id}: {name}", item.rule, (point.advice,), item.weight, item.critical)
        title = point.title or name
        if not case.words_assessed:
            yield judged(own, "not assessed", "words-not-assessed", title=title)
        elif got := case.credited.get(name):
            shown = [Evidence(got.onset, got.end, got.words, note=got.why)]
            yield judged(own, "earned", "checkpoint-earned", shown, title=title)
        elif case.outcome == "won" and not _occasion(case, name):
            yield judged(own, "not needed", "checkpoint-no-occasion", title=title)
        else:
            missed = _chances(case, name) or _whole(case)
            yield judged(own, "lost", "checkpoint-lost", missed, title=title)


def _occasion(case: Case, name: str) -> bool:
    """Was any state entered that could have credited it?"""
    if any(name in b.credit for b in case.scenario.always):
        return True
    states = case.scenario.states
    return any(name in b.credit for s in case.entered for b in states[s].branches)


def _chances(case: Case, name: str) -> list[Evidence]:
    """The turns that could have earned it: what was said where it was due."""
    due = {b.id for s in case.scenario.states.values() if any(name in b.credit for b in s.branches)
           for b in s.branches}  # fmt: skip
    missed: list[Evidence] = []
    turn: Turn | None = None
    for event in case.timeline:
        if isinstance(event, Turn):
            turn = event
        elif isinstance(event, Branched) and event.branch in due and turn and turn.at == event.at:
            missed.append(Evidence(turn.onset, turn.end, turn.text))
    return missed


def _whole(case: Case) -> list[Evidence]:
    """From the trainee's first turn to their last, or the whole call of one who had none."""
    onset = case.turns[0].onset if case.turns else 0
    return [Evidence(onset, case.turns[-1].end if case.turns else case.floor.duration)]


def fault(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` turns that the scenario marked as a fault under this advice, or that hold one
    of the item's acts; what is mended in the same turn does not count.  Earned by two turns without.
    Not needed where nothing called for it: no act under `occasion`, or no state that looks for the fault.
    No verdict at all where the item names no acts and the scenario looks for no such fault."""
    if not item.acts and case.watched.isdisjoint(item.advice):
        return  # as with checkpoints, the form has no such line in this scenario
    found, mended = _faults(case, item)
    named = item.title or item.id
    if not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed", title=named)
    elif len(found) > item.limits.get("at most", 0):
        told = {"missed": item.missed} if item.missed else {"title": named}
        reason = "fault-lost" if item.missed else "fault-lost-plain"
        yield judged(item, "lost", reason, found, **told, times=len(found))
    elif mended:
        yield judged(item, "earned", "fault-mended", mended, title=named, times=len(mended))
    elif len(case.turns) < 2 or not _called_for(case, item):
        yield judged(item, "not needed", "no-occasion")
    elif case.watched.isdisjoint(item.advice) and not case.read:
        yield judged(item, "not assessed", "acts-not-read")
    else:
        span = [
            Evidence(case.turns[0].onset, case.turns[-1].end, "", 0, item.limits.get("at most", 0), "times")
        ]
        yield judged(item, "earned", "fault-earned", span, turns=len(case.turns))


def _called_for(case: Case, item: Item) -> bool:
    """Was there a moment at which this slip could have been made?

    An item on keys alone, such as 'does transfer', asks nothing of a call without them.
    """
    if item.occasion and case.read:
        return any(deed.does(item.occasion) for deed in case.deeds)
    if item.acts:
        keys = all(act.startswith("does ") for act in item.acts)
        return not keys or any(deed.does(item.acts) for deed in case.deeds)
    return not case.watched_there.isdisjoint(item.advice)


def _faults(case: Case, item: Item) -> tuple[list[Evidence], list[Evidence]]:
    """What counts, and what was mended in the same turn.  A turn counts once."""
    marked = {x.onset: x for x in case.timeline if isinstance(x, Faulted) and x.advice in item.advice}
    found = {x.onset: Evidence(x.onset, x.end, x.words, note=x.why) for x in marked.values()}
    for deed in case.deeds:
        if deed.does(item.acts):
            found.setdefault(deed.onset, Evidence(deed.onset, deed.end, deed.words))
    turn = {deed.onset: deed.turn for deed in case.deeds}
    mending = {deed.turn for deed in case.deeds if deed.does(item.repaired)}
    rows = [(turn.get(at) in mending, found[at]) for at in sorted(found)]
    return [one for mended, one in rows if not mended], [one for mended, one in rows if mended]


RULES: Mapping[str, Rule] = {"checkpoint": checkpoint, "fault": fault}
LIMITS: Limits = {"checkpoint": {}, "fault": {"at most": "1 times"}}
TAKES: Takes = {"fault": ("acts", "repaired by", "occasion")}
