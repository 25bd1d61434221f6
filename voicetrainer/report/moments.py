"""What can be heard at a moment, and what belongs to the whole call."""

from __future__ import annotations

from ..core.events import Ms
from ..core.score import Evidence, Judged

WHOLE = 0.5
"""Evidence without words that covers more of the call than this is no moment."""


TIMED = ("floor.", "delivery.")
"""Rules that measure; all others rest on words, and where they name none they mean the whole call."""


def moments(judged: Judged, duration: Ms) -> tuple[Evidence, ...]:
    """The evidence that has a place: what was never done, and what was never said, lies everywhere."""
    if judged.verdict not in ("earned", "lost"):
        return judged.evidence
    if not judged.item.rule.startswith(TIMED):
        return tuple(one for one in judged.evidence if one.words)
    if judged.verdict == "lost":
        return judged.evidence
    return tuple(one for one in judged.evidence if one.words or not _everywhere(one, duration))


def _everywhere(one: Evidence, duration: Ms) -> bool:
    return one.end - one.onset > WHOLE * duration or (one.value == 0 and one.unit == "times")
