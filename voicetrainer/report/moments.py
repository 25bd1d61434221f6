"""What can be heard at a moment, and what belongs to the whole call."""

from __future__ import annotations

from ..core.events import Ms
from ..core.score import Evidence, Judged

WHOLE = 0.5
"""Evidence without words that covers more of the call than this is no moment."""


def moments(judged: Judged, duration: Ms) -> tuple[Evidence, ...]:
    """The evidence that has a place: what was earned by never doing something lies everywhere."""
    if judged.verdict != "earned":
        return judged.evidence
    return tuple(one for one in judged.evidence if one.words or not _everywhere(one, duration))


def _everywhere(one: Evidence, duration: Ms) -> bool:
    return one.end - one.onset > WHOLE * duration or (one.value == 0 and one.unit == "times")
