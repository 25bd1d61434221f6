"""One mistake, said in the catalogue's words.

A message's key begins with its code: `VT012_state` is a message of rule VT012.  Its remedy, if it
has one, stands beside it as `VT012_state_remedy`.  Codes are grouped: VT00x the file, VT01x the
graph and its meters, VT02x the words, VT03x the scoring, VT04x rehearsals, VT05x cue files, VT06x
rubrics.  Each has a page in docs/lint.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from ..catalogue import known, say
from ..core.errors import Problem

_WARNINGS = "11 14 15 16 17 20 21 22 23 25 28 32 33 34 36 37 38 39 42 43 44 65 66 80"
WARNINGS = frozenset(f"VT0{number}" for number in _WARNINGS.split())
"""Codes that do not stop a call: the scenario can be played, but hardly as it was meant."""


def problem(path: Path, place: tuple[int, int], key: str, **values: object) -> Problem:
    """The problem `key` (code and message) at (line, column); `values` fill the message.

    `near`, if there is one and it is not empty, is the word that was probably meant.
    """
    code, near = key[:5], values.get("near", "")
    remedy = say("lint.did_you_mean", near=near) if near else ""
    if not remedy and known(f"lint.{key}_remedy"):
        remedy = say(f"lint.{key}_remedy", **values)
    return Problem(path, *place, code, say(f"lint.{key}", **values), remedy, code in WARNINGS)


def nearest(word: object, names: Iterable[str], cutoff: float = 0.6) -> str:
    """The most similar of the names, or ''."""
    by_fold = {name.casefold(): name for name in names}
    # difflib is quadratic; a long sentence is no slip of the pen
    found = difflib.get_close_matches(str(word)[:60].casefold(), list(by_fold), 1, cutoff)
    return by_fold[found[0]] if found else ""


def listing(names: Iterable[str]) -> str:
    return ", ".join(names)
