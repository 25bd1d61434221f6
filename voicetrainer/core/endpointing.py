"""Is the trainee's turn over?  What the words so far say about it, beside the silence.

A person who has asked "Is that right?" waits; one who said "and …" or is in the middle of a number
goes on.  The silence needed before the caller replies is the trainee's own setting (the reply
wait); it is cut short only when the words already decide the caller's way *and* sound finished,
and made longer when they sound unfinished.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .events import Ms
from .match import plain

EARLY_SHARE = 0.5
"""An early reply comes after this share of the reply wait …"""
EARLIEST: Ms = 400
"""… but never sooner: the gap most listeners leave is about 200 ms (Stivers et al. 2009, PNAS
106(26)), and a recogniser needs its part of the rest."""
AFTER_OPENING: Ms = 300
"""Added after an apology, thanks or "of course", which mostly are the first half of a turn."""
LATER: Ms = 700
"""Added to the reply wait after an unfinished turn."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A trainee's own setting of how long the caller waits.  Never scored."""

    reply_wait: Ms
    early: bool = True
    endpoint: Ms = 500


PACES: Mapping[str, Pace] = {
    "brisk": Pace(500),
    "normal": Pace(800),
    "patient": Pace(1300),
    "take-your-time": Pace(2000, early=False),
    # blocks and repetitions put long silences inside words: nothing is cut short, and an utterance
    # is not taken for over until a second has passed
    "stutter": Pace(3000, early=False, endpoint=1000),
}

_FILLERS = frozenset("um uh erm er eh hmm mm well so like".split())
_GOES_ON = frozenset(
    "and or but because if when while that which who with for to of the a an my your our his her their "
    "is are was were am i we you it its at in on from by as than then until so just let will would can "
    "could should shall may might do does did have has had not very really please mr mrs ms miss".split()
)  # a sentence seldom ends with one of these
_DIGITS = frozenset(
    "zero oh nought one two three four five six seven eight nine ten double treble triple hundred "
    "thousand point slash dash hyphen".split()
)
_MAY_END = frozenset("please you it then that so can will do did".split())
"""Words of the list above that do end sentences ("thank you", "yes please", "I will")."""

_OPENERS = frozenset(
    "sorry apologise apologize apologies understand thank thanks course certainly right".split()
)
"""A sentence with one of these is mostly the first half of what an agent says."""


def unfinished(text: str) -> bool:
    """Do the words ask for more: a filler, "and …", a number or name in the middle of being spelled?"""
    words = plain(text)
    if not words:
        return False
    last = words[-1]
    if last in _FILLERS:
        return True
    if text.rstrip().endswith(("?", "!")):
        return False
    if last in _GOES_ON and last not in _MAY_END:
        return True
    return spelling(text)


def spelling(text: str) -> bool:
    """Does the turn end inside a number or a spelled name ("NP four four", "P, R, I")?

    One figure alone may well be the end ("by four", "at two"); two in a row hardly are.
    """
    words = plain(text)
    tail = words[-2:]
    return len(tail) == 2 and all(_figure(word) for word in tail)


def _figure(word: str) -> bool:
    return word in _DIGITS or re.fullmatch(r"\d|[b-hj-z]", word) is not None


def finished(text: str) -> bool:
    """Does it sound like a whole turn: two words or more, and neither a beginning nor broken off?"""
    words = plain(text)
    if len(words) < 2 or unfinished(text) or opening(text):
        return False
    return words[-1] not in _GOES_ON - _MAY_END


def opening(text: str) -> bool:
    """Do the last words only open a turn: an apology, thanks, "of course"?  Something mostly follows."""
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    return not last.endswith("?") and bool(_OPENERS.intersection(plain(last)))


def reply_wait(text: str, wait: Ms, early: bool = False) -> Ms:
    """The silence after these words before the caller replies.

    `early`: other turns are answered early, so an opening can be given more time at no cost.
    """
    if unfinished(text):
        return wait + LATER
    return wait + AFTER_OPENING if early and opening(text) else wait


def early_wait(wait: Ms) -> Ms:
    """The silence after a finished turn whose words have already decided the caller's way."""
    return min(wait, max(EARLIEST, round(wait * EARLY_SHARE)))
