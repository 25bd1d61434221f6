"""From verdicts to a result: conditions, a scenario's own changes, critical items, evidence, speed."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from voicetrainer.authoring import standard_rubric
from voicetrainer.core import events as e
from voicetrainer.core.judge import score
from voicetrainer.core.rubric import Changes, Condition, Item, Rubric, Section, changed
from voicetrainer.core.scenario import Scenario
from voicetrainer.core.score import Judged

from .calls import PARCEL
from .talk import Talk

SORRY = Item("sorry", "acts.said", ("D09",), acts=("apology",))
OWNED = Item("owned", "acts.said", ("V02",), acts=("ownership",))
NEVER = Item("never", "fault", ("V06",), critical=True, acts=("not my department",), repaired=("commitment",))


def rubric(*items: Item, name: str = "all") -> Rubric:
    return Rubric("test", "Test", 50, (Section(name, name, 1, items),))


def kind() -> Talk:
    return Talk().says("Good morning to you", "greeting").caller().says("I am sorry for the wait", "apology")


def judged(talk: Talk, form: Rubric, scenario: Scenario = PARCEL) -> dict[str, Judged]:
    card = score(talk.ended(), scenario, form)
    return {one.item.id: one for section in card.sections for one in section.items}


@pytest.mark.parametrize(
    ("condition", "fault", "verdict"),
    [
        ("the firm is at fault", True, "not needed"),
        ("the firm is at fault", False, "lost"),
        ("the firm is not at fault", False, "not needed"),
        ("the firm is not at fault", None, "lost"),
        ("the fault is open", None, "not needed"),
        ("the fault is open", True, "lost"),
    ],
)
def test_whose_fault_it_is_decides_what_is_asked(
    condition: Condition, fault: bool | None, verdict: str
) -> None:
    form = rubric(replace(OWNED, unless=(condition,)))
    found = judged(kind(), form, replace(PARCEL, firm_at_fault=fault))
    assert found["owned"].verdict == verdict


def test_the_scenarios_checkpoint_goes_before_the_words() -> None:
    steps_in = replace(SORRY, unless=("the scenario checks it",))
    assert judged(kind(), rubric(steps_in))["sorry"].verdict == "not needed"
    without = replace(PARCEL, checkpoints={})
    assert judged(kind(), rubric(steps_in), without)["sorry"].verdict == "earned"


def test_one_act_pays_once_whichever_item_sees_it() -> None:
    form = rubric(Item("point", "checkpoint", ("D09",)), replace(SORRY, unless=("the scenario checks it",)))
    talk = kind().credited("said sorry")
    paid = [one for one in judged(talk, form).values() if one.verdict == "earned"]
    assert [one.item.id for one in paid] == ["point: said sorry"]


def test_a_critical_item_fails_a_call_that_has_all_the_points_and_a_repair_saves_it() -> None:
    heavy = replace(SORRY, weight=100)
    lost = kind().says("That is not my department", "not my department")
    card = score(lost.ended(), PARCEL, rubric(heavy, NEVER))
    assert card.total is not None and card.total > 90
    assert (card.passed, card.critical_lost) == (False, ("never",))
    mended = kind().says("Not my department, but I will find out", "not my department", "commitment")
    card = score(mended.ended(), PARCEL, rubric(heavy, NEVER))
    assert (card.passed, card.critical_lost) == (True, ())


def test_a_scenario_switches_items_off() -> None:
    scenario = replace(PARCEL, rubric=Changes(without=("sorry", "no such item")))
    assert set(judged(kind(), rubric(SORRY, NEVER), scenario)) == {"never"}


def test_a_scenario_adds_items_to_a_section_and_sections_of_its_own() -> None:
    more = (Section("all", "ignored", 9, (OWNED,)), Section("safety", "Safety", 3, (NEVER,)))
    card = score(kind().ended(), replace(PARCEL, rubric=Changes(sections=more)), rubric(SORRY))
    told = [(s.name, s.title, s.weight, [j.item.id for j in s.items]) for s in card.sections]
    assert told == [("all", "all", 1, ["sorry", "owned"]), ("safety", "Safety", 3, ["never"])]


def test_an_item_with_the_name_of_another_takes_its_place() -> None:
    stricter = replace(SORRY, limits={"by turn": 1})
    scenario = replace(PARCEL, rubric=Changes(sections=(Section("all", "", 1, (stricter,)),)))
    assert judged(kind(), rubric(SORRY))["sorry"].verdict == "earned"
    assert judged(kind(), rubric(SORRY), scenario)["sorry"].verdict == "lost"


def test_a_section_that_is_switched_off_whole_is_gone() -> None:
    assert changed(rubric(SORRY), Changes(without=("sorry",))).sections == ()


def test_a_rubric_that_nothing_changes_is_the_same() -> None:
    form = rubric(SORRY)
    assert changed(form, Changes(order=("offer", "close"))) is form


def long_call(minutes: int = 10) -> Talk:
    talk = Talk().says("Good morning, Sam speaking", "greeting")
    while talk.now < minutes * 60_000:
        talk.caller(length=6000).says("I am sorry that you waited for the parcel", "apology", "empathy")
        talk.caller(length=4000).says("So you waited eleven days, right?", "reflection", "confirmation")
        talk.caller(length=3000).says("I can send it again today by four", "offer", "commitment", length=4000)
    return talk


def test_a_ten_minute_call_is_judged_in_less_than_a_third_of_a_second() -> None:
    timeline, form = long_call().ended(), standard_rubric()
    assert timeline[-1].at >= 600_000
    took = []
    for _ in range(3):
        began = time.process_time()
        score(timeline, PARCEL, form)
        took.append(time.process_time() - began)
    assert min(took) < 0.3


def test_the_same_call_gives_the_same_score_bit_for_bit() -> None:
    timeline, form = long_call(2).ended(), standard_rubric()
    first = score(timeline, PARCEL, form)
    assert repr(score(list(timeline), PARCEL, form)) == repr(first)


def test_whatever_was_earned_or_lost_can_be_heard_and_read() -> None:
    for outcome in ("won", "lost"):
        card = score(long_call(2).ended(outcome), PARCEL, standard_rubric())  # type: ignore[arg-type]
        for one in (j for s in card.sections for j in s.items if j.verdict in ("earned", "lost")):
            assert one.evidence and one.item.rule and one.item.advice, one.item.id
            assert all(0 <= x.onset <= x.end <= card.duration for x in one.evidence), one.item.id


def test_a_call_of_nothing_is_judged_and_earns_nothing() -> None:
    card = score([e.Answered(0), e.Ended(1000, "hung up")], PARCEL, standard_rubric())
    assert card.total == 0
