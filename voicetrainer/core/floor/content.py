"""What words over the caller's line brought: a solution, a defence, or something else.

The acts of the words tell, where a reader looked; else the scenario's phrase lists of the same names.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from ..match import Matcher
from ..scenario import Scenario
from .heard import Utterance

Content = Literal["solution", "defence", "other words"]

SOLUTION = ("offer", "solution", "commitment")
DEFENCE = ("defence", "argument", "blame")
"""Names of acts and of phrase lists alike."""
UNSURE = 0.4
"""Confidence below which words are not read; the call's own limit for unclear turns."""


def content_of(speech: Utterance, scenario: Scenario) -> Content | None:
    """None where it cannot be told: unsure words, or nobody looked and the scenario has no such lists.

    Of several, the heaviest: a solution before a defence.
    """
    if speech.unclear or speech.confidence < UNSURE:
        return None
    if speech.acts is not None:
        found = {act.name for act in speech.acts}
        return _heaviest(any(n in found for n in SOLUTION), any(n in found for n in DEFENCE))
    return _by_lists(speech.text, _lists(scenario))


def _heaviest(solution: bool, defence: bool) -> Content:
    return "solution" if solution else "defence" if defence else "other words"


Lists = tuple[tuple[str, tuple[str, ...]], ...]


def _lists(scenario: Scenario) -> Lists:
    return tuple((n, scenario.phrases[n]) for n in (*SOLUTION, *DEFENCE) if n in scenario.phrases)


def _by_lists(text: str, lists: Lists) -> Content | None:
    if not lists:
        return None
    matcher, names = matcher_of(lists), [name for name, _ in lists]
    said = {name for name in names if matcher.find(name, text)}
    return _heaviest(any(n in said for n in SOLUTION), any(n in said for n in DEFENCE))


@lru_cache(maxsize=32)
def matcher_of(lists: Lists) -> Matcher:
    """Compiled once: a call may be judged many times over."""
    return Matcher(dict(lists))
