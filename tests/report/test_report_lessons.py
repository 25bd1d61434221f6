"""Which three things are praised, and which one is to change."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import parcel
import pytest
from parcel import judged

import voicetrainer.catalogue
from voicetrainer.core.floor import Overlap, Utterance
from voicetrainer.core.rubric import Item
from voicetrainer.core.score import Evidence, Judged, Scorecard, SectionScore
from voicetrainer.report import glance, lanes, words
from voicetrainer.report.lessons import choose


def card(*sections: tuple[float, tuple]) -> Scorecard:
    found = tuple(
        SectionScore(f"s{at}", f"S{at}", weight, 50.0, 1.0, True, items)
        for at, (weight, items) in enumerate(sections)
    )
    return Scorecard("won", 50.0, False, 65, found)


def said(onset: int, words: str = "I hear you", length: int = 900) -> Evidence:
    return Evidence(onset, onset + length, words)


def earned(id_: str, onset: int, weight: float = 1.0, rule: str = "checkpoint", advice: str = "E02"):
    return judged(id_, rule, advice, "earned", said(onset), weight=weight)


def missed(id_: str, onset: int, weight: float = 1.0, rule: str = "checkpoint", advice: str = "E03", **more):
    return judged(id_, rule, advice, "lost", said(onset), weight=weight, **more)


def ids(scorecard: Scorecard) -> list[str]:
    return [lesson.judged.item.id for lesson in choose(scorecard, parcel.SCENARIO).well]


def change(scorecard: Scorecard):
    return choose(scorecard, parcel.SCENARIO).change


def test_praise_is_spread_over_sections_before_a_second_one_of_the_same():
    first = (30.0, (earned("a", 0, 5), earned("b", 2000, 4)))
    second = (10.0, (earned("c", 4000),))
    assert ids(card(first, second)) == ["a", "c", "b"]


def test_there_are_never_more_than_three():
    assert len(ids(card((1.0, tuple(earned(str(n), n * 2000) for n in range(6)))))) == 3


def test_one_moment_is_praised_once():
    assert ids(card((2.0, (earned("a", 0, 2), earned("b", 0))), (1.0, (earned("c", 0),)))) == ["a"]


def test_nothing_is_praised_without_a_moment_to_hear():
    assert ids(card((1.0, (judged("a", "fault", "V06", "earned"),)))) == []


def test_words_that_went_wrong_are_not_quoted_as_praise():
    rude = missed("no-blame", 0, rule="fault", advice="L05")
    assert ids(card((1.0, (earned("gaps", 100, rule="floor.reply gaps", advice="L04"), rude)))) == []


def test_what_did_not_happen_is_praised_only_if_there_is_nothing_else():
    quick = earned("answered", 0, 9, rule="floor.answered", advice="C01")
    assert ids(card((1.0, (quick, earned("a", 2000))))) == ["a"]
    assert ids(card((1.0, (quick,)))) == ["answered"]


def test_the_weightiest_miss_is_the_one_to_change():
    scorecard = card((30.0, (missed("a", 0), missed("b", 2000, 3))), (10.0, (missed("c", 4000, 9),)))
    assert change(scorecard).judged.item.id == "b"


def test_a_critical_miss_goes_before_all():
    scorecard = card((30.0, (missed("a", 0, 9),)), (1.0, (missed("b", 2000, 0.1, critical=True),)))
    assert change(scorecard).judged.item.id == "b"


def test_harm_goes_before_what_was_left_out():
    scorecard = card((1.0, (missed("left out", 0, 2), missed("harm", 2000, 1, rule="fault", advice="L05"))))
    assert change(scorecard).judged.item.id == "harm"


def test_the_other_wording_is_the_scenarios_own_where_it_has_one():
    lesson = change(card((1.0, (missed("courtesy: said sorry", 0, advice="D09"),))))
    assert lesson.better == "I am sorry, Mrs Price. Eleven days is far too long."
    assert change(card((1.0, (missed("x", 0, advice="E03"),)))).better.startswith("I can understand")


def test_what_earned_something_is_not_held_up_as_what_was_said_wrong():
    lesson = change(card((1.0, (earned("a", 0), missed("b", 0)))))
    assert lesson.said == "" and lesson.at is None and lesson.better


def test_the_trainees_own_words_and_time_stand_beside_it():
    lesson = change(parcel.CARD)
    assert lesson.said == "But the driver did leave a card. It says so here."
    assert lesson.at == 20_200
    assert lesson.headline == "Leave one breath after Maureen stops, then answer what was said."


def test_with_nothing_missed_the_next_level_is_offered():
    assert change(card((1.0, (earned("a", 0),)))) is None
    assert (
        glance.nothing_to_change(parcel.CARD, parcel.FLOOR, parcel.SCENARIO)
        == "Nothing to change. Try level 2."
    )
    top = replace(parcel.SCENARIO, level=glance.TOP_LEVEL)
    assert "Try level" not in glance.nothing_to_change(parcel.CARD, parcel.FLOOR, top)


def test_someone_who_said_nothing_is_asked_for_one_sentence_only():
    assert choose(parcel.SILENT.scorecard, parcel.SCENARIO, spoke=False).change is None


CATALOGUE = tomllib.loads(
    (Path(voicetrainer.catalogue.__file__).parent / "en" / "report.toml").read_text("utf-8")
)


@pytest.mark.parametrize("kind", ["advice", "well", "do"])
def test_every_advice_has_its_texts(kind: str):
    numbers = {"L": 12, "E": 8, "V": 16, "C": 12, "D": 12}
    wanted = {f"{kind}-{letter}{n:02d}" for letter, last in numbers.items() for n in range(1, last + 1)}
    assert wanted - set(CATALOGUE) == set()


def test_no_sentence_names_what_the_trainee_felt_or_is():
    told = {key: text for key, text in CATALOGUE.items() if not key.startswith("better-")}
    banned = (
        "calm",
        "angry",
        "nervous",
        "anxious",
        "upset",
        "stressed",
        "poor",
        "failed",
        "unfortunately",
        "!",
    )
    assert [(key, word) for key, text in told.items() for word in banned if word in text.lower()] == []


def test_figures_read_as_people_say_them():
    assert words.seconds(5_800) == "5.8 s" and words.seconds(-250) == "−0.25 s"
    assert words.clock(83_999) == "1:23" and words.tenths(83_999) == "1:23.9"
    assert words.duration(125_400) == "2 min 5 s" and words.duration(42_000) == "42 s"
    assert words.whole(99.6) == "99" and words.whole(100) == "100"
    assert words.attempt(2) == "second attempt" and words.attempt(12) == "attempt 12"


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"at most": 0}, "none"),
        ({"at most": 2}, "at most 2"),
        ({"from ms": -300, "to ms": 3000, "share at least": 0.8}, "from −0.3 s, to 3 s, at least 80 %"),
        ({"ms at most": 12_000}, "at most 12 s"),
    ],
)
def test_thresholds_are_told_with_their_units(limits, told):
    item = Item("x", "rule", (), limits=limits)
    assert words.limits(Judged(item, "lost", "rules.no-occasion")) == told


def test_a_score_bar_adds_up_to_the_whole():
    for section in parcel.SECTIONS:
        assert sum(glance.bars(section)) == pytest.approx(1)


def marks(*lefts: float) -> list[lanes.Mark]:
    return [lanes.Mark(f"m{at}", "x", 0, left, "earned", "a label") for at, left in enumerate(lefts)]


@pytest.mark.parametrize("lefts", [(0, 0, 0), (99.9, 99.9, 100), (10, 10.1, 50, 50.1, 50.2), (5,), ()])
def test_no_two_targets_lie_on_each_other_and_none_leaves_the_timeline(lefts):
    placed = lanes.nudged(marks(*lefts), 60_000)
    wide = lanes.canvas_px(60_000)
    places = [mark.left / 100 * wide + mark.nudge for mark in placed]
    assert all(after - before >= 24 for before, after in pairwise(places))
    assert all(-1 <= place <= wide + 1 for place in places)


def test_a_label_without_room_is_left_to_the_pointer():
    placed = lanes.labelled(lanes.nudged(marks(50, 50.5), 60_000), 60_000)
    assert [mark.silent for mark in placed] == [False, True]


def test_the_callers_heat_is_a_line_of_steps_that_starts_at_its_start():
    (steps,) = lanes.steps(parcel.REPORT)
    assert [value for _, _, value in steps.values] == ["6", "4", "7", "5", "2"]
    assert steps.label == "anger: 6 at the start, 4 at 0:15, 7 at 0:20, 5 at 0:31, 2 at 0:58"
    points = [tuple(map(float, point.split(","))) for point in steps.line.split()]
    assert points[0][0] == 0 and points[-1][0] == 1000
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))


def test_a_silent_lane_draws_no_waveform():
    assert lanes.wave((), 60_000) == ""
    assert lanes.wave((0.0,) * 100, 60_000) == ""
    assert lanes.wave((0.1, 0.5, 0.2), 150).startswith("M25,")


def test_a_greeting_answers_no_line_so_it_has_no_reply_gap():
    floor = replace(parcel.FLOOR, gaps=(replace(parcel.FLOOR.gaps[0], after_line=0),))
    assert lanes.gaps(floor, parcel.LENGTH) == []


def test_a_caller_who_cuts_in_is_not_called_both_began():
    def named(onset: int) -> str:
        both = Overlap("simultaneous start", 1, 1, 5_000, 6_000, "so")
        spoken = Utterance(1, onset, 6_000, "so", 0.9)
        return words.overlap(both, replace(parcel.FLOOR, utterances=(spoken,), overlaps=(both,)))

    assert named(4_800) == "simultaneous-start"
    assert named(3_000) == "caller-cut-in"


@pytest.mark.parametrize(("note", "told"), [("blamed her", "Blamed her."), ("Why?", "Why?"), ("", "")])
def test_an_authors_note_is_told_as_a_sentence(note: str, told: str):
    assert words.sentence(note) == told


def test_a_turn_that_was_only_fast_may_be_praised_for_its_words():
    fast, blame = (missed("x", 10_000, rule=rule) for rule in ("delivery.pace", "fault"))
    assert ids(card((1.0, (earned("a", 10_000), fast)))) == ["a"]
    assert ids(card((1.0, (earned("a", 10_000), blame)))) == []
