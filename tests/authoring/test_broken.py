"""Every lint rule has a file that breaks it, and only it, at the line that says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from voicetrainer.authoring import (
    WARNINGS,
    lint,
    lint_rubric,
    load_rubric,
    load_scenario,
    load_script,
    standard_rubric,
)
from voicetrainer.authoring.drill import load_drill
from voicetrainer.cli.checking import _check
from voicetrainer.core.errors import Problem, ScenarioError
from voicetrainer.core.program import Program
from voicetrainer.run.rehearsals import play

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FILES = sorted((HERE / "broken").glob("VT*.yaml"))
CODES = sorted({file.name[:5] for file in FILES})
PLAYED = ("VT040", "VT044")
"""Rules that are found by playing the call."""
NEEDS_LINES = "VT039"
"""Needs rendered lines beside the file; tests/cli/test_checked.py breaks it."""


def raised(load: Callable[[Path], object], path: Path) -> list[Problem]:
    with pytest.raises(ScenarioError) as error:
        load(path)
    return error.value.problems


def found(path: Path) -> set[tuple[str, int]]:
    """(code, line) of everything that is wrong with the file."""
    match path.name[:4]:
        case "VT05":
            problems = raised(load_script, path)
        case "VT07":
            problems = raised(load_drill, path)
        case "VT06":
            problems = lint_rubric(path)
        case _:
            problems = lint(path)
    return {(problem.code, problem.line) for problem in problems}


def marked(path: Path) -> set[tuple[str, int]]:
    marks = [re.search(r"# <- (VT\d{3})$", line) for line in path.read_text("utf-8").splitlines()]
    return {(mark[1], number) for number, mark in enumerate(marks, 1) if mark}


@pytest.mark.parametrize("path", [f for f in FILES if not f.name.startswith(PLAYED)], ids=lambda f: f.stem)
def test_exactly_the_marked_rule_is_reported_at_the_marked_line(path: Path) -> None:
    assert found(path) == marked(path)
    assert {code for code, _ in marked(path)} == {path.name[:5]}


def test_a_rehearsal_that_fails_names_the_line_of_its_claim() -> None:
    path = HERE / "broken" / "VT040-ends.yaml"
    assert found(path) == set()
    loaded = load_scenario(path)
    program = Program(loaded.scenario)
    failures = [f for r in loaded.rehearsals for f in play(program, r, standard_rubric()).failures]
    assert {("VT040", failure.expectation.line) for failure in failures} == marked(path)


def test_an_imagined_trainee_whom_the_caller_hears_for_ever_is_told() -> None:
    path = HERE / "broken" / "VT044-goes-on-for-ever.yaml"
    assert found(path) == set()
    done = _check(path, 16)
    assert {(p.code, p.line) for p in done.problems} == marked(path)
    assert "--seed" in done.problems[0].remedy


@pytest.mark.parametrize("code", CODES)
def test_each_rule_has_a_page(code: str) -> None:
    page = (ROOT / "docs" / "lint" / f"{code}.md").read_text("utf-8")
    assert page.startswith(f"# {code} ")
    for part in ("**What.**", "**Why.**", "**How to mend it.**", "```yaml"):
        assert part in page, part


def test_each_page_and_each_message_has_a_failing_file() -> None:
    catalogue = (ROOT / "voicetrainer" / "catalogue" / "en" / "lint.toml").read_text("utf-8")
    said = set(re.findall(r"^(VT\d{3})_", catalogue, re.MULTILINE)) | set(PLAYED)
    pages = {page.stem for page in (ROOT / "docs" / "lint").glob("VT*.md")}
    assert said == pages == set(CODES) | {NEEDS_LINES}
    assert {*CODES, NEEDS_LINES} >= WARNINGS


@pytest.mark.parametrize("path", FILES, ids=lambda f: f.stem)
def test_only_warnings_let_a_scenario_load(path: Path) -> None:
    if path.name[:4] == "VT05":
        return
    if path.name[:4] == "VT06":
        if path.name[:5] in WARNINGS:
            assert load_rubric(path).sections
        else:
            assert {problem.code for problem in raised(load_rubric, path)} == {path.name[:5]}
        return
    if path.name[:5] in WARNINGS or path.name.startswith(PLAYED):
        assert {problem.code for problem in load_scenario(path).warnings} <= {path.name[:5]}
    else:
        assert all(not problem.warning for problem in raised(load_scenario, path))


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_whether_its_rule_is_an_error_or_a_warning(code: str) -> None:
    page = (ROOT / "docs" / "lint" / f"{code}.md").read_text("utf-8")
    kind = "warning" if code in WARNINGS else "error"
    assert f"{kind.capitalize()}:" in page.replace("A warning:", "Warning:").replace("An error:", "Error:")
    index = (ROOT / "docs" / "lint" / "README.md").read_text("utf-8")
    assert re.search(rf"^\| \[{code}\]\({code}\.md\) .* \| {kind} \|$", index, re.MULTILINE)
