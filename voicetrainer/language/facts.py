"""Which of a scenario's facts some words take up, in the fact's own wordings or near ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..core.match import stands_for
from ..core.scenario import Fact
from .measures import stem
from .numbers import as_digits
from .said import said

Facts = Mapping[str, Fact]
_LIGHT = frozenset(
    "a an the of to in on at by for and or is was are were it that this his her my your our i you".split()
)
ENOUGH = 0.75
"""The share of a wording's words, by their weight, that must be said for the fact to count as taken up."""
_WITHIN = 9
"""… all within so many words of each other."""


def restated(text: str, facts: Facts) -> tuple[str, ...]:
    """Names of the facts that are said in `text`, in their order in the scenario.

    Numbers count in words and digits alike, word order and small words do not matter, endings
    hardly ("charged", "charge"), and a recogniser's slip is forgiven.
    """
    heard = _spoken(text)
    return tuple(name for name, fact in facts.items() if any(_taken_up(form, heard) for form in fact.forms))


@lru_cache(maxsize=2048)
def _spoken(text: str) -> tuple[str, ...]:
    return as_digits(_letters_joined(said(text).tokens))


def _letters_joined(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Letters that were spelled out, as one word: "n p" → "np"."""
    out: list[str] = []
    spelling = False
    for token in tokens:
        letter = len(token) == 1 and token.isalpha()
        if letter and spelling:
            out[-1] += token
        else:
            out.append(token)
        spelling = letter
    return tuple(out)


@lru_cache(maxsize=2048)
def _wanted(form: str) -> tuple[str, ...]:
    words = _spoken(form)
    return tuple(word for word in words if word not in _LIGHT) or words


def _taken_up(form: str, heard: tuple[str, ...]) -> bool:
    """Enough of the wording's words, near each other; its numbers must all be there."""
    wanted = _wanted(form)
    if not wanted:
        return False
    for start, word in enumerate(heard):
        if any(_same(word, one) for one in wanted):
            near = heard[start : start + max(_WITHIN, len(wanted) + 3)]
            there = [one for one in wanted if any(_same(other, one) for other in near)]
            numbers = [one for one in wanted if one.isdigit()]
            if all(one in there for one in numbers) and len(there) >= ENOUGH * len(wanted):
                return True
    return False


def _same(heard: str, meant: str) -> bool:
    if heard == meant:
        return True
    if heard.isdigit() or meant.isdigit():
        return False
    return stem(heard) == stem(meant) or stands_for(heard, meant)
