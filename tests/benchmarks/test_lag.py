from benchmarks.lag import lags_of
from voicetrainer.core import events as e

WAIT = 800


def _answered(heard: e.Ms, handed_over: e.Ms) -> list[e.Event]:
    return [
        e.LineStarted(0, 1, 0, 2000),
        e.LineEnded(2000, 1, 2000),
        e.SpeechStarted(3060, 1, 3000),
        e.SpeechEnded(4500, 1, 4000),
        e.Recognised(heard, 1, "I am sorry"),
        e.Turn(max(heard, 4800), (1,), 3000, 4000, 1000, "I am sorry"),
        e.Saying(max(heard, 4800), 2, "Well.", "cold"),
        e.LineStarted(handed_over, 2, handed_over + 40, 900),
    ]


def test_an_answer_in_time_has_no_lag() -> None:
    assert lags_of(_answered(4520, 4800), WAIT) == [(4800, 0)]


def test_a_slow_ear_is_seen_in_the_lag() -> None:
    assert lags_of(_answered(5100, 5120), WAIT) == [(5120, 320)]


def test_a_caller_who_was_told_to_wait_for_the_end_of_its_own_line_does_not_count() -> None:
    timeline = [
        e.LineStarted(0, 1, 0, 6000),
        e.Turn(6800, (1,), 3000, 5900, -3000, "I am sorry"),
        e.LineEnded(6000, 1, 6000),
        e.Saying(6800, 2, "Well.", "cold"),
        e.LineStarted(6800, 2, 6800, 900),
    ]
    assert lags_of([timeline[0], timeline[2], timeline[1], *timeline[3:]], WAIT) == []


def test_a_trainee_who_goes_on_takes_the_answer_back() -> None:
    timeline = [
        e.Turn(4800, (1,), 3000, 4000, 1000, "I am sorry"),
        e.SpeechStarted(4860, 2, 4820),
        e.Saying(7000, 2, "Well.", "cold"),
        e.LineStarted(7000, 2, 7000, 900),
    ]
    assert lags_of(timeline, WAIT) == []
