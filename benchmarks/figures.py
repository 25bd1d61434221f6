"""Measured figures beside their goals, as a table and as JSON."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured, several times."""

    name: str
    title: str
    unit: str
    samples: tuple[float, ...]
    judged: Literal["median", "p95", "worst"] = "median"
    """Which of its statistics is held against the goal."""
    goal: float | None = None
    goal_is: Literal["at least", "at most"] = "at most"
    note: str = ""

    @property
    def median(self) -> float | None:
        return statistics.median(self.samples) if self.samples else None

    @property
    def p95(self) -> float | None:
        """The sample that 95 % do not exceed in badness: of few samples, the worst."""
        worse_last = sorted(self.samples, reverse=self.goal_is == "at least")
        return worse_last[math.ceil(0.95 * len(worse_last)) - 1] if worse_last else None

    @property
    def worst(self) -> float | None:
        pick = min if self.goal_is == "at least" else max
        return pick(self.samples, default=None)

    @property
    def value(self) -> float | None:
        """What is held against the goal; None where nothing could be measured."""
        return {"median": self.median, "p95": self.p95, "worst": self.worst}[self.judged]

    @property
    def met(self) -> bool | None:
        """None without a goal or a value."""
        if self.goal is None or self.value is None:
            return None
        return self.value >= self.goal if self.goal_is == "at least" else self.value <= self.goal

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "title": self.title,
            "unit": self.unit,
            "value": self.value,
            "judged": self.judged,
            "median": self.median,
            "p95": self.p95,
            "samples": list(self.samples),
            "goal": self.goal,
            "goal_is": self.goal_is if self.goal is not None else None,
            "met": self.met,
            "note": self.note,
        }


HEADS = ("figure", "median", "p95", "goal", "", "n")


def table(figures: Sequence[Figure]) -> str:
    """The figures as rows of plain text; what the goal is held against carries a star."""
    rows = [HEADS, *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = [
        "  ".join(
            cell.ljust(width) if column in (0, 4) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, ...]:
    star = {"median": ("*", ""), "p95": ("", "*"), "worst": ("", "*")}[figure.judged]
    low, high = star if figure.goal is not None else ("", "")
    many = len(figure.samples) > 1
    worst = figure.worst if figure.judged == "worst" else figure.p95
    return (
        figure.title,
        number(figure.median, figure.unit) + low,
        number(worst, figure.unit) + high if many or high else "",
        f"{'≥' if figure.goal_is == 'at least' else '≤'} {number(figure.goal, figure.unit)}"
        if figure.goal is not None
        else "",
        {True: "met", False: "MISSED", None: ""}[figure.met],
        str(len(figure.samples)),
    )


def number(value: float | None, unit: str) -> str:
    """A value with its unit, at a sensible number of places."""
    if value is None:
        return "–"
    places = 0 if abs(value) >= 100 or value == 0 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{places}f} {unit}".rstrip()
