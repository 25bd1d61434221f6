"""Line sheets go out to actors and translators, and come back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from tests.authoring.interchange.stories import SCENARIOS, SMALL, root_of
from voicetrainer.authoring import load_scenario
from voicetrainer.authoring.interchange.sheet import (
    LINE,
    Row,
    guarded,
    id_of,
    read_sheet,
    rows_of,
    sheet_text,
    unguarded,
)
from voicetrainer.authoring.interchange.translate import translated
from voicetrainer.core.errors import StoreError
from voicetrainer.speech.rendering import lines_of

SHIPPED = sorted(SCENARIOS.glob("*.yaml"))


def rows(path: Path) -> list[Row]:
    return rows_of(load_scenario(path).scenario, root_of(path))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_the_sheet_has_every_line_that_can_be_said_once(path: Path) -> None:
    spoken = [row for row in rows(path) if row.kind == LINE]
    assert {(row.text, row.mood) for row in spoken} == set(lines_of(load_scenario(path).scenario))
    assert len({row.id for row in spoken}) == len(spoken)
    assert all(row.context and row.state and row.speaker for row in spoken)


def test_an_id_changes_with_text_mood_and_speaker_only() -> None:
    assert id_of("Hello.", "cold", "Ann") == "3dddc93ba831"
    others = {id_of("Hello!", "cold", "Ann"), id_of("Hello.", "calm", "Ann"), id_of("Hello.", "cold", "Bill")}
    assert len(others - {"3dddc93ba831"}) == 3


def test_a_sheet_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text("\ufeff" + sheet_text(rows(SMALL)), "utf-8")
    assert [replace(row, line=0) for row in read_sheet(file)] == rows(SMALL)


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_sheet_that_a_spreadsheet_saved_otherwise_is_read(tmp_path: Path, mark: str) -> None:
    table = list(csv.reader(io.StringIO(sheet_text(rows(SMALL)))))
    out = io.StringIO()
    csv.writer(out, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(table)
    file = tmp_path / "lines.csv"
    file.write_bytes(out.getvalue().encode("utf-16" if mark == "\t" else "utf-8"))
    assert [row.id for row in read_sheet(file)] == [row.id for row in rows(SMALL)]


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-5 < 3", "@SUM(A1)", "\tx", "'=1", "''+2", "plain", "'tis", ""]
)
def test_a_text_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    assert guarded(text)[:1] not in tuple("=+-@\t")
    assert unguarded(guarded(text)) == text


def test_a_translation_replaces_every_text_and_keeps_the_names() -> None:
    root, own = root_of(SMALL), rows(SMALL)
    given = [replace(row, translation=f"({row.text})") for row in own]
    new = translated(root, own, given, "de")
    assert not new.missing and not new.strange and new.done == len(own)
    opening = new.root["states"]["opening"]
    assert new.root["language"] == "de"
    assert opening["caller"] == "(Where is my taxi? (pause 0.5 s) I have a train to catch.)"
    assert opening["branches"][0] == root["states"]["opening"]["branches"][0], "apology is a list"
    assert opening["branches"][1]["caller"] == "(Yes, the taxi.)"
    assert new.root["phrases"] == {"taxi words": ["(taxi)", "(cab)"]}
    assert new.root["rehearsals"]["kind"][0] == {"trainee": "(I am so sorry)"}
    assert new.root["goal"] == "(Say sorry before anything else.)"


def test_what_is_not_translated_keeps_its_text_and_is_told() -> None:
    own = rows(SMALL)
    given = [
        replace(own[0], translation="Wo ist mein Taxi?"),
        Row("0" * 12, LINE, "Gone.", line=7, translation="Weg."),
    ]
    new = translated(root_of(SMALL), own, given, "de")
    assert new.done == 1
    assert new.strange == (7,)
    assert len(new.missing) == len(own) - 1
    assert new.root["states"]["thanks"]["caller"] == "Thank you."


def test_a_line_of_somebody_else_and_its_variants_are_translated() -> None:
    root = root_of(SMALL)
    root["people"] = {"Priya": {}}
    root["states"]["thanks"]["caller"] = [
        {"Priya": {"one of": ["Hello.", "Good day."]}},
        {"when anger at least 5": "Well.", "one of": ["Thanks."]},
    ]
    own = [
        Row(id_of(text, "calm", by), LINE, text, "thanks", by, "calm")
        for text, by in (
            ("Hello.", "Priya"),
            ("Good day.", "Priya"),
            ("Well.", "Ada Frost"),
            ("Thanks.", "Ada Frost"),
        )
    ]
    new = translated(root, own, [replace(row, translation=row.text.upper()) for row in own], "de")
    assert new.root["states"]["thanks"]["caller"] == [
        {"Priya": {"one of": ["HELLO.", "GOOD DAY."]}},
        {"when anger at least 5": "WELL.", "one of": ["THANKS."]},
    ]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", 'id;text\n"open', "", "\0"])
def test_a_table_that_is_no_sheet_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "lines.csv"
    file.write_text(text)
    with pytest.raises(StoreError, match=r"lines\.csv"):
        read_sheet(file)
