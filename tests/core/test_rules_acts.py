"""Rules on what the words do: each earned and lost, and each time it cannot be told or gave no occasion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voicetrainer.core import events as e
from voicetrainer.core.rubric import Changes
from voicetrainer.core.rules import NEEDS
from voicetrainer.core.rules.order import ORDERS
from voicetrainer.core.scenario import Fact, Scenario
from voicetrainer.core.score import Judged

from .calls import PARCEL
from .talk import Talk, item

HELLO = "Good morning, Sam speaking, how can I help?"
SORRY = "I am so sorry about the wait"
RING = "I will ring the depot now and call you by four"
SOLUTION = ("offer", "commitment")


def told(found: Judged) -> tuple[str, str]:
    return found.verdict, found.reason.removeprefix("rules.")


def opened() -> Talk:
    return Talk().says(HELLO, "greeting").caller()


# -- acts.said, all said, followed, paired -------------------------------------------------------


def test_an_act_that_was_said_is_earned_with_its_words_and_its_place() -> None:
    found = opened().says(SORRY, "apology").judged(item("acts.said", "apology"))
    assert told(found) == ("earned", "said-earned")
    (shown,) = found.evidence
    assert (shown.words, shown.onset, shown.end) == (SORRY, 7500, 9500)
    assert (shown.value, shown.limit, shown.unit) == (1, 1, "times")


def test_an_act_that_never_came_is_lost_with_the_stretch_in_which_it_was_looked_for() -> None:
    found = opened().says(RING, "commitment").judged(item("acts.said", "apology"))
    assert told(found) == ("lost", "said-lost")
    (shown,) = found.evidence
    assert (shown.onset, shown.end, shown.value, shown.limit) == (600, 9500, 0, 1)


def test_a_sign_too_weak_to_count_is_no_act() -> None:
    talk = opened().says(SORRY, "apology", score=0.49)
    assert talk.judged(item("acts.said", "apology")).verdict == "lost"


@pytest.mark.parametrize(("by", "verdict"), [(2, "earned"), (1, "lost")])
def test_exactly_by_its_turn_an_act_is_in_time(by: int, verdict: str) -> None:
    found = opened().says(SORRY, "empathy").judged(item("acts.said", "empathy", by_turn=by))
    assert found.verdict == verdict
    assert (found.evidence[0].value, found.evidence[0].limit, found.evidence[0].unit) == (2, by, "turns")


def test_a_reflection_counts_with_two_facts_in_twenty_seconds() -> None:
    wanted = item("acts.said", "reflection", facts=2, no_longer_than_ms=20_000)
    text = "So you waited eleven days and rang twice"
    good = opened().says(text, "reflection", about=("waiting", "calls"))
    thin = opened().says(text, "reflection", about=("waiting",))
    long = opened().says(text, "reflection", about=("waiting", "calls"), length=20_001)
    assert [t.judged(wanted).verdict for t in (good, thin, long)] == ["earned", "lost", "lost"]


def test_a_short_call_is_not_asked_for_everything() -> None:
    wanted = item("acts.said", "open question", from_turns=3)
    assert told(opened().says(SORRY).judged(wanted)) == ("not needed", "few-turns")
    assert opened().says(SORRY).says(RING).judged(wanted).verdict == "lost"


def test_all_said_wants_every_one() -> None:
    wanted = item("acts.all said", "thanks", "closing")
    assert opened().says("Thank you, goodbye", "thanks", "closing").judged(wanted).verdict == "earned"
    found = opened().says("Goodbye now then", "closing").judged(wanted)
    assert found.verdict == "lost" and dict(found.values)["missing"] == "thanks"


@pytest.mark.parametrize(("turns_between", "verdict"), [(1, "earned"), (2, "lost")])
def test_what_follows_must_follow_soon(turns_between: int, verdict: str) -> None:
    talk = opened().says("That must be hard for you", "empathy")
    for _ in range(turns_between):
        talk.caller().says("Go on please do")
    talk.says(RING, "commitment")
    wanted = item("acts.followed", "empathy", paired=("commitment",), within_turns=2)
    assert talk.judged(wanted).verdict == verdict


def test_one_that_is_followed_makes_up_for_one_that_is_not() -> None:
    talk = opened().says("That must be hard", "empathy").says("Oh dear me", "other").says("And so on then")
    talk.says("That is a long wait, I will ring", "empathy", "commitment")
    assert talk.judged(item("acts.followed", "empathy", paired=("commitment",))).verdict == "earned"


def test_every_handover_needs_leave_and_without_one_nothing_is_asked() -> None:
    wanted = item("acts.paired", "does transfer", paired=("permission",), turns_before=1)
    assert told(opened().says(SORRY).judged(wanted)) == ("not needed", "no-occasion")
    asked = opened().says("May I put you through to Ana", "permission").caller().does("transfer")
    cold = opened().says("Right, one moment then").does("transfer")
    assert asked.judged(wanted).verdict == "earned"
    assert told(cold.judged(wanted)) == ("lost", "paired-lost")


# -- canned phrases, politeness ------------------------------------------------------------------


@pytest.mark.parametrize(("times", "verdict"), [(2, "earned"), (3, "lost")])
def test_the_same_phrase_three_times_is_canned(times: int, verdict: str) -> None:
    talk = opened()
    for number in range(times):
        talk.caller().says(
            "I understand how you feel." if number % 2 else "I understand how you feel", "empathy"
        )
    found = talk.judged(item("acts.canned", "empathy", at_most=2))
    assert found.verdict == verdict
    assert dict(found.values) | {"times": times} == dict(found.values)


def test_other_words_for_the_same_thing_are_not_canned() -> None:
    talk = (
        opened()
        .says("That is hard", "empathy")
        .says("What a day", "empathy")
        .says("That is awful", "empathy")
    )
    assert talk.judged(item("acts.canned", "empathy", at_most=2)).verdict == "earned"


def polite(waits: int) -> Judged:
    talk = opened().says("Thank you for telling me", "thanks").waits(waits).says("And the number is what")
    return talk.says("Thank you very much", "thanks").judged(
        item("acts.politeness", "thanks", gap_at_most_ms=60_000)
    )


def test_more_than_a_minute_without_a_courteous_word_is_too_long() -> None:
    assert told(polite(50_000)) == ("earned", "politeness-earned")
    found = polite(60_000)
    assert told(found) == ("lost", "politeness-lost")
    assert found.evidence[0].value == pytest.approx(63.2) and found.evidence[0].limit == 60


def test_no_courteous_word_at_all_is_lost_even_in_a_short_call() -> None:
    assert told(opened().says(RING).judged(item("acts.politeness", "thanks"))) == ("lost", "politeness-none")


def test_a_minute_in_which_only_the_caller_spoke_asks_for_no_courtesy() -> None:
    talk = (
        opened().says("Thank you for that", "thanks").caller(length=70_000).says("Thank you again", "thanks")
    )
    assert talk.judged(item("acts.politeness", "thanks", "greeting")).verdict == "earned"


# -- apology, next step --------------------------------------------------------------------------

APOLOGY = item("acts.apology", "apology", paired=SOLUTION, at_most=2, within_turns=2)


def test_an_apology_that_names_the_trouble_and_goes_on_is_earned() -> None:
    talk = opened().says(SORRY, "apology").caller().says(RING, "commitment")
    assert told(talk.judged(APOLOGY)) == ("earned", "apology-earned")


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (lambda: opened().says(RING, "commitment"), "apology-none"),
        (lambda: Talk().says(SORRY, "apology").caller().says(RING, "commitment"), "apology-none"),
        (lambda: opened().says("I am so sorry", "apology").says(RING, "commitment"), "apology-bare"),
        (lambda: opened().says(SORRY, "apology").says("Go on now").says("And then what").says(RING, "offer"),
         "apology-stays"),
        (lambda: opened().says(SORRY, "apology").says(SORRY, "apology").says(SORRY, "apology", "offer"),
         "apology-often"),
    ],
)  # fmt: skip
def test_an_apology_is_lost_when_it_is_missing_bare_late_to_move_on_or_too_often(talk, reason: str) -> None:  # type: ignore[no-untyped-def]
    assert told(talk().judged(APOLOGY)) == ("lost", reason)


def test_what_the_caller_spoke_of_is_trouble_enough_to_name() -> None:
    talk = opened().says("I am sorry that the parcel went astray", "apology").says(RING, "commitment")
    assert talk.judged(APOLOGY).verdict == "earned"


@pytest.mark.parametrize(
    ("text", "acts", "verdict"),
    [
        ("I will ring you by four", ("commitment",), "earned"),
        ("You hear from me tomorrow morning", ("commitment",), "earned"),
        ("It will be with you within two days", ("commitment",), "earned"),
        ("I will ring you on Friday", ("commitment",), "earned"),
        ("I will ring you", ("commitment",), "lost"),
        ("I will see to it as soon as possible", ("commitment",), "lost"),
        ("The shop opens at nine", (), "lost"),
    ],
)
def test_the_last_turns_leave_a_step_and_a_time(text: str, acts: tuple[str, ...], verdict: str) -> None:
    talk = opened().says(text, *acts).says("Thank you and goodbye", "closing")
    assert talk.judged(item("acts.next step", "commitment", last_turns=2)).verdict == verdict


def test_a_step_named_long_before_the_end_is_not_the_last_word() -> None:
    talk = opened().says(RING, "commitment").says("What was that then").says("Yes I see that now")
    assert talk.judged(item("acts.next step", "commitment", last_turns=2)).verdict == "lost"


# -- curt answers, echoes, details ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "length", "verdict"),
    [
        ("Noted.", 8000, "lost"),
        ("Noted.", 7999, "not needed"),
        ("Okay", 8000, "earned"),
        ("Noted, go on", 8000, "earned"),
    ],
)
def test_one_word_for_a_long_story_is_curt(text: str, length: int, verdict: str) -> None:
    talk = Talk().says(HELLO).caller(length=length).says(text).says("And then what was it")
    assert talk.judged(item("acts.curt", "curtness", after_ms=8000)).verdict == verdict


def test_curtness_that_was_read_from_more_words_counts_too() -> None:
    talk = Talk().says(HELLO).caller(length=9000).says("So what then", "curtness")
    assert talk.judged(item("acts.curt", "curtness")).verdict == "lost"


def test_answers_take_up_what_was_just_said() -> None:
    wanted = item("acts.coherence", share_at_least=0.5)
    heard = Talk().says(HELLO).caller().says("Let me look for the parcels")
    deaf = Talk().says(HELLO).caller().says("What would you like from me")
    assert told(heard.judged(wanted)) == ("earned", "coherence-earned")
    found = deaf.judged(wanted)
    assert told(found) == ("lost", "coherence-lost")
    assert (found.evidence[0].value, found.evidence[0].limit, found.evidence[0].unit) == (0.0, 0.5, "share")


FACTS = replace(PARCEL, facts={"waiting": Fact(("eleven days",)), "order": Fact(("NP 4471",))})


def test_details_are_facts_in_any_of_their_wordings_or_taken_up_by_a_reflection() -> None:
    wanted = item("acts.details", at_least=2)
    said = Talk(FACTS).says("So eleven days, and the order is NP 4471")
    taken = Talk(FACTS).says("So you have waited so long", "reflection", about=("waiting", "order"))
    one = Talk(FACTS).says("Eleven days is far too long")
    assert [t.judged(wanted).verdict for t in (said, taken, one)] == ["earned", "earned", "lost"]
    assert Talk(PARCEL).says("Eleven days is long").judged(wanted).verdict == "not needed"


# -- fault ---------------------------------------------------------------------------------------

NEVER = item(
    "fault", "not my department", repaired=("commitment",), advice=("V06",), title="Never", missed="You did"
)


def test_a_bad_act_is_lost_and_two_turns_without_are_earned() -> None:
    found = opened().says("That is not my department", "not my department").judged(NEVER)
    assert told(found) == ("lost", "fault-lost")
    assert [one.words for one in found.evidence] == ["That is not my department"]
    assert told(opened().says(SORRY).judged(NEVER)) == ("earned", "fault-earned")
    assert Talk().says(HELLO).judged(NEVER).verdict == "not needed"


def test_a_repair_in_the_same_turn_counts_and_one_in_the_next_does_not() -> None:
    text = "That is not my department but I will find out who can"
    found = opened().says(text, "not my department", "commitment").judged(NEVER)
    assert told(found) == ("earned", "fault-mended") and found.evidence[0].words == text
    late = opened().says("That is not my department", "not my department").says(RING, "commitment")
    assert late.judged(NEVER).verdict == "lost"


def test_what_the_scenario_marked_and_the_words_show_counts_once() -> None:
    talk = opened().says("That is not my department", "not my department").faulted("V06", "sent her away")
    (shown,) = talk.judged(NEVER).evidence
    assert shown.note == "sent her away"


def test_what_the_scenario_marked_is_mended_by_the_words_of_the_same_turn() -> None:
    talk = opened().says("Not my department, but I will see to it", "commitment").faulted("V06")
    assert talk.judged(NEVER).verdict == "earned"


def test_words_over_the_callers_line_are_no_less_bad() -> None:
    talk = opened().says(SORRY)
    act = e.DialogueAct("calm down", 0.9, "calm down")
    talk.events += [e.SpeechStarted(9000, 99, 9000), e.SpeechEnded(9900, 99, 9900),
                    e.Overlapped(9900, 99, "calm down", (act,))]  # fmt: skip
    found = talk.judged(item("fault", "calm down", advice=("L11",), title="No fuel"))
    assert told(found) == ("lost", "fault-lost-plain") and found.evidence[0].onset == 9000


def test_a_key_that_was_never_pressed_earns_nothing() -> None:
    cold = item("fault", "does transfer", repaired=("warm transfer",), advice=("V15",))
    assert opened().says(SORRY).judged(cold).verdict == "not needed"
    assert opened().says(SORRY).does("transfer").judged(cold).verdict == "lost"
    warm = opened().says("Ana in billing can correct it, she knows", "warm transfer").does("transfer")
    assert warm.judged(cold).verdict == "earned"


# -- what cannot be told -------------------------------------------------------------------------


@pytest.mark.parametrize("rule", sorted(NEEDS))
def test_words_that_nobody_read_are_no_proof(rule: str) -> None:
    wanted = item(rule, "apology", paired=("offer",))
    assert told(opened().says(SORRY, "apology").unread().judged(wanted)) == ("not assessed", "acts-not-read")


@pytest.mark.parametrize("rule", sorted(NEEDS))
def test_a_poor_recogniser_is_no_proof_either(rule: str) -> None:
    talk = opened().says(SORRY, "apology")
    talk.events[0] = e.Answered(0, words_assessed=False)
    assert told(talk.judged(item(rule, "apology", paired=("offer",)))) == (
        "not assessed",
        "words-not-assessed",
    )


def test_a_fault_nobody_could_see_is_not_assessed_and_one_the_scenario_looks_for_is() -> None:
    blame = item("fault", "blame", advice=("L05",))  # the scenario looks for L05 itself
    hurry = item("fault", "hurry", advice=("V09",))
    talk = opened().says(SORRY).unread()
    assert talk.judged(blame).verdict == "earned"
    assert told(talk.judged(hurry)) == ("not assessed", "acts-not-read")


# -- order and goal ------------------------------------------------------------------------------


def asking(*order: str) -> Scenario:
    return replace(PARCEL, rubric=Changes(order=order))


STEPS = item("order.steps", advice=("L01",))
LISTEN = ORDERS["listen first"]


def test_steps_in_their_order_are_earned_with_the_place_of_each() -> None:
    talk = Talk(asking(*LISTEN)).caller().says(SORRY, "apology").says("What happened then", "open question")
    found = talk.says("I can send it again", "offer").says(RING, "commitment").judged(STEPS)
    assert told(found) == ("earned", "order-earned")
    assert [(x.note, x.value, x.limit) for x in found.evidence] == [
        ("listen", 1, 1), ("acknowledge", 2, 2), ("apologise", 3, 3), ("clarify", 4, 4), ("offer", 5, 5),
        ("agree", 6, 6),
    ]  # fmt: skip


def test_an_offer_before_any_question_came_too_early() -> None:
    talk = Talk(asking(*LISTEN)).caller().says("I can send it again", "offer").says(SORRY, "apology")
    found = talk.says("What happened then", "open question").judged(STEPS)
    assert told(found) == ("lost", "order-lost")
    assert dict(found.values)["steps"] == "offer"
    offer = next(x for x in found.evidence if x.note == "offer")
    assert (offer.value, offer.limit) == (2, 5)


def test_checkpoints_tell_the_steps_where_nobody_reads_the_words() -> None:
    talk = Talk(asking("apologise", "agree"), read=False).caller()
    right = talk.says(SORRY).credited("said sorry").says(RING).credited("next step").judged(STEPS)
    assert right.verdict == "earned"
    other = Talk(asking("apologise", "agree"), read=False).caller()
    wrong = other.says(RING).credited("next step").says(SORRY).credited("said sorry").judged(STEPS)
    assert wrong.verdict == "lost"


def test_no_order_is_asked_for_where_the_scenario_does_not() -> None:
    assert told(opened().says(SORRY).judged(STEPS)) == ("not needed", "no-order-asked")


def test_a_boundary_comes_before_the_handover() -> None:
    wanted = item("order.boundary first", "boundary", paired=("escalation", "does transfer"), advice=("V11",))
    line = "I want to help, and I need us to speak without insults"
    good = opened().says(line, "boundary").caller().says("I will bring in my manager", "escalation")
    late = opened().says("I will bring in my manager", "escalation").caller().says(line, "boundary")
    assert good.judged(wanted).verdict == "earned"
    assert told(late.judged(wanted)) == ("lost", "boundary-late")
    handed = opened().says("My manager will take this over", "escalation")
    assert handed.judged(wanted).verdict == "not needed"
    asked = Talk(asking("boundary", "escalate")).caller().says("My manager takes this", "escalation")
    assert asked.judged(wanted).verdict == "lost"


@pytest.mark.parametrize(("turns", "verdict"), [(3, "earned"), (4, "lost")])
def test_turns_that_move_nothing_on_have_drifted_off(turns: int, verdict: str) -> None:
    talk = Talk().enters("opening")
    for _ in range(turns):
        talk.caller().says("Well that is another thing")
    found = talk.enters("softening").says(RING).judged(item("outcome.on goal", at_most=3))
    assert found.verdict == verdict
    assert (found.evidence[0].value, found.evidence[0].limit, found.evidence[0].unit) == (turns, 3, "turns")
