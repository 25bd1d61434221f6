"""The sentences of our own: their halves are fair, and another hand's are scored only when asked for."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from benchmarks.evaluate.__main__ import _options
from benchmarks.evaluate.part_own_words import FILES, _rows_of, _sentences
from voicetrainer.language import ACTS

ALL = ("open", "locked", "fresh_open", "fresh_locked")


def words(sentence: dict[str, Any]) -> tuple[str, str, str]:
    return sentence["act"], sentence.get("before", ""), sentence["text"]


@pytest.mark.parametrize("half", ALL)
def test_every_act_of_a_half_is_known_and_has_both_polarities(half: str) -> None:
    counted = Counter((sentence["act"], sentence["is"]) for sentence in _sentences(half))
    acts = {act for act, _ in counted}
    assert not acts - {*ACTS}
    assert all(counted[act, polarity] for act in acts for polarity in (True, False))


def test_no_sentence_of_a_locked_half_stands_in_an_open_one() -> None:
    seen = {half: {words(sentence) for sentence in _sentences(half)} for half in ALL}
    shared = [len(seen[locked] & seen[half]) for locked in ALL[1::2] for half in ALL if half != locked]
    assert not any(shared)


def test_the_halves_of_another_hand_are_of_one_size_act_by_act() -> None:
    counted = [
        Counter((sentence["act"], sentence["is"]) for sentence in _sentences(f"fresh_{half}"))
        for half in ("open", "locked")
    ]
    assert counted[0].keys() == counted[1].keys()
    assert all(abs(counted[0][key] - counted[1][key]) <= 1 for key in counted[0])


def test_another_hand_is_scored_only_when_asked_for() -> None:
    assert _options([]).another_hand == []
    assert _options(["--another-hand", "locked"]).another_hand == ["locked"]


def test_the_words_before_are_read_too() -> None:
    before = "i was told the man would come on monday and nobody came and nobody rang and i lost a day's pay"
    sentences = [
        {"act": "curtness", "before": before, "text": "okay", "is": True},
        {"act": "curtness", "text": "okay", "is": False},
    ]
    (row,) = _rows_of("open", sentences, "another hand, ")
    assert (row.figure, row.value, row.n) == ("curtness, F1, another hand, open half", 1.0, 2)


def test_notes_at_the_head_of_a_file_are_no_sentences() -> None:
    lines = (FILES / "fresh_open.jsonl").read_text("utf-8").splitlines()
    notes = sum(line.startswith("#") for line in lines)
    assert notes
    assert len(_sentences("fresh_open")) == len(lines) - notes
