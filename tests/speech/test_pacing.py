"""When an utterance is decoded, on levels alone."""

from __future__ import annotations

import itertools

from voicetrainer.speech.pacing import FIRST, LONGEST, PAUSE, SEGMENT, Pace, segments

LOUD, QUIET = -20.0, -65.0


def run(*stretches: tuple[float, int]) -> list[int]:
    """Times (ms) at which it was due, for (level, ms) stretches."""
    pace, now, due = Pace(), 0, []
    for level, length in stretches:
        for _ in range(length // 20):
            now += 20
            pace.push(level, 20)
            if pace.due:
                due.append(now)
                settles = pace.settles
                pace.took()
                if settles:
                    pace.next_segment()
    return due


def test_the_first_words_come_early() -> None:
    assert run((LOUD, 2000))[0] == FIRST


def test_decodes_grow_apart_so_that_long_speech_stays_cheap() -> None:
    due = run((LOUD, 12_000))
    gaps = [after - before for before, after in itertools.pairwise(due)]
    assert gaps == sorted(gaps) and gaps[-1] > 2 * gaps[0]
    assert sum(due) < 4 * 12_000  # sound decoded in all, against sound heard


def test_a_pause_is_used_to_decode_what_may_be_the_end() -> None:
    due = run((LOUD, 1300), (QUIET, 500))
    assert due[-1] == 1300 + PAUSE


def test_silence_is_decoded_only_once() -> None:
    assert len(run((LOUD, 1000), (QUIET, 5000))) == len(run((LOUD, 1000), (QUIET, 500)))


def test_speech_after_a_pause_is_decoded_again() -> None:
    due = run((LOUD, 1000), (QUIET, 400), (LOUD, 1000), (QUIET, 400))
    assert due[-1] == 2400 + PAUSE


def test_a_long_utterance_is_settled_at_a_pause() -> None:
    pace = Pace()
    for _ in range(SEGMENT // 20):
        pace.push(LOUD, 20)
    assert not pace.settles
    for _ in range(PAUSE // 20):
        pace.push(QUIET, 20)
    assert pace.due and pace.settles


def test_speech_without_any_pause_is_settled_in_the_end() -> None:
    pace = Pace()
    for _ in range(LONGEST // 20):
        pace.push(LOUD, 20)
    assert pace.settles


def test_a_finished_utterance_is_cut_at_pauses_and_nothing_is_lost() -> None:
    levels = ([LOUD] * 400 + [QUIET] * 20) * 3
    assert segments(levels, 20) == [(0, 411), (411, 831), (831, 1251), (1251, 1260)]
    assert segments([LOUD] * 100, 20) == [(0, 100)]
    assert segments([], 20) == []


def test_an_eased_ear_decodes_seldom_and_then_only_what_would_be_too_long() -> None:
    def decodes(eased: int) -> list[int]:
        pace, at = Pace(eased), []
        for block in range(250):  # 5 s without a pause
            pace.push(-20.0, 20)
            if pace.due:
                at.append(block * 20)
                pace.took()
        return at

    often, seldom, never = decodes(0), decodes(1), decodes(2)
    assert len(often) > len(seldom) > 0 == len(never)
