"""A conversation found in two lanes of speech, and the timeline that it becomes."""

from __future__ import annotations

from voicetrainer.core import events as e
from voicetrainer.core.floor import floor_of
from voicetrainer.core.scenario import Caller, Scenario, State
from voicetrainer.language import backchannels, read
from voicetrainer.report.glance import notices
from voicetrainer.run.assessing.conversation import conversation
from voicetrainer.run.assessing.lane import Lane, Spoken
from voicetrainer.run.assessing.marks import marks_of
from voicetrainer.run.assessing.recorded import another_language, clear_words, placed
from voicetrainer.run.assessing.sides import sides_of
from voicetrainer.run.assessing.timeline import Setting, timeline_of

LISTED = backchannels("en")
SCENARIO = Scenario(
    "recorded-call", "A recorded call", "call", {"call": State("call")}, Caller("Caller"), backchannels=LISTED
)
STORY = "I have been waiting for my parcel for eleven days and nobody has told me anything."


def timeline(agent: list[Spoken], caller: list[Spoken], measured: bool = True) -> list[e.Event]:
    talk = conversation(agent, caller, LISTED)
    return timeline_of(talk, Lane(tuple(agent)), Setting(measured=measured), read)


def kinds(agent: list[Spoken], caller: list[Spoken]) -> list[str]:
    return [one.kind for one in floor_of(timeline(agent, caller), SCENARIO).overlaps]


def test_a_small_word_under_the_caller_is_a_backchannel_and_breaks_no_line() -> None:
    agent = [Spoken(3_000, 3_400, "Mm-hm."), Spoken(9_000, 11_000, "I am sorry about that.")]
    caller = [Spoken(0, 8_000, STORY)]
    talk = conversation(agent, caller, LISTED)
    assert [one.role for one in talk.said] == ["backchannel", "turn"]
    assert len(talk.lines) == 1
    assert kinds(agent, caller) == ["backchannel"]


def test_a_small_word_in_a_breath_of_the_callers_is_one_too() -> None:
    caller = [Spoken(0, 4_000, STORY), Spoken(5_500, 9_000, "It says it was left in a porch.")]
    talk = conversation([Spoken(4_500, 4_800, "Okay.")], caller, LISTED)
    assert [one.role for one in talk.said] == ["backchannel"]
    assert len(talk.lines) == 1


def test_a_small_word_that_answers_a_question_is_a_turn() -> None:
    caller = [Spoken(0, 4_000, "Are you even listening to me?"), Spoken(5_500, 9_000, "Good.")]
    talk = conversation([Spoken(4_500, 4_800, "Yes.")], caller, LISTED)
    assert [one.role for one in talk.said] == ["turn"]
    assert len(talk.lines) == 2


def test_a_small_word_after_which_the_caller_waits_long_is_a_turn() -> None:
    caller = [Spoken(0, 4_000, STORY), Spoken(6_500, 9_000, "Is that all you have got to say?")]
    assert [one.role for one in conversation([Spoken(5_000, 5_300, "Okay.")], caller, LISTED).said] == [
        "turn"
    ]


def test_talking_over_the_caller_until_she_stops_is_an_interruption() -> None:
    agent = [Spoken(4_000, 9_000, "No, listen, we delivered it to you on Monday morning.")]
    caller = [Spoken(0, 5_500, "I have been waiting for my parcel and nobody")]
    found = timeline(agent, caller)
    assert kinds(agent, caller) == ["interruption"]
    assert any(isinstance(x, e.LineEnded) and x.cut for x in found)
    assert any(isinstance(x, e.Interrupted) for x in found)


def test_coming_in_on_the_callers_last_word_is_none() -> None:
    agent = [Spoken(7_800, 11_000, "I am so sorry about that, let me look into it.")]
    caller = [Spoken(0, 8_000, STORY)]
    assert kinds(agent, caller) == ["terminal"]


def test_the_callers_own_small_words_make_no_line() -> None:
    agent = [Spoken(0, 9_000, "I can have the depot search for it, and ring you at four o'clock today.")]
    caller = [Spoken(4_000, 4_400, "Okay."), Spoken(10_000, 12_000, "And when will I hear from you?")]
    talk = conversation(agent, caller, LISTED)
    assert [line.text for line in talk.lines] == ["And when will I hear from you?"]


def test_gaps_count_from_the_callers_end_and_a_greeting_has_none() -> None:
    agent = [Spoken(500, 2_000, "Good morning, Sam speaking."), Spoken(9_000, 11_000, "I am sorry.")]
    turns = [x for x in timeline(agent, [Spoken(3_000, 8_200, STORY)]) if isinstance(x, e.Turn)]
    assert [turn.fto for turn in turns] == [500, 800]


def test_a_silence_while_the_agent_looks_something_up_is_dead_air() -> None:
    agent = [Spoken(9_000, 10_000, "Right."), Spoken(17_000, 19_000, "Here it is, on my screen.")]
    found = timeline(agent, [Spoken(0, 8_000, STORY)])
    silences = floor_of(found, SCENARIO).silences
    assert [(s.kind, s.length) for s in silences] == [("dead air", 7_000)]
    assert [x.fto for x in found if isinstance(x, e.Turn)] == [1_000]  # it is one turn all the same


