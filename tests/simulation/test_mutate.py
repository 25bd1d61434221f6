"""Small changes on purpose: what rehearsals notice, and what they do not."""

from __future__ import annotations

from pathlib import Path

from voicetrainer.authoring import load_scenario_text, standard_rubric
from voicetrainer.run.simulation.mutate import mutants, mutate

SMALL = (Path(__file__).parent.parent / "authoring" / "small.yaml").read_text("utf-8")


def survived(*pairs: tuple[str, str]) -> set[tuple[str, str, str]]:
    text = SMALL
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    loaded = load_scenario_text(Path("taxi.yaml"), text.encode())
    return set(mutate(loaded.scenario, loaded.rehearsals, standard_rubric()).survived)


def test_what_a_rehearsal_claims_is_noticed_when_it_is_gone() -> None:
    found = survived()
    assert ("branch dropped", "opening.1", "says apology") not in found  # `kind` would not win
    assert ("way lost", "opening.1", "thanks") not in found
    assert ("branch dropped", "opening.3", "silent") not in found  # `silent` would not lose in time


def test_what_no_rehearsal_claims_goes_unnoticed_until_one_does() -> None:
    missing = ("credit removed", "opening.1", "said sorry")
    assert missing in survived()
    assert missing not in survived(("    - ends: won\n", "    - ends: won\n    - earned: said sorry\n"))


def test_a_branch_that_no_rehearsal_takes_can_be_dropped_unnoticed() -> None:
    assert ("branch dropped", "opening.2", "says taxi words") in survived()


def test_each_change_changes_the_scenario_and_only_in_its_place() -> None:
    scenario = load_scenario_text(Path("taxi.yaml"), SMALL.encode()).scenario
    every = list(mutants(scenario))
    assert {one.kind for one in every} >= {
        "branch dropped", "change removed", "credit removed", "way lost", "wait changed", "phrase removed",
    }  # fmt: skip
    for one in every:
        changed = one.apply(scenario)
        assert changed != scenario, one
        assert changed.meters == scenario.meters and changed.start == scenario.start


def test_two_processes_find_the_same() -> None:
    loaded = load_scenario_text(Path("taxi.yaml"), SMALL.encode())
    one, two = (mutate(loaded.scenario, loaded.rehearsals, standard_rubric(), n) for n in (1, 2))
    assert one == two
