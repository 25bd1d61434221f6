"""What to practise next follows from the calls and the day, and from nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetrainer.core.events import Ended, Event, Faulted
from voicetrainer.core.practice import (
    LONGEST,
    MOST,
    Practised,
    Training,
    kept_in,
    next_due,
    proposals,
    standings,
    trained_by,
)
from voicetrainer.core.rubric import Item
from voicetrainer.core.scenario import Branch, Caller, Checkpoint, Fault, Scenario, State, When
from voicetrainer.core.score import Judged, Scorecard, SectionScore

TODAY = date(2026, 11, 22)
EASY = Training("parcel", "The parcel", 1, frozenset({"D09", "E02", "L02"}))
HARD = Training("charge", "The charge", 3, frozenset({"D09", "V06", "L02"}))
BOTH = (EASY, HARD)


def call(ago: int, scenario: str = "parcel", passed: bool = True, **advice: float) -> Practised:
    return Practised(TODAY - timedelta(days=ago), scenario, 1, passed, advice)


def test_an_advice_kept_comes_back_after_spaces_that_double() -> None:
    for streak, days in ((1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (9, LONGEST)):
        calls = [call(20 + n, L02=1.0) for n in range(streak)]
        assert standings(calls)["L02"].due - (TODAY - timedelta(days=20)) == timedelta(days=days)


def test_one_miss_brings_it_back_the_day_after() -> None:
    found = standings([call(5, L02=1.0), call(4, L02=1.0), call(3, L02=0.5)])["L02"]
    assert (found.streak, found.missed, found.of) == (0, 1, 3)
    assert found.due == found.last + timedelta(days=1)


def test_the_weakest_that_is_due_comes_first_and_says_why() -> None:
    calls = [
        call(9, L02=0.0, D09=1.0, E02=1.0),
        call(8, L02=0.0, D09=0.0, E02=1.0),
        call(7, L02=1.0, D09=0.0),
    ]
    found = proposals(calls, BOTH, TODAY)
    assert [(p.advice, p.why) for p in found] == [("D09", "missed"), ("L02", "missed"), ("E02", "due")]
    first = found[0].standing
    assert first and (first.missed, first.of, found[0].days) == (2, 3, 7)


def test_what_was_practised_today_is_left_alone() -> None:
    calls = [call(0, L02=0.0, D09=1.0, E02=1.0, V06=1.0)]
    assert proposals(calls, BOTH, TODAY) == []
    assert next_due(calls) == TODAY + timedelta(days=1)
    assert proposals(calls, BOTH, TODAY + timedelta(days=1))[0].advice == "L02"


def test_the_never_tried_comes_last_and_without_a_history() -> None:
    found = proposals([call(3, D09=0.0)], BOTH, TODAY)
    assert [(p.advice, p.why) for p in found] == [("D09", "missed"), ("E02", "new"), ("L02", "new")]
    assert found[1].standing is None and len(found) == MOST


def test_nothing_is_proposed_that_no_scenario_trains() -> None:
    assert proposals([call(5, X99=0.0)], [], TODAY) == []
    assert "X99" not in {p.advice for p in proposals([call(5, X99=0.0)], BOTH, TODAY)}


def test_a_scenario_within_reach_comes_before_one_that_is_too_hard() -> None:
    assert proposals([call(5, passed=False, D09=0.0)], BOTH, TODAY)[0].training == EASY
    assert proposals([], [HARD], TODAY)[0].training == HARD, "better a hard one than none"


def test_of_those_within_reach_the_one_not_played_for_longest_is_named() -> None:
    other = Training("other", "Another", 1, frozenset({"D09"}))
    calls = [call(9, "other", D09=1.0), call(5, D09=0.0)]
    found = proposals(calls, (EASY, other), TODAY)[0]
    assert found.training == other and found.since == 9
    assert proposals([call(5, D09=0.0)], (EASY, other), TODAY)[0].since is None


ADVICE = st.dictionaries(st.sampled_from(["L02", "D09", "E02", "V06"]), st.sampled_from([0.0, 0.5, 1.0]))
CALLS = st.lists(st.builds(lambda ago, advice: call(ago, **advice), st.integers(0, 90), ADVICE), max_size=8)


@given(CALLS)
def test_the_same_calls_give_the_same_proposals_and_never_one_twice(calls: list[Practised]) -> None:
    found = proposals(calls, BOTH, TODAY)
    assert found == proposals(calls, BOTH[::-1], TODAY)
    assert len({p.advice for p in found}) == len(found) <= MOST
    assert all(p.standing is None or p.standing.due <= TODAY for p in found)


# -- from a scorecard -----------------------------------------------------------------------


def judged(id_: str, rule: str, advice: str, verdict: str, weight: float = 1.0) -> Judged:
    return Judged(Item(id_, rule, tuple(advice.split()), weight), verdict, "rules.x")  # type: ignore[arg-type]


def card(*items: Judged, total: float | None = 50.0) -> Scorecard:
    return Scorecard("won", total, True, 65, (SectionScore("s", "S", 1, 50, 1, True, items),))


def test_a_call_tells_of_an_advice_by_the_weight_it_earned() -> None:
    found = kept_in(
        card(judged("a", "floor.x", "L02", "earned", 3), judged("b", "floor.y", "L02 D05", "lost", 1)), []
    )
    assert found == {"L02": 0.75, "D05": 0.0}


def test_what_was_not_assessed_or_not_needed_or_not_scored_tells_nothing() -> None:
    assert (
        kept_in(card(judged("a", "r", "L02", "not assessed"), judged("b", "r", "D05", "not needed")), [])
        == {}
    )
    assert kept_in(card(judged("a", "r", "L02", "lost"), total=None), []) == {}


def test_an_item_that_collects_faults_blames_only_the_advice_it_found() -> None:
    timeline: list[Event] = [Faulted(1, "E05", 0, 1, "nonsense"), Ended(2, "lost")]
    assert kept_in(card(judged("no blame", "fault", "L05 E05", "lost")), timeline) == {"E05": 0.0}
    assert kept_in(card(judged("no blame", "fault", "L05 E05", "earned")), []) == {"L05": 1.0, "E05": 1.0}


def test_a_scenario_trains_its_checkpoints_and_its_faults() -> None:
    faulty = Branch("opening.1", When(), fault=Fault("V06"))
    scenario = Scenario("x", "X", "opening", {"opening": State("opening", branches=(faulty,))}, Caller("Ann"),
                        checkpoints={"sorry": Checkpoint("D09")})  # fmt: skip
    assert trained_by(scenario) == {"D09", "V06"}


@pytest.mark.parametrize("calls", [[], [call(0)]])
def test_with_no_call_that_tells_anything_there_are_only_new_things(calls: list[Practised]) -> None:
    assert {p.why for p in proposals(calls, BOTH, TODAY)} == {"new"} and next_due(calls) is None
