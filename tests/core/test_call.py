"""One call, driven on exact times."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voicetrainer.core import events as e
from voicetrainer.core.program import Program
from voicetrainer.core.scenario import Branch, State, When

from .calls import PARCEL, Hand


def test_a_state_without_caller_lines_listens_at_once() -> None:
    assert Hand.on().kinds(e.Listening) == [e.Listening(0, 0)]


def test_exactly_at_the_answer_limit_the_caller_speaks() -> None:
    hand = Hand.on()
    assert hand.call.deadline == 4000
    hand.call.advance(3999)
    assert not hand.call.actions()
    hand.call.advance(4000)
    assert hand.call.actions() == [e.Say(1, "Hello? Is anybody there?", "angry")]


def test_the_reply_comes_at_the_true_end_of_speech_plus_the_reply_wait() -> None:
    hand = Hand.on(reply_wait=800)
    hand.speaks(200, 1000, "Hello")
    assert hand.call.deadline == 1800
    hand.call.advance(1799)
    assert not hand.call.actions()
    hand.call.advance(1800)
    assert [type(a) for a in hand.call.actions()] == [e.Say]


def test_words_that_come_late_are_answered_at_once_and_cost_the_trainee_nothing() -> None:
    hand = Hand.on(reply_wait=800)
    hand.starts(200)
    hand.call.receive(e.SpeechEnded(1500, 1, 1000))
    hand.call.advance(3500)
    hand.call.receive(e.Recognised(3500, 1, "Hello"))
    (turn,) = hand.kinds(e.Turn)
    assert turn == e.Turn(3500, (1,), 200, 1000, 200, "Hello", 1.0)
    assert hand.said() == ["Eleven days I have waited. (pause 0.8 s) Nobody rang me back."]


def test_speech_that_goes_on_within_the_reply_wait_is_the_same_turn() -> None:
    hand = Hand.on(reply_wait=1000)
    hand.speaks(200, 1000, "Hello")
    hand.speaks(1700, 2400, "this is Sam")
    hand.call.advance(3400)
    (turn,) = hand.kinds(e.Turn)
    assert (turn.utterances, turn.onset, turn.end, turn.text) == ((1, 2), 200, 2400, "Hello this is Sam")


def test_a_gap_is_positive_and_counts_from_the_end_of_the_callers_line() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.speaks(5600, 7000, "I am sorry")
    hand.call.advance(7800)
    assert hand.kinds(e.Turn)[-1].fto == 800
    assert hand.call.meters["anger"] == 4


def test_a_start_just_before_the_end_of_the_line_is_an_overlap_and_still_in_time() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.starts(4600)
    hand.line_over(1, 4800)
    hand.ends(6000, "I am sorry")
    hand.call.advance(6800)
    assert hand.kinds(e.Turn)[-1].fto == -200
    assert hand.call.state.name == "softening" and hand.call.meters["anger"] == 4


def test_a_late_apology_takes_the_next_branch_and_says_why() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.speaks(8000, 9000, "I am sorry")
    hand.call.advance(9800)
    assert hand.kinds(e.Branched)[-1] == e.Branched(
        9800, "opening", "opening.2", "softening", "sorry, but late"
    )


def test_speech_over_the_line_ducks_it_and_after_the_limit_the_caller_gives_it_up() -> None:
    hand = Hand.at_opening()
    hand.call.actions()
    hand.line(1, 1800, 5000)
    hand.starts(3000, at=3060)
    assert hand.call.actions() == [e.Duck(1, True)]
    hand.call.advance(3699)
    assert not hand.call.actions()
    hand.call.advance(3700)
    assert hand.call.actions() == [e.Hush(1), e.Say(2, "Will you let me finish!", "angry")]
    assert hand.kinds(e.Interrupted) == [e.Interrupted(3700, 1 + 1, 1, 700)]
    assert hand.call.meters["anger"] == 8


def test_a_backchannel_does_not_stop_the_line_or_raise_anger() -> None:
    hand = Hand.at_opening()
    hand.call.actions()
    hand.line(1, 1800, 5000)
    hand.speaks(3000, 3400, "mm-hm")
    assert hand.call.actions() == [e.Duck(1, True), e.Duck(1, False)]
    assert hand.kinds(e.Backchannel) == [e.Backchannel(3900, 2, "mm-hm")]
    assert not hand.kinds(e.Interrupted) and hand.call.meters["anger"] == 6
    hand.line_over(1, 6800)
    assert hand.kinds(e.Listening)[-1] == e.Listening(6800, 6800)


def test_silence_inside_an_overlap_does_not_count_towards_the_barge_in() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 5000)
    hand.starts(3000)
    hand.call.receive(e.SpeechPaused(3500, 2, 3400))
    hand.call.advance(3900)
    assert not hand.kinds(e.Interrupted)
    hand.call.receive(e.SpeechResumed(4060, 2, 4000))
    hand.call.advance(4299)
    assert not hand.kinds(e.Interrupted)
    hand.call.advance(4300)
    assert hand.kinds(e.Interrupted)


def test_two_clear_words_stop_the_line_before_the_limit() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 5000)
    hand.starts(3000)
    hand.call.receive(e.Partial(3450, 2, "mm-hm"))
    assert not hand.kinds(e.Interrupted)
    hand.call.receive(e.Partial(3500, 2, "but listen"))
    assert hand.kinds(e.Interrupted) == [e.Interrupted(3500, 2, 1, 500)]


def test_a_long_drawn_backchannel_gets_more_time() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 5000)
    hand.starts(3000)
    hand.call.receive(e.Partial(3500, 2, "I see"))
    hand.call.advance(4199)
    assert not hand.kinds(e.Interrupted)


def test_when_both_begin_together_the_caller_gives_way_without_a_grudge() -> None:
    hand = Hand.at_opening()
    hand.call.actions()
    hand.line(1, 1800, 5000)
    hand.starts(2000)
    hand.call.advance(2700)
    assert hand.call.actions() == [e.Duck(1, True), e.Hush(1)]
    assert not hand.kinds(e.Interrupted) and hand.call.meters["anger"] == 6


def test_the_late_end_of_a_cut_line_does_not_end_the_line_after_it() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 5000)
    hand.starts(3000)
    hand.call.advance(3700)
    hand.line(2, 3700, 1500)
    hand.line_over(1, 3720, cut=True)
    assert hand.kinds(e.Listening)[-1].at == 0, "still speaking line 2"
    hand.line_over(2, 5200)
    assert hand.kinds(e.Listening)[-1] == e.Listening(5200, 5200)


def test_words_shouted_long_before_the_caller_finished_are_not_taken_for_an_answer() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 5000)
    hand.starts(3000)
    hand.call.advance(3700)
    hand.line_over(1, 3700, cut=True)
    hand.line(2, 3700, 4000)
    hand.ends(4500, "but listen to me")
    hand.line_over(2, 7700)
    hand.call.advance(9000)
    assert len(hand.kinds(e.Turn)) == 1, "only the greeting"


def test_a_short_answer_under_the_callers_last_word_is_still_an_answer() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.starts(4200)
    hand.line_over(1, 4800)
    hand.ends(4700, "I am sorry")
    hand.call.advance(5700)
    assert hand.kinds(e.Turn)[-1].text == "I am sorry"


def test_a_backchannel_that_outlasts_the_line_is_no_answer_either() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.starts(4500)
    hand.line_over(1, 4800)
    hand.ends(4900, "mm-hm")
    hand.call.advance(6000)
    assert hand.kinds(e.Backchannel) == [e.Backchannel(5400, 2, "mm-hm")]
    assert len(hand.kinds(e.Turn)) == 1
    assert hand.call.deadline == 4800 + 6000, "the answer is still awaited"


def test_a_cough_is_no_turn_and_does_not_restart_the_wait_for_an_answer() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.speaks(7000, 7300, "")
    assert hand.call.deadline == 4800 + 6000
    assert len(hand.kinds(e.Turn)) == 1


def test_unclear_words_move_nothing_and_are_asked_for_again() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.speaks(5500, 7000, "I am sorry", confidence=0.2)
    hand.call.advance(7800)
    assert hand.kinds(e.Unclear) == [e.Unclear(7800, (2,), 5500, 7000, 1)]
    assert hand.said()[-1] == PARCEL.unclear_line
    assert hand.call.meters["anger"] == 6 and hand.call.state.name == "opening"


def test_after_two_unclear_turns_typing_is_offered() -> None:
    hand = Hand.on()
    hand.speaks(200, 1200, "xx", confidence=0.1)
    hand.call.advance(2000)
    assert e.OfferTyping() not in hand.call.actions()
    hand.line(1, 2000, 1000)
    hand.line_over(1, 3000)
    hand.speaks(3500, 4500, "", confidence=0.9)
    hand.call.advance(5300)
    assert e.OfferTyping() in hand.call.actions()


def test_a_rule_on_a_meter_replaces_the_line_it_makes_pointless() -> None:
    hand = Hand.at_opening()
    hand.call.meters["anger"] = 9
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.call.actions()
    hand.call.advance(10_800)
    assert hand.call.actions() == [e.Say(2, "Goodbye.", "furious")]


def test_a_meter_rule_without_a_way_out_fires_once_in_a_state() -> None:
    tired = Branch(
        "always.4", When("settled", meters=(("anger", "at least", 6),)), caller="I am tired of this."
    )
    hand = Hand.at_opening_of(replace(PARCEL, always=(*PARCEL.always, tired)))
    assert hand.said().count("I am tired of this.") == 1


def test_a_scenario_that_settles_for_ever_ends_the_call_instead_of_hanging() -> None:
    def there(name: str, other: str) -> State:
        back = Branch(f"{name}.1", When("settled", meters=(("anger", "at least", 0),)), go=other)
        return State(name, branches=(back,))

    looping = replace(PARCEL, start="a", states={"a": there("a", "b"), "b": there("b", "a")}, always=())
    hand = Hand.on(Program(looping))
    assert hand.call.outcome == "broken"


def test_a_silent_trainee_is_hung_up_on_and_the_call_ends_once() -> None:
    program = Program(PARCEL)
    hand = Hand.on(program)
    while hand.call.deadline is not None:
        hand.call.advance(hand.call.deadline)
        while says := [a for a in hand.call.actions() if isinstance(a, e.Say)]:
            hand.line(says[0].line, hand.call.now, 1000)
            hand.line_over(says[0].line, hand.call.now + 1000)
    assert hand.call.outcome == "lost"
    assert len(hand.kinds(e.Ended)) == 1 and not program.calls


def test_the_time_limit_ends_every_call() -> None:
    hand = Hand.on(Program(replace(PARCEL, always=(), states={"answered": State("answered")})))
    hand.call.advance(500_000)
    assert hand.kinds(e.Ended) == [e.Ended(120_000, "out of time")]


def test_on_hold_nothing_is_heard_and_no_answer_is_awaited() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.call.actions()
    hand.call.receive(e.Did(5000, "hold"))
    assert hand.call.actions() == [e.HoldMusic(True)]
    hand.speaks(6000, 7000, "you should have rung us")
    hand.call.advance(30_000)
    assert len(hand.kinds(e.Turn)) == 1
    hand.call.receive(e.Did(30_000, "resume"))
    assert hand.call.actions() == [e.HoldMusic(False)]
    assert hand.kinds(e.Listening)[-1] == e.Listening(30_000, 30_000)


def test_a_line_cut_by_hold_is_said_again_when_the_trainee_is_back() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.call.actions()
    hand.call.receive(e.Did(2500, "hold"))
    assert e.Hush(1) in hand.call.actions()
    hand.line_over(1, 2500, cut=True)
    hand.call.receive(e.Did(9000, "resume"))
    assert hand.said()[-1] == hand.said()[-2]


def test_a_caller_left_on_hold_for_too_long_speaks_up() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.call.receive(e.Did(5000, "hold"))
    hand.call.advance(65_000)
    assert hand.said()[-1] == "Hello? Are you still there?"


def test_say_that_again_repeats_the_last_line_and_moves_nothing() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.call.receive(e.Did(5000, "say again"))
    assert hand.said()[-1] == hand.said()[-2] and hand.call.meters["anger"] == 6


@pytest.mark.parametrize(("act", "outcome"), [("hang up", "hung up"), ("stop", "stopped")])
def test_the_trainee_can_leave_at_any_time(act: e.Act, outcome: e.Outcome) -> None:
    hand = Hand.at_opening()
    hand.call.actions()
    hand.call.receive(e.Did(2000, act))
    assert hand.call.outcome == outcome and hand.call.actions() == [e.HangUp(outcome)]


def test_a_fault_carries_the_words_and_their_place() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.speaks(5500, 7000, "You should have rung us")
    hand.call.advance(7800)
    assert hand.kinds(e.Faulted) == [
        e.Faulted(7800, "L05", 5500, 7000, "You should have rung us", "blamed the caller")
    ]


def test_an_ending_is_said_to_its_end_even_if_the_trainee_talks() -> None:
    hand = Hand.at_opening()
    hand.call.meters["anger"] = 8
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.speaks(5500, 7000, "You should have rung us")
    hand.call.advance(7800)
    assert hand.said()[-1] == "Goodbye."
    hand.call.actions()
    hand.line(2, 7800, 2000)
    hand.starts(8200)
    hand.call.advance(9800)
    assert not hand.call.actions()
    hand.line_over(2, 9800)
    assert hand.call.outcome == "lost"


def test_what_could_be_said_next_is_known_beforehand() -> None:
    upcoming = Hand.on().call.upcoming()
    assert ("Hello? Is anybody there?", "angry") in upcoming
    assert ("Eleven days I have waited. (pause 0.8 s) Nobody rang me back.", "angry") in upcoming
    assert (PARCEL.unclear_line, "neutral") in upcoming


SENTENCES = (
    e.Mark("sentence", 0, 1500, "Eleven days I have waited."),
    e.Mark("pause", 1500, 2300),
    e.Mark("sentence", 2300, 5000, "Nobody rang me back."),
)


def cut_at(hand: Hand, at: int) -> None:
    """Line 1 sounds from 1800 on, and stops at `at`."""
    hand.call.receive(e.LineEnded(at, 1, at, cut=True))


def opening(scenario: object = PARCEL) -> Hand:
    hand = Hand.on(Program(scenario))  # type: ignore[arg-type]
    hand.speaks(200, 1000, "Hello")
    hand.call.advance(1800)
    hand.call.actions()
    hand.call.receive(e.LineStarted(1800, 1, 1800, 5000, SENTENCES))
    return hand


def test_a_line_stopped_for_nothing_goes_on_with_the_sentence_it_was_cut_in() -> None:
    """A long "mm-hm" stopped her: no sentence is lost."""
    hand = opening(replace(PARCEL, always=()))
    hand.starts(4500)
    hand.call.advance(5200)
    assert hand.call.actions()[-1] == e.Hush(1)
    cut_at(hand, 5200)
    hand.ends(5250, "mm-hm")
    says = [a for a in hand.call.actions() if isinstance(a, e.Say)]
    assert says == [e.Say(2, STATE_LINE, "angry", start=2300)]


STATE_LINE = "Eleven days I have waited. (pause 0.8 s) Nobody rang me back."


def test_a_door_that_stopped_her_is_forgotten_in_the_same_way() -> None:
    hand = opening(replace(PARCEL, always=()))
    hand.starts(3000)
    hand.call.advance(3700)
    cut_at(hand, 3700)
    hand.call.receive(e.SpeechEnded(4200, 2, 3300))
    hand.call.receive(e.Recognised(4200, 2, ""))
    assert hand.call.actions()[-1] == e.Say(2, STATE_LINE, "angry", start=0)


def with_barge_in(how: str) -> object:
    states = {**PARCEL.states, "opening": replace(PARCEL.states["opening"], on_barge_in=how)}
    return replace(PARCEL, states=states)


def test_a_caller_who_holds_on_keeps_talking_and_minds_it_all_the_same() -> None:
    hand = opening(with_barge_in("hold"))
    hand.starts(3000)
    hand.call.advance(3700)
    assert not any(isinstance(a, e.Hush) for a in hand.call.actions())
    assert hand.kinds(e.Interrupted) and hand.call.meters["anger"] == 8
    hand.line_over(1, 6800)
    assert hand.said()[-1] == "Will you let me finish!"


def test_a_caller_who_starts_again_says_the_whole_line_once_more() -> None:
    hand = opening(with_barge_in("repeat"))
    hand.starts(4500)
    hand.call.advance(5200)
    cut_at(hand, 5200)
    assert hand.said()[-1] == "Will you let me finish!"
    hand.line(2, 5200, 1000)
    hand.line_over(2, 6200)
    assert hand.call.actions()[-1] == e.Say(3, STATE_LINE, "angry", start=0)


def test_after_hold_the_caller_goes_on_with_the_sentence_she_was_in() -> None:
    hand = opening()
    hand.call.receive(e.Did(5000, "hold"))
    cut_at(hand, 5000)
    hand.call.receive(e.Did(9000, "resume"))
    assert hand.call.actions()[-1] == e.Say(2, STATE_LINE, "angry", start=2300)


def rambling() -> Hand:
    patience = Branch("opening.0", When("rambles", longer_than=10_000), caller="Yes, yes. But when?")
    state = PARCEL.states["opening"]
    states = {**PARCEL.states, "opening": replace(state, branches=(patience, *state.branches))}
    hand = opening(replace(PARCEL, states=states))
    hand.line_over(1, 6800)
    hand.starts(7000)
    hand.call.advance(16_999)
    return hand


def test_the_caller_cuts_in_on_a_trainee_who_goes_on_and_on() -> None:
    hand = rambling()
    assert hand.said()[-1] == STATE_LINE
    hand.call.advance(17_000)
    assert hand.said()[-1] == "Yes, yes. But when?"
    hand.call.advance(40_000)
    assert hand.said().count("Yes, yes. But when?") == 1, "once in one breath"


def early_hand() -> Hand:
    hand = Hand.on(reply_wait=800, early=True)
    hand.speaks(200, 1000, "Hello")
    hand.call.advance(1800)
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.starts(5400)
    hand.call.actions()
    return hand


def test_a_turn_that_sounds_over_and_decides_the_way_is_answered_early() -> None:
    hand = early_hand()
    hand.call.receive(e.SpeechPaused(7100, 2, 7000))
    hand.call.receive(e.Partial(7300, 2, "That was our mistake", until=7220))
    assert hand.call.deadline == 7400, "half the reply wait"
    hand.call.advance(7400)
    assert hand.said()[-1] == "Well. What are you going to do about it?"
    hand.ends(7000, "That was our mistake.")
    assert len(hand.kinds(e.Turn)) == 2, "and not once more when its end is known"


@pytest.mark.parametrize(
    ("words", "until"),
    [("That was our mistake and", 7220), ("I hear you there", 7220), ("That was our mistake", 6900)],
    ids=["sounds unfinished", "decides nothing", "words not all known"],
)
def test_other_turns_get_the_whole_wait(words: str, until: int) -> None:
    hand = early_hand()
    hand.call.receive(e.SpeechPaused(7100, 2, 7000))
    hand.call.receive(e.Partial(7300, 2, words, until=until))
    hand.call.advance(7700)
    assert len(hand.kinds(e.Turn)) == 1


def test_an_unfinished_turn_is_waited_for_longer() -> None:
    hand = early_hand()
    hand.ends(7000, "That was our mistake and")
    hand.call.advance(8499)
    assert len(hand.kinds(e.Turn)) == 1
    hand.call.advance(8500)
    assert len(hand.kinds(e.Turn)) == 2


def test_who_goes_on_after_an_early_reply_is_let_and_nothing_is_held_against_them() -> None:
    hand = early_hand()
    hand.call.receive(e.SpeechPaused(7100, 2, 7000))
    hand.call.receive(e.Partial(7300, 2, "That was our mistake", until=7220))
    hand.call.advance(7400)
    hand.line(2, 7400, 3000)
    hand.call.receive(e.SpeechResumed(7960, 2, 7900))
    hand.call.advance(8600)
    assert hand.call.actions()[-1] == e.Hush(2)
    hand.line_over(2, 8600, cut=True)
    hand.ends(9000, "That was our mistake Mrs Price")
    hand.call.advance(9800)
    assert not hand.kinds(e.Interrupted)
    assert hand.call.state.name == "softening" and hand.call.meters["anger"] == 4
    assert hand.said()[-1] == "Well. What are you going to do about it?", "taken up again"
