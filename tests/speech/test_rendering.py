"""Lines rendered beforehand: all that can be said, found again, replaced when stale."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.scenario import Branch, Caller, Scenario, State, When
from voicetrainer.speech.rendered import INDEX, RenderedVoice, read_index
from voicetrainer.speech.rendering import credits_of, lines_of, render_lines

from .fakes import ToneVoice

SCENARIO = Scenario(
    name="parcel",
    title="The parcel",
    start="opening",
    caller=Caller("Maureen", ("female",)),
    unclear_line="Say that again?",
    states={
        "opening": State(
            "opening",
            ("Eleven days!", "Nobody rings."),
            "angry",
            branches=(
                Branch("opening.1", When("silent"), caller="Hello?"),
                Branch("opening.2", When("otherwise"), go="end", caller="Enough of this."),
            ),
        ),
        "middle": State("middle", ("Well.",), "tired"),
        "end": State("end", ("Goodbye.",), "cold", ending="lost"),
    },
    always=(
        Branch("always.1", When("interrupts"), caller="Let me finish!"),
        Branch("always.2", When("settled"), go="end", caller="I am going."),
    ),
)


def test_every_line_the_caller_can_say_is_there_in_its_mood() -> None:
    assert set(lines_of(SCENARIO)) == {
        ("Eleven days!", "angry"),
        ("Nobody rings.", "angry"),
        ("Hello?", "angry"),
        ("Enough of this.", "cold"),
        ("Well.", "tired"),
        ("Goodbye.", "cold"),
        ("Let me finish!", "angry"),
        ("Let me finish!", "tired"),
        ("I am going.", "cold"),
        ("Say that again?", "angry"),
        ("Say that again?", "tired"),
    }
    assert len(lines_of(SCENARIO)) == len(set(lines_of(SCENARIO)))


def test_rendered_lines_are_played_and_others_fall_back(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    done = render_lines(SCENARIO, ToneVoice(), tmp_path, "CC0", lambda at, of: seen.append((at, of)))
    assert (done.rendered, done.kept, done.removed) == (11, 0, 0)
    assert seen[0] == (0, 11) and seen[-1] == (11, 11)
    fallback = ToneVoice("fallback")
    voice = RenderedVoice(tmp_path, fallback)
    assert len(voice) == 11
    clip = voice.render("Eleven days!", "angry")
    assert clip.length == 500
    assert np.abs(clip.samples[2000:6000]).mean() == pytest.approx(0.25, abs=0.03)
    assert fallback.rendered == []
    voice.render("Eleven days!", "calm")
    voice.render("Eleven weeks!", "angry")
    assert fallback.rendered == [("Eleven days!", "calm"), ("Eleven weeks!", "angry")]


def test_a_second_time_nothing_is_rendered(tmp_path: Path) -> None:
    render_lines(SCENARIO, ToneVoice(), tmp_path, "CC0")
    again = render_lines(SCENARIO, ToneVoice(), tmp_path, "CC0")
    assert (again.rendered, again.kept) == (0, 11)


def test_another_voice_renders_all_anew(tmp_path: Path) -> None:
    render_lines(SCENARIO, ToneVoice(), tmp_path, "CC0")
    assert render_lines(SCENARIO, ToneVoice(key="tone 2"), tmp_path, "CC0").rendered == 11


def test_stale_files_are_removed_and_strange_ones_are_left(tmp_path: Path) -> None:
    render_lines(SCENARIO, ToneVoice(), tmp_path, "CC0")
    (tmp_path / "0123456789abcdef.ogg").write_bytes(b"old")
    (tmp_path / "notes.txt").write_text("mine")
    assert render_lines(SCENARIO, ToneVoice(), tmp_path, "CC0").removed == 1
    assert (tmp_path / "notes.txt").exists()


def test_a_changed_file_is_not_played(tmp_path: Path) -> None:
    render_lines(SCENARIO, ToneVoice(), tmp_path, "CC0")
    line = read_index(tmp_path)["Well.", "tired"]
    (tmp_path / line.file).write_bytes(b"not what was rendered")
    fallback = ToneVoice()
    RenderedVoice(tmp_path, fallback).render("Well.", "tired")
    assert fallback.rendered == [("Well.", "tired")]


def test_the_index_names_engine_voice_licence_and_hash(tmp_path: Path) -> None:
    render_lines(SCENARIO, ToneVoice(), tmp_path, "CC0")
    rows = json.loads((tmp_path / INDEX).read_text("utf-8"))["lines"]
    assert all(row["engine"] == "tone" and row["licence"] == "CC0" for row in rows)
    assert all(len(row["sha256"]) == 64 and row["voice"] == "tone 1" for row in rows)


def test_the_credits_name_each_file_with_engine_voice_licence_and_hash(tmp_path: Path) -> None:
    folder = tmp_path / "lines" / "parcel"
    render_lines(SCENARIO, ToneVoice(), folder, "CC0")
    rows = [row.split("\t") for row in credits_of(tmp_path / "lines").splitlines()]
    assert len(rows) == 11
    assert {row[0] for row in rows} == {f"lines/parcel/{file.name}" for file in folder.glob("*.ogg")}
    assert all(row[1:4] == ["tone", "tone 1", "CC0"] and len(row[4]) == 71 for row in rows)


@pytest.mark.parametrize("content", ["", "{", '{"format": 99, "lines": []}', '{"format": 1, "lines": [1]}'])
def test_a_broken_index_means_no_rendered_lines(tmp_path: Path, content: str) -> None:
    (tmp_path / INDEX).write_text(content)
    fallback = ToneVoice()
    assert RenderedVoice(tmp_path, fallback).render("Well.", "tired").length == 250
    assert fallback.rendered
