"""Reviews are only ever appended; the timeline stays as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voicetrainer.core.errors import StoreError
from voicetrainer.core.review import Correction, Overruling
from voicetrainer.store.folder import CallFolder
from voicetrainer.store.reviews import NAME, Scoring, Withdrawal, add_review, reviews_of

OVERRULING = Overruling(
    "sorry: said sorry", "earned", "Jörg", "she said it at once", "2026-11-22T10:00:00+01:00"
)
CORRECTION = Correction(5, "Ölaf – “no”\u2028really", "Ada", "heard it twice", "2026-11-22T10:01:00+01:00")
SCORING = Scoring(
    "Ben", {"interruptions": "lost", "gaps": "not assessed"}, {"gaps": "too quiet"}, "2026-11-22"
)


@pytest.fixture
def folder(tmp_path: Path) -> CallFolder:
    path = tmp_path / "meine Anrufe für Jörg"
    path.mkdir()
    return CallFolder(path)


def test_a_call_nobody_reviewed_has_no_reviews(folder: CallFolder) -> None:
    found = reviews_of(folder)
    assert (found.corrections, found.overrulings, found.scorings) == ((), (), ())


def test_everything_comes_back_as_it_was_said(folder: CallFolder) -> None:
    for review in (OVERRULING, CORRECTION, SCORING):
        add_review(folder, review)
    found = reviews_of(folder)
    assert (found.corrections, found.overrulings, found.scorings) == (
        (CORRECTION,),
        (OVERRULING,),
        (SCORING,),
    )
    assert [one.line for one in found.filed] == [1, 2, 3]


def test_what_was_written_is_never_written_again(folder: CallFolder) -> None:
    path, before = folder.path / NAME, b""
    for review in (OVERRULING, CORRECTION, Withdrawal(1, "Jörg", "I was wrong"), SCORING):
        add_review(folder, review)
        content = path.read_bytes()
        assert content.startswith(before) and content.count(b"\n") == before.count(b"\n") + 1
        before = content


def test_a_withdrawn_review_stays_readable_and_counts_no_longer(folder: CallFolder) -> None:
    add_review(folder, OVERRULING)
    add_review(folder, CORRECTION)
    add_review(folder, Withdrawal(1, "Jörg", "I was wrong"))
    found = reviews_of(folder)
    assert found.overrulings == () and found.corrections == (CORRECTION,)
    assert found.filed[0].review == OVERRULING
    assert found.filed[0].withdrawn == Withdrawal(1, "Jörg", "I was wrong")


def test_half_a_line_of_a_program_that_died_is_passed_over_and_then_gone(folder: CallFolder) -> None:
    add_review(folder, OVERRULING)
    with (folder.path / NAME).open("ab") as file:
        file.write('{"review": "correction", "utterance": 5, "text": "Ö'.encode()[:-1])
    assert reviews_of(folder).overrulings == (OVERRULING,)
    add_review(folder, CORRECTION)
    assert reviews_of(folder).corrections == (CORRECTION,)


@pytest.mark.parametrize(
    "line",
    [
        "nonsense", "[]", "{}", '{"review": "praise"}', '{"review": "overruling", "item": "x"}',
        '{"review": "overruling", "item": "x", "verdict": "great", "by": "A", "reason": "r"}',
        '{"review": "scoring", "by": "A", "verdicts": {"x": "good"}}',
        '{"review": "scoring", "by": "A", "verdicts": 7}',
        '{"review": "correction", "utterance": "5", "text": "x", "by": "A"}',
        '{"review": "withdrawal", "of": 7, "by": "A"}', '{"review": "overruling", "more": 1}',
    ],
)  # fmt: skip
def test_a_line_that_is_no_review_is_named_with_its_place(folder: CallFolder, line: str) -> None:
    add_review(folder, OVERRULING)
    with (folder.path / NAME).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(StoreError, match=r"reviews\.jsonl:2"):
        reviews_of(folder)


def test_a_folder_that_cannot_be_written_is_answered_with_a_reason(folder: CallFolder) -> None:
    (folder.path / NAME).mkdir()
    with pytest.raises(StoreError, match="reviews"):
        add_review(folder, OVERRULING)
    with pytest.raises(StoreError, match="reviews"):
        reviews_of(folder)


def test_each_line_is_json_that_says_what_it_is(folder: CallFolder) -> None:
    add_review(folder, SCORING)
    (line,) = (folder.path / NAME).read_text("utf-8").splitlines()
    assert json.loads(line)["review"] == "scoring" and json.loads(line)["verdicts"]["interruptions"] == "lost"
