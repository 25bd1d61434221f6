"""What a trainee is told of how one clip sounded: the report's sentences, as of a call of such turns."""

from __future__ import annotations

from dataclasses import replace

from tests.core.calls import PARCEL
from tests.test_words_about_trainees import FEELINGS
from voicetrainer.core import events as e
from voicetrainer.core.raised import Baseline
from voicetrainer.core.rubric import Item
from voicetrainer.core.rules import Case
from voicetrainer.core.rules.delivery import RULES
from voicetrainer.report.words import reason

WORDS = "It is here for you now"
LINE_MS = 2_000
ANSWERS = 6
"""One clip alone has too little voice to be judged by."""
ANY = {"delivery.raised": {"ms at most": 0.0}}
"""However short it is; the standard rubric lets 2 s pass."""


def told_of(sounded: e.Delivered, baseline: Baseline, levels: bool) -> tuple[tuple[str, str], ...]:
    """(rule, sentence) of everything about the voice that is held against its speaker."""
    case = Case(_call(sounded, baseline, levels), PARCEL)
    found = []
    for name, rule in RULES.items():
        for judged in rule(case, Item("item", name, ("L07",), limits=ANY.get(name, {}))):
            if judged.verdict == "lost":
                found.append((name, reason(judged)))
    return tuple(found)


def more_than_raised(told: tuple[tuple[str, str], ...]) -> bool:
    """Is anything said but that the voice was raised, or a feeling named?"""
    return any(rule != "delivery.raised" or FEELINGS.search(sentence) for rule, sentence in told)


def _call(sounded: e.Delivered, baseline: Baseline, levels: bool) -> list[e.Event]:
    """The clip as the answer to each of the caller's lines."""
    found: list[e.Event] = [
        e.Answered(0),
        e.Baselined(0, baseline.level, baseline.pitch, baseline.level_spread, baseline.pitch_spread),
        e.GainJudged(0, "fixed" if levels else "unknown"),
    ]
    for number in range(1, ANSWERS + 1):
        found += _answer(found[-1].at, number, sounded)
    return [*found, e.Ended(found[-1].at + 100, "won")]


def _answer(now: e.Ms, number: int, sounded: e.Delivered) -> list[e.Event]:
    free = now + LINE_MS
    at = free + 500
    onset, end = sounded.onset + at, sounded.end + at
    windows = tuple(replace(w, onset=w.onset + at, end=w.end + at) for w in sounded.windows)
    return [
        e.Saying(now, number, "So.", "neutral"),
        e.LineStarted(now, number, now, LINE_MS),
        e.LineEnded(free, number, free),
        e.SpeechStarted(onset, number, onset),
        e.SpeechEnded(end, number, end),
        replace(sounded, at=end, utterance=number, onset=onset, end=end, windows=windows),
        e.Recognised(end, number, WORDS),
        e.Turn(end, (number,), onset, end, onset - free, WORDS),
    ]
