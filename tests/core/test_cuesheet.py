"""When a scripted trainee speaks."""

from __future__ import annotations

from voicetrainer.core import events as e
from voicetrainer.core.cues import Cue
from voicetrainer.core.cuesheet import CueSheet


def test_a_cue_waits_until_the_caller_listens_and_then_its_after() -> None:
    sheet = CueSheet([Cue("hello", after=600)])
    assert sheet.next_due is None
    sheet.receive(e.Listening(100, 80))
    assert sheet.next_due == 680
    assert sheet.due(679) == []
    assert [(at, cue.text) for at, cue in sheet.due(700)] == [(680, "hello")]
    assert sheet.finished


def test_an_over_cue_counts_from_the_start_of_the_next_line() -> None:
    sheet = CueSheet([Cue("mm-hm", over=1200)])
    sheet.receive(e.Listening(0, 0))
    assert sheet.next_due is None
    sheet.receive(e.LineStarted(5000, 1, 5030, 4000))
    assert sheet.next_due == 6230


def test_two_over_cues_fit_into_one_line() -> None:
    sheet = CueSheet([Cue("mm-hm", over=1000), Cue("yes", over=3000)])
    sheet.receive(e.LineStarted(0, 1, 0, 6000))
    assert [at for at, _ in sheet.due(6000)] == [1000]
    sheet.speaks_until(1400)
    assert [at for at, _ in sheet.due(6000)] == [3000]


def test_two_cues_in_one_block_do_not_talk_over_each_other() -> None:
    sheet = CueSheet([Cue("one", over=1000), Cue("two", over=1010)])
    sheet.receive(e.LineStarted(0, 1, 0, 6000))
    assert [cue.text for _, cue in sheet.due(1019)] == ["one"]
    sheet.speaks_until(1600)
    assert sheet.next_due == 1600


def test_a_fixed_time_stays_even_if_the_caller_speaks_up_meanwhile() -> None:
    sheet = CueSheet([Cue("late", after=8000)])
    sheet.receive(e.Listening(0, 0))
    sheet.receive(e.LineStarted(6000, 2, 6000, 1000))
    assert sheet.next_due == 8000


def test_one_trainee_has_one_mouth() -> None:
    sheet = CueSheet([Cue("a long one", after=0), Cue("next", after=100)])
    sheet.receive(e.Listening(0, 0))
    sheet.due(0)
    sheet.speaks_until(3000)
    sheet.receive(e.Listening(500, 500))
    assert sheet.next_due == 3000


def test_silence_holds_the_next_cue_back() -> None:
    sheet = CueSheet([Cue(silence=6000), Cue("now", after=500)])
    sheet.receive(e.Listening(1000, 1000))
    assert sheet.due(1000) == []
    assert sheet.next_due == 7000


def test_a_key_is_pressed_and_the_next_cue_counts_from_it() -> None:
    sheet = CueSheet([Cue(act="hold", after=500), Cue(act="resume", after=20_000)])
    sheet.receive(e.Listening(1000, 1000))
    assert [(at, cue.act) for at, cue in sheet.due(1500)] == [(1500, "hold")]
    assert sheet.next_due == 21_500
