"""How surely some words only show that somebody listens, and leave the floor where it is."""

from __future__ import annotations

from functools import cache

from ..core.match import is_backchannel, plain
from .acts import FOUND
from .banks import backchannels

_SOUNDS = {
    "mm": 0.97, "mhm": 0.97, "uhhuh": 0.97, "uh huh": 0.97, "mm hm": 0.97, "hm": 0.92, "huh": 0.9,
    "yeah": 0.85, "yep": 0.82, "right": 0.75, "ah": 0.66, "oh": 0.65, "okay": 0.65, "ok": 0.65, "yes": 0.58,
    "uh": 0.45, "er": 0.3, "um": 0.3,
}  # fmt: skip
"""How surely such a sound leaves the floor where it is: pure sounds surest, then agreement that may
be an answer; a hesitation may begin a turn.  Any other of the list: `OTHER`."""
_SPELLINGS = {
    "mmhm": "mhm", "mm hmm": "mm hm", "uh-huh": "uh huh", "mm-hm": "mm hm", "mhmm": "mhm", "hmm": "hm",
    "mmm": "mm", "um hum": "mm hm", "um hm": "mm hm", "uhuh": "uh huh", "uh hm": "mm hm", "aha": "uh huh",
    "m hm": "mm hm", "hum": "hm", "yup": "yep", "yea": "yeah", "mm-hmm": "mm hm", "erm": "um",
}  # fmt: skip
REPEATED = 0.9
"""What each further sound takes away: "yeah yeah" still is listening, and more may be said with it."""
LISTED, MOST = 0.51, 4
"""The least score of several sounds, and their number."""
OTHER = ((1, 0.56), (2, 0.53), (4, 0.51))
"""At most so many phrases of the list in a row, and their score."""


@cache
def _listed(own: tuple[str, ...], language: str) -> tuple[str, ...]:
    surest = [sound for sound, score in _SOUNDS.items() if score >= FOUND]
    return (*surest, *_SPELLINGS, *(own or backchannels(language)))


def _sounds(tokens: tuple[str, ...]) -> list[float]:
    """The scores of the sounds, if the words are nothing but two to four of them that may be listening."""
    scores: list[float] = []
    at = 0
    while at < len(tokens):
        size = 2 if _scored(" ".join(tokens[at : at + 2])) and at + 1 < len(tokens) else 1
        score = _scored(" ".join(tokens[at : at + size]))
        if score < FOUND:
            return []
        scores.append(score)
        at += size
    return scores if 1 < len(scores) <= MOST else []


def _scored(spoken: str) -> float:
    return _SOUNDS.get(_SPELLINGS.get(spoken, spoken), 0.0)


def listening(text: str, own: tuple[str, ...] = (), language: str = "en") -> float:
    """0…1.  Words of listening alone are ≥ 0.5; other words make it the less, the more there are.

    `own`: a scenario's list instead of the language's.
    """
    tokens, listed = plain(text), _listed(own, language)
    if not tokens:
        return 0.0
    spoken = " ".join(tokens)
    if sound := _SOUNDS.get(_SPELLINGS.get(spoken, spoken)):
        return sound
    if sounds := _sounds(tokens):
        return round(max(min(sounds) * REPEATED ** (len(sounds) - 1), LISTED), 3)
    for most, score in OTHER:
        if is_backchannel(text, listed, most):
            return score
    nearer = 1.2 if is_backchannel(tokens[0], listed) else 1.0
    return round(nearer * 0.35 / (1 + len(tokens) / 2), 3)
