"""`voicetrainer new`: what it writes checks clean, and it never overwrites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from voicetrainer.authoring import lint_text, load_scenario, load_scenario_text, standard_rubric
from voicetrainer.authoring.starter import Answers, file_name, scalar, starter
from voicetrainer.cli.app import run
from voicetrainer.cli.new import new
from voicetrainer.core.program import Program
from voicetrainer.core.scenario import MOODS
from voicetrainer.language.reader import reader_for
from voicetrainer.run.rehearsals import play


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("voice", ["female", "male"])
def test_what_it_writes_has_no_mistake_and_its_rehearsals_pass(mood: str, voice: str) -> None:
    content = starter(Answers(mood=mood, voice=voice), "a.yaml").encode()
    assert lint_text(Path("a.yaml"), content) == []
    loaded = load_scenario_text(Path("a.yaml"), content)
    program, reader = Program(loaded.scenario), reader_for(loaded.scenario)
    played = [play(program, one, standard_rubric(), reader) for one in loaded.rehearsals]
    assert len(played) == 6 and not any(one.failures for one in played)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_is_one_value_in_the_file(text: str) -> None:
    content = starter(Answers(title=f"x{text}"), "a.yaml").encode()
    wrong = [one for one in lint_text(Path("a.yaml"), content) if not one.warning]
    assert not wrong
    assert load_scenario_text(Path("a.yaml"), content).scenario.title == " ".join(f"x{text}".split())


def test_words_that_yaml_would_take_for_others_get_quotation_marks() -> None:
    assert scalar("yes") == '"yes"' and scalar("a: b") == '"a: b"' and scalar("it # is") == '"it # is"'
    assert scalar("Maureen Price") == "Maureen Price"


def test_the_file_is_called_after_the_title() -> None:
    assert file_name("The late, late delivery!") == "the-late-late-delivery.yaml"
    assert file_name("…") == "scenario.yaml"


def test_every_question_can_be_answered_with_enter() -> None:
    done = CliRunner().invoke(new, input="\n" * 8)
    assert done.exit_code == 0, done.output
    assert load_scenario(Path("the-late-delivery.yaml")).scenario.title == "The late delivery"


def test_the_answers_are_in_the_file() -> None:
    lines = (
        "A leak",
        "Tom Bell",
        "male",
        "furious",
        "Hearth & Home",
        "Jo",
        "Water comes through my ceiling.",
    )
    said = "\n".join((*lines, "send a plumber today", ""))
    done = CliRunner().invoke(new, ["leak"], input=said)
    assert done.exit_code == 0, done.output
    scenario = load_scenario(Path("leak.yaml")).scenario
    assert (scenario.title, scenario.caller.name, scenario.caller.mood) == ("A leak", "Tom Bell", "furious")
    assert scenario.you.firm == "Hearth & Home"
    assert scenario.states["the trouble"].caller == ("Water comes through my ceiling.",)


def test_a_step_that_is_a_refusal_is_told_and_nothing_is_written() -> None:
    said = "\n" * 7 + "not do anything\n"
    done = CliRunner().invoke(new, ["a.yaml"], input=said)
    assert done.exit_code != 0 and not Path("a.yaml").exists()


def test_questions_that_are_left_write_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    done = CliRunner().invoke(new, ["a.yaml"], input="Only a title\n")
    assert done.exit_code == 1 and not list(Path().iterdir())


def test_nothing_is_ever_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_text("mine", "utf-8")
    for more in (["--yes"], ["--from", "parcel"]):
        assert run(["new", "a.yaml", *more]) == 2
    assert Path("a.yaml").read_text("utf-8") == "mine"
    assert "is there already" in capsys.readouterr().err


def test_the_schema_lies_beside_it_for_the_editor() -> None:
    assert run(["new", "a", "--yes"]) == 0
    first = Path("a.yaml").read_text("utf-8").splitlines()[0]
    assert first.endswith("$schema=./voicetrainer-1.json")
    assert json.loads(Path("voicetrainer-1.json").read_text("utf-8"))["$schema"]


def test_a_shipped_scenario_is_copied_whole() -> None:
    assert run(["new", "mine.yaml", "--from", "parcel"]) == 0
    copied, shipped = load_scenario(Path("mine.yaml")), load_scenario(Path("mine.yaml"))
    assert copied.scenario.states == shipped.scenario.states and copied.scenario.name == "mine"


def with_shared(folder: Path) -> Path:
    (folder / "common").mkdir(parents=True)
    shared = "voicetrainer: 1\nshared: Words\nphrases: {polite: [if you please]}\n"
    (folder / "common" / "words.yaml").write_text(shared, "utf-8")
    text = starter(Answers(), "a.yaml").replace(
        "start: answered", "use: {w: common/words.yaml}\nstart: answered"
    )
    (folder / "a.yaml").write_text(text, "utf-8")
    return folder / "a.yaml"


def test_shared_parts_are_copied_with_it(tmp_path: Path) -> None:
    source = with_shared(tmp_path / "there")
    assert run(["new", "here/b.yaml", "--from", str(source)]) == 0
    assert (
        Path("here/common/words.yaml").read_text("utf-8") == (source.parent / "common/words.yaml").read_text()
    )
    assert run(["new", "here/c.yaml", "--from", str(source)]) == 0, "the same part again is no clash"


def test_another_part_of_the_same_name_stops_the_copy(tmp_path: Path) -> None:
    source = with_shared(tmp_path / "there")
    Path("common").mkdir()
    Path("common/words.yaml").write_text("mine", "utf-8")
    assert run(["new", "b.yaml", "--from", str(source)]) == 2
    assert not Path("b.yaml").exists() and Path("common/words.yaml").read_text("utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").write_text("", "utf-8")
    assert run(["new", "file/a.yaml", "--yes"]) == 5
    assert "cannot be written" in capsys.readouterr().err


def test_a_name_that_is_no_scenario_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "a.yaml", "--from", "parcl"]) == 2
    assert "parcel" in capsys.readouterr().err
