"""What only the second part of the format can say, from the file to the call."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer.authoring import lint, load_scenario, load_scenario_text
from voicetrainer.core import events as e
from voicetrainer.core.call import Call
from voicetrainer.core.cues import Cue
from voicetrainer.core.program import Program
from voicetrainer.core.scenario import Scenario, When
from voicetrainer.run.rehearse import rehearse

SMALL = (Path(__file__).parent / "small.yaml").read_text("utf-8")
IDENTITY = """voicetrainer: 1
shared: Who is calling
phrases:
  a name: [frost, ada]
checkpoints:
  asked the name: {advice: D08}
states:
  ask name:
    caller: You want my name?
    branches:
      - when: {says: a name}
        credit: asked the name
        go: done
      - when: silent
        go: done
      - when: otherwise
        caller: My name is Frost.
        go: ask name again
  ask name again:
    branches:
      - when: otherwise
        go: done
      - when: silent
        go: done
"""


def changed(*pairs: tuple[str, str]) -> bytes:
    text = SMALL
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def scenario(*pairs: tuple[str, str]) -> Scenario:
    return load_scenario_text(Path("taxi.yaml"), changed(*pairs)).scenario


def said(call: Call) -> list[tuple[str, str]]:
    return [(x.by, x.text) for x in call.timeline if isinstance(x, e.Saying)]


def played(found: Scenario, *texts: str, seed: int = 0) -> Call:
    return rehearse(Program(found), [Cue(text) for text in texts], e.Answered(0, seed=seed))


# -- wordings ------------------------------------------------------------------------------


def test_a_variant_is_chosen_by_the_seed_and_always_the_same_for_it() -> None:
    found = scenario(("    caller: Thank you.\n", "    caller: {one of: [Thank you., Good., All right.]}\n"))
    last = {seed: said(played(found, "I am so sorry", seed=seed))[-1] for seed in range(30)}
    assert {text for _, text in last.values()} == {"Thank you.", "Good.", "All right."}
    assert last == {seed: said(played(found, "I am so sorry", seed=seed))[-1] for seed in range(30)}


def test_a_wording_for_a_meter_is_said_while_the_meter_stands_so() -> None:
    line = "    caller:\n      one of: Thank you.\n      when anger at least 4: Well. Late, but thank you.\n"
    found = scenario(("    caller: Thank you.\n", line))
    assert said(played(found, "I am so sorry"))[-1] == ("", "Thank you.")  # 5 − 2 = 3
    assert said(played(found, "Hm right yes", "I am so sorry"))[-1] == ("", "Well. Late, but thank you.")


def test_a_line_of_somebody_else_says_who_speaks() -> None:
    found = scenario(
        ("caller: {name", "people:\n  Priya Shah: {role: billing, voice: [female]}\ncaller: {name"),
        ("    caller: Thank you.\n", "    caller:\n      - Priya Shah: Priya here.\n      - Thank you.\n"),
    )
    assert said(played(found, "I am so sorry"))[-2:] == [("Priya Shah", "Priya here."), ("", "Thank you.")]


# -- hidden facts and whispers ------------------------------------------------------------


FACT = ("meters:", "facts:\n  train: {the 9.40: hidden until she is asked}\nmeters:")


def test_a_branch_gives_a_hidden_fact_away_once() -> None:
    found = scenario(
        FACT, ("        caller: Yes, the taxi.\n", "        caller: At 9.40.\n        tells: train\n")
    )
    call = played(found, "the taxi is where", "which taxi is it", "I am so sorry")
    assert [x.fact for x in call.timeline if isinstance(x, e.Told)] == ["train"]


def test_a_state_gives_its_fact_away_only_to_whoever_hears_it_to_the_end() -> None:
    found = scenario(FACT, ("    mood: angry\n", "    mood: angry\n    tells: train\n"))
    patient = played(found, "I am so sorry")
    assert any(isinstance(x, e.Told) for x in patient.timeline)
    hasty = rehearse(Program(found), [Cue("listen to me now please madam", over=800), Cue("I am so sorry")])
    listened = [x for x in hasty.timeline if isinstance(x, e.Told)]
    assert any(isinstance(x, e.Interrupted) for x in hasty.timeline)
    assert not listened


def test_a_whisper_comes_with_its_state() -> None:
    found = scenario(("  thanks:\n", "  thanks:\n    whisper: Offer a refund.\n"))
    call = played(found, "I am so sorry")
    assert [x.text for x in call.timeline if isinstance(x, e.Whispered)] == ["Offer a refund."]


# -- measured conditions ------------------------------------------------------------------


def turn(**known: float) -> e.Turn:
    return e.Turn(0, (1,), 0, 0, 0, "well", **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("condition", "known", "holds"),
    [
        ("answers louder: at least 6 dB over own baseline", {"louder": 7.0}, True),
        ("answers louder: at least 6 dB over own baseline", {"louder": 5.0}, False),
        ("answers louder: at least 6 dB", {}, False),
        ("answers higher: at least 3 semitones", {"higher": 3.5}, True),
        ("speaks: at most 165 words/min", {"pace": 150.0}, True),
        ("speaks: at most 165 words/min", {"pace": 190.0}, False),
        ("speaks: at most 165 words/min", {}, False),
    ],
)
def test_a_measured_voice_is_held_to_its_bound_and_an_unknown_one_to_none(
    condition: str, known: dict[str, float], holds: bool
) -> None:
    found = scenario(("{says: taxi words}", f"{{says: taxi words, {condition}}}"))
    when: When = found.states["opening"].branches[1].when
    program = Program(found)
    bare = When(louder=when.louder, higher=when.higher, pace=when.pace)
    assert program.holds(bare, {}, turn(**known)) is holds


@pytest.mark.parametrize(("facts", "holds"), [(("a",), False), (("a", "b"), True)])
def test_restating_counts_different_facts(facts: tuple[str, ...], holds: bool) -> None:
    found = scenario(("{says: taxi words}", "{says: taxi words, restates: 2 facts}"))
    acts = tuple(e.DialogueAct("reflection", 1.0, "", (fact,)) for fact in facts)
    spoken = e.Turn(0, (1,), 0, 0, 0, "your taxi", acts=acts)
    assert Program(found).holds(found.states["opening"].branches[1].when, {}, spoken) is holds


# -- use -----------------------------------------------------------------------------------


def using(folder: Path, identity: str = IDENTITY, *pairs: tuple[str, str]) -> Path:
    (folder / "common").mkdir()
    (folder / "common" / "identity.yaml").write_text(identity, "utf-8")
    path = folder / "taxi.yaml"
    use = ("caller: {name", "use: {identity: common/identity.yaml}\ncaller: {name")
    go = (
        "        credit: said sorry\n        go: thanks",
        "        credit: said sorry\n        go: identity.ask name",
    )
    back = ("  thanks:\n", "  identity.done: {go: thanks}\n\n  thanks:\n")
    path.write_bytes(changed(use, go, back, *pairs))
    return path


def test_shared_states_are_a_part_of_the_scenario(tmp_path: Path) -> None:
    loaded = load_scenario(using(tmp_path))
    assert "identity.ask name" in loaded.scenario.states
    assert "identity.done" not in loaded.scenario.states
    call = played(loaded.scenario, "I am so sorry", "It is Frost")
    assert call.outcome == "won"
    assert {x.checkpoint for x in call.timeline if isinstance(x, e.Credited)} == {
        "said sorry", "identity.asked the name",
    }  # fmt: skip


def test_a_mistake_in_a_shared_file_is_told_with_its_own_file_and_line(tmp_path: Path) -> None:
    path = using(tmp_path, IDENTITY.replace("        go: ask name again", "        go: ask nam again"))
    (found,) = [problem for problem in lint(path) if problem.code == "VT012"]
    assert found.path == tmp_path / "common" / "identity.yaml"
    assert (
        "ask nam again" in IDENTITY.replace("ask name again", "ask nam again", 1).splitlines()[found.line - 1]
    )


def test_a_scenario_that_uses_another_file_is_kept_whole(tmp_path: Path) -> None:
    loaded = load_scenario(using(tmp_path))
    again = load_scenario_text(Path("elsewhere.yaml"), loaded.text.encode())
    assert again.scenario.states == loaded.scenario.states
    assert again.rehearsals[0].cues == loaded.rehearsals[0].cues


def test_a_way_out_that_leads_nowhere_is_a_mistake(tmp_path: Path) -> None:
    path = using(tmp_path, IDENTITY, ("  identity.done: {go: thanks}\n\n", ""))
    assert "VT012" in {problem.code for problem in lint(path)}


@pytest.mark.parametrize("by", ["path", "link"])
def test_a_shared_file_outside_the_folder_is_refused(tmp_path: Path, by: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    path = using(folder)
    outside = tmp_path / "identity.yaml"
    (folder / "common" / "identity.yaml").rename(outside)
    if by == "link":
        (folder / "common" / "identity.yaml").symlink_to(outside)
    else:
        path.write_text(path.read_text("utf-8").replace("common/identity.yaml", "../identity.yaml"), "utf-8")
    (found,) = [problem for problem in lint(path) if problem.code == "VT029"]
    assert "outside" in found.message


def test_a_shared_file_cannot_use_another(tmp_path: Path) -> None:
    path = using(tmp_path, IDENTITY.replace("phrases:", "use: {identity: identity.yaml}\nphrases:", 1))
    assert "VT003" in {problem.code for problem in lint(path)}
