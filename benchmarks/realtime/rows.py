"""One line of the table: what was measured, of how many, and the goals it is held against."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.figures import number


def p95(samples: Sequence[float]) -> float:
    """The sample that 95 % do not exceed; of few, the worst."""
    return sorted(samples)[math.ceil(0.95 * len(samples)) - 1]


@dataclass(frozen=True, slots=True)
class Row:
    """`share`: the samples are yes (1) and no (0), and the figure is the percentage of yes."""

    name: str
    title: str
    unit: str
    samples: tuple[float, ...]
    median_goal: float | None = None
    p95_goal: float | None = None
    share: bool = False
    at_least: bool = False
    note: str = ""

    @property
    def median(self) -> float | None:
        """Of a share, the percentage."""
        if not self.samples:
            return None
        return 100 * statistics.fmean(self.samples) if self.share else statistics.median(self.samples)

    @property
    def p95(self) -> float | None:
        return p95(self.samples) if self.samples and not self.share else None

    @property
    def met(self) -> bool | None:
        """None without a goal or a sample."""
        pairs = [(self.median, self.median_goal), (self.p95, self.p95_goal)]
        held = [(value, goal) for value, goal in pairs if goal is not None]
        if not held or any(value is None for value, _ in held):
            return None
        return all(value >= goal if self.at_least else value <= goal for value, goal in held)  # type: ignore[operator]

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name, "title": self.title, "unit": self.unit, "median": self.median, "p95": self.p95,
            "share": self.share, "n": len(self.samples), "median_goal": self.median_goal,
            "p95_goal": self.p95_goal, "goal_is": "at least" if self.at_least else "at most",
            "met": self.met, "note": self.note, "samples": list(self.samples),
        }  # fmt: skip


def table(systems: Mapping[str, Sequence[Row]]) -> str:
    """Systems side by side, a row for each figure that any of them has."""
    titles = {row.name: row for rows in systems.values() for row in rows}
    heads = ["figure", "goal"]
    for system in systems:
        heads += [system, "p95", "n", ""]
    lines = [heads]
    for name, any_row in titles.items():
        cells = [any_row.title, _goal(any_row)]
        for rows in systems.values():
            cells += _cells(next((row for row in rows if row.name == name), None))
        lines.append(cells)
    return _aligned(lines)


def _goal(row: Row) -> str:
    sign = "≥" if row.at_least else "≤"
    goals = [number(goal, "").strip() for goal in (row.median_goal, row.p95_goal) if goal is not None]
    if not goals:
        return ""
    only_p95 = row.median_goal is None
    return f"{sign} {' / '.join(goals)} {row.unit}".rstrip() + (" p95" if only_p95 else "")


def _cells(row: Row | None) -> list[str]:
    if row is None or not row.samples:
        return ["–", "", "0", ""]
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    high = number(row.p95, "") if row.p95 is not None and len(row.samples) > 1 else ""
    return [number(row.median, row.unit), high, str(len(row.samples)), verdict]


def _aligned(rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(lines)
