"""Did the steps of the call come in the order that its scenario asks for?

A step is known by the checkpoints of the scenario that stand for it and by the dialogue acts of the
trainee's turns; its time is that of the first one.  Steps that never came are no matter of order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..events import Credited, Ms
from ..rubric import Item
from ..score import Evidence, Judged
from .acts import on_acts, shown, title
from .case import RAMBLE, Case, Limits, Rule, Takes, judged


@dataclass(frozen=True, slots=True)
class Step:
    advice: tuple[str, ...]
    """Checkpoints under these ids stand for it."""
    acts: tuple[str, ...]


STEPS: Mapping[str, Step] = {
    "listen": Step((), ()),
    "acknowledge": Step(
        ("E03", "L06", "V03", "E02", "V05", "V01", "D09"), ("empathy", "reflection", "apology", "ownership")
    ),
    "apologise": Step(("D09",), ("apology",)),
    "clarify": Step(
        ("C02", "D06", "D07", "E06", "C03"), ("clarifying question", "open question", "confirmation")
    ),
    "offer": Step(("E07", "C06", "C10", "V07"), ("offer", "alternative")),
    "agree": Step(("V08", "E08"), ("commitment",)),
    "close": Step(("C05",), ("closing",)),
    "boundary": Step(("V11",), ("boundary",)),
    "escalate": Step(("V12", "D11"), ("escalation", "warm transfer", "does transfer")),
}
"""'listen' is the end of the caller's first long line, heard to its end.  An apology acknowledges too."""
ORDERS: Mapping[str, tuple[str, ...]] = {
    "listen first": ("listen", "acknowledge", "apologise", "clarify", "offer", "agree", "close"),
    "fix first": ("listen", "clarify", "offer", "agree", "apologise", "close"),
    "boundary first": ("listen", "boundary", "escalate"),
}
"""Orders that a scenario can ask for by name."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken."""

    name: str
    onset: Ms
    end: Ms
    words: str


def steps(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if the steps that were taken came in the scenario's order; lost if one came out of turn."""
    order = case.scenario.rubric.order
    taken = [step for name in order if (step := _taken(case, name))]
    early = [step for at, step in enumerate(taken) if any(step.onset < one.onset for one in taken[:at])]
    if not order or not case.turns:
        yield judged(item, "not needed", "no-order-asked" if not order else "no-occasion")
    elif not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed")
    elif len(taken) < 2:
        reason = "order-unknown" if not case.read else "no-occasion"
        yield judged(item, "not assessed" if not case.read else "not needed", reason)
    elif early:
        yield judged(item, "lost", "order-lost", _shown(taken, order), steps=", ".join(s.name for s in early))
    else:
        yield judged(item, "earned", "order-earned", _shown(taken, order), times=len(taken))


def _shown(taken: list[Taken], order: tuple[str, ...]) -> list[Evidence]:
    """Each step with its place in the call, and the place it should have had."""
    came = sorted(taken, key=lambda step: (step.onset, order.index(step.name)))
    return [
        Evidence(s.onset, s.end, s.words, came.index(s) + 1, taken.index(s) + 1, "place", note=s.name)
        for s in came
    ]


def _taken(case: Case, name: str) -> Taken | None:
    """The first time that it was."""
    step = STEPS[name]
    if name == "listen":
        heard = (x for x in case.floor.lines if not x.cut and x.end - x.onset >= RAMBLE)
        return next((Taken(name, line.end, line.end, "") for line in heard), None)
    points = case.scenario.checkpoints
    found = [
        Taken(name, x.onset, x.end, x.words)
        for x in case.timeline
        if isinstance(x, Credited) and x.checkpoint in points and points[x.checkpoint].advice in step.advice
    ]
    found += [Taken(name, d.onset, d.end, d.words) for d in case.deeds if d.does(step.acts) and not d.over]
    return min(found, key=lambda one: one.onset, default=None)


@on_acts
def boundary_first(case: Case, item: Item) -> Judged:
    """A boundary (`acts`) before the hand-over (`with`).  Needed where the scenario asks for a boundary,
    or the trainee both set one and handed over."""
    asked = "boundary" in case.scenario.rubric.order
    set_ = [deed for deed in case.deeds if deed.does(item.acts) and not deed.over]
    handed = [deed for deed in case.deeds if deed.does(item.paired)]
    if not handed or not (asked or set_):
        return judged(item, "not needed", "no-occasion")
    if not set_ or handed[0].onset < set_[0].onset:
        return judged(item, "lost", "boundary-late", shown(handed[:1]), title=title(item))
    return judged(item, "earned", "boundary-earned", shown([set_[0], handed[0]]), title=title(item))


RULES: Mapping[str, Rule] = {"order.steps": steps, "order.boundary first": boundary_first}
LIMITS: Limits = {"order.steps": {}, "order.boundary first": {}}
NEEDS: Takes = {"order.boundary first": ("acts", "with")}
