"""How surely some words only show that somebody listens, and leave the floor where it is."""

from __future__ import annotations

from functools import cache

from ..core.match import is_backchannel, plain
from .banks import backchannels

_SOUNDS = {
    "mm": 0.97, "mhm": 0.97, "uhhuh": 0.97, "uh huh": 0.97, "mm hm": 0.97, "hm": 0.9, "yeah": 0.85,
    "huh": 0.8, "yep": 0.75, "right": 0.75, "yes": 0.7, "i see": 0.7, "okay": 0.65, "ok": 0.65,
    "sure": 0.65, "oh": 0.65,
}  # fmt: skip
"""How surely such a sound leaves the floor where it is; any other of the list: `OTHER`."""
_SPELLINGS = {
    "mmhm": "mhm", "mm hmm": "mm hm", "uh-huh": "uh huh", "mm-hm": "mm hm", "mhmm": "mhm", "hmm": "hm",
    "mmm": "mm", "um hum": "mm hm", "um hm": "mm hm", "uhuh": "uh huh", "uh hm": "mm hm", "aha": "uh huh",
    "m hm": "mm hm", "um": "hm", "uh": "hm", "hum": "hm", "yup": "yep", "yea": "yeah", "ah": "oh",
    "mm-hmm": "mm hm",
}  # fmt: skip
OTHER = ((1, 0.6), (2, 0.58), (4, 0.55))
"""At most so many phrases of the list in a row, and their score."""


@cache
def _listed(own: tuple[str, ...], language: str) -> tuple[str, ...]:
    return (*_SOUNDS, *_SPELLINGS, *(own or backchannels(language)))


def listening(text: str, own: tuple[str, ...] = (), language: str = "en") -> float:
    """0…1.  Words of listening alone are ≥ 0.55; other words make it the less, the more there are.

    `own`: a scenario's list instead of the language's.
    """
    tokens, listed = plain(text), _listed(own, language)
    if not tokens:
        return 0.0
    spoken = " ".join(tokens)
    if sound := _SOUNDS.get(_SPELLINGS.get(spoken, spoken)):
        return sound
    for most, score in OTHER:
        if is_backchannel(text, listed, most):
            return score
    nearer = 1.2 if is_backchannel(tokens[0], listed) else 1.0
    return round(nearer * 0.35 / (1 + len(tokens) / 2), 3)
