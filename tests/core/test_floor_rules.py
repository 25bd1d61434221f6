"""Rules on who had the floor, each earned and lost, and each time it cannot be told or had no occasion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from voicetrainer.core import events as e
from voicetrainer.core.rubric import Item
from voicetrainer.core.rules import LIMITS, RULES, Case
from voicetrainer.core.score import Judged

from .calls import PARCEL

STORY = (
    e.Mark("sentence", 0, 4000, "Eleven days I have waited."),
    e.Mark("pause", 4000, 4800),
    e.Mark("sentence", 4800, 10_000, "Nobody rang me back."),
)


def line(
    number: int, onset: int, length: int, mood: str = "angry", heard: int | None = None
) -> list[e.Event]:
    """A caller line; `heard`: it was cut after so many ms."""
    marks = STORY if length == 10_000 else ()
    end = onset + (length if heard is None else heard)
    return [e.Saying(onset, number, "…", mood), e.LineStarted(onset, number, onset, length, marks),
            e.LineEnded(end, number, end, heard is not None)]  # fmt: skip


def says(
    number: int, onset: int, end: int, text: str, *acts: str, turn: bool = True, fto: int = 600
) -> list[e.Event]:
    """An utterance, and the turn it makes."""
    events = [e.SpeechStarted(onset + 60, number, onset), e.SpeechEnded(end + 500, number, end),
              e.Recognised(end + 500, number, text)]  # fmt: skip
    found = tuple(e.DialogueAct(name, 0.9, text) for name in acts)
    return [*events, *([e.Turn(end + 800, (number,), onset, end, fto, text, acts=found)] if turn else [])]


GREETING = says(1, 200, 1500, "Good morning how can I help", fto=200)
STORY_LINE = line(1, 3000, 10_000)
SORRY = says(9, 14_000, 17_000, "I am sorry that you waited")


def verdict(
    rule: str, *parts: Iterable[e.Event], setting: e.Answered | None = None, **limits: float
) -> Judged:
    timeline = [
        setting or e.Answered(0, rang=2000),
        *sorted((x for p in parts for x in p), key=lambda x: x.at),
    ]
    item = Item("it", f"floor.{rule}", ("L02",), limits={k.replace("_", " "): v for k, v in limits.items()})
    (found,) = RULES[item.rule](Case(timeline, PARCEL), item)
    return found


MM_HM = says(2, 6000, 6300, "mm-hm", turn=False)
CUT_IN = says(2, 5000, 7000, "what is the number of the order")
WITH_OFFER = says(2, 5000, 7000, "we could send it again today", "offer")
WITH_DEFENCE = says(2, 5000, 7000, "that is not what I said", "defence")
IN_PAUSE = says(2, 7300, 9000, "that must have been hard")
OFFER_IN_PAUSE = says(2, 7300, 9000, "we could send it again today", "offer")
LATER_OFFER = says(8, 18_000, 20_000, "we could send it again today", "offer")
RAMBLES = says(3, 20_000, 26_000, "and then there is this and that and more of it")
HOLD = [e.Did(30_000, "hold"), e.Did(45_000, "resume")]
ASKS = says(4, 27_000, 28_500, "One moment please while I look")
SILENCE: list[e.Event] = [e.Listening(13_000, 13_000)]
LATE = says(9, 18_500, 19_500, "I am sorry that you waited", fto=5500)

CASES = [
    ("interruptions", (GREETING, STORY_LINE, SORRY), "earned"),
    ("interruptions", (GREETING, STORY_LINE, CUT_IN), "lost"),
    ("interruptions", (GREETING, STORY_LINE, MM_HM, IN_PAUSE), "earned"),
    ("interruptions", (GREETING, line(1, 3000, 2000), SORRY), "not needed"),
    ("interruptions", (STORY_LINE,), "not needed"),
    ("interruptions", (STORY_LINE, MM_HM), "not needed"),
    ("false endings", (GREETING, STORY_LINE, SORRY), "earned"),
    ("false endings", (GREETING, STORY_LINE, OFFER_IN_PAUSE), "lost"),
    ("false endings", (GREETING, STORY_LINE, IN_PAUSE), "not needed"),
    ("false endings", (GREETING, line(1, 3000, 9000), SORRY), "not needed"),
    ("cut in with a solution", (GREETING, STORY_LINE, SORRY, LATER_OFFER), "earned"),
    ("cut in with a solution", (GREETING, STORY_LINE, WITH_OFFER), "lost"),
    ("cut in with a solution", (GREETING, STORY_LINE, OFFER_IN_PAUSE), "lost"),
    ("cut in with a solution", (GREETING, STORY_LINE, WITH_DEFENCE), "not needed"),
    ("cut in with a solution", (GREETING, STORY_LINE, SORRY), "not needed"),
    ("cut in with a solution", (STORY_LINE,), "not needed"),
    ("gave way", (GREETING, STORY_LINE, RAMBLES, line(2, 25_500, 3000)), "earned"),
    ("gave way", (GREETING, STORY_LINE, RAMBLES, line(2, 22_000, 6000)), "lost"),
    ("gave way", (GREETING, STORY_LINE, RAMBLES, line(2, 24_000, 6000)), "not needed"),
    ("gave way", (GREETING, STORY_LINE, SORRY), "not needed"),
    ("talk share", (GREETING, STORY_LINE, SORRY, line(2, 18_000, 2000, "tired")), "earned"),
    ("talk share", (GREETING, line(1, 3000, 10_000, heard=3000), says(2, 5500, 9500, "no that is not so"),
                    line(2, 10_000, 4000), SORRY, line(3, 18_000, 2000, "tired")), "lost"),
    ("talk share", (GREETING, line(1, 3000, 10_000, "neutral"), SORRY), "not needed"),
    ("talk share", (STORY_LINE, line(2, 18_000, 2000, "tired")), "not needed"),
    ("monologue", (GREETING, STORY_LINE, SORRY), "earned"),
    ("monologue", (GREETING, STORY_LINE, says(2, 14_000, 35_000, "it all began with")), "lost"),
    ("monologue", (GREETING, STORY_LINE), "not needed"),
    ("monologue", (STORY_LINE,), "not needed"),
    ("backchannels", (GREETING, STORY_LINE, MM_HM, SORRY), "earned"),
    ("backchannels", (GREETING, STORY_LINE, SORRY), "lost"),
    ("backchannels", (STORY_LINE, MM_HM), "not needed"),
    ("reply gaps", (GREETING, STORY_LINE, SORRY), "earned"),
    ("reply gaps", (GREETING, STORY_LINE, LATE), "lost"),
    ("reply gaps", (GREETING, STORY_LINE), "not needed"),
    ("dead air", (GREETING, STORY_LINE, SILENCE, SORRY), "earned"),
    ("dead air", (GREETING, STORY_LINE, SILENCE, LATE), "lost"),
    ("dead air", (STORY_LINE, SILENCE), "not needed"),
    ("hold", (GREETING, STORY_LINE, ASKS, HOLD), "earned"),
    ("hold", (GREETING, STORY_LINE, HOLD), "lost"),
    ("hold", (GREETING, STORY_LINE, ASKS, [HOLD[0], e.Did(61_000, "resume")]), "lost"),
    ("hold", (GREETING, STORY_LINE, SORRY), "not needed"),
    ("answered", (GREETING, STORY_LINE), "earned"),
    ("answered", (STORY_LINE,), "not needed"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "parts", "wanted"), CASES, ids=lambda x: x if isinstance(x, str) else "")
def test_each_rule_is_earned_and_lost(rule: str, parts: tuple[list[e.Event], ...], wanted: str) -> None:
    assert verdict(rule, *parts).verdict == wanted


def test_every_rule_is_tried_in_both_directions() -> None:
    tried = {(f"floor.{rule}", wanted) for rule, _, wanted in CASES} | {("floor.answered", "lost")}
    floor = [name for name in RULES if name.startswith("floor.")]
    assert len(floor) == 11
    assert {(name, wanted) for name in floor for wanted in ("earned", "lost", "not needed")} <= tried
    assert all(name in LIMITS for name in floor)


def test_picking_up_late_is_lost() -> None:
    assert verdict("answered", GREETING, setting=e.Answered(0, rang=13_000)).verdict == "lost"


LEAKS = ("interruptions", "false endings", "cut in with a solution", "gave way", "talk share", "backchannels")


@pytest.mark.parametrize("rule", LEAKS)
def test_with_the_callers_own_voice_in_the_microphone_overlap_is_not_assessed(rule: str) -> None:
    parts = (GREETING, STORY_LINE, WITH_OFFER, RAMBLES)
    assert verdict(rule, *parts, setting=e.Answered(0, overlap_assessed=False)).verdict == "not assessed"
    assert verdict(rule, *parts, [e.Trouble(20_000, "echo")]).verdict == "not assessed"


@pytest.mark.parametrize("rule", ["cut in with a solution", "backchannels"])
def test_with_a_poor_ear_what_rests_on_words_is_not_assessed(rule: str) -> None:
    poor = e.Answered(0, words_assessed=False)
    assert verdict(rule, GREETING, STORY_LINE, WITH_OFFER, setting=poor).verdict == "not assessed"


def test_a_hold_is_not_called_unasked_where_the_ear_is_poor() -> None:
    poor = e.Answered(0, words_assessed=False)
    assert verdict("hold", GREETING, STORY_LINE, HOLD, setting=poor).verdict == "not assessed"
    assert verdict("hold", GREETING, STORY_LINE, ASKS, HOLD, setting=poor).verdict == "earned"


def test_reply_gaps_are_not_assessed_with_unknown_latency() -> None:
    unknown = e.Answered(0, latency=None)
    assert verdict("reply gaps", GREETING, STORY_LINE, SORRY, setting=unknown).verdict == "not assessed"


def test_where_nothing_tells_what_words_bring_a_solution_is_not_assessed() -> None:
    bare = replace(PARCEL, phrases={})
    unread = [replace(x, acts=None) if isinstance(x, e.Turn) else x for x in (*GREETING, *SORRY)]
    timeline = [e.Answered(0), *sorted((*unread, *STORY_LINE), key=lambda x: x.at)]
    item = Item("it", "floor.cut in with a solution", ("L03",))
    (found,) = RULES[item.rule](Case(timeline, bare), item)
    assert found.verdict == "not assessed"


def test_limits_of_the_rubric_are_kept() -> None:
    assert verdict("interruptions", GREETING, STORY_LINE, CUT_IN, at_most=1).verdict == "earned"
    assert verdict("backchannels", GREETING, STORY_LINE, MM_HM, at_least=2).verdict == "lost"
    assert verdict("monologue", GREETING, STORY_LINE, SORRY, ms_at_most=2500).verdict == "lost"
    assert verdict("hold", GREETING, STORY_LINE, ASKS, HOLD, ms_at_most=10_000).verdict == "lost"
    assert verdict("answered", GREETING, ms_at_most=1000).verdict == "lost"


def test_the_kinds_of_an_interruption_are_told_apart() -> None:
    told = verdict("interruptions", GREETING, STORY_LINE, WITH_OFFER)
    assert told.reason == "turns.interruptions-solution"
    assert dict(told.values) == {"times": 1, "seconds": 2.0, "solutions": 1}
    assert verdict("interruptions", GREETING, STORY_LINE, CUT_IN).reason == "rules.interruptions-lost"


def test_every_verdict_that_counts_shows_its_moment() -> None:
    silent = {"floor.dead air"}  # keeping from it has no moment
    for rule, parts, wanted in CASES:
        found = verdict(rule, *parts)
        if wanted in ("earned", "lost") and not (wanted == "earned" and found.item.rule in silent):
            assert found.evidence and all(x.onset <= x.end for x in found.evidence), rule
