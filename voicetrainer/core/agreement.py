"""How far people, and the program, agree about the same items of the same calls.

*Percent agreement* is easy to read and flatters: two who earn nearly everything agree by chance.
*Cohen's kappa* (two scorers) and *Krippendorff's alpha* (any number, with gaps) take that chance
out: 1 is full agreement, 0 what chance would give, below 0 less than that.  Everything is exact
arithmetic on fractions; nothing is drawn at random.

A verdict of *not assessed* is no opinion: it counts as missing.

Sources: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
Measurement 20(1), 1960.  K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", University
of Pennsylvania, 2011.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from .score import Verdict

Scorer = str | None
"""A person's name; None is the program."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One scorer's verdict on one item of one call."""

    call: str
    item: str
    scorer: Scorer
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Pair:
    """Two scorers, over the items that both assessed."""

    one: Scorer
    two: Scorer
    shared: int
    alike: int
    kappa: float | None
    """None where it is not defined: nothing shared, or both gave one and the same verdict throughout."""


@dataclass(frozen=True, slots=True)
class Contested:
    """An item on which verdicts differ, over all calls."""

    item: str
    pairs: int
    """Pairs of verdicts on the same call."""
    differ: int


@dataclass(frozen=True, slots=True)
class Agreement:
    scorers: tuple[Scorer, ...]
    """By name, the program last."""
    units: int
    """Items of calls on which at least two scorers gave a verdict."""
    pairs: tuple[Pair, ...]
    people: float | None
    """Krippendorff's alpha of the people alone; None where it is not defined."""
    everyone: float | None
    """The same with the program as one more scorer."""
    contested: tuple[Contested, ...]
    """Those that differ, the most first."""


def agreement(judgements: Iterable[Judgement]) -> Agreement:
    """Compare all that was judged.  Of one scorer's several verdicts on an item the last one counts."""
    units = _units(judgements)
    scorers = sorted({s for unit in units.values() for s in unit}, key=lambda s: (s is None, s or ""))
    people = [[v for s, v in unit.items() if s is not None] for unit in units.values()]
    everyone = [list(unit.values()) for unit in units.values()]
    return Agreement(
        scorers=tuple(scorers),
        units=sum(len(unit) > 1 for unit in everyone),
        pairs=tuple(_pair(one, two, units) for one, two in combinations(scorers, 2)),
        people=alpha(people),
        everyone=alpha(everyone),
        contested=_contested(units),
    )


Unit = tuple[str, str]
"""Call and item."""


def _units(judgements: Iterable[Judgement]) -> dict[Unit, dict[Scorer, Verdict]]:
    found: dict[Unit, dict[Scorer, Verdict]] = {}
    for one in judgements:
        unit = found.setdefault((one.call, one.item), {})
        unit.pop(one.scorer, None)
        if one.verdict != "not assessed":
            unit[one.scorer] = one.verdict
    return found


def _pair(one: Scorer, two: Scorer, units: Mapping[Unit, Mapping[Scorer, Verdict]]) -> Pair:
    both = [(unit[one], unit[two]) for unit in units.values() if one in unit and two in unit]
    return Pair(one, two, len(both), sum(a == b for a, b in both), kappa(both))


def _contested(units: Mapping[Unit, Mapping[Scorer, Verdict]]) -> tuple[Contested, ...]:
    pairs, differ = Counter[str](), Counter[str]()
    for (_, item), unit in units.items():
        for one, two in combinations(unit.values(), 2):
            pairs[item] += 1
            differ[item] += one != two
    found = [Contested(item, pairs[item], count) for item, count in differ.items() if count]
    return tuple(sorted(found, key=lambda c: (-Fraction(c.differ, c.pairs), -c.differ, c.item)))


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa, (observed − expected) / (1 − expected); None where expected is 1 or nothing is there."""
    count = len(pairs)
    if not count:
        return None
    observed = Fraction(sum(a == b for a, b in pairs), count)
    ones, twos = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = Fraction(sum(ones[label] * twos[label] for label in ones), count * count)
    return None if expected == 1 else float((observed - expected) / (1 - expected))


def alpha(units: Iterable[Sequence[str | None]]) -> float | None:
    """Krippendorff's alpha for nominal values, 1 − observed / expected disagreement.

    One sequence of values for each unit; None is a missing value, and a unit with fewer than two
    values counts for nothing.  None where it is not defined: no variation at all, or no pairs.
    """
    together = _coincidences(units)
    totals: dict[str, Fraction] = {}
    for (value, _), weight in together.items():
        totals[value] = totals.get(value, Fraction(0)) + weight
    every = sum(totals.values(), Fraction(0))
    expected = every * every - sum(n * n for n in totals.values())
    if not expected:
        return None
    observed = sum((weight for (a, b), weight in together.items() if a != b), Fraction(0))
    return float(1 - (every - 1) * observed / expected)


def _coincidences(units: Iterable[Sequence[str | None]]) -> dict[tuple[str, str], Fraction]:
    """Krippendorff's coincidence matrix: how often two values stand on one unit, each unit's pairs
    weighing 1 / (its values − 1)."""
    found: dict[tuple[str, str], Fraction] = {}
    for unit in units:
        values = Counter(value for value in unit if value is not None)
        count = values.total()
        for a in values if count > 1 else ():
            for b in values:
                times = values[a] * (values[b] - (a == b))
                found[a, b] = found.get((a, b), Fraction(0)) + Fraction(times, count - 1)
    return found
