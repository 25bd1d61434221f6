"""One line of the evaluation's table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    part: str
    """Such as 'raised voice'."""
    figure: str
    """Such as 'AUC, clean, speakers never seen'."""
    value: float | None
    """None: could not be measured here; `note` says why."""
    goal: str = ""
    """As a person reads it: '≥ .95'; empty if there is none."""
    met: bool | None = None
    n: int = 0
    """Items that it was measured on."""
    interval: tuple[float, float] | None = None
    """95 %."""
    note: str = ""


ABSENT = "needs the evaluation material (--eval DIR)"
"""The note of a row whose material is not at hand."""
