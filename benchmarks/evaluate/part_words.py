"""Dialogue acts against labelled conversations that nobody here wrote.  Nothing is fitted on them.

Punctuation and case are taken away first: a recogniser gives neither.  Thresholds are the shipped
ones, set on our own sentences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicetrainer.language import FOUND, graded

from .row import ABSENT, Row
from .skill import Judgement, always_yes, auc, f1, interval

PART = "words"


@dataclass(frozen=True, slots=True)
class Measured:
    """A label of a set, the act that stands for it, and the goals."""

    file: str
    label: str
    act: str
    auc_goal: float | None = None
    f1_goal: float | None = None
    aims: str = ""
    """The further goals, as AUC: first → fitted model → person."""


SETS = (
    Measured("annomi", "reflection", "reflection", 0.78, aims=".78 → .84 → .89"),
    Measured("annomi", "question_open", "open question", 0.84, aims=".84 → .90"),
    Measured("annomi", "question", "question"),
    Measured("annomi", "advice", "suggestion"),
    Measured("epitome", "er", "empathy", 0.74, aims=".74 → .84"),
    Measured("epitome", "ip", "interpretation", 0.78, aims=".78 → .90"),
    Measured("epitome", "ex", "question"),
    Measured("esconv", "reflect_any", "reflection"),
    Measured("esconv", "affirmation_and_reassurance", "affirmation"),
    Measured("esconv", "providing_suggestions", "suggestion"),
    Measured("esconv", "questions", "question"),
    Measured("oasis", "offer", "offer", 0.86, aims=".86 → .95"),
    Measured("oasis", "bye", "closing", 0.83, aims=".83 → .94"),
    Measured("oasis", "apology", "apology", 0.96, 0.65, aims="F1 .65 → .80"),
    Measured("oasis", "hold", "hold request", None, 0.75, aims="F1 .75 → .80"),
    Measured("oasis", "thank", "thanks"),
    Measured("oasis", "greet", "greeting"),
    Measured("oasis", "question", "question"),
    Measured("mrda", "overlap_backchannel", "backchannel", 0.93, aims=".93"),
    Measured("mrda", "question", "question"),
    Measured("politeness_wiki", "polite", "politeness", 0.87, aims=".87"),
    Measured("disapere", "defensive", "defence", 0.83, aims=".83"),
    Measured("positive_frames", "positive", "positive wording"),
    Measured("convabuse", "abusive", "abuse"),
    Measured("metoo", "refuse_or_chastise", "boundary"),
)


def rows(eval_dir: Path | None) -> list[Row]:
    every: list[Row] = []
    for file in dict.fromkeys(one.file for one in SETS):
        wanted = [one for one in SETS if one.file == file]
        path = eval_dir / "text" / f"{file}.jsonl" if eval_dir else None
        if path and path.is_file():
            every += _rows_of(wanted, list(_items(path, wanted)))
        else:
            every += [_row(one, "AUC", None, note=ABSENT) for one in wanted]
    return every


def unpunctuated(text: str) -> str:
    """As a recogniser writes it: lower case, words and apostrophes only."""
    bare = re.sub(r"[^\w' ]", " ", text.lower().replace("’", "'"))
    return " ".join(re.sub(r"(?<!\w)'|'(?!\w)", " ", bare).split())


def _items(path: Path, wanted: list[Measured]) -> Iterator[dict[str, Any]]:
    """The set's items that one of the labels speaks of, with the acts that were read in them."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if any(item["labels"].get(one.label) is not None for one in wanted):
                acts = graded(unpunctuated(item["text"]), unpunctuated(item.get("context") or ""))
                item["acts"] = {act.name: act.score for act in acts}
                yield item


def _rows_of(wanted: list[Measured], items: list[dict[str, Any]]) -> Iterator[Row]:
    for one in wanted:
        judged = [
            Judgement(item["acts"].get(one.act, 0.0), item["labels"][one.label] > 0, str(item["group"]))
            for item in items
            if item["labels"].get(one.label) is not None
        ]
        reached = auc(judged)
        yield _row(
            one,
            "AUC",
            reached,
            one.auc_goal,
            len(judged),
            interval(judged),
            f"aims: {one.aims}" if one.aims else "",
        )
        found = f1(judged, FOUND)
        yield _row(
            one,
            "F1 at the shipped threshold",
            found,
            one.f1_goal,
            len(judged),
            note=f"always yes: {always_yes(judged):.2f}",
        )


def _row(
    one: Measured,
    figure: str,
    value: float | None,
    goal: float | None = None,
    n: int = 0,
    spread: tuple[float, float] | None = None,
    note: str = "",
) -> Row:
    met = None if goal is None or value is None else value >= goal
    aim = f"≥ {goal:.2f}".replace("0.", ".") if goal else ""
    return Row(PART, f"{one.act} ({one.file}: {one.label}), {figure}", value, aim, met, n, spread, note)
