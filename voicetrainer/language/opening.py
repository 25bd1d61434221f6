"""Who answers: where the trainee's own name and the firm's are said, as the scenario has them."""

from __future__ import annotations

from ..core.match import Words, stands_for
from .measures import stem
from .said import Said

_GREETED = frozenset("morning afternoon evening day hello hi hiya".split())
_STOPS = frozenset(
    "this my you how what can may could i it there sir madam maam mr mrs ms miss and yes speaking again "
    "everyone to is sorry thank thanks we let who are do am please oh so then now love dear mate nice good "
    "your".split()
)
"""Words that follow a greeting and are no firm's name."""
MOST = 4
"""Words of a firm's name."""
_LIGHT = frozenset("the and of for co ltd limited plc company uk group a".split())


def named(text: Said, name: Words) -> tuple[int, int] | None:
    """Tokens [start:end] in which a name is said, or at least its first word; None: nowhere.

    Slips are forgiven, and a word that a recogniser splits ("north way").
    """
    wanted = [word for word in name if word not in _LIGHT] or list(name)
    for start, token in enumerate(text.tokens if wanted else ()):
        if _is(token, wanted[0]):
            return start, _end(text, start, wanted)
        if "".join(text.tokens[start : start + 2]) == wanted[0]:
            return start, min(start + 2, len(text.tokens))
    return None


def greeted_as(text: Said, caller: Words) -> tuple[int, int] | None:
    """Where a greeting is followed by two words or more that may be a firm's name, before who speaks.

    "good morning northway parcels sam speaking"; one word alone may be whom the greeting is for.
    """
    for start, token in enumerate(text.tokens[:MOST], 1):
        if token in _GREETED:
            end = next((at for at in range(start, len(text.tokens)) if text.tokens[at] in _STOPS), start)
            name = text.tokens[start:end]
            if 2 <= len(name) <= MOST + 1 and not set(name) & set(caller):
                return start, start + 2
    return None


def _end(text: Said, start: int, wanted: list[str]) -> int:
    said = text.tokens[start : start + len(wanted)]
    alike = [_is(heard, meant) for heard, meant in zip(said, wanted, strict=False)]
    return start + (alike.index(False) if False in alike else len(alike))


def _is(heard: str, meant: str) -> bool:
    return heard == meant or stem(heard) == stem(meant) or stands_for(heard, meant)
