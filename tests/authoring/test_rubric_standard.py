"""The standard rubric: every item can be earned and lost, so every measured advice can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.calls import PARCEL
from tests.core.talk import Talk
from tests.core.test_delivery import LOUD, REST, Spoken
from voicetrainer.authoring import advice, lint_rubric, standard_rubric
from voicetrainer.authoring.rubric import STANDARD
from voicetrainer.core import events as e
from voicetrainer.core.rubric import Changes, Item
from voicetrainer.core.rules import RULES, Case
from voicetrainer.core.rules.order import ORDERS
from voicetrainer.core.scenario import Branch, Checkpoint, Fact, Fault, Scenario, When
from voicetrainer.core.score import Judged

ITEMS = [item for section in standard_rubric().sections for item in section.items]
FLOOR_AND_PACE = {item.rule for item in ITEMS if item.rule.startswith("floor.")} | {"delivery.pace"}
"""Rules whose both directions stand in tests/core: test_floor_rules, test_delivery."""
ONLY_PLAYED = {"V01", "V16", "C08"}
"""Collected where a scenario marks them, and not called measured: a checkpoint alone stands for them, or
the caller's own way."""


def about(item: Item) -> Scenario:
    """A scenario that looks for what the item collects, and asks for an order."""
    id_ = item.advice[0]
    fault = Branch("always.9", When("says", ("never said",)), fault=Fault(id_))
    return replace(
        PARCEL,
        checkpoints={"point": Checkpoint(id_)},
        always=(fault,),
        facts={"waiting": Fact(("eleven days",)), "order": Fact(("NP 4471",))},
        rubric=Changes(order=ORDERS["listen first"]),
    )


def padded(talk: Talk) -> Talk:
    """Turns that do nothing, so that no call is too short to be asked."""
    for text in ("Yes I have that here", "Let me see that then", "That one I have too"):
        talk.caller().says(text)
    return talk


def act(item: Item) -> str:
    return item.acts[0] if item.acts else ""


def good(item: Item) -> Talk | Spoken:
    first = item.acts if "by turn" in item.limits else ()
    talk = Talk(about(item)).says("Good morning, Sam speaking", *first).caller()
    if item.rule.startswith("delivery."):
        return Spoken().calibrated().gain("fixed").line("angry").turn(REST).turn(REST)
    if item.rule.startswith("acts."):
        return good_words(item, talk)
    if item.rule.startswith("note."):
        return noted(talk, WELL_NOTED)
    match item.rule:
        case "checkpoint":
            return talk.says("There it is").credited("point")
        case "fault" if act(item) == "does transfer":
            return talk.says("Ana in billing can correct it", *item.repaired).does("transfer")
        case "fault" if item.occasion:
            talk.says("I am sorry, I cannot do that, and I will send a new one", item.occasion[0])
        case "outcome.on goal":
            return talk.says("Let me see").enters("softening").says("And now the other")
        case "order.steps":
            return talk.says("I am sorry for that", "apology").says("I can send it", "offer")
        case "order.boundary first":
            return talk.says("I need us to speak quietly", act(item)).says("I bring in Ana", item.paired[0])
    return padded(talk)


WELL_NOTED = e.Noted(
    0,
    name="Maureen Price",
    promises=(e.Commitment("Sam rings her by four", "Sam", "by four"),),
    problem="her parcel has not come in eleven days",
    cause="nobody rang her back",
    outcome="Sam rings the depot",
    incident="she threatened to come to the office",
    facts=(
        e.FactNoted("order", "number", "NP 4471", "right", told="NP 4471"),
        e.FactNoted("waiting", "detail", "eleven days", "right", told="Eleven days"),
    ),
    abuse=True,
    took=40_000,
)
BADLY_NOTED = e.Noted(
    0,
    facts=(
        e.FactNoted("order", "number", "NP 4417", "wrong", "swapped", "NP 4471"),
        e.FactNoted("waiting", "detail", "", "missing", told="Eleven days"),
    ),
    abuse=True,
    took=90_000,
    limit=90_000,
    asked=True,
)


def noted(talk: Talk, note: e.Noted) -> Talk:
    """A call with a promise in it, and this note behind it."""
    talk.says("I will ring you by four", "commitment")
    talk.events.append(replace(note, at=talk.now))
    return talk


