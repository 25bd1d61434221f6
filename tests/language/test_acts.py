"""Dialogue acts in the words of a recogniser: what counts, what does not, and where the words are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from voicetrainer import language
from voicetrainer.core.events import DialogueAct
from voicetrainer.core.scenario import Caller, Fact, Scenario, You

SENTENCES = Path(__file__).with_name("sentences.txt")


def found(text: str, before: str = "") -> set[str]:
    return {act.name for act in language.read(text, before)}


def sentences() -> Iterator[tuple[str, bool, str]]:
    act = ""
    for line in SENTENCES.read_text("utf-8").splitlines():
        match line[:2]:
            case "@ ":
                act = line[2:]
            case "+ " | "- ":
                yield act, line[0] == "+", line[2:]


@pytest.mark.parametrize(("act", "is_one", "text"), [*sentences()])
def test_an_act_is_told_from_its_near_misses(act: str, is_one: bool, text: str) -> None:
    assert (act in found(text)) is is_one, language.graded(text)


def test_every_act_has_sentences_in_both_directions_and_a_title() -> None:
    seen = {(act, is_one) for act, is_one, _ in sentences()}
    for act in language.ACTS:
        assert language.title(act)
        if act != "curtness":  # needs what was said before
            assert {(act, True), (act, False)} <= seen, act


def test_a_bare_word_after_a_long_turn_is_curt_and_after_a_short_one_is_not() -> None:
    rant = "i have waited eleven days for this parcel and nobody has called me back not once"
    assert "curtness" in found("okay", rant)
    assert "curtness" not in found("okay", "is that all")
    assert "curtness" not in found("i'm so sorry you had to wait", rant)


def test_the_words_that_show_an_act_are_the_words_that_were_said() -> None:
    acts = {act.name: act for act in language.read("Right. I'm so sorry, Mrs Price!")}
    assert acts["apology"].words == "I'm so sorry"
    assert acts["name use"].words == "Mrs Price"


def test_scores_lie_between_0_and_1_and_what_is_found_scores_half_or_more() -> None:
    for _, _, text in sentences():
        for act in language.graded(text):
            assert 0 < act.score <= 1
        assert all(act.score >= language.FOUND for act in language.read(text))


@pytest.mark.parametrize(
    "text", ["", " ", "...", "um", "[noise]", "¿?", "x" * 5000, "so " * 400, "Ünïcode ñ 漢字"]
)
def test_whatever_comes_is_read_without_an_error(text: str) -> None:
    language.graded(text, text)


def test_fillers_repairs_and_punctuation_change_nothing() -> None:
    assert "apology" in found("um i- i'm uh so so sorry about that")
    assert "open question" in found("okay so, um, what what happened then?")
    assert found("I'm so sorry about that.") == found("im so sorry about that")


def test_a_slip_of_the_recogniser_is_forgiven() -> None:
    assert "apology" in found("my apologys for the delay")


def test_what_somebody_else_said_is_not_what_the_trainee_does() -> None:
    assert "calm down" not in found("he told you to calm down")
    assert "not my department" not in found("they said it's not my department")


def test_thanking_for_being_told_reports_nobodys_words() -> None:
    assert "closing" in found("thank you for telling me mrs price goodbye")
    assert "closing" not in found("she said goodbye")


def test_an_act_that_needs_proof_is_ranked_without_it_and_never_found() -> None:
    weak = "however we followed the procedure because of the policy and it is not unfair but standard"
    scores = {act.name: act.score for act in language.graded(weak)}
    assert 0 < scores["defence"] < language.FOUND


def test_a_boundary_says_no_and_is_no_refusal() -> None:
    acts = found("i'm not prepared to listen to threats and i will have to end this call")
    assert "boundary" in acts and not acts & {"refusal", "bare cannot", "hurry"}


FACTS = {
    "waiting": Fact(("eleven days", "11 days")),
    "order": Fact(("NP 4471",)),
    "amount": Fact(("sixty-two pound forty", "£62.40")),
    "gift": Fact(("a birthday present",)),
}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("so that is eleven days", ("waiting",)),
        ("11 days for a present for her birthday", ("waiting", "gift")),
        ("the order is n p four four seven one", ("order",)),
        ("np 4471 was it", ("order",)),
        ("sixty two pounds forty twice", ("amount",)),
        ("62.40", ("amount",)),
        ("twelve days", ()),
        ("np 4417", ()),
        ("i bought a present", ()),
    ],
)
def test_a_fact_is_taken_up_in_words_or_digits_and_in_any_order(text: str, names: tuple[str, ...]) -> None:
    assert language.restated(text, FACTS) == names


def scenario(**changed: object) -> Scenario:
    plain = {"name": "x", "title": "x", "start": "a", "states": {}, "caller": Caller("Maureen Price")}
    return Scenario(**{**plain, **changed})  # type: ignore[arg-type]


def read(of: Scenario, text: str, before: str = "") -> dict[str, DialogueAct]:
    return {act.name: act for act in language.reader_for(of)(text, before)}


def test_two_facts_are_a_reflection_in_whatever_wording_and_one_is_not() -> None:
    acts = read(scenario(facts=FACTS), "right eleven days for a birthday present")
    assert acts["reflection"].about == ("waiting", "gift")
    assert "reflection" not in read(scenario(facts=FACTS), "i will send it in eleven days")


def test_an_apology_has_a_cause_if_it_takes_up_what_the_caller_suffered() -> None:
    told = "that coat was for my mother and it never came"
    assert "apology with cause" in found("oh no the coat and your mother i'm so sorry", told)
    assert "apology with cause" not in found("i'm so sorry i'll look for the coat now", told)
    assert "apology with cause" in read(scenario(facts=FACTS), "i'm so sorry a birthday present and all")
    assert "apology with cause" not in read(scenario(facts=FACTS), "sorry about that madam")


def test_a_full_greeting_names_the_scenarios_own_agent_and_firm() -> None:
    ours = scenario(you=You("Aurelio", "Northway Parcels"))
    assert "full greeting" in read(ours, "hello north way aurelio speaking")
    assert "full greeting" not in read(ours, "hello aurelio speaking")
    assert "full greeting" not in read(ours, "hello northway how can i help")


def test_the_callers_own_name_is_a_name() -> None:
    assert "name use" in read(scenario(), "i see maureen")
    assert "name use" not in read(scenario(), "i see gordon")


def test_a_scenarios_own_phrases_widen_an_act() -> None:
    own = scenario(phrases={"thanks": ("much obliged to you all",), "commitment": ("consider it handled",)})
    assert "commitment" in read(own, "consider it handled")
    assert "commitment" in read(own, "i will ring the depot today")
    assert "commitment" not in read(scenario(), "consider it handled")


def test_the_kinds_of_a_question_are_told() -> None:
    assert language.asks("what happened then") == ("open question", "question") or set(
        language.asks("what happened then")
    ) >= {"question", "open question"}
    assert "open question" not in language.asks("is it the blue one")
    assert language.asks("i will ring you today") == ()


def test_the_same_words_give_the_same_acts() -> None:
    texts = [text for _, _, text in sentences()]
    assert [language.graded(text) for text in texts] == [language.graded(text) for text in reversed(texts)][
        ::-1
    ]
