"""`voicetrainer simulate` as a trainer sees it."""

from __future__ import annotations

import json

import pytest

from voicetrainer.cli import app


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert app.run(["simulate", "parcel", *arguments]) == 0
    return capsys.readouterr().out


def test_it_tells_ends_scores_and_what_was_never_reached(capsys: pytest.CaptureFixture[str]) -> None:
    told = output(capsys, "--trainees", "40")
    assert "perfect" in told and "won 100 %" in told
    assert "parcel.yaml:" in told


def test_other_programs_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(output(capsys, "--trainees", "24", "--format", "json"))
    assert told["trainees"] == 24
    assert told["ends"]["perfect"] == {"won": 3}
    assert 0 < told["coverage"]["states"]["reached"] <= told["coverage"]["states"]["of"]


def test_one_call_is_shown_word_by_word(capsys: pytest.CaptureFixture[str]) -> None:
    told = output(capsys, "--only", "perfect", "--seed", "2", "--show")
    assert "Maureen" in told and "won" in told


def test_an_unknown_character_is_told_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["simulate", "parcel", "--only", "polite"]) == 2
    assert "perfect" in capsys.readouterr().err
