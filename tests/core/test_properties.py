"""What must hold of every call, whatever the trainee does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from voicetrainer.core import events as e
from voicetrainer.core.call import Call
from voicetrainer.core.cues import Cue
from voicetrainer.core.floor import floor_of
from voicetrainer.core.judge import score
from voicetrainer.core.program import Program
from voicetrainer.core.rubric import Item, Rubric, Section
from voicetrainer.core.rules import RULES
from voicetrainer.run.rehearse import rehearse

from .calls import PARCEL

PROGRAM = Program(PARCEL)
INPUTS = (
    e.SpeechStarted, e.SpeechPaused, e.SpeechResumed, e.SpeechEnded, e.Partial, e.Recognised, e.Did,
    e.LineStarted, e.LineEnded, e.Trouble,
)  # fmt: skip
RUBRIC = Rubric("all", "All rules", 65, (
    Section("all", "All", 1, tuple(Item(rule, rule, ("L05", "C01", "D09")) for rule in RULES)),
))  # fmt: skip

TEXTS = (
    "sorry",
    "calm down",
    "I will ring you",
    "no",
    "mm-hm",
    "I am so sorry about that",
    "you should have",
    "",
)
ACTS: tuple[e.Act, ...] = ("hold", "resume", "say again", "hang up", "transfer")
spoken = st.builds(
    Cue,
    text=st.sampled_from(TEXTS),
    after=st.integers(0, 9000),
    over=st.none() | st.integers(0, 4000),
)
cues = st.lists(
    spoken | st.builds(Cue, act=st.sampled_from(ACTS)) | st.builds(Cue, silence=st.integers(1, 9000)),
    max_size=8,
)


def replayed(timeline: list[e.Event]) -> Call:
    """The inputs of a finished call, put into a new one."""
    first = timeline[0]
    assert isinstance(first, e.Answered)
    call = Call(PROGRAM, first)
    call.start()
    for event in timeline:
        if isinstance(event, INPUTS):
            call.receive(event)
        call.actions()
    call.advance(PARCEL.time_limit)
    return call


@settings(max_examples=150, deadline=None)
@given(cues)
def test_a_recorded_call_replays_to_the_same_timeline(script: list[Cue]) -> None:
    timeline = rehearse(PROGRAM, script).timeline
    assert replayed(timeline).timeline == timeline


@settings(max_examples=150, deadline=None)
@given(cues)
def test_every_call_ends_once_in_order_and_within_bounds(script: list[Cue]) -> None:
    call = rehearse(PROGRAM, script)
    ends = [x for x in call.timeline if isinstance(x, e.Ended)]
    assert len(ends) == 1 and call.timeline[-1] is ends[0]
    assert all(a.at <= b.at for a, b in zip(call.timeline, call.timeline[1:], strict=False))
    assert all(0 <= x.value <= 10 for x in call.timeline if isinstance(x, e.Changed))
    assert call.now <= PARCEL.time_limit
    assert not PROGRAM.calls, "the machine lets go of finished calls"


@settings(max_examples=100, deadline=None)
@given(cues)
def test_a_score_is_pure_and_within_0_and_100(script: list[Cue]) -> None:
    timeline = rehearse(PROGRAM, script).timeline
    card = score(timeline, PARCEL, RUBRIC)
    assert card == score(list(timeline), PARCEL, RUBRIC)
    assert card.total is not None and 0 <= card.total <= 100


@settings(max_examples=100, deadline=None)
@given(cues, st.integers(0, 200))
def test_any_beginning_of_a_timeline_can_be_judged(script: list[Cue], length: int) -> None:
    timeline = rehearse(PROGRAM, script).timeline[:length]
    floor = floor_of(timeline, PARCEL)
    assert all(o.onset < o.end for o in floor.overlaps)
    assert all(s.onset < s.end for s in floor.silences)
    score(timeline, PARCEL, RUBRIC)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["mm-hm", "", "i see", "okay"]), max_size=6))
def test_a_trainee_who_says_nothing_earns_nothing(sounds: list[str]) -> None:
    timeline = rehearse(PROGRAM, [Cue(text) for text in sounds]).timeline
    assert score(timeline, PARCEL, RUBRIC).total == 0
