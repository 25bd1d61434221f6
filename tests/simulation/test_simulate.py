"""Imagined trainees: what they do, what is counted, and that a seed plays a call again."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.authoring import load_scenario, load_scenario_text, standard_rubric
from voicetrainer.core import events as e
from voicetrainer.run.simulation.simulate import Casting, Simulated, Stage, simulate, spread
from voicetrainer.run.simulation.trainees import CHARACTERS, steps_to_win

PARCEL = load_scenario(places.scenarios() / "parcel.yaml")
SMALL = (Path(__file__).parent.parent / "authoring" / "small.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def done() -> Simulated:
    return simulate(PARCEL.scenario, standard_rubric(), 80)


def test_each_character_does_what_its_name_says(done: Simulated) -> None:
    assert {run.outcome for run in done.of("perfect")} == {"won"}
    assert all((run.total or 0) >= 90 for run in done.of("perfect"))
    assert {run.outcome for run in done.of("silent")} == {"lost"}
    assert {run.total for run in done.of("silent")} == {0.0}
    assert all(run.outcome != "won" for run in done.of("mm-hm"))
    lowest, _, highest = spread(done.of("rude")) or (0, 0, 0)
    assert lowest <= highest < 65


@pytest.mark.parametrize("character", CHARACTERS)
def test_a_seed_plays_the_same_call_again(character: str) -> None:
    first, second = (Stage(Casting(PARCEL.scenario, standard_rubric())) for _ in range(2))
    second.call("random", 99)  # what was played before does not matter
    assert first.call(character, 5).timeline == second.call(character, 5).timeline  # type: ignore[arg-type]


def test_an_interrupting_trainee_interrupts() -> None:
    stage = Stage(Casting(PARCEL.scenario, standard_rubric()))
    calls = [stage.call("interrupting", seed) for seed in range(5)]
    assert all(any(isinstance(x, e.Interrupted) for x in call.timeline) for call in calls)


def test_two_processes_find_what_one_finds(done: Simulated) -> None:
    two = simulate(PARCEL.scenario, standard_rubric(), 80, processes=2)
    assert two.runs == done.runs
    assert two.coverage.states == done.coverage.states
    assert two.coverage.branches == done.coverage.branches
    assert two.coverage.guards == done.coverage.guards


def covered(*pairs: tuple[str, str]) -> tuple[Simulated, set[tuple[str, str]]]:
    text = SMALL
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    found = simulate(load_scenario_text(Path("taxi.yaml"), text.encode()).scenario, standard_rubric(), 160)
    return found, set(found.coverage.missed())


def test_what_everybody_comes_through_is_not_missed() -> None:
    _, missed = covered()
    assert not {place for place, what in missed if what in ("state", "branch")}


def test_a_branch_that_nobody_can_take_is_missed() -> None:
    hidden = (
        "      - when: silent\n",
        "      - when: {says: taxi words, without: taxi}\n        go: cab\n      - when: silent\n",
    )
    state = ("  hangs up:\n", "  cab:\n    caller: A cab?\n    ending: won\n\n  hangs up:\n")
    _, missed = covered(hidden, state)
    assert ("opening.3", "branch") in missed or ("cab", "state") in missed


def test_a_guard_that_never_decides_is_missed() -> None:
    _, missed = covered(("{says: apology}", "{says: apology, without: zebra crossing}"))
    assert ("opening.1", "without zebra crossing: never kept it from being taken") in missed


def test_a_timing_window_is_met_from_both_sides() -> None:
    _, missed = covered(("{says: apology}", "{says: apology, replies in: 0 s to 2 s}"))
    assert not {what for place, what in missed if place == "opening.1" and what.startswith("replies in")}


def test_surprises_come_with_a_seed_that_plays_them_again() -> None:
    found, _ = covered(("        go: hangs up\n", "        go: thanks\n"))  # silence wins
    kinds = dict(found.surprises())
    run = kinds["silent-won"]
    again = Stage(Casting(found.scenario, standard_rubric())).call(run.character, run.seed)
    assert again.outcome == run.outcome == "won"


def test_the_way_to_a_won_ending_is_counted_in_branches() -> None:
    steps = steps_to_win(load_scenario_text(Path("taxi.yaml"), SMALL.encode()).scenario)
    assert steps == {"thanks": 0, "opening": 1}


def test_a_quick_look_finds_the_same_surprises(done: Simulated) -> None:
    quick = simulate(PARCEL.scenario, standard_rubric(), 80, thorough=False)
    assert [run.outcome for run in quick.runs] == [run.outcome for run in done.runs]
    assert [run.total for run in quick.of("rude")] == [run.total for run in done.of("rude")]
    assert {run.total for run in quick.of("slow")} == {None}
    assert list(quick.surprises()) == list(done.surprises())
