"""When speech over the caller's line becomes a barge-in."""

from voicetrainer.core.events import Partial, SpeechPaused, SpeechStarted
from voicetrainer.core.mouths import WORDED, Overlap, TraineeSpeech

LISTED = ("yes", "of course")


def over(text: str, paused: bool) -> Overlap:
    speech = TraineeSpeech(SpeechStarted(80, 1, 0), Overlap(1, 0, 1, False, 700, resumed=0))
    assert speech.overlap
    if paused:
        speech.overlap.pause(320)
        speech.pauses(SpeechPaused(440, 1, 320))
        speech.overlap.resumed = 480
    speech.heard_so_far(Partial(500, 1, text, 400), LISTED, 700)
    return speech.overlap


def test_whoever_goes_on_after_a_word_and_a_pause_takes_the_floor_without_voicing_all_of_it() -> None:
    assert over("No.", paused=True).due == WORDED


def test_a_backchannel_after_a_pause_still_has_to_last() -> None:
    due = over("Yes.", paused=True).due
    assert due is not None
    assert due > 480 + 700 - 320


def test_without_a_pause_a_word_counts_from_its_onset() -> None:
    assert over("No.", paused=False).due == WORDED
