"""What the words of a call earned and lost, as its scenario marked them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..events import Branched, Credited, Faulted, Turn
from ..rubric import Item
from ..score import Evidence, Judged
from .case import Case, Limits, Rule, judged


def checkpoint(case: Case, item: Item) -> Iterator[Judged]:
    """One verdict for each checkpoint of the scenario whose advice the item collects."""
    credited = {x.checkpoint: x for x in case.timeline if isinstance(x, Credited)}
    for name, point in case.scenario.checkpoints.items():
        if point.advice not in item.advice:
            continue
        own = Item(f"{item.id}: {name}", item.rule, (point.advice,), item.weight, item.critical)
        title = point.title or name
        if not case.words_assessed:
            yield judged(own, "not assessed", "words-not-assessed", title=title)
        elif got := credited.get(name):
            shown = [Evidence(got.onset, got.end, got.words, note=got.why)]
            yield judged(own, "earned", "checkpoint-earned", shown, title=title)
        elif case.outcome == "won" and not _occasion(case, name):
            yield judged(own, "not needed", "checkpoint-no-occasion", title=title)
        else:
            yield judged(own, "lost", "checkpoint-lost", _chances(case, name), title=title)


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


def fault(case: Case, item: Item) -> Iterator[Judged]:
    """Lost if the scenario marked a fault under this advice; earned by two turns without one."""
    faults = [x for x in case.timeline if isinstance(x, Faulted) and x.advice in item.advice]
    branches = [*case.scenario.always, *(b for s in case.scenario.states.values() for b in s.branches)]
    watched = any(b.fault and b.fault.advice in item.advice for b in branches)
    if not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed", title=item.id)
    elif faults:
        shown = [Evidence(x.onset, x.end, x.words, note=x.why) for x in faults]
        yield judged(item, "lost", f"fault-lost-{item.id}", shown, times=len(faults))
    elif not watched or len(case.turns) < 2:
        yield judged(item, "not needed", "no-occasion")
    else:
        yield judged(item, "earned", f"fault-earned-{item.id}")


RULES: Mapping[str, Rule] = {"checkpoint": checkpoint, "fault": fault}
LIMITS: Limits = {"checkpoint": {}, "fault": {}}
