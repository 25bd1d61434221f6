"""What to practise next: spaced repetition over the advice, weakest first.

Each call says of some advice whether it was kept.  Kept again and again, it comes back after 2, 4,
8 … days; missed once, it comes back the day after.  What is due is proposed with the weakest first,
then what was never tried.  Spaces that grow with success: S. Leitner, "So lernt man lernen", 1972;
N. Cepeda et al., "Distributed practice in verbal recall tasks", Psychological Bulletin 132(3), 2006.

Everything follows from the calls and the day: the same calls give the same proposals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from .events import Event, Faulted
from .scenario import Branch, Scenario
from .score import Judged, Scorecard

KEPT = 0.8
"""From this share of an advice's assessed weight on, a call kept it."""
LOOK_BACK = 3
"""So many of the latest occasions tell how weak an advice is."""
LONGEST = 32
"""days: the longest space between two occasions."""
MOST = 3
"""So many proposals are made: more would be none."""

Why = Literal["missed", "due", "new"]
"""missed: of the latest occasions one at least was · due: kept, and time to try it again ·
new: no call has shown it yet."""


@dataclass(frozen=True, slots=True)
class Practised:
    """A scored call, as far as practice goes."""

    when: date
    scenario: str
    """Its file's stem."""
    level: int
    passed: bool
    advice: Mapping[str, float]
    """Advice → share of its assessed weight that was earned, 0…1; only what could be assessed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with one advice."""

    advice: str
    occasions: int
    last: date
    missed: int
    """Of the latest `of` occasions."""
    of: int
    streak: int
    """Occasions in a row, up to the latest, on which it was kept."""

    @property
    def due(self) -> date:
        return self.last + timedelta(days=min(2**self.streak, LONGEST))


@dataclass(frozen=True, slots=True)
class Training:
    """A scenario that can be played, and the advice it trains."""

    scenario: str
    title: str
    level: int
    advice: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proposal:
    advice: str
    why: Why
    standing: Standing | None
    """None if it is new."""
    days: int
    """Since it was last practised; 0 if it is new."""
    training: Training
    since: int | None
    """Days since that scenario was last played; None: never."""


def kept_in(card: Scorecard, timeline: Sequence[Event]) -> dict[str, float]:
    """Advice → earned share of its assessed weight; a call without a score tells nothing."""
    if card.total is None:
        return {}
    earned: dict[str, float] = {}
    weight: dict[str, float] = {}
    for judged in (one for section in card.sections for one in section.items):
        if judged.verdict in ("earned", "lost"):
            for advice in _about(judged, timeline):
                weight[advice] = weight.get(advice, 0.0) + judged.item.weight
                earned[advice] = earned.get(advice, 0.0) + judged.item.weight * (judged.verdict == "earned")
    return {advice: earned[advice] / weight[advice] for advice in weight}


def _about(judged: Judged, timeline: Sequence[Event]) -> Collection[str]:
    """The advice a verdict is about: of an item that collects faults under several, those it found."""
    if judged.item.rule == "fault" and judged.verdict == "lost":
        found = {x.advice for x in timeline if isinstance(x, Faulted)} & set(judged.item.advice)
        return found or judged.item.advice
    return judged.item.advice


def trained_by(scenario: Scenario) -> frozenset[str]:
    """The advice a scenario credits, or marks a fault under."""
    branches: list[Branch] = [*scenario.always]
    for state in scenario.states.values():
        branches += state.branches
    points = {point.advice for point in scenario.checkpoints.values()}
    return frozenset(points | {branch.fault.advice for branch in branches if branch.fault})


def standings(calls: Iterable[Practised]) -> dict[str, Standing]:
    """By advice; every advice that some call could assess."""
    occasions: dict[str, list[tuple[date, bool]]] = {}
    for call in sorted(calls, key=lambda one: one.when):
        for advice, share in call.advice.items():
            occasions.setdefault(advice, []).append((call.when, share >= KEPT))
    return {advice: _standing(advice, found) for advice, found in occasions.items()}


def _standing(advice: str, occasions: list[tuple[date, bool]]) -> Standing:
    latest = [kept for _, kept in occasions[-LOOK_BACK:]]
    streak = 0
    for _, kept in reversed(occasions):
        if not kept:
            break
        streak += 1
    return Standing(advice, len(occasions), occasions[-1][0], latest.count(False), len(latest), streak)


def proposals(
    calls: Sequence[Practised], trainings: Sequence[Training], today: date, most: int = MOST
) -> list[Proposal]:
    """What to practise next, the most urgent first; only what some scenario trains.

    Due and missed of late, by the share missed; then due again, the longest overdue first; then new
    ones.  What is not due yet is left alone.
    """
    known = standings(calls)
    due = [one for one in known.values() if one.due <= today]
    due.sort(key=lambda one: (-one.missed / one.of, one.due, one.advice))
    new = sorted({advice for one in trainings for advice in one.advice} - set(known))
    found: list[Proposal] = []
    for advice, standing in [*((one.advice, one) for one in due), *((advice, None) for advice in new)]:
        training = _training(advice, trainings, calls)
        if training and len(found) < most:
            found.append(_proposal(advice, standing, training, calls, today))
    return found


def next_due(calls: Sequence[Practised]) -> date | None:
    """When the first advice comes back; None if no call has been assessed."""
    return min((one.due for one in standings(calls).values()), default=None)


def _proposal(
    advice: str, standing: Standing | None, training: Training, calls: Sequence[Practised], today: date
) -> Proposal:
    last = _last_played(training.scenario, calls)
    since = (today - last).days if last else None
    if standing is None:
        return Proposal(advice, "new", None, 0, training, since)
    why: Why = "missed" if standing.missed else "due"
    return Proposal(advice, why, standing, (today - standing.last).days, training, since)


def _training(advice: str, trainings: Sequence[Training], calls: Sequence[Practised]) -> Training | None:
    """Within reach first (one level above the highest passed), then the one not played for longest."""
    reach = 1 + max((call.level for call in calls if call.passed), default=0)

    def order(one: Training) -> tuple[bool, date, int, str]:
        return one.level > reach, _last_played(one.scenario, calls) or date.min, one.level, one.scenario

    fits = [one for one in trainings if advice in one.advice]
    return min(fits, key=order) if fits else None


def _last_played(scenario: str, calls: Sequence[Practised]) -> date | None:
    return max((call.when for call in calls if call.scenario == scenario), default=None)
