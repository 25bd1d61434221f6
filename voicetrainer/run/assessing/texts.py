"""Sentences: which dialogue acts are in each, with a score and the words that show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language import graded
from ...language.acts import ACTS
from .jsonl import Chunk, Judged, Line, judge, text_of

DIGITS = 4


def judge_texts(chunk: Chunk) -> Judged:
    return judge(chunk, acts_of)


def acts_of(line: Line) -> Mapping[str, Any]:
    """Every act with its score, 0 where nothing speaks for it; words only for those that have some.

    `context`: what the caller said just before.
    """
    found = graded(text_of(line, "text"), text_of(line, "context", ""))
    scores = dict.fromkeys(ACTS, 0.0) | {act.name: round(act.score, DIGITS) for act in found}
    return {"acts": scores, "words": {act.name: [act.words] for act in found if act.words}}
