"""Close calls, what ifs, earlier attempts, heat and commands, as the page tells them."""

from __future__ import annotations

import shlex
from dataclasses import replace

import everything
import parcel
import pytest
from test_report_html import Page

from voicetrainer.core.events import Branched, Changed, Faulted, Interrupted, Listening, Turn
from voicetrainer.core.measures import Measure
from voicetrainer.core.rubric import Item
from voicetrainer.core.score import Evidence, Judged, Stability
from voicetrainer.report import attempts, commands, doubts, heat, lanes, whatifs
from voicetrainer.report.cards import item_cards, item_marks
from voicetrainer.report.html import html_report
from voicetrainer.report.inputs import Attempt
from voicetrainer.report.lessons import choose
from voicetrainer.report.moments import moments

PAGE = Page(html_report(everything.REPORT))
PLAIN = Page(html_report(parcel.REPORT))


def judged_as(verdict: str, **more) -> Judged:
    return Judged(Item("some item", "fault", ("L05",)), verdict, "rules.no-occasion", **more)


# -- close calls ---------------------------------------------------------------------------------


def test_the_first_page_counts_close_calls_and_says_whether_one_decides():
    assert "Two verdicts are close calls: one of them would decide the pass" in PAGE.text
    assert "close call" not in PLAIN.text.replace("Close call", "")


def test_an_item_says_what_flips_it_or_that_nothing_does():
    assert doubts.stability(judged_as("earned")) == []
    assert "60 ms" in doubts.stability(judged_as("earned", stability=Stability()))[0]
    flips, decides = doubts.stability(judged_as("lost", stability=Stability((everything.FLIP,))))
    assert flips == "4.9 s of silence: earned."
    assert "does not decide the pass" in decides


def test_both_verdicts_stand_where_a_person_overruled_one():
    assert "The program's verdict: missed" in PAGE.text
    assert "Overruled by Ana Reyes: earned" in PAGE.text
    assert "She named the eleven days; that is the trouble." in PAGE.text
    assert "A person overruled one verdict; both are shown." in PAGE.text


def test_a_corrected_line_shows_what_was_recognised_as_well():
    assert "Could you tell me the order number?" in PAGE.text
    assert "recognised as [unclear] Corrected by Ana Reyes: it can be heard" in PAGE.text


# -- commands ------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["plain", 'with "quotes" inside', "$(rm -rf ~) `x` \\ % !", "two\nlines"])
def test_whatever_is_written_stays_one_word_of_the_command(reason: str):
    line = commands.overrule("a-call", judged_as("lost"), reason)
    words = shlex.split(line)
    assert words[:4] == ["voicetrainer", "overrule", "a-call", "some item"]
    assert words[4:7] == ["--verdict", "earned", "--reason"] and len(words) == 8
    assert not set("$`\\!%\n") & set(line)


def test_practice_begins_inside_the_line_that_came_before_the_moment():
    assert f"voicetrainer call --again {everything.CALL} --at 0:15.5" in PAGE.text
    assert "--again" not in PLAIN.text, "without a folder there is nothing to go back to"


# -- what if -------------------------------------------------------------------------------------


def test_a_what_if_is_drawn_to_scale_and_says_that_it_was_computed():
    (one,) = whatifs.pictures(everything.REPORT)
    was, would = one.was[1], one.would[1]
    assert was.width == pytest.approx(would.width), "the same words are as long"
    assert one.moved and one.moved.label == "+2.8 s"
    assert one.moved.left == pytest.approx(was.left)
    assert one.moved.left + one.moved.width == pytest.approx(would.left, abs=0.02)
    assert max(bar.left + bar.width for bar in (*one.was, *one.would)) <= 100
    assert "Computed, not guessed" in PAGE.text and "seed 4711" in PAGE.text
    assert "What if" not in PLAIN.text


def test_the_what_if_of_the_one_thing_comes_first():
    other = replace(everything.WHAT_IF, item="dead-air", at=48_000)
    report = replace(everything.REPORT, what_ifs=(other, everything.WHAT_IF))
    assert [one.at for one in whatifs.pictures(report, "interruptions")] == [20_200, 48_000]


# -- beside the last attempts --------------------------------------------------------------------


def test_a_first_attempt_has_no_empty_charts():
    first = replace(everything.REPORT, earlier=(), about=replace(parcel.Setting(), attempt=1))
    page = Page(html_report(first))
    assert "This is your first. The next one will stand beside it." in page.text
    assert "polyline" not in [tag for tag, attrs in page.found if attrs.get("class") != "heatline"]


def test_scales_start_at_zero_and_this_call_is_the_last_one():
    total, interruptions, *_ = attempts.small_multiples(everything.REPORT)
    assert total.label == "Total, of 100: 1 44, 2 58, 3 61, now 77; goal: pass mark 65"
    assert [dot.now for dot in interruptions.dots] == [False, False, False, True]
    heights = [dot.y for dot in interruptions.dots]
    assert interruptions.goal_y == attempts.BOTTOM, "none is zero, and zero lies at the bottom"
    assert heights == sorted(heights), "fewer lie lower"


def test_no_line_is_drawn_across_a_call_in_which_it_was_not_assessed():
    raised = attempts.small_multiples(everything.REPORT)[4]
    assert [dot.y is None for dot in raised.dots] == [False, True, False, False]
    assert len(raised.lines) == 1 and len(raised.lines[0].split()) == 2
    assert "not assessed" in raised.label


