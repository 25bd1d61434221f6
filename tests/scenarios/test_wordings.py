"""The shipped scenarios credit what good trainees say in their own words, and no near misses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.authoring import Loaded, load_scenario
from voicetrainer.core.events import Entered, Turn
from voicetrainer.core.program import Program
from voicetrainer.core.scenario import Branch
from voicetrainer.core.wording import wordings
from voicetrainer.run.rehearse import rehearse, spoken_length

WORDINGS = tomllib.loads((Path(__file__).parent / "wordings.toml").read_text("utf-8"))
SHIPPED = ("double-charge", "parcel", "promised-call")


@cache
def loaded(name: str) -> Loaded:
    return load_scenario(places.scenarios() / f"{name}.yaml")


@cache
def program(name: str) -> Program:
    return Program(loaded(name).scenario)


def taken(name: str, state: str, said: str) -> Branch:
    """The branch that a turn with these words takes, at the meters of the start, answered in good time."""
    compiled = program(name)
    meters = {meter: one.start for meter, one in compiled.scenario.meters.items()}
    turn = Turn(at=0, utterances=(1,), onset=600, end=2000, fto=600, text=said)
    for branch in compiled.branches(compiled.scenario.states[state]):
        words = branch.when.kind == "says" and compiled.holds(branch.when, meters, turn=turn)
        if words or branch.when.kind == "otherwise":
            return branch
    raise AssertionError(f"{state} has no 'otherwise'")


def good() -> Iterator[tuple[str, str, str, str, str]]:
    for group in WORDINGS["wording"]:
        for said in group["said"]:
            yield group["scenario"], group["state"], said, group.get("credits", ""), group.get("goes", "")


@pytest.mark.parametrize(("name", "state", "said", "credits", "goes"), list(good()))
def test_a_good_answer_in_other_words_is_taken_as_one(
    name: str, state: str, said: str, credits: str, goes: str
) -> None:
    branch = taken(name, state, said)
    assert branch.fault is None
    assert credits in branch.credit if credits else branch.go == goes


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("said", WORDINGS["near_misses"]["said"])
def test_what_only_sounds_right_earns_nothing_anywhere(name: str, said: str) -> None:
    states = loaded(name).scenario.states.values()
    assert {
        s.name: b.credit for s in states if not s.ending and (b := taken(name, s.name, said)).credit
    } == {}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_state_is_reached_by_a_rehearsal(name: str) -> None:
    calls = [rehearse(program(name), r.cues) for r in loaded(name).rehearsals]
    entered = {event.state for call in calls for event in call.timeline if isinstance(event, Entered)}
    assert entered == set(loaded(name).scenario.states)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_scenario_can_be_won_well_or_just_and_lost_in_more_than_one_way(name: str) -> None:
    endings = [state.ending for state in loaded(name).scenario.states.values() if state.ending]
    assert endings.count("won") >= 2
    assert endings.count("lost") >= 2


@pytest.mark.parametrize("name", SHIPPED)
def test_the_first_long_story_has_false_endings_and_is_bearable(name: str) -> None:
    words = loaded(name).scenario.states["opening"].caller
    lines = [one.text for line in words for one in wordings(line)]
    lengths = {line: spoken_length(line)[0] for line in lines}
    assert max(lengths.values()) >= 10_000
    assert all(length <= 25_000 for length in lengths.values())
    assert sum(line.count("(pause ") for line in lines) >= 3