def test_a_silence_that_was_announced_is_no_dead_air() -> None:
    agent = [Spoken(9_000, 11_000, "Bear with me one moment, please."), Spoken(18_000, 19_000, "Here it is.")]
    silences = floor_of(timeline(agent, [Spoken(0, 8_000, STORY)]), SCENARIO).silences
    assert [s.kind for s in silences] == ["announced pause"]


def test_asking_to_hold_on_is_no_question_to_think_about() -> None:
    agent = [Spoken(9_000, 11_000, "Could you hold the line for me?"), Spoken(18_000, 19_000, "Here it is.")]
    silences = floor_of(timeline(agent, [Spoken(0, 8_000, STORY)]), SCENARIO).silences
    assert [s.kind for s in silences] == ["announced pause"]


def test_a_silence_after_a_question_is_the_callers_own() -> None:
    agent = [Spoken(9_000, 11_000, "What is your order number?"), Spoken(18_000, 19_000, "Are you there?")]
    assert not floor_of(timeline(agent, [Spoken(0, 8_000, STORY)]), SCENARIO).silences


def test_the_timeline_is_in_order_and_ends_once() -> None:
    agent = [Spoken(500, 2_000, "Hello."), Spoken(4_000, 9_000, "No, listen.", pauses=((5_000, 5_300),))]
    found = timeline(agent, [Spoken(3_000, 8_000, STORY)])
    assert [x.at for x in found] == sorted(x.at for x in found)
    assert sum(isinstance(x, e.Ended) for x in found) == 1
    assert found[-1].at == 10_000


def test_sentences_end_at_the_pauses_that_lie_nearest() -> None:
    one = Spoken(1_000, 9_000, "Nobody came. I rang you twice.", pauses=((4_200, 4_500), (7_000, 7_200)))
    assert [(m.onset, m.end, m.text) for m in marks_of([one])] == [
        (0, 3_200, "Nobody came."),
        (3_500, 8_000, "I rang you twice."),
    ]


def test_a_breath_after_and_is_a_pause_inside_the_sentence() -> None:
    marks = marks_of([Spoken(0, 3_000, "I rang you twice and"), Spoken(4_000, 6_000, "nobody answered.")])
    assert [(m.kind, m.onset, m.end) for m in marks] == [("sentence", 0, 6_000), ("pause", 3_000, 4_000)]


def test_swapped_channels_are_noticed_by_who_offers_help() -> None:
    agent = Lane((Spoken(0, 3_000, "Thank you for calling Northway, how can I help you?"),))
    caller = Lane((Spoken(4_000, 9_000, "I've been waiting for my parcel for eleven days."),))
    found = placed(caller, agent, None, SCENARIO)
    assert (found.side, found.why, found.agent) == ("right", "swapped", agent)
    assert placed(agent, caller, None, SCENARIO).why == "usual"
    assert placed(caller, agent, "left", SCENARIO).agent == caller


def test_where_nothing_tells_the_left_channel_is_taken() -> None:
    lanes = Lane((Spoken(0, 900, "It rained a lot."),)), Lane((Spoken(1_000, 2_000, "It did indeed."),))
    assert sides_of(*lanes).agent is None
    assert placed(*lanes, None, SCENARIO).why == "unknown"


def test_words_that_nobody_made_out_are_told() -> None:
    assert not clear_words(Lane((Spoken(0, 3_000, "oh well", 0.2), Spoken(4_000, 5_000, "yes", 0.9))))
    assert clear_words(Lane((Spoken(0, 3_000, "how can I help", 0.9), Spoken(4_000, 5_000, "oh", 0.2))))


def test_what_came_back_of_the_caller_is_no_speech_of_the_agents() -> None:
    caller = [Spoken(3_000, 9_000, STORY)]
    agent = [
        Spoken(500, 2_000, "Hello, how can I help?", level=-22.0),
        Spoken(4_000, 4_300, "", level=-50.0),
        Spoken(6_000, 6_200, "", level=-24.0),
        Spoken(9_800, 12_000, "I am sorry about that.", level=-23.0),
    ]
    talk = conversation(agent, caller, LISTED)
    assert [(one.spoken.onset, one.role) for one in talk.said] == [
        (500, "turn"), (6_000, "noise"), (9_800, "turn"),
    ]  # fmt: skip


def heard_with(confidence: float, above: float) -> Lane:
    heard = e.Delivered(
        0, 1, 0, 4_000, level=-20.0, pitch=110.0, voiced=3_000, clipped=0.0, background=-20.0 - above
    )
    said = Spoken(0, 4_000, "the first thing is that the other", confidence, delivered=heard)
    return Lane((said, Spoken(5_000, 5_400, "yes", 1.0)))


def test_words_that_change_with_each_syllable_of_a_clear_voice_are_another_language() -> None:
    assert not clear_words(heard_with(0.3, 30))
    assert another_language(heard_with(0.3, 30))
    assert not another_language(heard_with(0.3, 8))
    assert clear_words(heard_with(0.6, 30))
    assert not another_language(heard_with(0.6, 30))


def test_the_report_of_a_call_in_another_language_says_so_and_blames_no_recogniser() -> None:
    talk = conversation([Spoken(500, 2_000, "The first thing.")], [Spoken(3_000, 9_000, STORY)], LISTED)
    setting = Setting(words_assessed=False, troubles=("another language",))
    found = timeline_of(talk, Lane(()), setting, read)
    said = notices(floor_of(found, SCENARIO), found)
    assert ["another language" in one for one in said] == [True]
