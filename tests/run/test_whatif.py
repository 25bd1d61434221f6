"""What would have come of another act is played out, never guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.calls import PARCEL, PROGRAM
from voicetrainer import catalogue, places
from voicetrainer.authoring import load_scenario
from voicetrainer.core import events as e
from voicetrainer.core.cues import Cue
from voicetrainer.core.program import Program
from voicetrainer.core.rubric import Item, Rubric, Section
from voicetrainer.core.scenario import Checkpoint, Scenario, State
from voicetrainer.core.score import WhatIf
from voicetrainer.run.imagined import Otherwise, Voice, imagine
from voicetrainer.run.rehearse import rehearse
from voicetrainer.run.whatif import what_ifs

SHIPPED = load_scenario(places.scenarios() / "parcel.yaml")
RUBRIC = Rubric("test", "Test", 60, (
    Section("all", "All", 1, (
        Item("interruptions", "floor.interruptions", ("L02",), 3),
        Item("dead-air", "floor.dead air", ("E01",)),
        Item("points", "checkpoint", ("D09",), 2),
        Item("no-blame", "fault", ("L05",), 2),
    )),
))  # fmt: skip

LONG = "Eleven days I have waited. Nobody rang me back. And there were two parcels, not one."
STORY = replace(
    PARCEL,
    states={**PARCEL.states, "opening": replace(PARCEL.states["opening"], caller=(LONG,))},
    checkpoints={**PARCEL.checkpoints, "said sorry": Checkpoint("D09", better="I am so sorry about that.")},
)


def found(cues: list[Cue], scenario: Scenario = STORY, only: str = "") -> tuple[WhatIf, ...]:
    """`only`: judged by this item alone."""
    timeline = rehearse(Program(scenario), cues, e.Answered(0, seed=7)).timeline
    items = tuple(item for item in RUBRIC.sections[0].items if only in ("", item.id))
    return what_ifs(timeline, scenario, replace(RUBRIC, sections=(Section("all", "All", 1, items),)))


def of(item: str, tellings: tuple[WhatIf, ...]) -> WhatIf:
    return next(one for one in tellings if one.item.startswith(item))


def sentence(one: WhatIf) -> str:
    return catalogue.say(one.kind, **dict(one.values))


INTERRUPTED = [Cue("Hello"), Cue("Now listen to me please madam", over=1200), Cue("I am sorry", after=3000)]


def test_who_had_waited_would_have_heard_of_the_second_parcel() -> None:
    one = of("interruptions", found(INTERRUPTED))
    assert one.kind == "whatif.waited-more-heat"
    assert "And there were two parcels, not one." in one.line
    assert "Eleven days" not in one.line  # of that they heard the beginning
    values = dict(one.values)
    assert (values["meter"], values["was"], values["would"]) == ("anger", "8", "6")
    assert one.seed == 7 and "waited" in sentence(one)


def test_the_change_is_how_much_longer_the_wait_would_have_been() -> None:
    timeline = rehearse(Program(STORY), INTERRUPTED).timeline
    one = of("interruptions", what_ifs(timeline, STORY, RUBRIC))
    line = next(x for x in timeline if isinstance(x, e.LineStarted))
    speech = [x for x in timeline if isinstance(x, e.SpeechStarted)][1]
    assert one.at == speech.onset
    assert dict(one.values)["seconds"] == round((line.onset + line.length + 300 - speech.onset) / 1000, 1)


def test_the_strips_show_the_line_cut_and_the_line_whole() -> None:
    one = of("interruptions", found(INTERRUPTED))
    was, would = one.was[0], one.would[0]
    assert was.who == would.who == "caller" and was.onset == would.onset
    assert was.end < would.end
    trainee = [next(s for s in strips if s.who == "trainee") for strips in (one.was, one.would)]
    assert trainee[0].onset == one.at and trainee[1].onset == would.end + 300
    assert trainee[0].end - trainee[0].onset == trainee[1].end - trainee[1].onset


def test_a_silence_that_made_her_ask_is_played_again_without_it() -> None:
    cues = [Cue("Hello"), Cue("I am sorry about that", after=9000), Cue("I will call you")]
    one = of("dead-air", found(cues))
    assert one.kind == "whatif.sooner-heat"
    values = dict(one.values)
    assert float(str(values["would"])) < float(str(values["was"]))
    assert values["seconds"] == 8.0


def test_the_better_wording_is_said_and_must_have_earned_its_checkpoint() -> None:
    one = of("points", found([Cue("Hello"), Cue("It is in the porch"), Cue("Look in the porch")]))
    assert one.kind.startswith("whatif.better")
    assert dict(one.values)["said"] == "I am so sorry about that."
    assert one.line == "Well. What are you going to do about it?"
    useless = replace(STORY, checkpoints={"said sorry": Checkpoint("D09", better="What a pity.")} | {
        name: point for name, point in STORY.checkpoints.items() if name != "said sorry"
    })  # fmt: skip
    tellings = found([Cue("Hello"), Cue("It is in the porch"), Cue("Look in the porch")], useless)
    assert not [one for one in tellings if one.item.startswith("points")]


def test_a_fault_is_left_out_and_the_rest_is_said() -> None:
    one = of(
        "no-blame",
        found(
            [Cue("Hello"), Cue("I am sorry about it. You should have been in."), Cue("Bye")], only="no-blame"
        ),
    )
    assert one.kind.startswith("whatif.left-out")
    assert dict(one.values)["said"] == "You should have been in."
    assert next(s.words for s in one.would if s.who == "trainee") == "I am sorry about it."


def test_where_nothing_else_was_said_a_better_wording_stands_in_its_place() -> None:
    one = of("no-blame", found([Cue("Hello"), Cue("You should have been in"), Cue("Bye")], only="no-blame"))
    assert one.kind.startswith("whatif.instead")
    assert dict(one.values)["said"] == "I am so sorry about that."


def test_a_call_without_a_miss_has_none() -> None:
    assert found([Cue("Hello"), Cue("I am sorry"), Cue("I will call you")]) == ()


def test_a_trainee_who_never_spoke_is_told_of_no_words_they_might_have_said() -> None:
    assert found([]) == ()


def test_at_most_two_are_told_of_different_items_and_moments() -> None:
    for rehearsal in SHIPPED.rehearsals:
        timeline = rehearse(Program(SHIPPED.scenario), rehearsal.cues).timeline
        tellings = what_ifs(timeline, SHIPPED.scenario, RUBRIC)
        assert len(tellings) <= 2
        assert len({one.item for one in tellings}) == len({one.at for one in tellings}) == len(tellings)
        for one in tellings:
            assert sentence(one)


def test_a_line_that_is_told_was_never_said_whole_in_the_real_call() -> None:
    for rehearsal in SHIPPED.rehearsals:
        timeline = rehearse(Program(SHIPPED.scenario), rehearsal.cues).timeline
        cut = {x.line for x in timeline if isinstance(x, e.LineEnded) and x.cut}
        whole = " ".join(x.text for x in timeline if isinstance(x, e.Saying) and x.line not in cut)
        for one in what_ifs(timeline, SHIPPED.scenario, RUBRIC):
            assert not one.line or one.line not in whole


def test_the_same_call_gives_the_same_tellings_and_leaves_no_call_behind() -> None:
    timeline = rehearse(Program(STORY), INTERRUPTED).timeline
    assert what_ifs(timeline, STORY, RUBRIC) == what_ifs(list(timeline), STORY, RUBRIC)
    program = Program(STORY)
    place = next(n for n, x in enumerate(timeline) if isinstance(x, e.SpeechStarted) and x.utterance == 2)
    imagine(timeline, program, Otherwise(place, place, "I am sorry"))
    assert program.calls == 0


def test_every_kind_has_its_sentence() -> None:
    for act in ("waited", "sooner", "better", "left-out", "instead"):
        for what in ("more", "more-heat", "line", "line-heat", "won", "heat"):
            assert catalogue.known(f"whatif.{act}-{what}")


# -- the imagined rest -----------------------------------------------------------------------------


def test_a_line_lasts_as_long_as_it_did_and_others_go_at_the_same_pace() -> None:
    timeline = [
        e.Saying(0, 1, "one two three four", "calm"),
        e.LineStarted(0, 1, 0, 2640),  # half as fast as is usual
    ]
    voice = Voice(timeline)
    assert voice.line(e.Say(9, "one two three four", "calm"))[0] == 2640
    assert voice.line(e.Say(9, "five six", "calm"))[0] == 1320


def test_an_act_that_changes_nothing_gives_the_call_as_it_went() -> None:
    """The same words at the same time: the imagined rest is the real one."""
    cues = [Cue("Hello"), Cue("It is in the porch"), Cue("I am sorry"), Cue("I will call you")]
    timeline = rehearse(PROGRAM, cues).timeline
    turns = [(place, x) for place, x in enumerate(timeline) if isinstance(x, e.Turn)]
    for place, turn in turns:
        upto = next(n for n, x in enumerate(timeline)
                    if isinstance(x, e.SpeechStarted) and x.utterance in turn.utterances)  # fmt: skip
        same = Otherwise(upto, place, turn.text, turn.end - turn.onset, turn.onset)
        imagined = imagine(timeline, PROGRAM, same)
        assert imagined and imagined.outcome == "won"
        for kind in (e.Entered, e.Changed, e.Saying, e.Credited):
            assert [x for x in imagined.timeline if isinstance(x, kind)] == [
                x for x in timeline if isinstance(x, kind)
            ]


def test_nobody_knows_what_they_would_say_to_a_line_they_never_heard() -> None:
    cues = [Cue("Hello"), Cue("You should have been in"), Cue("Well")]
    timeline = rehearse(PROGRAM, cues).timeline
    place, turn = [(n, x) for n, x in enumerate(timeline) if isinstance(x, e.Turn)][1]
    upto = next(n for n, x in enumerate(timeline) if isinstance(x, e.SpeechStarted) and x.utterance == 2)
    imagined = imagine(timeline, PROGRAM, Otherwise(upto, place, "I am sorry", None, turn.onset))
    assert imagined and imagined.outcome is None
    assert isinstance(imagined.timeline[-2], e.Listening)


TEXTS = ("Hello", "I am sorry", "I will call", "you should have been in", "mm-hm", "well no", "")
some_cues = st.lists(
    st.builds(Cue, st.sampled_from(TEXTS), after=st.sampled_from([0, 600, 5500, 9000]),
              over=st.sampled_from([None, None, 0, 900, 1500])),
    max_size=6,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(some_cues)
def test_whatever_the_trainee_did_something_or_nothing_is_told(cues: list[Cue]) -> None:
    timeline = rehearse(Program(STORY), cues).timeline
    for one in what_ifs(timeline, STORY, RUBRIC):
        assert sentence(one) and one.was and one.would
        assert 0 <= one.at <= timeline[-1].at
        assert all(strip.onset < strip.end for strip in (*one.was, *one.would))


@pytest.mark.parametrize("length", range(0, 60, 7))
def test_any_beginning_of_a_call_can_be_asked(length: int) -> None:
    timeline = rehearse(Program(STORY), INTERRUPTED).timeline[:length]
    what_ifs(timeline, STORY, RUBRIC)


def test_a_scenario_without_meters_has_what_ifs_of_lines_only() -> None:
    states = {
        "start": State("start", (LONG,), branches=STORY.states["softening"].branches[:0]),
    }
    bare = replace(STORY, states=states, start="start", meters={}, always=())
    for one in found([Cue("Now listen to me please madam", over=1200)], bare):
        assert dict(one.values)["meter"] == "" and "heat" not in one.kind
