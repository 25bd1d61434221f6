"""What `check` found, told to people, editors and code hosts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voicetrainer.cli import app
from voicetrainer.cli.checked import CheckedFile, told
from voicetrainer.core.errors import Problem
from voicetrainer.speech.rendered import write_index

FOUND = CheckedFile(
    Path("calls/taxi.yaml"),
    (
        Problem(Path("calls/taxi.yaml"), 7, 3, "VT012", "no state 'a, b: c'", "did you mean 'ab'?"),
        Problem(Path("calls/taxi.yaml"), 9, 1, "VT021", "100 % unused", "", warning=True),
    ),
)
BROKEN = Path(__file__).parent.parent / "authoring" / "broken" / "VT012-unknown-state.yaml"


def test_a_code_host_gets_one_annotation_a_problem_with_its_signs_escaped() -> None:
    first, second = told([FOUND], "github", quiet=False)
    assert first == (
        "::error file=calls/taxi.yaml,line=7,col=3,title=VT012::no state 'a, b: c'%0Adid you mean 'ab'?"
    )
    assert second == "::warning file=calls/taxi.yaml,line=9,col=1,title=VT021::100 %25 unused"


def test_sarif_names_each_rule_and_place() -> None:
    (text,) = told([FOUND], "sarif", quiet=False)
    run = json.loads(text)["runs"][0]
    assert json.loads(text)["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["VT012", "VT021"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "calls/taxi.yaml"
    assert place["region"] == {"startLine": 7, "startColumn": 3}
    assert [result["level"] for result in run["results"]] == ["error", "warning"]


def test_json_holds_everything_that_the_text_says() -> None:
    (text,) = told([FOUND], "json", quiet=False)
    problem = json.loads(text)["problems"][0]
    assert (problem["code"], problem["line"], problem["severity"]) == ("VT012", 7, "error")
    assert problem["remedy"] == "did you mean 'ab'?"


@pytest.mark.parametrize("style", ["text", "json", "sarif", "github"])
def test_a_mistake_is_an_exit_code_of_1_in_every_form(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["check", str(BROKEN), "--format", style]) == 1
    assert "VT012" in capsys.readouterr().out


def test_lines_that_were_changed_after_rendering_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = Path(__file__).parent.parent / "authoring" / "small.yaml"
    (tmp_path / "small.yaml").write_bytes(small.read_bytes())
    assert app.run(["check", str(tmp_path / "small.yaml"), "--trainees", "0"]) == 0
    assert "VT039" not in capsys.readouterr().out
    lines = tmp_path / "lines" / "small"
    lines.mkdir(parents=True)
    write_index(lines, [])
    assert app.run(["check", str(tmp_path / "small.yaml"), "--trainees", "0"]) == 0
    told = capsys.readouterr().out
    assert "VT039" in told and "voicetrainer render small" in told


@pytest.mark.parametrize("kind", ["scenario", "shared", "rubric", "drill", "report"])
def test_every_kind_of_file_has_a_schema(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["schema", kind]) == 0
    assert "$defs" in json.loads(capsys.readouterr().out)
