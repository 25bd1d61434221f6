"""Corrections and overrulings: what people put right, beside what the program made of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voicetrainer.core import events as e
from voicetrainer.core.cues import Cue
from voicetrainer.core.judge import score
from voicetrainer.core.review import Correction, Overruling, changes, corrected, mended, overruled
from voicetrainer.core.rubric import Item, Rubric, Section
from voicetrainer.core.score import Judged, Scorecard
from voicetrainer.core.stability import stable
from voicetrainer.run.rehearse import rehearse

from .calls import PARCEL, PROGRAM, Hand

POINTS = Item("points", "checkpoint", ("C01", "D09", "V08"))
NO_BLAME = Item("no-blame", "fault", ("L05",))
RUBRIC = Rubric("test", "Test", 60, (Section("all", "All", 1, (POINTS, NO_BLAME)),))


def of(card: Scorecard, id_: str) -> Judged:
    return next(j for s in card.sections for j in s.items if j.item.id == id_)


def call(*texts: str) -> list[e.Event]:
    return rehearse(PROGRAM, [Cue(text) for text in texts]).timeline


def credited(timeline: list[e.Event]) -> list[str]:
    return [x.checkpoint for x in timeline if isinstance(x, e.Credited)]


def test_a_misheard_apology_is_credited_once_it_is_corrected() -> None:
    timeline = call("Hello there", "I am sari about that", "I will call you")
    assert "said sorry" not in credited(timeline)
    new = corrected(timeline, PARCEL, [Correction(2, "I am sorry about that", "Ada")])
    assert credited(new).count("said sorry") == 1
    found = next(x for x in new if isinstance(x, e.Credited) and x.checkpoint == "said sorry")
    turn = next(x for x in new if isinstance(x, e.Turn) and x.utterances == (2,))
    assert (found.onset, found.end, found.words) == (turn.onset, turn.end, "I am sorry about that")


def test_a_correction_leaves_the_callers_way_as_it_was() -> None:
    timeline = call("Hello there", "I am sari about that", "I will call you")
    new = corrected(timeline, PARCEL, [Correction(2, "I am sorry about that", "Ada")])
    for kind in (e.Entered, e.Branched, e.Changed, e.Saying, e.LineStarted, e.LineEnded, e.Ended):
        assert [x for x in new if isinstance(x, kind)] == [x for x in timeline if isinstance(x, kind)]


def test_a_fault_that_was_never_said_goes() -> None:
    timeline = call("Hello there", "you should have been in")
    assert any(isinstance(x, e.Faulted) for x in timeline)
    new = corrected(timeline, PARCEL, [Correction(2, "you must have been ill", "Ada")])
    assert not any(isinstance(x, e.Faulted) for x in new)


def test_a_checkpoint_taken_from_an_earlier_turn_goes_to_the_later_one_that_reached_it_too() -> None:
    timeline = call("Hello", "well I am sorry", "you should have been in", "I am sorry")
    words = [x.words for x in timeline if isinstance(x, e.Credited) and x.checkpoint == "said sorry"]
    assert words == ["well I am sorry"]
    new = corrected(timeline, PARCEL, [Correction(2, "well I am safe", "Ada")])
    later = [x for x in new if isinstance(x, e.Credited) and x.checkpoint == "said sorry"]
    assert len(later) <= 1 and all(x.words == "I am sorry" for x in later)


def test_unclear_words_that_are_known_now_become_a_turn() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 3000)
    hand.line_over(1, 4800)
    hand.speaks(5500, 6500, "I m srr", confidence=0.1)
    hand.call.advance(8000)
    timeline = hand.call.timeline
    assert any(isinstance(x, e.Unclear) for x in timeline)
    new = corrected(timeline, PARCEL, [Correction(2, "I am sorry", "Ada")])
    turn = [x for x in new if isinstance(x, e.Turn)][-1]
    assert (turn.text, turn.onset, turn.fto) == ("I am sorry", 5500, 700)
    assert "said sorry" in credited(new) and not any(isinstance(x, e.Unclear) for x in new)


def test_a_reader_reads_the_corrected_words() -> None:
    act = e.DialogueAct("apology", 1.0, "sorry")
    new = corrected(
        call("Hello there", "I am sari"), PARCEL, [Correction(2, "I am sorry", "Ada")],
        reader=lambda text, before: (act,) if "sorry" in text else (),
    )  # fmt: skip
    assert next(x.acts for x in new if isinstance(x, e.Turn) and x.utterances == (2,)) == (act,)


def test_the_last_correction_of_an_utterance_counts_and_unknown_ones_are_passed_over() -> None:
    timeline = call("Hello there", "I am sari")
    notes = [
        Correction(2, "I am sore", "Ada"),
        Correction(2, "I am sorry", "Ben"),
        Correction(77, "what", "Ada"),
    ]
    new = corrected(timeline, PARCEL, notes)
    assert "said sorry" in credited(new)
    assert [(m.was, m.correction.by) for m in mended(timeline, notes)] == [("I am sari", "Ben")]
    assert corrected(timeline, PARCEL, notes[2:]) == timeline


# -- overruling ------------------------------------------------------------------------------------


def test_both_verdicts_stay_and_the_sums_follow_the_persons() -> None:
    card = score(call("Hello there", "you should have been in"), PARCEL, RUBRIC)
    ruled = overruled(card, [Overruling("no-blame", "earned", "Ada", "She read it out", "2026-03-01T10:00")])
    judged = of(ruled, "no-blame")
    assert judged.verdict == "earned" and judged.overruled
    assert (judged.overruled.was, judged.overruled.by, judged.overruled.reason) == (
        "lost",
        "Ada",
        "She read it out",
    )
    assert card.total is not None and ruled.total is not None and ruled.total > card.total


def test_overruling_a_lost_critical_item_lets_the_call_pass() -> None:
    rubric = Rubric("t", "T", 20, (Section("all", "All", 1, (POINTS, replace(NO_BLAME, critical=True))),))
    card = score(call("Hello there", "you should have been in"), PARCEL, rubric)
    assert card.passed is False and card.critical_lost == ("no-blame",)
    ruled = overruled(card, [Overruling("no-blame", "not assessed", "Ada", "Not her words")])
    assert ruled.passed is True and ruled.critical_lost == ()


def test_ruling_twice_keeps_the_programs_verdict_and_the_last_persons() -> None:
    card = score(call("Hello there", "you should have been in"), PARCEL, RUBRIC)
    notes = [Overruling("no-blame", "earned", "Ada", "a"), Overruling("no-blame", "not needed", "Ben", "b")]
    once, twice = overruled(card, notes), overruled(overruled(card, notes[:1]), notes[1:])
    assert once == twice
    judged = of(twice, "no-blame")
    assert judged.overruled and (judged.overruled.was, judged.overruled.by) == ("lost", "Ben")


def test_an_overruling_of_an_item_that_is_not_there_changes_nothing() -> None:
    card = score(call("Hello there"), PARCEL, RUBRIC)
    assert overruled(card, [Overruling("kindness", "earned", "Ada", "why not")]) == card


def test_an_overruling_stands_on_a_scorecard_with_doubts() -> None:
    timeline = call("Hello there", "I am sorry")
    ruled = overruled(
        stable(timeline, PARCEL, RUBRIC), [Overruling("points: next step", "earned", "Ada", "r")]
    )
    assert of(ruled, "points: next step").stability is not None


# -- what changed ----------------------------------------------------------------------------------


def test_nothing_changed_is_told_as_nothing() -> None:
    card = score(call("Hello there"), PARCEL, RUBRIC)
    assert changes(card, card).items == ()


def test_a_corrected_word_is_told_as_the_cause() -> None:
    timeline = call("Hello there", "you should have been in")
    before = score(timeline, PARCEL, RUBRIC)
    after = score(corrected(timeline, PARCEL, [Correction(2, "I am sorry", "Ada")]), PARCEL, RUBRIC)
    found = {change.item: (change.was, change.now, change.why) for change in changes(before, after).items}
    assert found["points: said sorry"] == ("lost", "earned", "words")
    assert found["no-blame"][:2] == ("lost", "earned")


@pytest.mark.parametrize(
    ("change", "why"),
    [({"limits": {"at most": 3.0}}, "limit"), ({"weight": 7.0}, "weight"), ({"rule": "outcome.won"}, "rule")],
)
def test_a_newer_rubric_is_told_as_the_cause(change: dict[str, object], why: str) -> None:
    timeline = call("Hello there", "I am sorry")
    newer = Rubric("test", "Test", 60, (Section("all", "All", 1, (POINTS, replace(NO_BLAME, **change))),))  # type: ignore[arg-type]
    found = changes(score(timeline, PARCEL, RUBRIC), score(timeline, PARCEL, newer)).items
    assert {(x.item, x.why) for x in found} == {("no-blame", why)}


def test_items_that_came_and_went_are_told() -> None:
    timeline = call("Hello there", "I am sorry")
    newer = Rubric("t", "T", 60, (Section("all", "All", 1, (Item("won", "outcome.won", ("D10",)), POINTS)),))
    found = {
        x.item: x.why for x in changes(score(timeline, PARCEL, RUBRIC), score(timeline, PARCEL, newer)).items
    }
    assert found == {"won": "new item", "no-blame": "gone"}


def test_a_persons_verdict_is_told_as_theirs() -> None:
    card = score(call("Hello there", "you should have been in"), PARCEL, RUBRIC)
    ruled = overruled(card, [Overruling("no-blame", "earned", "Ada", "She read it out")])
    (change,) = changes(card, ruled).items
    assert (change.was, change.now, change.why, dict(change.values)["by"]) == (
        "lost",
        "earned",
        "person",
        "Ada",
    )
