"""Yarn scripts become scenarios, and what does not is told with its line."""

from __future__ import annotations

import pytest

from tests.authoring.interchange.stories import HERE, errors, from_yarn, node, notes, states, ways
from voicetrainer.core.errors import StoreError

KETTLE = (HERE / "kettle.yarn").read_text("utf-8")


def test_nodes_become_states_that_check_clean() -> None:
    got = from_yarn(KETTLE)
    assert not errors(got)
    assert {"Start", "Next", "Manager"} <= set(states(got))
    assert got.root["caller"] == {"name": "Bill"}
    assert got.root["people"] == {"Joan": {}}


def test_a_wait_is_a_pause_in_the_next_line() -> None:
    assert states(from_yarn(KETTLE))["Start"]["caller"][1] == "(pause 1 s) What now?"


def test_one_line_in_answer_belongs_to_its_branch() -> None:
    first = states(from_yarn(KETTLE))["Start"]["branches"][0]
    assert first["caller"] == "Well, thank you."
    assert first["change"] == {"trust": "+2"}
    assert first["go"] == "Next"
    assert first["when"]["says"][:2] == ["apology", "I am so sorry about that"]


def test_options_on_conditions_become_limits() -> None:
    got = from_yarn(KETTLE)
    limits = {go: when["meter"] for when, go in ways(got, "Start") if "meter" in when}
    assert limits == {"Start": {"told": "at most 0"}}
    assert got.root["meters"]["told"] == {"start": "0", "max": "1"}


def test_what_was_seen_is_a_meter() -> None:
    got = from_yarn(KETTLE)
    assert got.root["meters"]["seen Manager"] == {"start": "0", "max": "1"}
    assert states(got)["Manager"]["branches"][0]["change"] == {"seen Manager": "+1"}


def test_two_lines_on_a_condition_are_variants_of_one() -> None:
    assert states(from_yarn(KETTLE))["Next"]["caller"] == {
        "when trust at least 5": "You are very kind.",
        "one of": ["Go on then."],
    }


def test_a_group_is_said_in_one_of_its_wordings() -> None:
    got = from_yarn(KETTLE)
    said = [
        state["caller"] for name, state in states(got).items() if state.get("ending") and "caller" in state
    ]
    assert {"one of": ["Good.", "Fine."]} in said


def test_the_trainees_own_lines_are_turns() -> None:
    state = states(from_yarn(KETTLE))["Next"]
    assert state["branches"][0]["when"]["says"][:2] == ["commitment", "I will send you a kettle tomorrow"]
    assert "I will send you a kettle tomorrow." in state["trainee should"]


def test_what_cannot_be_carried_is_listed_with_its_line() -> None:
    assert notes(from_yarn(KETTLE)) == {
        ("yarn-header", 3), ("yarn-tag", 7), ("comment", 9), ("option-always", 26), ("command", 27),
        ("nowhere", 28), ("narration", 43), ("markup", 47), ("value", 47), ("not-reached", 51),
    }  # fmt: skip


def test_a_jump_goes_on_in_the_same_state() -> None:
    got = from_yarn(node("Ann: One.\n<<jump B>>") + node("Ann: Two.\n-> Yes\n    Ann: Bye.", "B"))
    assert states(got)["Start"]["caller"] == ["One.", "Two."]


def test_a_detour_comes_back() -> None:
    got = from_yarn(node("Ann: One.\n<<detour B>>\nAnn: Three.") + node("Ann: Two.", "B"))
    assert states(got)["Start"]["caller"] == ["One.", "Two.", "Three."]


@pytest.mark.parametrize(
    ("condition", "limits"),
    [
        ("$n >= 3", [{"n": "at least 3"}]),
        ("$n > 3", [{"n": "at least 4"}]),
        ("3 > $n", [{"n": "at most 2"}]),
        ("not ($n gte 3)", [{"n": "at most 2"}]),
        ("$b and $n < 3", [{"b": "at least 1", "n": "at most 2"}]),
        ("$b or $n lte 3", [{"b": "at least 1"}, {"n": "at most 3"}]),
        ("$b is not true", [{"b": "at most 0"}]),
        ("$b == false", [{"b": "at most 0"}]),
    ],
)
def test_conditions_are_read_as_limits(condition: str, limits: list[dict[str, str]]) -> None:
    head = "<<declare $n = 0>>\n<<declare $b = false>>\nAnn: Hi.\n"
    got = from_yarn(node(f"{head}-> Yes <<if {condition}>>\n-> No\nAnn: Bye."))
    assert [when["meter"] for when, _ in ways(got, "Start") if "meter" in when] == limits


@pytest.mark.parametrize(
    "condition", ["$n == 3", '$s == "x"', "dice(6) > 2", "$n + 1 > 2", "$n >", "((((", "$q"]
)
def test_other_conditions_are_told(condition: str) -> None:
    head = '<<declare $n = 0>>\n<<declare $s = "a">>\nAnn: Hi.\n'
    got = from_yarn(node(f"{head}-> Yes <<if {condition}>>\n-> No\nAnn: Bye."))
    assert ("option-always", 6) in notes(got)


def test_a_speaker_whom_only_a_variable_names_is_called_by_it() -> None:
    got = from_yarn(node("{$first_voice}: Hi.\n{$second_voice}: Hello."))
    assert got.root["caller"] == {"name": "first voice"}
    assert got.root["people"] == {"second voice": {}}


def test_nested_options_come_back_to_what_follows() -> None:
    got = from_yarn(node("Ann: Hi.\n-> A\n    Ann: One.\n    -> B\n    -> C\n-> D\nAnn: Last."))
    assert not errors(got)
    assert {go for _, go in ways(got, "A")} == {go for _, go in ways(got, "Start") if go != "A"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("just words\n", 1),
        ("title: A\n---\nHi.\n", 1),
        ("---\nHi.\n===\n", 1),
        (node("Hi.") + node("Hi."), 5),
        (node("<<if $a>>\nHi."), 3),
        (node("<<endif>>"), 3),
        (node("<<else>>"), 3),
        (node("\n".join("  " * n + f"-> {n}" for n in range(60))), 43),
    ],
)
def test_a_script_that_is_not_whole_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(StoreError, match=f"^story.txt:{line}: "):
        from_yarn(text)
