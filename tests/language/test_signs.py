"""Files of signs: their patterns, their layout, and what their mistakes are told like."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from voicetrainer.core.errors import ScenarioError
from voicetrainer.language.lexicon import FILES, Lexicon, read_signs
from voicetrainer.language.said import said
from voicetrainer.language.signs import PatternError, Sign, Signs, spelled_out


def matched(pattern: str, text: str) -> list[str]:
    signs = Signs({"fruit": ["apple", "pear"]})
    signs.add(Sign("x", "shows", pattern), {"fruit"})
    heard = said(text)
    return [heard.shown(found.start, found.end) for found in signs.find(heard)]


@pytest.mark.parametrize(
    ("pattern", "text", "shown"),
    [
        ("i am so? sorry", "I'm sorry", ["I'm sorry"]),
        ("i am so? sorry", "i am so sorry", ["i am so sorry"]),
        ("(red|big green) door", "the big green door", ["big green door"]),
        ("(red|big green) door", "the green door", []),
        ("an <fruit>", "an apple", ["an apple"]),
        ("a _ day", "a nice day", ["a nice day"]),
        ("from ... to", "from here to there", ["from here to"]),
        ("from ... to", "from a b c d e to there", []),
        ("^ what now", "so what now", ["what now"]),
        ("^ what now", "know what now", []),
        ("now $", "what now", ["now"]),
        ("now $", "now what", []),
        ("(a (b|c)|d) e", "a c e", ["a c e"]),
    ],
)
def test_a_pattern_finds_what_its_letters_say(pattern: str, text: str, shown: list[str]) -> None:
    assert matched(pattern, text) == shown


@pytest.mark.parametrize("pattern", ["(a|b", "Hello", "a & b", "", "<vegetable> soup"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        matched(pattern, "a")


def test_choices_of_single_words_do_not_multiply() -> None:
    assert len(spelled_out("(a|b|c|d) (e|f|g|h) (i|j|k|l) (m|n|o|p)")) == 1


def test_the_shipped_files_are_yaml_and_say_what_each_act_is() -> None:
    for path in sorted((FILES / "en").glob("*.yaml")):
        tree = YAML(typ="base", pure=True).load(path.read_text("utf-8"))
        for name, entry in tree.items():
            assert name.startswith("<") or entry["about"].endswith("."), name


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("apologies:\n  shows:\n    - sorry\n", 3, "no dialogue act"),
        ("apology:\n  shows:\n   - sorry\n", 3, "layout"),
        ("apology:\n  show:\n    - sorry\n", 3, "no section"),
        ("apology:\n  shows:\n    - (sorry\n", 3, "cannot be read"),
        ("apology:\n  start: low\n", 2, "not what belongs here"),
        ("apology:\n  measures:\n    - lenght 2\n", 3, "not what belongs here"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place_and_remedy(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match=says) as told:
        Lexicon(read_signs(tmp_path), {})
    problem = told.value.problems[0]
    assert (problem.path.name, problem.line) == ("own.yaml", line)
    assert problem.remedy


def test_a_text_is_found_the_same_whether_its_steps_are_remembered_or_new() -> None:
    signs = Signs({})
    for pattern in ("from ... to", "from here ... to there", "(here|there) $", "^ so from"):
        signs.add(Sign("x", "shows", pattern))
    texts = [
        said("so from here on to there"),
        said("from here to there"),
        said("from here and so on to here"),
    ]
    first = [set(signs.find(text)) for text in texts]
    assert [set(signs.find(text)) for text in texts] == first
    signs.add(Sign("x", "shows", "on to"))
    assert {found.sign.pattern for found in signs.find(texts[0])} - {f.sign.pattern for f in first[0]} == {
        "on to"
    }


def test_acts_that_rest_on_others_are_scored_after_them() -> None:
    order = [name for name, _ in Lexicon(read_signs(FILES / "en"), {}).in_order]
    assert order.index("question") < order.index("open question") < order.index("reflection")
