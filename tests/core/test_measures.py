"""A call's figures, and where they cannot be told."""

from __future__ import annotations

from voicetrainer import catalogue
from voicetrainer.core import events as e
from voicetrainer.core.measures import Measure, measures_of
from voicetrainer.core.rules import Case

from .calls import PARCEL
from .test_floor_rules import CUT_IN, GREETING, LATE, MM_HM, SILENCE, SORRY, STORY_LINE, line

CALL = (*GREETING, *STORY_LINE, *MM_HM, *SORRY, *line(2, 18_000, 2000, "tired"))


def figures(*events: e.Event, setting: e.Answered | None = None) -> dict[str, Measure]:
    timeline = [setting or e.Answered(0), *sorted(events, key=lambda x: x.at)]
    return {measure.name: measure for measure in measures_of(Case(timeline, PARCEL))}


def test_a_call_has_its_figures() -> None:
    found = figures(*CALL, e.Changed(17_800, "anger", 4.0))
    values = {name: measure.value for name, measure in found.items()}
    assert values == {
        "interruptions": 0, "talk-share": 2.9, "longest-silence": 0, "raised-voice": None,
        "heat-at-the-end": 4.0, "reply-gap": 0.6, "backchannels": 1, "replies-in-time": 100.0,
    }  # fmt: skip


def test_each_figure_has_a_title_a_goal_and_a_direction() -> None:
    for measure in figures(*CALL).values():
        assert catalogue.known(f"measures.{measure.name}"), measure
        assert measure.goal is not None and measure.better in ("lower", "higher")


def test_figures_follow_what_happened() -> None:
    worse = figures(*GREETING, *STORY_LINE, *CUT_IN, *SILENCE, *LATE)
    assert worse["interruptions"].value == 1
    assert worse["longest-silence"].value == 5.5
    assert worse["replies-in-time"].value == 0.0  # the interruption is no reply
    assert worse["backchannels"].value == 0
    assert worse["heat-at-the-end"].value == 6, "nothing moved it"


def test_what_was_not_assessed_has_no_figure() -> None:
    leaky = figures(*CALL, setting=e.Answered(0, overlap_assessed=False))
    assert leaky["interruptions"].value is leaky["talk-share"].value is leaky["backchannels"].value is None
    assert figures(*CALL, setting=e.Answered(0, latency=None))["reply-gap"].value is None
    assert figures(*CALL, setting=e.Answered(0, words_assessed=False))["backchannels"].value is None


def test_a_silent_trainee_has_no_figures_but_the_callers_heat() -> None:
    silent = figures(*STORY_LINE)
    assert [name for name, one in silent.items() if one.value is not None] == ["heat-at-the-end"]


def test_a_raised_voice_is_measured_against_the_own_baseline() -> None:
    windows = tuple(e.Window(at, at + 200, -14.0, 260.0) for at in range(14_000, 16_000, 100))
    own = e.Baselined(0, -26.0, 180.0)
    up = e.Delivered(17_400, 9, 14_000, 17_000, -14.0, 260.0, 1900, windows=windows)
    found = figures(own, *CALL, up, e.GainJudged(17_450, "fixed"))["raised-voice"]
    assert found.value is not None and 1.5 <= found.value <= 2.5
