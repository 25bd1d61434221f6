"""The rules that items of a rubric name: each looks at the finished call and gives a verdict.

A rule never guesses.  What the setting does not let it know is *not assessed*; what the call
gave no occasion for is *not needed*; neither lowers a score.  Nothing is earned by staying out:
keeping quiet is listening only for someone who also spoke.

Each module has its rules by name in `RULES`, and in `LIMITS` the thresholds they read.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import acts, delivery, floor, note, order, outcome, talk, words
from .case import Case, Limits, Rule, Takes

_MODULES = (words, floor, acts, talk, order, outcome, delivery, note)
RULES: Mapping[str, Rule] = {name: rule for module in _MODULES for name, rule in module.RULES.items()}
LIMITS: Limits = {name: limits for module in _MODULES for name, limits in module.LIMITS.items()}
NEEDS: Takes = {name: keys for module in (acts, talk, order) for name, keys in module.NEEDS.items()}
"""Rule → which lists of acts an item must give it."""
TAKES: Takes = {**NEEDS, **words.TAKES, **acts.TAKES, **talk.TAKES}
"""Rule → which lists of acts it reads at all."""

__all__ = ["LIMITS", "NEEDS", "RULES", "TAKES", "Case", "Rule"]
