"""Frames → speech events, on exact times."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from voicetrainer.core.events import SpeechEnded, SpeechPaused, SpeechResumed, SpeechStarted
from voicetrainer.core.turns import Speech, TurnDetector


def detect(*runs: tuple[bool, int], detector: TurnDetector | None = None) -> list[Speech]:
    """Feed runs of (voiced?, ms)."""
    detector = detector or TurnDetector()
    return [event for voiced, ms in runs for _ in range(ms // 20) for event in detector.push(voiced)]


def test_an_onset_is_the_first_voiced_frame_not_the_moment_of_decision() -> None:
    assert detect((False, 200), (True, 100)) == [SpeechStarted(260, 1, 200)]


def test_an_end_is_the_last_voiced_frame_not_the_endpoint() -> None:
    events = detect((True, 400), (False, 600))
    assert events == [SpeechStarted(60, 1, 0), SpeechPaused(500, 1, 400), SpeechEnded(900, 1, 400)]


def test_a_click_is_no_speech() -> None:
    assert detect((False, 100), (True, 40), (False, 1000)) == []


def test_a_pause_shorter_than_the_endpoint_stays_inside_the_utterance() -> None:
    events = detect((True, 400), (False, 300), (True, 200), (False, 600))
    assert [type(x) for x in events] == [
        SpeechStarted,
        SpeechPaused,
        SpeechResumed,
        SpeechPaused,
        SpeechEnded,
    ]
    assert events[2] == SpeechResumed(760, 1, 700)
    assert events[4] == SpeechEnded(1400, 1, 900)


def test_a_click_in_a_pause_does_not_resume_the_speech() -> None:
    events = detect((True, 400), (False, 200), (True, 40), (False, 400))
    assert events[-1] == SpeechEnded(900, 1, 400)


def test_known_lateness_is_taken_off() -> None:
    detector = TurnDetector(onset_bias=-40, end_bias=-60)
    events = detect((False, 200), (True, 400), (False, 600), detector=detector)
    assert (events[0], events[-1]) == (SpeechStarted(260, 1, 160), SpeechEnded(1100, 1, 540))


def runs() -> st.SearchStrategy[list[tuple[bool, int]]]:
    return st.lists(st.tuples(st.booleans(), st.integers(1, 60).map(lambda n: n * 20)), max_size=30)


@given(runs())
def test_speech_starts_and_ends_in_turn_and_times_never_go_back(pieces: Iterable[tuple[bool, int]]) -> None:
    events = detect(*pieces, (False, 600))
    on = False
    last = 0
    for event in events:
        assert event.at >= last
        last = event.at
        match event:
            case SpeechStarted():
                assert not on and event.onset <= event.at
                on = True
            case SpeechEnded():
                assert on and event.end <= event.at - 500
                on = False
    assert not on
