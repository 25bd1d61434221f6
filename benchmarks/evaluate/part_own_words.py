"""Call-centre sentences of our own for what no public set holds, and how fast words are read.

Both polarities, with near misses.  `open.jsonl` was tuned on; `locked.jsonl`, written at the same
time and split off by hash, is only scored.  The two `fresh_` files are by another hand, which knew
the acts but not the reader; they are scored only when asked for (`--another-hand HALF`), for the
locked one is for one scoring.
"""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path
from statistics import mean
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


def another_hand(half: str) -> list[Row]:
    """One row for each act of `half` ("open" or "locked"), then their mean."""
    every = _rows_of(half, _sentences(f"fresh_{half}"), "another hand, ")
    values = [row.value for row in every if row.value is not None]
    note = f"{sum(value >= GOAL for value in values)} of {len(values)} acts at .90 or more"
    figure = f"mean of the acts, F1, another hand, {half} half"
    return [*every, Row(PART, figure, mean(values), n=sum(row.n for row in every), note=note)]


def _sentences(name: str) -> list[dict[str, Any]]:
    """Lines that open with # are notes."""
    with (FILES / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if not line.startswith("#")]


def _rows_of(half: str, sentences: list[dict[str, Any]], hand: str = "") -> list[Row]:
    judged: dict[str, list[Judgement]] = {}
    for sentence in sentences:
        found = graded(sentence["text"], sentence.get("before", ""))
        scores = {act.name: act.score for act in found}
        act = sentence["act"]
        judged.setdefault(act, []).append(Judgement(scores.get(act, 0.0), sentence["is"]))
    return [_row(half, act, items, hand) for act, items in judged.items()]


def _row(half: str, act: str, items: list[Judgement], hand: str) -> Row:
    value = f1(items, FOUND)
    goal, met = ("≥ .90", value >= GOAL) if half == "locked" else ("", None)
    note = f"always yes: {always_yes(items):.2f}" + ("; tuned on" if half == "open" else "")
    return Row(PART, f"{act}, F1, {hand}{half} half", value, goal, met, len(items), None, note)


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
