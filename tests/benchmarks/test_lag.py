from benchmarks.lag import lags_of
from voicetrainer.core import events as e

SETTING = e.Answered(0, reply_wait=800)


def _answered(heard: e.Ms, handed_over: e.Ms) -> list[e.Event]:
    return [
        SETTING,
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
    assert lags_of(_answered(4520, 4800)) == [(4800, 0)]


def test_a_slow_ear_is_seen_in_the_lag() -> None:
    assert lags_of(_answered(5100, 5120)) == [(5120, 320)]


def test_a_caller_who_was_told_to_wait_for_the_end_of_its_own_line_does_not_count() -> None:
    timeline: list[e.Event] = [
        SETTING,
        e.LineStarted(0, 1, 0, 6000),
        e.LineEnded(6000, 1, 6000),
        e.Turn(6800, (1,), 3000, 5900, -3000, "I am sorry"),
        e.Saying(6800, 2, "Well.", "cold"),
        e.LineStarted(6800, 2, 6800, 900),
    ]
    assert lags_of(timeline) == []


def test_a_trainee_who_goes_on_takes_the_answer_back() -> None:
    timeline: list[e.Event] = [
        SETTING,
        e.Turn(4800, (1,), 3000, 4000, 1000, "I am sorry"),
        e.SpeechStarted(4860, 2, 4820),
        e.Saying(7000, 2, "Well.", "cold"),
        e.LineStarted(7000, 2, 7000, 900),
    ]
    assert lags_of(timeline) == []


def test_words_that_ask_for_more_are_waited_for_longer() -> None:
    timeline = [
        SETTING,
        e.Recognised(4520, 1, "I am sorry and"),
        e.Turn(5500, (1,), 3000, 4000, 1000, "I am sorry and"),
        e.Saying(5500, 2, "Well.", "cold"),
        e.LineStarted(5500, 2, 5500, 900),
    ]
    [(handed_over, lag)] = lags_of(timeline)
    assert handed_over == 5500
    assert lag < 700  # which it would be after a finished sentence
