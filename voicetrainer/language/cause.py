"""What an apology is for: the words around the "sorry" that name it.

Theory of operation.  "Yes, sorry about that, madam" is sorry for nothing in particular.  An apology
has a cause if its own sentence says one (the signs of 'apology with cause': "sorry you had to ring
again"), or if the words right behind it, or right before it, name something the caller suffered: one
of the scenario's facts, a stretch of time, a trouble, or what the caller has just said.  Words of
what will be done now ("I'll check the parcel") are no cause, whatever they name.
"""

from __future__ import annotations

from .facts import Facts, restated
from .measures import content
from .said import Said

BEHIND, BEFORE = 16, 12
"""Words behind and before the "sorry" among which a cause is looked for."""
_SORRY = frozenset("sorry apologise apologize apologies apology regret forgive".split())
_ACTS_NOW = frozenset(
    "let can could may shall please what which when where how who is are do does did would should if".split()
)
"""A clause that opens with one of these asks or offers, as does "I will"."""
_DOING = frozenset("will can could would shall need must should".split())
_TROUBLE = frozenset(
    "wait waited waiting delay delays delayed trouble bother hassle mess mistake error twice again lost late "
    "long minutes hour hours days week weeks month months upset worry stress nobody".split()
)
_SAYS_NOTHING = frozenset(
    "sir madam mam maam mr mrs ms miss love dear happen inconvenience hear parcel order "
    "account call number".split()
)
"""Words that may come back from the caller and still name no trouble."""


def cause_of(text: Said, before: Said, facts: Facts) -> tuple[int, int] | None:
    """Tokens [start:end] of an apology and the cause beside it; None if no "sorry" has one."""
    for at, token in enumerate(text.tokens):
        if token in _SORRY:
            end = _until_deed(text, at + 1, min(at + 1 + BEHIND, len(text.tokens)))
            if _names(text, at + 1, end, before, facts):
                return at, end
            start = max(0, at - BEFORE)
            if not _has_deed(text, start, at) and _names(text, start, at, before, facts):
                return start, at + 1
    return None


def _until_deed(text: Said, start: int, end: int) -> int:
    return next((at for at in range(start, end) if _deed(text, at)), end)


def _has_deed(text: Said, start: int, end: int) -> bool:
    return any(_deed(text, at) for at in range(start, end))


def _deed(text: Said, at: int) -> bool:
    token, following = text.tokens[at], text.tokens[at + 1 : at + 2]
    if token in ("i", "we"):
        return bool(following) and (following[0] in _DOING or text.tokens[at + 1 : at + 3] == ("am", "going"))
    return token in _ACTS_NOW and at in text.openings


def _names(text: Said, start: int, end: int, before: Said, facts: Facts) -> bool:
    words = frozenset(text.tokens[start:end])
    if words & _TROUBLE or (facts and restated(" ".join(text.tokens[start:end]), facts)):
        return True
    return bool((content(text, start, end) & content(before)) - _SAYS_NOTHING)
