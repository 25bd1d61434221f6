"""A call in a few figures that can stand beside those of earlier calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    """Such as 'interruptions'; its title is the catalogue's 'measures.<name>'."""
    value: float | None
    """None: not assessed."""
    unit: str
    goal: float | None = None
    better: Literal["lower", "higher"] = "lower"
