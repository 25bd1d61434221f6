"""Splitting a written line, and joining its sounds with marks at the right places."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from voicetrainer.core.lines import BREATH, Pause, Speech, caption, pieces_of
from voicetrainer.core.ports import RATE
from voicetrainer.speech.line import KEPT, Rendered, compose, trimmed


def tone(ms: int) -> np.ndarray:
    return np.full(ms * RATE // 1000, 0.3, np.float32)


def spoken(text: str) -> list[str]:
    return [piece.text for piece in pieces_of(text) if isinstance(piece, Speech)]


def test_a_pause_inside_a_sentence_keeps_it_one_sentence() -> None:
    pieces = pieces_of("Eleven days! I waited for it, (pause 0.8 s) and nobody rings me back.")
    assert pieces == [
        Speech("Eleven days!", 0),
        Pause(BREATH, breath=True),
        Speech("I waited for it,", 1),
        Pause(800),
        Speech("and nobody rings me back.", 1),
    ]


def test_a_pause_after_a_full_stop_parts_two_sentences() -> None:
    assert pieces_of("Well. (pause 700 ms) Thank you.") == [
        Speech("Well.", 0),
        Pause(700),
        Speech("Thank you.", 1),
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I am Mrs. Price. Hello!", ["I am Mrs. Price.", "Hello!"]),
        ("That costs 3.50 pounds.", ["That costs 3.50 pounds."]),
        ('"No." She left.', ['"No."', "She left."]),
        ("Really?! Yes…  Well", ["Really?!", "Yes…", "Well"]),
        ("", []),
        ("...", []),
        ("(pause 1 s)", []),
    ],
)
def test_sentences_are_found(text: str, parts: list[str]) -> None:
    assert spoken(text) == parts


def test_no_pause_is_longer_than_ten_seconds() -> None:
    assert pieces_of("No (pause 900 s) yes")[1] == Pause(10_000)


def test_a_caption_has_no_stage_directions() -> None:
    assert caption("I waited, (pause 0.8 s) and  nobody rang.") == "I waited, and nobody rang."


def test_marks_lie_where_the_sounds_are() -> None:
    pieces = pieces_of("Well now. I waited, (pause 0.5 s) and nobody rang.")
    lengths = iter((400, 600, 900))
    clip = compose(
        Rendered(piece, tone(next(lengths))) if isinstance(piece, Speech) else Rendered(piece)
        for piece in pieces
    )
    assert clip.length == 400 + BREATH + 600 + 500 + 900
    assert [(m.onset, m.end) for m in clip.marks if m.kind == "sentence"] == [(0, 400), (580, 2580)]
    assert [(m.onset, m.end) for m in clip.marks if m.kind == "pause"] == [(1180, 1680)]
    silence = clip.samples[1190 * RATE // 1000 : 1670 * RATE // 1000]
    assert not silence.any()


def test_word_marks_fill_their_sentence_in_order() -> None:
    clip = compose([Rendered(Speech("one two three", 0), tone(900))])
    words = [mark for mark in clip.marks if mark.kind == "word"]
    assert [mark.text for mark in words] == ["one", "two", "three"]
    assert words[0].onset == 0 and words[-1].end == 900
    assert all(before.end == after.onset for before, after in itertools.pairwise(words))


def test_an_empty_line_is_an_empty_clip() -> None:
    assert compose([]).length == 0


def test_silence_around_speech_is_cut_to_twenty_ms() -> None:
    quiet = np.zeros(RATE, np.float32)
    cut = trimmed(np.concatenate([quiet, tone(500), quiet]))
    assert abs(len(cut) * 1000 // RATE - (500 + 2 * KEPT)) <= 5


def test_pure_silence_is_cut_to_nothing() -> None:
    assert len(trimmed(np.zeros(RATE, np.float32))) == 0
