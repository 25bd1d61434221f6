"""What words over the caller's line brought: a solution, a defence, or something else.

The acts of the words tell, where a reader looked; else the scenario's phrase lists of the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from ..match import Matcher, plain
from ..scenario import Scenario
from .heard import Utterance

Content = Literal["solution", "defence", "other words"]

SOLUTION = ("offer", "alternative", "commitment", "solution")
DEFENCE = ("defence", "argument", "blame")
"""Names of acts and of phrase lists alike."""
SURE = 0.7
"""Score that an act needs here: what makes an overlap graver should not rest on a faint sign."""
UNSURE = 0.4
"""Confidence below which words are not read; the call's own limit for unclear turns."""
_TALKS = re.compile(
    r"\b(?:let me|(?:i|we) (?:will|shall)|(?:i am|we are) going to)(?: just)?(?: have to)? "
    r"(?:stop|finish|speak|talk|say|tell|explain|ask|answer|interrupt|be honest|"
    r"(?:have|take) a (?:quick )?look|look|check|see|find out)\b"
)
"""Promises to talk, or to look: they bring no way out yet."""


def content_of(speech: Utterance, scenario: Scenario) -> Content | None:
    """None where it cannot be told: unsure words, or nobody looked and the scenario has no such lists.

    Of several, the heaviest: a solution before a defence.
    """
    if speech.unclear or speech.confidence < UNSURE:
        return None
    if speech.acts is not None:
        talk = _TALKS.findall(" ".join(plain(speech.text)))
        sure = [act for act in speech.acts if act.score >= SURE]
        return _heaviest(a.name for a in sure if not (a.name == "commitment" and _in(a.words, talk)))
    return _by_lists(speech.text, _lists(scenario))


def _in(words: str, talk: Iterable[str]) -> bool:
    """Are these the words, or some of them, of a promise to talk?"""
    said = " ".join(plain(words))
    return any(one in said or said in one for one in talk)


def _heaviest(names: Iterable[str]) -> Content:
    found = set(names)
    if found & set(SOLUTION):
        return "solution"
    return "defence" if found & set(DEFENCE) else "other words"


Lists = tuple[tuple[str, tuple[str, ...]], ...]


def _lists(scenario: Scenario) -> Lists:
    return tuple((n, scenario.phrases[n]) for n in (*SOLUTION, *DEFENCE) if n in scenario.phrases)


def _by_lists(text: str, lists: Lists) -> Content | None:
    if not lists:
        return None
    matcher = matcher_of(lists)
    rest = _TALKS.sub(",", " ".join(plain(text)))
    return _heaviest(name for name, _ in lists if matcher.find(name, rest))


@lru_cache(maxsize=32)
def matcher_of(lists: Lists) -> Matcher:
    """Compiled once: a call may be judged many times over."""
    return Matcher(dict(lists))
