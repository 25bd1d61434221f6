"""A turn is what was said, in the order in which it was said."""

from __future__ import annotations

from voicetrainer.core.mouths import Spoken, turn_of


def test_words_kept_back_under_a_line_come_after_those_said_before_them() -> None:
    kept = Spoken(3, 4281, 4611, under=True, stayed_under=True, text="Hello")
    first = Spoken(2, 2630, 4280, under=True, text="you should have been in")
    turn = turn_of([kept, first], 6480, 4980)
    assert (turn.utterances, turn.text) == ((2, 3), "you should have been in Hello")
    assert (turn.onset, turn.end) == (2630, 4611)
