"""Cue files, rubrics and the list of advice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.authoring import advice, load_rubric, load_rubric_text, load_script, standard_rubric
from voicetrainer.authoring.rubric import LIMITS
from voicetrainer.core.cues import Cue, Echo, Noise
from voicetrainer.core.errors import ScenarioError
from voicetrainer.core.rubric import Item
from voicetrainer.core.rules import RULES

EXAMPLE = """\
trainee: a colleague who waits, then apologises      # a title
answers: 2 s                                         # picks up so long after the first ring
cues:
  - {clip: greeting.wav, after: 1 s}
  - {clip: sorry.wav, text: I am so sorry about that, after: 800 ms}
  - {clip: mmhm.wav, over: 1.2 s}
  - {silence: 6 s}
  - {does: hold}
  - {clip: next-step.wav, after: 600 ms, gain: -6 dB}
  - {trainee: Goodbye}
noise: {clip: office.wav, level: -35 dBFS}
echo: {level: -20 dB, delay: 80 ms}
baseline: [neutral-1.wav, neutral-2.wav]
"""
CLIPS = "greeting sorry mmhm next-step office neutral-1 neutral-2".split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for clip in CLIPS:
        (tmp_path / f"{clip}.wav").touch()
    return tmp_path


def put(folder: Path, text: str) -> Path:
    path = folder / "trainee.yaml"
    path.write_text(text, "utf-8")
    return path


def test_the_cue_file_of_the_format_is_read(folder: Path) -> None:
    script = load_script(put(folder, EXAMPLE))
    assert script.title == "a colleague who waits, then apologises"
    assert script.answers == 2000
    assert script.cues == (
        Cue(clip=folder / "greeting.wav", after=1000),
        Cue("I am so sorry about that", folder / "sorry.wav", after=800),
        Cue(clip=folder / "mmhm.wav", over=1200),
        Cue(silence=6000),
        Cue(act="hold"),
        Cue(clip=folder / "next-step.wav", after=600, gain_db=-6.0),
        Cue("Goodbye"),
    )
    assert script.noise == Noise(folder / "office.wav", -35.0)
    assert script.echo == Echo(-20.0, 80)
    assert script.baseline == (folder / "neutral-1.wav", folder / "neutral-2.wav")


def test_every_missing_recording_is_named_with_its_place_and_the_nearest(folder: Path) -> None:
    (folder / "sorry.wav").unlink()
    (folder / "office.wav").unlink()
    text = EXAMPLE.replace("clip: mmhm.wav", "clip: mhm.wav")
    with pytest.raises(ScenarioError) as error:
        load_script(put(folder, text))
    found = [(p.code, p.line, p.column) for p in error.value.problems]
    assert found == [("VT050", 5, 12), ("VT050", 6, 12), ("VT050", 11, 15)]
    assert error.value.problems[1].remedy == "did you mean 'mmhm.wav'?"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("gain: -6 dB", "gain: -6", "VT002"),
        ("level: -35 dBFS", "level: -35 dB", "VT002"),
        ("level: -35 dBFS", "level: 3 dBFS", "VT005"),
        ("level: -20 dB,", "level: -20 dBFS,", "VT002"),
        ("{silence: 6 s}", "{silence: 6}", "VT002"),
        ("{does: hold}", "{does: jump}", "VT005"),
        ("{does: hold}", "{}", "VT005"),
        ("{does: hold}", "{does: hold, clip: sorry.wav}", "VT005"),
        ("over: 1.2 s", "over: 1.2 s, after: 1 s", "VT005"),
        ("answers: 2 s", "answers: -2 s", "VT005"),
        ("answers: 2 s", "anwers: 2 s", "VT003"),
        ("trainee: a colleague", "title: a colleague", "VT003"),
    ],
)
def test_a_mistake_in_a_cue_file_has_its_code(folder: Path, old: str, new: str, code: str) -> None:
    assert old in EXAMPLE
    with pytest.raises(ScenarioError) as error:
        load_script(put(folder, EXAMPLE.replace(old, new, 1)))
    assert code in {problem.code for problem in error.value.problems}


@pytest.mark.parametrize("path", sorted(places.audio().glob("trainees/*/*.yaml")), ids=lambda p: p.stem)
def test_the_shipped_trainees_are_read(path: Path) -> None:
    assert load_script(path).cues


RUBRIC = """\
title: A small rubric
version: 1.0
pass mark: 70
sections:
  listening:
    title: Listening
    weight: 3
    items:
      gaps:
        rule: floor.reply gaps
        advice: L04
        weight: 2
        limits: {from: -300 ms, to: 3 s, share at least: 80 %}
      answered: {rule: floor.answered, advice: [C01], critical: yes, limits: {at most: 12 s}}