def test_at_most_three_earlier_attempts_are_drawn_and_one_that_never_measured_it_is_a_gap():
    older = Attempt(everything.EARLIER[0].started, 20.0, ())
    report = replace(everything.REPORT, earlier=(older, older, *everything.EARLIER[1:]))
    total, interruptions, *_ = attempts.small_multiples(report)
    assert len(total.dots) == 4 and interruptions.dots[0].y is None


@pytest.mark.parametrize(
    ("measure", "value", "goal"),
    [
        (Measure("x", 0.5, "share", 0.25), "50", "goal: at most 25"),
        (Measure("x", 800, "ms", 3000), "0.8", "goal: at most 3"),
        (Measure("x", -0.24, "s", None), "−0.2", ""),
        (Measure("x", 93.6, "%", 80, "higher"), "94", "goal: at least 80"),
        (Measure("x", 0, "", 0), "0", "goal: none"),
    ],
)
def test_figures_are_short_and_goals_are_words(measure: Measure, value: str, goal: str):
    unscored = replace(
        everything.REPORT, scorecard=parcel.UNSCORED.scorecard, measures=(measure,), earlier=()
    )
    (one,) = attempts.small_multiples(unscored)
    assert (one.value, one.goal) == (value, goal)


# -- the caller's heat against what was done -------------------------------------------------------


def told(*events) -> list[tuple[str, str, tuple[str, ...], str]]:
    timeline = (*parcel.TIMELINE[:2], *events)
    steps = heat.steps(replace(parcel.REPORT, timeline=timeline))
    return [(one.start, one.to, one.did, one.said) for one in steps]


def test_each_change_of_heat_stands_beside_what_the_trainee_did():
    talked = (Interrupted(20_900, 5, 2, 700), Branched(20_900, "x", "x.1", None), Changed(20_900, "anger", 7))
    blamed = (
        Turn(30_000, (7,), 27_600, 30_800, 1_000, "You should have rung."),
        Changed(30_000, "anger", 9), Faulted(30_000, "L05", 27_600, 30_800, "You should", "blamed her"),
    )  # fmt: skip
    assert told(*talked, *blamed) == [
        ("6", "7", ("You began while Maureen was speaking.",), "But the driver did leave a card."),
        ("7", "9", ("Blamed her.",), "You should have rung."),
    ]


def test_a_rise_in_silence_is_told_as_silence_and_only_then():
    assert told(
        Listening(48_100, 48_100), Branched(54_000, "x", "x.1", None), Changed(54_000, "anger", 7)
    ) == [("6", "7", ("You said nothing for 5.9 s.",), "")]
    assert told(Listening(9_800, 9_800), Branched(20_000, "x", "x.1", None), Changed(20_000, "anger", 7)) == [
        ("6", "7", ("The story went on.",), "")
    ]


# -- the timeline ----------------------------------------------------------------------------------


def test_a_raised_stretch_is_a_bracket_with_its_figures_and_a_card():
    first, second = lanes.raised(everything.REPORT)
    assert (first.label, first.symbol) == ("+5 dB, +3 st", "")
    assert (second.label, second.symbol) == ("+2 st", "end")
    assert "For 2.6 s you were +5 dB, +3 st over your own baseline." in PAGE.text
    assert {"r0", "r1"} <= set(PAGE.all("data-mark")) & set(PAGE.all("data-id"))
    assert "raised" not in " ".join(PLAIN.all("class")).split()


def test_verdicts_of_one_moment_share_a_mark_that_shows_the_heaviest():
    here = Evidence(20_200, 21_000, "But the driver")
    items = tuple(
        parcel.judged(f"item {at}", "checkpoint", "E02", verdict, here)
        for at, verdict in enumerate(("earned", "lost", "earned"))
    )
    report = replace(
        parcel.REPORT,
        scorecard=replace(parcel.CARD, sections=(replace(parcel.SECTIONS[0], items=items),)),
    )
    (mark,) = item_marks(item_cards(report), report)
    assert (mark.symbol, mark.card, len(mark.others)) == ("lost", "e1", 3)


def test_what_was_never_done_or_said_has_no_moment():
    never = Evidence(900, 58_300, "", 0, 0, "times")
    one = judged_as("earned", evidence=(never,))
    assert moments(one, parcel.LENGTH) == ()
    assert moments(replace(one, verdict="lost"), parcel.LENGTH) == ()
    assert moments(replace(one, verdict="not assessed"), parcel.LENGTH) == (never,)
    assert moments(parcel.SECTIONS[0].items[3], parcel.LENGTH), "a silence is heard where it was"


# -- the one thing ---------------------------------------------------------------------------------


def test_a_sure_miss_is_told_before_a_close_call_and_a_thinly_assessed_section_is_not_all():
    near = replace(
        parcel.judged("near", "fault", "L05", "lost", weight=5.0), stability=Stability((everything.FLIP,))
    )
    sure = parcel.judged("sure", "checkpoint", "E02", "lost", weight=1.0)
    pace = parcel.judged("pace", "delivery.pace", "L08", "lost", weight=0.5)
    untold = (
        parcel.judged(f"not told {at}", "delivery.raised", "D02", "not assessed", weight=2.0)
        for at in range(3)
    )
    thin = (pace, *untold)
    sections = (
        replace(parcel.SECTIONS[0], weight=30, items=(near, sure)),
        replace(parcel.SECTIONS[1], weight=20, items=thin),
    )
    change = choose(replace(parcel.CARD, sections=sections), parcel.SCENARIO).change
    assert change and change.judged is sure
