"""Overlap classes, gaps and silences, each with its hand-made timeline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voicetrainer.core import events as e
from voicetrainer.core.floor import Floor, floor_of
from voicetrainer.core.scenario import Scenario

from .calls import PARCEL

LINE = (
    e.Mark("sentence", 0, 2000, "Eleven days I have waited."),
    e.Mark("pause", 2000, 2800),
    e.Mark("sentence", 2800, 6000, "Nobody rang me back."),
)


def floor(
    onset: int, end: int, text: str, *more: e.Event, line_at: int = 1000, cut: int | None = None,
    marks: tuple[e.Mark, ...] = LINE, others: tuple[str, ...] = (), scenario: Scenario = PARCEL,
) -> Floor:  # fmt: skip
    """One caller line of 6 s, from `line_at` on, and one utterance."""
    over = line_at + 6000 if cut is None else cut
    events = [
        e.Answered(0),
        e.Saying(line_at, 1, "Eleven days …", "angry"),
        e.LineStarted(line_at, 1, line_at, 6000, marks),
        e.LineEnded(over, 1, over, cut is not None),
        e.SpeechStarted(onset + 60, 1, onset),
        e.SpeechEnded(end + 500, 1, end),
        e.Recognised(end + 500, 1, text, alternatives=others),
        *more,
    ]
    return floor_of(sorted(events, key=lambda x: x.at), scenario)


@pytest.mark.parametrize(
    ("onset", "end", "text", "kind"),
    [
        (2000, 2400, "mm-hm", "backchannel"),
        (2000, 4000, "but listen to me", "interruption"),
        (2000, 2500, "Ready", "short overlap"),
        (2000, 2900, "Ready", "interruption"),
        (2000, 2500, "but listen", "interruption"),
        (2000, 2420, "that is what", "short overlap"),
        (4100, 5500, "I am sorry", "false ending"),
        (4150, 5500, "I am sorry", "interruption"),
        (6700, 8000, "I am sorry", "terminal"),
        (2700, 4200, "I am sorry", "false ending"),
        (3300, 4500, "I am sorry", "false ending"),
        (1200, 3000, "I wanted to say", "simultaneous start"),
        (900, 3500, "and another thing", "simultaneous start"),
        (400, 1600, "and another thing", "gave way"),
    ],
)
def test_each_overlap_has_its_class(onset: int, end: int, text: str, kind: str) -> None:
    (overlap,) = floor(onset, end, text).overlaps
    assert overlap.kind == kind
    assert overlap.onset == max(onset, 1000) and overlap.end == min(end, 7000)


def test_an_interruption_ends_where_the_caller_gave_up() -> None:
    (overlap,) = floor(4500, 8000, "but listen to me", cut=5200).overlaps
    assert (overlap.kind, overlap.onset, overlap.end) == ("interruption", 4500, 5200)


def test_a_cough_is_no_overlap() -> None:
    assert not floor(4500, 5200, "").overlaps


def test_a_long_mm_hm_that_stopped_the_caller_is_judged_a_backchannel_all_the_same() -> None:
    (overlap,) = floor(4500, 5400, "mm-hm", cut=5300).overlaps
    assert overlap.kind == "backchannel"


def test_a_short_word_that_stopped_the_caller_is_still_too_little_to_blame() -> None:
    (overlap,) = floor(4500, 5000, "Madam", cut=5060).overlaps
    assert overlap.kind == "short overlap" and overlap.cut


def test_another_reading_can_save_a_murmur_from_being_an_interruption() -> None:
    assert floor(4500, 5050, "that is what").overlaps[0].kind == "interruption"
    assert floor(4500, 5050, "that is what", others=("Mm-hm",)).overlaps[0].kind == "short overlap"
    assert floor(4500, 5050, "the hall", others=("Mm-hm mm-hm",)).overlaps[0].kind == "backchannel"
    assert floor(4500, 5400, "the hall", others=("Mm-hm mm-hm",)).overlaps[0].kind == "interruption", (
        "too long"
    )


def test_a_murmur_spelt_as_letters_is_the_word_that_they_sound_like() -> None:
    listed = replace(PARCEL, backchannels=("i see", "right"))
    assert floor(4500, 4900, "I. C.", scenario=listed).overlaps[0].kind == "backchannel"
    assert floor(4500, 4900, "U. C.", scenario=listed).overlaps[0].kind == "short overlap"


def test_a_recognisers_slip_in_a_murmur_is_forgiven() -> None:
    listed = replace(PARCEL, backchannels=("right", "of course", "yes"))
    for text, kind in (("bright", "backchannel"), ("of cours", "backchannel"), ("yet", "short overlap"),
                       ("rigs", "short overlap")):  # fmt: skip
        assert floor(4500, 5000, text, scenario=listed).overlaps[0].kind == kind, text
    assert floor(4500, 5400, "bright", scenario=listed).overlaps[0].kind == "interruption", "too long for one"


def test_a_murmur_and_the_answer_in_one_breath_are_a_murmur_over_the_line() -> None:
    pause = [e.SpeechPaused(6800, 1, 6700), e.SpeechResumed(7100, 1, 7040)]
    (overlap,) = floor(6300, 9000, "Okay. I am so sorry", *pause).overlaps
    assert (overlap.kind, overlap.end, overlap.words) == ("backchannel", 6700, "okay")
    assert floor(6300, 9000, "Okay. I am so sorry").overlaps[0].kind == "interruption"


def test_a_murmur_for_which_the_caller_stopped_is_one_whatever_followed_it() -> None:
    pause = [e.SpeechPaused(6800, 1, 6700), e.SpeechResumed(7200, 1, 7140)]
    (overlap,) = floor(6300, 9000, "Okay. I am so sorry", *pause, cut=6820).overlaps
    assert (overlap.kind, overlap.words) == ("backchannel", "okay")
    (overlap,) = floor(6300, 9000, "But. I am so sorry", *pause, cut=6820).overlaps
    assert (overlap.kind, overlap.words) == ("interruption", "But. I am so sorry")


def test_a_pause_in_the_middle_of_an_interruption_excuses_nothing() -> None:
    pause = [e.SpeechPaused(5000, 1, 4900), e.SpeechResumed(5260, 1, 5200)]
    assert floor(4500, 9000, "Right. You should have rung", *pause).overlaps[0].kind == "interruption"


def test_a_question_inside_a_line_may_be_answered() -> None:
    asked = (e.Mark("sentence", 0, 2000, "Are you there?"), e.Mark("pause", 2000, 2800), LINE[2])
    (overlap,) = floor(3300, 4500, "yes I am here", marks=asked).overlaps
    assert overlap.kind == "terminal" and overlap.invited


def test_a_pause_inside_a_sentence_is_bait_and_one_at_the_very_end_is_none() -> None:
    inside = (e.Mark("sentence", 0, 6000, "Eleven days, and nobody rang."), e.Mark("pause", 2000, 2800))
    assert floor(3300, 4500, "I am sorry", marks=inside).overlaps[0].kind == "false ending"
    behind = (e.Mark("sentence", 0, 5000, "Eleven days."), e.Mark("pause", 5000, 6000))
    assert floor(6500, 8000, "I am sorry", marks=behind).overlaps[0].kind == "terminal"


# -- what it brought ---------------------------------------------------------------------------


def turn(onset: int, end: int, text: str, *acts: str) -> e.Turn:
    found = tuple(e.DialogueAct(name, 0.9, text) for name in acts)
    return e.Turn(end + 800, (1,), onset, end, onset - 7000, text, acts=found)


@pytest.mark.parametrize(
    ("text", "acts", "content"),
    [
        ("we could send it again", ("offer",), "solution"),
        ("it was not us you know", ("defence",), "defence"),
        ("it was not us but take this", ("defence", "solution"), "solution"),
        ("listen to me now", (), "other words"),
        ("let me finish please", ("commitment",), "other words"),
        ("i will have a look for you", ("commitment",), "other words"),
    ],
)
def test_the_acts_tell_what_an_interruption_brought(text: str, acts: tuple[str, ...], content: str) -> None:
    (overlap,) = floor(2000, 4000, text, turn(2000, 4000, text, *acts)).overlaps
    assert (overlap.kind, overlap.content, overlap.counts) == ("interruption", content, True)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("I will ring the depot", "solution"),
        ("you should have rung us", "defence"),
        ("listen to me now", "other words"),
        ("I will stop you there", "other words"),
        ("I will not ring anybody", "other words"),
    ],
)
def test_without_acts_the_phrase_lists_tell(text: str, content: str) -> None:
    assert floor(2000, 4000, text).overlaps[0].content == content


def test_where_nothing_can_tell_it_has_no_kind() -> None:
    bare = replace(PARCEL, phrases={})
    assert floor(2000, 4000, "I will ring them", scenario=bare).overlaps[0].content is None
    unclear = e.Unclear(5000, (1,), 2000, 4000, 1)
    assert floor(2000, 4000, "I will ring them", unclear).overlaps[0].content is None


def test_a_false_ending_counts_only_with_an_offer_or_a_defence() -> None:
    assert floor(3300, 4500, "I will ring them").overlaps[0].counts
    assert not floor(3300, 4500, "that must be hard").overlaps[0].counts


# -- one after the other -----------------------------------------------------------------------


def spoken(number: int, onset: int, end: int, text: str) -> list[e.Event]:
    return [e.SpeechStarted(onset + 60, number, onset), e.SpeechEnded(end + 500, number, end),
            e.Recognised(end + 500, number, text)]  # fmt: skip


def test_signs_of_listening_that_come_thick_and_fast_count_once() -> None:
    more = [*spoken(2, 3200, 3500, "mm-hm"), *spoken(3, 5100, 5400, "I see")]
    found = floor(2000, 2300, "mm-hm", *more).overlaps
    assert [o.kind for o in found] == ["backchannel"] * 3
    assert [o.credited for o in found] == [True, False, True]


def second_line(at: int, length: int) -> list[e.Event]:
    return [e.Saying(at, 2, "Will you let me finish!", "angry"), e.LineStarted(at, 2, at, length),
            e.LineEnded(at + length, 2, at + length)]  # fmt: skip


def test_whoever_interrupts_is_not_praised_for_stopping_later() -> None:
    found = floor(4500, 8000, "but listen to me", *second_line(7400, 3000)).overlaps
    assert [o.kind for o in found] == ["interruption", "simultaneous start"]
    assert not any(o.credited for o in found)


def test_giving_way_after_a_fair_start_is_credited() -> None:
    found = floor(7000 - 200, 9000, "I am sorry", *second_line(8500, 3000)).overlaps
    assert [(o.kind, o.credited) for o in found] == [("terminal", False), ("gave way", True)]


def test_a_caller_who_began_in_a_silence_of_the_trainee_was_not_given_way_to() -> None:
    pause = [e.SpeechPaused(1000, 1, 900), e.SpeechResumed(1300, 1, 1240)]
    assert floor(400, 1600, "and another thing", *pause).overlaps[0].kind == "simultaneous start"
    assert floor(400, 1600, "and another thing").overlaps[0].kind == "gave way"


# -- silence -----------------------------------------------------------------------------------


def silence(*events: e.Event) -> Floor:
    return floor_of([e.Answered(0), e.Listening(1000, 1000), *events], PARCEL)


def test_five_seconds_of_nobody_speaking_are_dead_air() -> None:
    assert silence(e.SpeechStarted(6060, 1, 6000)).silences[0].kind == "dead air"
    assert not silence(e.SpeechStarted(6039, 1, 5999)).silences


def test_an_announced_pause_is_no_dead_air() -> None:
    said = [
        e.SpeechStarted(260, 1, 200),
        e.SpeechEnded(1400, 1, 900),
        e.Recognised(1400, 1, "One moment please"),
    ]
    then = [e.Listening(1700, 1700), e.SpeechStarted(9060, 2, 9000)]
    found = floor_of([e.Answered(0), *said, *then], PARCEL)
    assert [s.kind for s in found.silences] == ["announced pause"]


def test_a_cough_does_not_break_a_silence() -> None:
    cough = [e.SpeechStarted(3060, 1, 3000), e.SpeechEnded(3700, 1, 3200), e.Recognised(3700, 1, "")]
    found = silence(*cough, e.SpeechStarted(7060, 2, 7000))
    assert [(s.kind, s.onset, s.end) for s in found.silences] == [("dead air", 1000, 7000)]
    assert found.longest_silence == 6000


def test_a_silence_under_five_seconds_is_measured_all_the_same() -> None:
    assert silence(e.SpeechStarted(4060, 1, 4000)).longest_silence == 3000


def test_hold_is_hold() -> None:
    found = silence(e.Did(2000, "hold"), e.Did(30_000, "resume")).silences
    assert [(s.kind, s.onset, s.end, s.asked) for s in found] == [("hold", 2000, 30_000, False)]


def test_a_hold_was_asked_for_though_the_caller_said_yes_in_between() -> None:
    said = [*spoken(1, 100, 900, "One moment, please"), *second_line(1500, 600)]
    events = sorted([e.Answered(0), *said, e.Did(2500, "hold"), e.Did(9000, "resume")], key=lambda x: x.at)
    (hold,) = floor_of(events, PARCEL).silences
    assert hold.asked and hold.words == "One moment, please"


def test_a_hold_that_the_caller_ended_lasted_until_then() -> None:
    (hold,) = silence(e.Did(2000, "hold"), *second_line(62_000, 600)[:2]).silences
    assert (hold.onset, hold.end) == (2000, 62_000)


# -- who talked how much -----------------------------------------------------------------------


def talk(*turns: tuple[str, int, int, str], more: tuple[e.Event, ...] = ()) -> Floor:
    """Lines and utterances one after the other: (mood, or '' for the trainee; onset, end, text)."""
    events: list[e.Event] = [e.Answered(0), *more]
    for number, (mood, onset, end, text) in enumerate(turns, 1):
        if mood:
            events += [e.Saying(onset, number, text, mood), e.LineStarted(onset, number, onset, end - onset),
                       e.LineEnded(end, number, end)]  # fmt: skip
        else:
            events += [*spoken(number, onset, end, text),
                       e.Turn(end + 800, (number,), onset, end, 500, text)]  # fmt: skip
    return floor_of(sorted(events, key=lambda x: x.at), PARCEL)


RANT = (("", 200, 1500, "Hello"), ("angry", 2000, 12_000, "Eleven days"))


def test_the_complaint_is_over_before_the_turn_that_the_caller_answered_more_coolly() -> None:
    found = talk(*RANT, ("", 13_000, 15_000, "I am sorry"), ("tired", 16_000, 18_000, "Well")).complaint
    assert found and (found.onset, found.end, found.closed) == (2000, 12_000, "cooler")
    assert found.share == 0.0


def test_the_complaint_is_over_before_the_first_acknowledgement() -> None:
    credit = e.Credited(15_800, "felt", "E03", 13_000, 15_000, "that must be hard")
    turns = (*RANT, ("", 13_000, 15_000, "that must be hard"), ("angry", 16_000, 20_000, "Yes"))
    found = talk(*turns, more=(credit,)).complaint
    assert found and (found.end, found.closed) == (12_000, "acknowledged")


def test_what_is_argued_before_the_caller_cools_belongs_to_the_complaint() -> None:
    found = talk(
        *RANT, ("", 12_500, 18_500, "no you did not"), ("angry", 19_000, 23_000, "I did"),
        ("", 23_500, 25_000, "I am sorry"), ("tired", 26_000, 27_000, "Well"),
    ).complaint  # fmt: skip
    assert found and found.end == 23_000
    assert found.share == pytest.approx(6000 / 20_000)


def test_a_complaint_that_nothing_ends_is_the_first_third() -> None:
    found = talk(*RANT, ("", 13_000, 40_000, "no"), ("angry", 41_000, 50_000, "Yes")).complaint
    assert found and (found.end, found.closed) == (2000 + 16_000, "first third")


def test_a_friendly_call_has_no_complaint() -> None:
    assert talk(("", 200, 1500, "Hello"), ("neutral", 2000, 12_000, "A question")).complaint is None


def test_a_monologue_ends_with_a_caller_line_or_a_silence() -> None:
    story = talk(*RANT, ("", 13_000, 17_000, "first"), ("", 18_000, 21_000, "and then")).monologue
    assert story and (story.onset, story.end, story.words) == (13_000, 21_000, "first and then")
    broken = talk(*RANT, ("", 13_000, 17_000, "first"), ("", 19_000, 21_000, "and then")).monologue
    assert broken and broken.length == 4000
    answered = talk(("", 200, 1500, "Hello"), ("angry", 1600, 1700, "Yes"), ("", 1800, 2000, "so")).monologue
    assert answered and answered.length == 1300


def test_talk_share_counts_spoken_time_only() -> None:
    assert floor(7500, 9500, "I am sorry").talk_share == pytest.approx(2000 / 8000)