"""


def rubric(text: str = RUBRIC):  # type: ignore[no-untyped-def]
    return load_rubric_text(Path("small.yaml"), text.encode())


def test_a_rubrics_limits_lose_their_unit_to_the_name() -> None:
    (section,) = rubric().sections
    assert section.items == (
        Item(
            "gaps", "floor.reply gaps", ("L04",), 2.0, False,
            {"from ms": -300.0, "to ms": 3000.0, "share at least": 0.8},
        ),
        Item("answered", "floor.answered", ("C01",), 1.0, True, {"ms at most": 12_000.0}),
    )  # fmt: skip
    assert (rubric().title, rubric().version, rubric().pass_mark) == ("A small rubric", "1.0", 70.0)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("rule: floor.reply gaps", "rule: floor.replies", "VT060", 10),
        ("advice: L04", "advice: L44", "VT030", 11),
        ("to: 3 s", "to: 3", "VT002", 13),
        ("to: 3 s", "until: 3 s", "VT062", 13),
        ("to: 3 s", "to: soon", "VT002", 13),
        ("weight: 2", "weight: 0", "VT005", 12),
        ("pass mark: 70", "pass mark: 170", "VT005", 3),
        ("pass mark: 70", "passmark: 70", "VT003", 3),
        ("critical: yes", "critical: maybe", "VT005", 14),
        ("        advice: L04\n", "", "VT004", 9),
    ],
)
def test_a_mistake_in_a_rubric_has_its_code_and_line(old: str, new: str, code: str, line: int) -> None:
    with pytest.raises(ScenarioError) as error:
        rubric(RUBRIC.replace(old, new, 1))
    assert (code, line) in {(problem.code, problem.line) for problem in error.value.problems}


def test_each_rule_has_its_limits_listed_for_authors() -> None:
    assert LIMITS.keys() == RULES.keys()


def test_the_standard_rubric_loads_and_is_the_same_each_time() -> None:
    assert standard_rubric() is standard_rubric()
    assert standard_rubric().sections


def test_there_are_sixty_pieces_of_advice_of_five_sources() -> None:
    ids = [f"{letter}{n:02}" for letter, count in zip("LEVCD", (12, 8, 16, 12, 12), strict=True)
           for n in range(1, count + 1)]  # fmt: skip
    assert list(advice()) == ids
    assert [advice()[f"{letter}01"].source for letter in "LEVCD"] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("id_", list(advice()))
def test_advice_is_a_short_title_and_one_sentence_about_behaviour(id_: str) -> None:
    one = advice()[id_]
    assert one.id == id_
    assert 5 <= len(one.title) <= 60 and not one.title.endswith(".")
    assert 30 <= len(one.says) <= 140 and one.says.endswith(".")
    assert not re.search(r"\byou (are|feel|seem|sound) (angry|nervous|upset|calm)\b", one.says)
    assert one.holds in ("measured", "played", "told")


def test_only_what_the_standard_rubric_looks_at_is_called_measured() -> None:
    looked_at = {
        id_ for section in standard_rubric().sections for item in section.items for id_ in item.advice
    }
    assert {id_ for id_, one in advice().items() if one.holds == "measured"} <= looked_at


def test_a_rubric_that_is_not_there_is_a_problem_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="VT000"):
        load_rubric(tmp_path / "none.yaml")
