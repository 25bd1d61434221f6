"""Whatever the bytes, the answer is a list of problems, never a traceback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicetrainer.authoring import (
    lint,
    lint_text,
    load_rubric,
    load_rubric_text,
    load_scenario,
    load_scenario_text,
    load_script,
)
from voicetrainer.core.errors import ScenarioError

SMALL = Path(__file__).with_name("small.yaml").read_text("utf-8")
NAME = Path("odd.yaml")
quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def codes(content: bytes) -> set[str]:
    return {problem.code for problem in lint_text(NAME, content)}


def stays_calm(content: bytes) -> None:
    problems = lint_text(NAME, content)
    lines = content.count(b"\n") + content.count(b"\r") + 2
    for problem in problems:
        assert 1 <= problem.line <= lines or problem.line == 1, problem
        assert problem.message and problem.column >= 1, problem
    try:
        load_scenario_text(NAME, content)
    except ScenarioError as error:
        assert error.problems and all(not problem.warning for problem in error.problems)
        assert [p for p in problems if not p.warning] == error.problems
    else:
        assert all(problem.warning for problem in problems)


@quick
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(content: bytes) -> None:
    stays_calm(content)


SIGNS = (
    st.sampled_from("a {}[]#!|>?~\t\"'")
    | st.sampled_from(["states", "when", ": ", "- ", ", ", " #", "\n", "\n  ", "&a ", "*a", "!!str ", "<<"])
    | st.sampled_from(["%YAML 1.1\n", "---\n", "...\n", "\\x", "\\U", "é", "\ufeff", "\x85"])
)


@quick
@given(st.lists(SIGNS, max_size=40).map("".join))
def test_any_heap_of_yaml_signs_is_answered(text: str) -> None:
    stays_calm(text.encode())


@quick
@given(st.integers(0, len(SMALL)), st.integers(0, 12), SIGNS | st.text(max_size=8))
def test_any_damage_to_a_good_file_is_answered(at: int, cut: int, put: str) -> None:
    stays_calm((SMALL[:at] + put + SMALL[at + cut :]).encode("utf-8", "surrogatepass"))


WORDS = st.sampled_from(
    "states always branches when says go start meters rehearsals phrases ending caller change credit "
    "fault advice checkpoints opening won silent 1 4s".split()
)
TREES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


def written(tree: object) -> str:
    match tree:
        case dict():
            return "{" + ", ".join(f'"{key}": {written(value)}' for key, value in tree.items()) + "}"
        case list():
            return "[" + ", ".join(map(written, tree)) + "]"
    return f'"{tree}"'


@quick
@given(st.dictionaries(WORDS, TREES, max_size=6))
def test_any_tree_of_known_words_is_answered(tree: dict[str, object]) -> None:
    stays_calm(written(tree).encode())


@quick
@given(st.dictionaries(WORDS, TREES, max_size=6))
def test_any_tree_is_answered_by_the_readers_of_rubrics_too(tree: dict[str, object]) -> None:
    with pytest.raises(ScenarioError):
        load_rubric_text(NAME, written(tree).encode())


@quick
@given(st.dictionaries(WORDS, TREES, max_size=6) | st.binary(max_size=200))
def test_anything_is_answered_by_the_reader_of_cue_files(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, object] | bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "cues.yaml"
    path.write_bytes(tree if isinstance(tree, bytes) else written(tree).encode())
    with pytest.raises(ScenarioError):
        load_script(path)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "VT000"),
        (b"\n\n", "VT000"),
        (b"a: \x00b", "VT000"),
        (b"title: caf\xe9", "VT000"),
        ("title: x".encode("utf-16"), "VT000"),
        (b"[" * 5000, "VT000"),
        (b"\n".join(b" " * n + b"a:" for n in range(300)), "VT000"),
        (b"a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\n", "VT003"),
        (b"x" * 400_000, "VT005"),
        (b'a: "\\UFFFFFFFF"', "VT001"),
        (b'a: "\\x00"', "VT003"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_odd_contents_have_their_code(content: bytes, code: str) -> None:
    assert code in codes(content)


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 15)]
    started = time.perf_counter()
    assert codes("\n".join(levels).encode()) == {"VT000"}
    assert time.perf_counter() - started < 5


def test_an_alias_may_be_used_where_it_saves_writing() -> None:
    text = SMALL.replace("caller: Thank you.", "caller: &bye Thank you.").replace(
        "caller: Goodbye.", "caller: *bye"
    )
    assert load_scenario_text(NAME, text.encode()).scenario.states["hangs up"].caller == ("Thank you.",)


def test_a_file_of_ten_megabytes_is_refused_unread(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_bytes(b"- a line of text\n" * 600_000)
    (problem,) = lint(big)
    assert problem.code == "VT000"


@pytest.mark.parametrize("load", [load_scenario, load_script, load_rubric])
def test_a_file_that_is_not_there_or_is_a_folder_is_a_problem_with_a_remedy(load, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for path in (tmp_path / "none.yaml", tmp_path, Path("a\0b")):
        with pytest.raises(ScenarioError) as error:
            load(path)
        (problem,) = error.value.problems
        assert (problem.code, bool(problem.remedy)) == ("VT000", True)


def test_line_ends_and_byte_order_marks_of_other_systems_are_read() -> None:
    windows = "\ufeff" + SMALL.replace("\n", "\r\n")
    assert load_scenario_text(NAME, windows.encode()).scenario.title == "A late taxi"
