"""How good a yes/no detector with scores is: AUC with its interval, F1 at a threshold, always-yes F1."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 200
"""Bootstrap rounds: dialogues are drawn, not sentences, for those of one dialogue resemble each other."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One item: the detector's score, what is true, and the dialogue it belongs to."""

    score: float
    true: bool
    group: str = ""


def auc(items: Sequence[Judgement]) -> float:
    """The chance that a true item scores above a false one; ties count half.  nan without both."""
    ranked = sorted(items, key=lambda item: item.score)
    true = sum(item.true for item in ranked)
    false = len(ranked) - true
    if not true or not false:
        return float("nan")
    ranks, start = 0.0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end].score == ranked[start].score:
            end += 1
        ranks += (start + 1 + end) / 2 * sum(item.true for item in ranked[start:end])
        start = end
    return (ranks - true * (true + 1) / 2) / (true * false)


def interval(items: Sequence[Judgement], rounds: int = ROUNDS) -> tuple[float, float]:
    """95 % of the AUC, by bootstrap over groups."""
    groups: dict[str, list[Judgement]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    names, chance = list(groups), random.Random(0)
    drawn = (
        auc([i for name in chance.choices(names, k=len(names)) for i in groups[name]]) for _ in range(rounds)
    )
    values = sorted(value for value in drawn if value == value)  # noqa: PLR0124 - nan is not itself
    return values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]


def f1(items: Sequence[Judgement], threshold: float) -> float:
    found = [item for item in items if item.score >= threshold]
    hits = sum(item.true for item in found)
    true = sum(item.true for item in items)
    return 2 * hits / (len(found) + true) if found or true else 0.0


def always_yes(items: Sequence[Judgement]) -> float:
    true = sum(item.true for item in items)
    return 2 * true / (len(items) + true) if items else 0.0