def good_words(item: Item, talk: Talk) -> Talk:
    match item.rule:
        case "acts.said" | "acts.acknowledged":
            for _ in range(2):
                talk.says("So you waited", act(item), about=("waiting", "order"))
        case "acts.canned" | "acts.politeness":
            talk.says("That must be hard", act(item))
        case "acts.all said":
            talk.says("Thank you and goodbye", *item.acts)
        case "acts.followed" | "acts.apology":
            talk.says("I am sorry for the wait", act(item), item.paired[0])
        case "acts.paired":
            talk.says("May I put you through", item.paired[0]).does("transfer")
        case "acts.next step":
            return padded(talk).says("I will ring you by four", act(item))
        case "acts.coherence" | "acts.details":
            return talk.says("So eleven days for a parcel, and the order is NP 4471")
        case "acts.curt":
            talk.caller(length=9000).says("Eleven days is far too long")
    return padded(talk)


def bad(item: Item) -> Talk | Spoken:
    talk = Talk(about(item)).says("Well then what is it").caller()
    if item.rule.startswith("note."):
        return noted(talk, BADLY_NOTED)
    match item.rule:
        case "fault" if not item.acts:
            return talk.says("What was that now").faulted(item.advice[0])
        case "fault" | "acts.curt":
            key = act(item).startswith("does ")
            return (
                talk.does("transfer")
                if key
                else talk.caller(length=9000).says("What was that now", act(item))
            )
        case "acts.canned":
            for _ in range(3):
                talk.says("That must be hard", act(item))
            return talk
        case "acts.paired":
            return talk.does("transfer")
        case "outcome.on goal":
            return padded(talk)
        case "order.steps":
            return talk.says("I can send it", "offer").says("I am sorry for that", "apology")
        case "order.boundary first":
            return talk.says("I bring in Ana", item.paired[0]).says("I need us to speak quietly", act(item))
        case "delivery.raised" | "delivery.stayed level":
            return Spoken().calibrated().gain("fixed").line("angry").turn(LOUD).line("angry").turn(LOUD)
        case "acts.coherence" | "acts.details":
            return talk.says("One moment while my screen loads")
    return padded(talk)


def judged(item: Item, call: Talk | Spoken, outcome: e.Outcome = "won") -> Judged:
    if isinstance(call, Talk):
        return call.judged(item, outcome)
    (found,) = RULES[item.rule](Case([*call.events, e.Ended(call.now + 100, outcome)], PARCEL), item)
    return found


PROVEN = [item for item in ITEMS if item.rule not in FLOOR_AND_PACE]


@pytest.mark.parametrize("item", PROVEN, ids=lambda item: item.id)
def test_each_item_can_be_earned_and_lost(item: Item) -> None:
    won, lost = judged(item, good(item)), judged(item, bad(item), "lost")
    assert (won.verdict, lost.verdict) == ("earned", "lost"), (won.reason, lost.reason)
    for found in (won, lost):
        assert found.evidence and all(x.onset <= x.end for x in found.evidence)


def test_what_is_measured_is_what_the_rubric_looks_at() -> None:
    looked_at = {id_ for item in ITEMS for id_ in item.advice}
    measured = {id_ for id_, one in advice().items() if one.holds == "measured"}
    assert measured == looked_at - ONLY_PLAYED
    assert {id_ for id_ in looked_at if advice()[id_].holds == "played"} == ONLY_PLAYED


def test_the_standard_rubric_is_clean() -> None:
    assert lint_rubric(STANDARD) == []


def test_every_item_has_a_title_and_every_fault_says_what_happened() -> None:
    assert not [item.id for item in ITEMS if not item.title]
    assert not [item.id for item in ITEMS if item.rule == "fault" and not item.missed]
    assert sum(section.weight for section in standard_rubric().sections) == 100


def test_no_section_is_named_after_a_feeling() -> None:
    assert [section.title for section in standard_rubric().sections] == [
        "Listening", "Courtesy", "Next step", "Steady voice", "Asking for help",
        "After the call",
    ]  # fmt: skip


def test_only_one_item_is_critical() -> None:
    assert [item.id for item in ITEMS if item.critical] == ["no-passing-on"]
