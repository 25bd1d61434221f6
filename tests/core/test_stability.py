"""A verdict that a small doubt would turn is a close call, and does not decide pass or fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voicetrainer import catalogue
from voicetrainer.core import events as e
from voicetrainer.core.cues import Cue
from voicetrainer.core.doubts import DETECTOR, measured
from voicetrainer.core.judge import score
from voicetrainer.core.marking import Marker
from voicetrainer.core.nudging import shifted, stretched
from voicetrainer.core.rubric import Item, Rubric, Section
from voicetrainer.core.score import Judged, Scorecard
from voicetrainer.core.stability import TOO_CLOSE, stable
from voicetrainer.run.rehearse import rehearse

from .calls import PARCEL, PROGRAM, Hand

GAPS = Item(
    "gaps", "floor.reply gaps", ("L04",), limits={"from ms": -300, "to ms": 3000, "share at least": 0.8}
)
SILENCE = Item("silence", "floor.dead air", ("E01",), limits={"at most": 0})
OVER = Item("over", "floor.interruptions", ("L02",), limits={"at most": 0})
PICKED_UP = Item("picked up", "floor.answered", ("C01",), limits={"ms at most": 12_000})
POINTS = Item("points", "checkpoint", ("C01", "D09", "V08"))


def rubric(*items: Item, pass_mark: float = 50) -> Rubric:
    return Rubric("test", "Test", pass_mark, (Section("all", "All", 1, items),))


def of(card: Scorecard, id_: str) -> Judged:
    return next(j for s in card.sections for j in s.items if j.item.id == id_)


def replying_after(gap: int, words: str = "I am very sorry about that", **setting: object) -> list[e.Event]:
    """A call with one caller line, answered after so many ms."""
    hand = Hand.on(**setting)
    hand.speaks(200, 1000, "Hello good morning")
    hand.call.advance(1800)
    hand.line(1, 1800, 4000)
    hand.line_over(1, 5800)
    hand.speaks(5800 + gap, 7800 + gap, words)
    hand.call.advance(9000 + gap)
    hand.call.break_off(12_000, "enough")
    return [x if not isinstance(x, e.Ended) else e.Ended(x.at, "hung up") for x in hand.call.timeline]


@pytest.mark.parametrize(
    ("gap", "close"), [(2900, False), (2950, True), (3000, True), (3050, True), (3250, False)]
)
def test_a_reply_within_60_ms_of_the_limit_is_a_close_call(gap: int, close: bool) -> None:
    items = rubric(replace(GAPS, limits={"to ms": 3000}))
    judged = of(stable(replying_after(gap), PARCEL, items), "gaps")
    assert judged.stability
    times = [flip for flip in judged.stability.flips if flip.doubt.startswith("doubts.onset")]
    assert bool(times) == close


def test_a_limit_5_per_cent_off_is_told_with_both_values() -> None:
    judged = of(stable(replying_after(2900), PARCEL, rubric(GAPS)), "gaps")
    assert judged.stability
    flip = next(flip for flip in judged.stability.flips if flip.doubt == "doubts.limit-lower")
    assert flip.verdict == "lost"
    assert dict(flip.values) == {"limit": "to", "percent": 5, "value": "2.85 s", "was": "3 s"}


def test_dead_air_a_little_under_its_limit_is_a_close_call() -> None:
    timeline = replying_after(100)
    hand = Hand.on()
    hand.speaks(200, 1000, "Hello good morning")
    hand.call.advance(1800)
    hand.line(1, 1800, 4000)
    hand.line_over(1, 5800)
    hand.speaks(5800 + 4900, 12_700, "I am very sorry")
    hand.call.advance(14_000)
    judged = of(stable(hand.call.timeline, PARCEL, rubric(SILENCE)), "silence")
    assert judged.verdict == "earned" and judged.stability
    assert [(flip.doubt, flip.verdict) for flip in judged.stability.flips] == [
        ("doubts.durations-lower", "lost")
    ]
    sure = of(stable(timeline, PARCEL, rubric(SILENCE)), "silence")
    assert sure.stability and not sure.stability.flips


def test_an_answer_of_the_phone_near_the_limit_is_close_to_it_alone() -> None:
    judged = of(stable(replying_after(800, rang=11_700), PARCEL, rubric(PICKED_UP)), "picked up")
    assert judged.stability
    assert [flip.doubt for flip in judged.stability.flips] == ["doubts.limit-lower"]


def test_a_count_is_no_measurement() -> None:
    assert not measured("at most", 1) and not measured("within turns", 2)
    assert measured("ms at most", 12_000) and measured("share at least", 1.0) and measured("at most", 0.25)


def test_a_credit_that_hangs_on_the_reply_time_is_looked_at_again() -> None:
    """`replies in` of the first branch ends at 3000 ms; behind it the other branch credits as well."""
    only_in_time = replace(
        PARCEL,
        states={
            **PARCEL.states,
            "opening": replace(
                PARCEL.states["opening"],
                branches=tuple(b for b in PARCEL.states["opening"].branches if b.id != "opening.2"),
            ),
        },
    )
    hand = Hand.at_opening_of(only_in_time)
    end = max(x.end for x in hand.call.timeline if isinstance(x, e.LineEnded))
    hand.speaks(end + 2960, end + 4500, "I am sorry")
    hand.call.advance(end + 6000)
    judged = of(stable(hand.call.timeline, only_in_time, rubric(POINTS)), "points: said sorry")
    assert judged.verdict == "earned" and judged.stability
    assert ("doubts.onset-later", "lost") in [(flip.doubt, flip.verdict) for flip in judged.stability.flips]


def with_reading(timeline: list[e.Event], words: str, other: str) -> list[e.Event]:
    return [
        replace(x, alternatives=(other,)) if isinstance(x, e.Recognised) and x.text == words else x
        for x in timeline
    ]


def test_another_reading_without_the_apology_makes_it_close() -> None:
    timeline = with_reading(
        replying_after(800, "I am sorry about that"), "I am sorry about that", "I am sawing about"
    )
    judged = of(stable(timeline, PARCEL, rubric(POINTS)), "points: said sorry")
    assert judged.stability
    assert [(f.doubt, f.verdict) for f in judged.stability.flips] == [("doubts.words", "lost")]
    assert dict(judged.stability.flips[0].values)["words"] == "I am sawing about that"


def test_words_that_had_only_not_come_yet_are_no_other_reading() -> None:
    timeline = with_reading(replying_after(800, "I am sorry about that"), "I am sorry about that", "I am")
    judged = of(stable(timeline, PARCEL, rubric(POINTS)), "points: said sorry")
    assert judged.stability and not judged.stability.flips


def test_half_a_word_is_no_other_reading() -> None:
    timeline = with_reading(replying_after(800, "I am sorry about that"), "I am sorry about that", "I am so")
    judged = of(stable(timeline, PARCEL, rubric(POINTS)), "points: said sorry")
    assert judged.stability and not judged.stability.flips


def test_a_close_call_that_would_turn_the_pass_is_not_assessed() -> None:
    timeline = replying_after(2990)
    card = stable(timeline, PARCEL, rubric(GAPS, pass_mark=60))
    judged = of(card, "gaps")
    assert judged.verdict == "not assessed" and judged.reason == TOO_CLOSE
    assert dict(judged.values) == {"was": "earned"}
    assert judged.stability and judged.stability.decides
    assert score(timeline, PARCEL, rubric(GAPS, pass_mark=60)).passed and card.passed is None


def test_a_close_call_that_does_not_turn_the_pass_counts_as_it_was() -> None:
    items = rubric(GAPS, replace(PICKED_UP, weight=9.0), pass_mark=60)
    card = stable(replying_after(2990), PARCEL, items)
    judged = of(card, "gaps")
    assert judged.verdict == "earned" and judged.stability and judged.stability.flips
    assert not judged.stability.decides
    assert card.total == 100 and card.passed


def test_a_critical_item_lost_by_a_hair_does_not_fail_the_call() -> None:
    items = rubric(replace(GAPS, critical=True), replace(PICKED_UP, weight=9.0), pass_mark=60)
    assert score(replying_after(3040), PARCEL, items).passed is False
    card = stable(replying_after(3040), PARCEL, items)
    assert card.passed is True and card.critical_lost == ()


def test_the_same_call_gives_the_same_doubts_again() -> None:
    timeline = rehearse(
        PROGRAM, [Cue("Hello"), Cue("No, wait, it is in the porch", over=1200), Cue("I am sorry")]
    ).timeline
    items = rubric(GAPS, SILENCE, OVER, PICKED_UP, POINTS)
    assert stable(timeline, PARCEL, items) == stable(list(timeline), PARCEL, items)


def test_without_doubts_the_scorecard_is_that_of_the_judge() -> None:
    timeline = rehearse(
        PROGRAM, [Cue("Hello good morning"), Cue("I am sorry"), Cue("I will call you")]
    ).timeline
    items = rubric(GAPS, OVER, POINTS)
    card, plain = stable(timeline, PARCEL, items), score(timeline, PARCEL, items)
    assert (card.total, card.passed) == (plain.total, plain.passed)
    for id_ in ("gaps", "points: said sorry"):
        assert replace(of(card, id_), stability=None) == of(plain, id_)


def test_every_doubt_has_its_sentence() -> None:
    values = {
        "ms": DETECTOR,
        "percent": 5,
        "limit": "to",
        "value": "3 s",
        "was": "3 s",
        "words": "a",
        "heard": "b",
    }
    edges = [f"{x}-{y}" for x in ("onset", "end") for y in ("earlier", "later")]
    both = [f"onset-{x}-end-{y}" for x in ("earlier", "later") for y in ("earlier", "later")]
    others = ["limit-lower", "limit-higher", "durations-lower", "durations-higher", "words"]
    for key in (*edges, *both, *others, "too-close"):
        assert catalogue.say(f"doubts.{key}", **values)


# -- what a doubt does to a timeline ---------------------------------------------------------------


def test_moved_speech_moves_its_turn_and_its_reply_time_and_nothing_of_the_caller() -> None:
    timeline = replying_after(800)
    new = shifted(timeline, 60, -60)
    was, now = ([x for x in t if isinstance(x, e.Turn)][-1] for t in (timeline, new))
    assert (now.onset - was.onset, now.end - was.end, now.fto - was.fto) == (60, -60, 60)
    for kind in (e.LineStarted, e.LineEnded, e.Listening, e.Saying):
        assert [x for x in new if isinstance(x, kind)] == [x for x in timeline if isinstance(x, kind)]
    assert [x.at for x in new] == [x.at for x in timeline]


def test_typed_words_have_no_edges_to_doubt() -> None:
    hand = Hand.at_opening()
    hand.call.receive(e.SpeechStarted(2000, 9, 2000))
    hand.call.receive(e.SpeechEnded(2100, 9, 2100))
    hand.call.receive(e.Recognised(2100, 9, "I am sorry", typed=True))
    typed = [x for x in shifted(hand.call.timeline, 60, 60) if isinstance(x, e.SpeechStarted)][-1]
    assert typed.onset == 2000


def test_a_short_sound_keeps_its_onset_before_its_end() -> None:
    hand = Hand.at_opening()
    hand.speaks(2000, 2040, "mm-hm")
    new = shifted(hand.call.timeline, 60, -60)
    begun = [x for x in new if isinstance(x, e.SpeechStarted)][-1]
    over = [x for x in new if isinstance(x, e.SpeechEnded)][-1]
    assert begun.onset < over.end


def test_no_onset_lies_before_the_call() -> None:
    hand = Hand.on()
    hand.speaks(20, 900, "Hello")
    assert [x.onset for x in shifted(hand.call.timeline, -60, 0) if isinstance(x, e.SpeechStarted)] == [0]


def test_stretching_a_call_and_its_limits_alike_changes_no_verdict() -> None:
    timeline = replying_after(2000)
    grown = rubric(replace(GAPS, limits={"from ms": -600, "to ms": 6000, "share at least": 0.8}))
    assert of(score(stretched(timeline, 2.0), PARCEL, grown), "gaps").verdict == "earned"


def test_marks_found_again_in_an_unchanged_call_are_the_same() -> None:
    cues = [Cue("Hello"), Cue("You should have been in", over=900), Cue("I am sorry"), Cue("I will call you")]
    timeline = rehearse(PROGRAM, cues).timeline
    turns = {place: x for place, x in enumerate(timeline) if isinstance(x, e.Turn)}
    assert Marker(PARCEL).remarked(timeline, turns) == timeline
    assert Marker(PARCEL).remarked(timeline, {}) == timeline
