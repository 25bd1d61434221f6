"""What nothing called for is not needed, and what stands beside a reproach earns nothing."""

from __future__ import annotations

from dataclasses import replace

from voicetrainer.core import events as e
from voicetrainer.core.rubric import Item
from voicetrainer.core.scenario import Branch, Fault, When
from voicetrainer.core.score import Judged

from .calls import PARCEL
from .talk import Talk, item
from .test_floor_rules import GREETING, SORRY, STORY_LINE, says, verdict

BLAME = "You should have rung us earlier about the parcel"


def opened() -> Talk:
    return Talk().says("Good morning, Sam speaking", "greeting").caller()


def but(given: Item, **lists: tuple[str, ...]) -> Item:
    return replace(given, **lists)  # type: ignore[arg-type]


def told(found: Judged) -> tuple[str, str]:
    return found.verdict, found.reason.removeprefix("rules.")


# -- occasions -----------------------------------------------------------------------------------


def test_a_can_beside_each_cannot_is_not_asked_of_a_call_without_a_cannot() -> None:
    wanted = but(item("fault", "bare cannot", repaired=("can",)), occasion=("cannot", "bare cannot"))
    without = opened().says("I am sorry for the wait", "apology")
    paired = opened().says("I cannot do that, but I can ring the depot", "cannot", "can")
    bare = opened().says("I cannot do that", "bare cannot")
    assert told(without.judged(wanted)) == ("not needed", "no-occasion")
    assert told(paired.judged(wanted)) == ("earned", "fault-earned")
    assert bare.judged(wanted).verdict == "lost"


def test_a_slip_that_the_scenario_marked_is_an_occasion_by_itself() -> None:
    wanted = but(item("fault", advice=("L05",)), occasion=("commitment",))
    assert opened().says("Here is all of it back").faulted("L05").judged(wanted).verdict == "lost"


def test_a_fault_that_no_state_of_this_call_looks_for_is_not_needed() -> None:
    rude = Branch("stormy.0", When("says", ("shut up",)), fault=Fault("V12"))
    state = replace(PARCEL.states["softening"], branches=(rude,))
    scenario = replace(PARCEL, states={**PARCEL.states, "stormy": state})
    talk = Talk(scenario).says("Good morning, Sam speaking").caller().says("I will see to it")
    wanted = item("fault", advice=("V12",))
    assert told(talk.judged(wanted)) == ("not needed", "no-occasion")
    assert told(talk.enters("stormy").judged(wanted)) == ("earned", "fault-earned")


def test_a_talk_that_never_stood_still_needed_no_way_back() -> None:
    wanted = item("outcome.on goal", at_most=3)
    talk = Talk().enters("opening").says("Let me see that").enters("softening").says("And now the other one")
    assert told(talk.judged(wanted)) == ("not needed", "on-goal-always")
    drifted = talk.says("The weather is fine here").enters("done").says("I will ring you")
    assert told(drifted.judged(wanted)) == ("earned", "on-goal-earned")


# -- beside a reproach ---------------------------------------------------------------------------


def test_throwing_the_callers_word_back_takes_nothing_up() -> None:
    talk = opened().says(BLAME, "blame")
    assert talk.judged(item("acts.coherence", share_at_least=0.5)).verdict == "earned"
    barred = but(item("acts.coherence", share_at_least=0.5), barred=("blame",))
    assert talk.judged(barred).verdict == "lost"


def test_an_act_beside_one_that_is_not_wanted_there_does_not_count() -> None:
    wanted = but(item("acts.said", "apology"), barred=("blame",))
    beside = opened().says("I am sorry but you should have rung", "apology", "blame")
    assert beside.judged(wanted).verdict == "lost"
    assert beside.says("I am sorry", "apology").judged(wanted).verdict == "earned"
    followed = but(item("acts.followed", "apology", paired=("offer",), within_turns=2), barred=("transfer",))
    passed_on = opened().says("I am sorry", "apology").says("I put you through", "offer", "transfer")
    assert passed_on.judged(followed).verdict == "lost"


def test_courteous_words_do_not_make_up_for_a_rude_one() -> None:
    wanted = but(item("acts.politeness", "please"), barred=("calm down",))
    rude = opened().says("Calm down please", "please", "calm down")
    found = rude.judged(wanted)
    assert told(found) == ("lost", "politeness-broken")
    assert [one.words for one in found.evidence] == ["Calm down please"]


def test_a_yes_to_a_short_question_is_not_curt() -> None:
    short = Talk().says("Good morning, Sam speaking").caller(length=9000).says("That was our mistake")
    short.caller("So I pay nothing?", length=1500).says("Yes", "curtness")
    assert short.judged(item("acts.curt", "curtness", after_ms=8000)).verdict == "earned"


# -- a solution that waited ----------------------------------------------------------------------


def test_the_offer_of_help_in_a_greeting_is_no_solution_that_waited() -> None:
    greeting = says(1, 200, 1500, "Good morning how can I help", "offer", fto=200)
    assert verdict("cut in with a solution", greeting, STORY_LINE, SORRY).verdict == "not needed"
    offer = says(9, 14_000, 17_000, "I can bring it tomorrow", "offer")
    found = verdict("cut in with a solution", greeting, STORY_LINE, offer)
    assert found.verdict == "earned" and found.evidence[0].onset == 14_000


# -- what is named, and what is no silence -------------------------------------------------------


def test_acknowledging_it_says_what() -> None:
    wanted = item("acts.acknowledged", "empathy")
    bare = opened().says("I understand", "empathy")
    assert told(bare.judged(wanted)) == ("lost", "acknowledged-bare")
    assert told(opened().says("Right then", "offer").judged(wanted)) == ("lost", "said-lost")
    named = opened().says("I understand, eleven days is hard", "empathy")
    assert told(named.judged(wanted)) == ("earned", "said-earned")


def test_saying_it_back_takes_it_up_whatever_the_last_line_was() -> None:
    talk = opened().says("You have two dogs and a car then", "reflection")
    assert talk.judged(item("acts.coherence", share_at_least=0.5)).verdict == "lost"
    assert talk.judged(item("acts.coherence", "reflection", share_at_least=0.5)).verdict == "earned"


def test_a_hold_is_no_stretch_without_courteous_words() -> None:
    wanted = item("acts.politeness", "please", gap_at_most_ms=60_000)
    talk = opened().says("One moment please", "please").does("hold").waits(80_000)
    talk.events.append(e.Did(talk.now, "resume"))
    found = talk.says("I am back with you", "please").judged(wanted)
    assert found.verdict == "earned"


def test_who_comes_back_from_a_hold_is_not_late() -> None:
    asks = says(4, 14_000, 16_000, "One moment please while I look")
    hold: list[e.Event] = [e.Did(17_000, "hold"), e.Did(40_000, "resume")]
    back = says(5, 41_000, 43_000, "Thank you for waiting, I have it here", fto=28_000)
    found = verdict("reply gaps", GREETING, STORY_LINE, asks, hold, back)
    assert (found.verdict, dict(found.values)["all"]) == ("earned", 1)


def test_what_could_not_be_made_out_may_have_followed() -> None:
    wanted = item("acts.followed", "apology", paired=("offer",), within_turns=2)
    talk = opened().says("I am sorry about the wait", "apology")
    assert talk.judged(wanted).verdict == "lost"
    talk.events.append(e.Unclear(talk.now + 2000, (77,), talk.now + 500, talk.now + 1800, 1))
    assert told(talk.judged(wanted)) == ("not assessed", "followed-unclear")
