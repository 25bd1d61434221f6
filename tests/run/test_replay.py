"""The same inputs give the same call again, whole or up to any moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.calls import PROGRAM, Hand
from voicetrainer import places
from voicetrainer.authoring import load_scenario
from voicetrainer.core import events as e
from voicetrainer.core.cues import Cue
from voicetrainer.core.program import Program
from voicetrainer.run.rehearse import rehearse
from voicetrainer.run.replay import INPUTS, replayed

PARCEL = load_scenario(places.scenarios() / "parcel.yaml")
SCRIPT = [
    Cue("Hello"), Cue("mm-hm", over=400), Cue("No, wait, it is in the porch", over=1200), Cue("I am sorry"),
    Cue(act="hold"), Cue(silence=2000), Cue(act="resume"), Cue("I will call you", after=1500),
]  # fmt: skip


def test_a_whole_call_is_held_again_to_the_millisecond() -> None:
    for rehearsal in PARCEL.rehearsals:
        timeline = rehearse(Program(PARCEL.scenario), rehearsal.cues).timeline
        assert replayed(timeline, Program(PARCEL.scenario)).timeline == timeline


def test_up_to_any_event_the_call_is_as_it_was() -> None:
    timeline = rehearse(PROGRAM, SCRIPT).timeline
    for length in range(2, len(timeline) + 1):
        call = replayed(timeline, PROGRAM, upto=length)
        assert call.timeline[:length] == timeline[:length]
        assert not any(isinstance(x, INPUTS) for x in call.timeline[length:])
        call.break_off(call.now, "looked at")


@pytest.mark.parametrize("until", range(0, 30_000, 1_370))
def test_at_any_time_the_call_is_as_it_was(until: int) -> None:
    timeline = rehearse(PROGRAM, SCRIPT).timeline
    call = replayed(timeline, PROGRAM, until=until)
    had = len([x for x in timeline if x.at < until])
    assert call.timeline[:had] == timeline[:had]
    assert all(x.at == until for x in call.timeline[had:])
    call.break_off(call.now, "looked at")


def test_a_call_whose_device_failed_is_broken_off_again() -> None:
    hand = Hand.at_opening()
    hand.call.break_off(2_500, "the phone stopped")
    assert replayed(hand.call.timeline, PROGRAM).timeline == hand.call.timeline


def test_the_seed_the_setting_and_the_baseline_come_back() -> None:
    from voicetrainer.core.call import Call

    baseline = e.Baselined(0, -30.0, 180.0)
    call = Call(PROGRAM, e.Answered(0, seed=4711, reply_wait=1300), baseline=baseline)
    call.start()
    again = replayed(call.timeline, PROGRAM)
    assert again.setting.seed == 4711 and again.setting.reply_wait == 1300
    assert again.timeline[:2] == [call.setting, baseline]
    for one in (call, again):
        one.break_off(0, "looked at")


def test_the_acts_that_were_read_then_are_not_read_anew() -> None:
    act = e.DialogueAct("apology", 1.0, "sorry")
    from voicetrainer.core.call import Call

    call = Call(PROGRAM, reader=lambda text, before: (act,) if "sorry" in text else ())
    call.start()
    hand = Hand(call)
    hand.speaks(200, 1000, "Hello, sorry")
    call.advance(60_000)
    call.break_off(60_000, "enough")
    again = replayed(call.timeline, PROGRAM)
    assert again.timeline == call.timeline
    assert next(x.acts for x in again.timeline if isinstance(x, e.Turn)) == (act,)


def test_golden_timelines_are_their_own_replay() -> None:
    from voicetrainer.store.timeline import parse

    file = Path(__file__).parents[1] / "golden" / "parcel--talks-over-her-again-and-again.jsonl"
    timeline = list(parse(file.read_bytes()))
    assert replayed(timeline, Program(PARCEL.scenario)).timeline == timeline
