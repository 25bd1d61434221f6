"""Overlap classes, gaps and silences, each with its hand-made timeline."""

from __future__ import annotations

import pytest

from voicetrainer.core import events as e
from voicetrainer.core.floor import Floor, floor_of

from .calls import PARCEL

LINE = (
    e.Mark("sentence", 0, 2000, "Eleven days I have waited."),
    e.Mark("pause", 2000, 2800),
    e.Mark("sentence", 2800, 6000, "Nobody rang me back."),
)


def floor(onset: int, end: int, text: str, *, line_at: int = 1000, cut: int | None = None) -> Floor:
    """One caller line of 6 s, from `line_at` on, and one utterance."""
    over = line_at + 6000 if cut is None else cut
    events = [
        e.Answered(0),
        e.Saying(line_at, 1, "Eleven days …", "angry"),
        e.LineStarted(line_at, 1, line_at, 6000, LINE),
        e.LineEnded(over, 1, over, cut is not None),
        e.SpeechStarted(onset + 60, 1, onset),
        e.SpeechEnded(end + 500, 1, end),
        e.Recognised(end + 500, 1, text),
    ]
    return floor_of(sorted(events, key=lambda x: x.at), PARCEL)


@pytest.mark.parametrize(
    ("onset", "end", "text", "kind"),
    [
        (2000, 2400, "mm-hm", "backchannel"),
        (2000, 4000, "but listen to me", "interruption"),
        (2000, 2500, "Ready", "short overlap"),
        (2000, 2900, "Ready", "interruption"),
        (2000, 2500, "but listen", "interruption"),
        (6700, 8000, "I am sorry", "terminal"),
        (2700, 4200, "I am sorry", "false ending"),
        (3300, 4500, "I am sorry", "false ending"),
        (1200, 3000, "I wanted to say", "simultaneous start"),
        (900, 3500, "and another thing", "simultaneous start"),
        (400, 1600, "and another thing", "gave way"),
    ],
)
def test_each_overlap_has_its_class(onset: int, end: int, text: str, kind: str) -> None:
    (overlap,) = floor(onset, end, text).overlaps
    assert overlap.kind == kind
    assert overlap.onset == max(onset, 1000) and overlap.end == min(end, 7000)


def test_an_interruption_ends_where_the_caller_gave_up() -> None:
    (overlap,) = floor(4500, 8000, "but listen to me", cut=5200).overlaps
    assert (overlap.kind, overlap.onset, overlap.end) == ("interruption", 4500, 5200)


def test_a_cough_is_no_overlap() -> None:
    assert not floor(4500, 5200, "").overlaps


def test_a_long_mm_hm_that_stopped_the_caller_is_judged_a_backchannel_all_the_same() -> None:
    (overlap,) = floor(4500, 5400, "mm-hm", cut=5300).overlaps
    assert overlap.kind == "backchannel"


def silence(*events: e.Event) -> Floor:
    return floor_of([e.Answered(0), e.Listening(1000, 1000), *events], PARCEL)


def test_five_seconds_of_nobody_speaking_are_dead_air() -> None:
    assert silence(e.SpeechStarted(6060, 1, 6000)).silences[0].kind == "dead air"
    assert not silence(e.SpeechStarted(6039, 1, 5999)).silences


def test_an_announced_pause_is_no_dead_air() -> None:
    said = [
        e.SpeechStarted(260, 1, 200),
        e.SpeechEnded(1400, 1, 900),
        e.Recognised(1400, 1, "One moment please"),
    ]
    then = [e.Listening(1700, 1700), e.SpeechStarted(9060, 2, 9000)]
    found = floor_of([e.Answered(0), *said, *then], PARCEL)
    assert [s.kind for s in found.silences] == ["announced pause"]


def test_hold_is_hold() -> None:
    found = silence(e.Did(2000, "hold"), e.Did(30_000, "resume")).silences
    assert [(s.kind, s.onset, s.end) for s in found] == [("hold", 2000, 30_000)]


def test_talk_share_counts_spoken_time_only() -> None:
    assert floor(7500, 9500, "I am sorry").talk_share == pytest.approx(2000 / 8000)
