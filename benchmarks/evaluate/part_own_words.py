"""Call-centre sentences of our own for what no public set holds, and how fast words are read.

Both polarities, with near misses.  `open.jsonl` was tuned on; `locked.jsonl`, written at the same
time and split off by hash, is only scored.
"""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from voicetrainer.language import FOUND, graded, read

from .row import Row
from .skill import Judgement, always_yes, f1

PART = "own words"
FILES = Path(__file__).with_name("own_words")
GOAL = 0.90
SPEED = 1000
"""Sentences a second, on one core."""


def rows(eval_dir: Path | None) -> list[Row]:  # noqa: ARG001 - needs nothing of it
    halves = {half: _sentences(half) for half in ("locked", "open")}
    every = [row for half, sentences in halves.items() for row in _rows_of(half, sentences)]
    return [*every, _speed([s["text"] for s in halves["open"]])]


def _sentences(half: str) -> list[dict[str, Any]]:
    with (FILES / f"{half}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _rows_of(half: str, sentences: list[dict[str, Any]]) -> list[Row]:
    judged: dict[str, list[Judgement]] = {}
    for sentence in sentences:
        scores = {act.name: act.score for act in graded(sentence["text"])}
        act = sentence["act"]
        judged.setdefault(act, []).append(Judgement(scores.get(act, 0.0), sentence["is"]))
    return [_row(half, act, items) for act, items in judged.items()]


def _row(half: str, act: str, items: list[Judgement]) -> Row:
    value = f1(items, FOUND)
    goal, met = ("≥ .90", value >= GOAL) if half == "locked" else ("", None)
    note = f"always yes: {always_yes(items):.2f}" + ("; tuned on" if half == "open" else "")
    return Row(PART, f"{act}, F1, {half} half", value, goal, met, len(items), None, note)


def _speed(texts: list[str]) -> Row:
    """CPU time, each sentence new, with another before it."""
    pairs = [f"{one} {other}" for one, other in pairwise(texts)]
    read("warm", "up")
    start = time.process_time()
    for text, before in zip(pairs, pairs[3:], strict=False):
        read(text, before)
    rate = (len(pairs) - 3) / (time.process_time() - start)
    words = sum(len(pair.split()) for pair in pairs) / len(pairs)
    return Row(
        PART,
        "sentences a second, one core",
        rate,
        f"≥ {SPEED}",
        rate >= SPEED,
        len(pairs),
        None,
        f"{words:.0f} words each",
    )
