"""False reproaches: sentences of an agent who does the job rightly, and how many are called a fault.

Questions about the thing, plain facts, polite refusals with a way out, read-backs.  Each is read as it
is written and as a recogniser without punctuation gives it; an alarm in either is one.  The open half
was tuned on, the other one only scored.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from voicetrainer.language import SIDES, read

from .part_words import unpunctuated
from .row import Row

PART = "everyday"
FILES = Path(__file__).with_name("own_words")
GOAL = 0.01
FAULTS = frozenset(act for act, side in SIDES.items() if side == "bad")


def rows(eval_dir: Path | None) -> list[Row]:  # noqa: ARG001 - needs nothing of it
    return [_row(half) for half in ("locked", "open")]


def faults(sentence: str) -> set[str]:
    """The fault acts that are read in it, punctuated or not."""
    found = {act.name for text in (sentence, unpunctuated(sentence)) for act in read(text)}
    return found & FAULTS


def _row(half: str) -> Row:
    sentences = (FILES / f"everyday_{half}.txt").read_text("utf-8").splitlines()
    alarms = [found for sentence in sentences if (found := faults(sentence))]
    share = len(alarms) / len(sentences)
    names = Counter(act for found in alarms for act in found)
    note = ", ".join(f"{act} {times}" for act, times in names.most_common())
    goal, met = ("≤ .01", share <= GOAL) if half == "locked" else ("", None)
    told = "; ".join(filter(None, ("tuned on" if half == "open" else "", note)))
    return Row(PART, f"sentences called a fault, {half} half", share, goal, met, len(sentences), None, told)
