"""What a note earns, misses, and what nobody can tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.calls import PARCEL
from tests.core.talk import Talk, item
from voicetrainer.core import events as e
from voicetrainer.core.floor import floor_of
from voicetrainer.core.judge import score
from voicetrainer.core.note import entries_of, form, heard, note_in, noted, written
from voicetrainer.core.rubric import Rubric, Section
from voicetrainer.core.rules import RULES, Case
from voicetrainer.core.score import Judged

RULES_OF_NOTES = [name for name in RULES if name.startswith("note.")]
SOME = e.Noted(0, details="eleven days", facts=())


def judged(
    rule: str, note: e.Noted | None, talk: Talk | None = None, outcome: e.Outcome = "won"
) -> list[Judged]:
    ended = (talk or Talk().caller().says("I will ring you by four", "commitment")).ended(outcome)
    timeline = list(noted(ended, note)) if note else ended
    return list(RULES[rule](Case(timeline, PARCEL), item(rule)))


@pytest.mark.parametrize("rule", RULES_OF_NOTES)
def test_without_a_note_nothing_of_it_is_assessed(rule: str) -> None:
    for note in (None, e.Noted(0)):
        (found,) = judged(rule, note)
        assert found.verdict == "not assessed"


@pytest.mark.parametrize("rule", ["note.promises", "note.next step", "note.fields", "note.saved"])
def test_an_empty_note_is_missed_where_a_drill_asked_for_it(rule: str) -> None:
    (found,) = judged(rule, e.Noted(0, asked=True))
    assert found.verdict == "lost"


@pytest.mark.parametrize(
    ("check", "verdict"),
    [("right", "earned"), ("wrong", "lost"), ("missing", "lost"), ("not told", "not assessed")],
)
def test_each_number_has_a_verdict_of_its_own(check: str, verdict: str) -> None:
    one = e.FactNoted("order", "number", "NP 4417", check, "swapped" if check == "wrong" else "")  # type: ignore[arg-type]
    (found,) = judged("note.facts", replace(SOME, facts=(one,)))
    assert (found.verdict, found.item.id) == (verdict, "it: order")


def test_half_of_the_details_will_do() -> None:
    right = e.FactNoted("waiting", "detail", "eleven days", "right")
    missing = e.FactNoted("order", "detail", "", "missing")
    hidden = e.FactNoted("gift", "detail", "", "not told")
    assert judged("note.details", replace(SOME, facts=(right, missing, hidden)))[0].verdict == "earned"
    assert judged("note.details", replace(SOME, facts=(missing, missing, right)))[0].verdict == "lost"
    assert judged("note.details", replace(SOME, facts=(hidden,)))[0].verdict == "not needed"


def test_a_promise_with_another_time_is_missed_and_says_so() -> None:
    note = replace(SOME, promises=(e.Commitment("ring her by five", "Sam", "by five"),))
    (found,) = judged("note.promises", note)
    assert (found.verdict, found.reason) == ("lost", "note.promises-other-time")
    assert found.evidence[0].words == "I will ring you by four"


def test_the_next_step_may_hold_the_promise() -> None:
    note = replace(SOME, step=e.Commitment("Sam rings by four", "Sam", "by four"))
    assert judged("note.promises", note)[0].verdict == "earned"
    assert judged("note.next step", note)[0].verdict == "earned"


def test_who_promised_nothing_need_not_write_it() -> None:
    assert (
        judged("note.promises", SOME, Talk().caller().says("I am sorry", "apology"))[0].verdict
        == "not needed"
    )


def test_a_doubt_about_the_share_does_not_ask_for_more_than_all() -> None:
    note = replace(SOME, promises=(e.Commitment("ring her by four", "", "by four"),))
    timeline = noted(Talk().caller().says("I will ring you by four", "commitment").ended(), note)
    (found,) = RULES["note.promises"](Case(timeline, PARCEL), item("note.promises", share_at_least=1.05))
    assert found.verdict == "earned"


def test_problem_cause_and_outcome_must_be_about_this_call() -> None:
    about = replace(SOME, problem="her parcel never came", cause="nobody rang", outcome="we search")
    other = replace(SOME, problem="wrong invoice", cause="a typo", outcome="credited")
    assert judged("note.fields", about)[0].verdict == "earned"
    assert judged("note.fields", other)[0].verdict == "lost"
    assert judged("note.fields", replace(about, cause=""))[0].verdict == "lost"


def test_an_incident_is_asked_for_only_where_there_was_one() -> None:
    assert judged("note.incident", SOME)[0].verdict == "not needed"
    assert judged("note.incident", replace(SOME, abuse=True))[0].verdict == "lost"
    told = replace(SOME, abuse=True, incident="threatened to come here")
    assert judged("note.incident", told)[0].verdict == "earned"


def test_hanging_up_on_abuse_after_a_boundary_costs_nothing() -> None:
    ended = Talk().caller().says("Speak to me quietly please", "boundary")
    silent = Talk().caller().says("Well I see then")
    rule = "outcome.won"
    assert judged(rule, replace(SOME, abuse=True), ended, "hung up")[0].verdict == "not needed"
    assert judged(rule, SOME, ended, "hung up")[0].verdict == "lost"
    assert judged(rule, replace(SOME, abuse=True), silent, "hung up")[0].verdict == "lost"


def test_a_late_note_is_missed_only_where_there_was_a_limit() -> None:
    assert judged("note.saved", replace(SOME, took=600_000))[0].verdict == "earned"
    assert judged("note.saved", replace(SOME, took=95_000, limit=90_000))[0].verdict == "lost"
    assert judged("note.saved", replace(SOME, took=90_000, limit=90_000))[0].verdict == "earned"


def test_a_note_changes_no_time_of_the_call() -> None:
    ended = Talk().caller().says("I will ring you by four", "commitment").ended()
    after = noted(ended, replace(SOME, took=80_000))
    assert floor_of(after, PARCEL) == floor_of(ended, PARCEL)
    assert after[-1].at == ended[-1].at


def test_without_a_note_the_rest_is_judged_as_before() -> None:
    ended = Talk().caller().says("I will ring you by four", "commitment").ended()
    call = Section("call", "Call", 3, (item("outcome.won"),))
    note = Section("note", "Note", 1, tuple(replace(item(rule), id=rule) for rule in RULES_OF_NOTES))
    assert score(ended, PARCEL, Rubric("x", "X", 65, (call, note))).total == 100


def test_what_is_entered_comes_back_as_it_was() -> None:
    entries = {"name": ["Price"], "number: order": ["NP 4471"], "promise": ["ring by four", "send it"],
               "step": ["Sam rings"], "remark": ["none"]}  # fmt: skip
    note = written(entries, 5, PARCEL, took=1000)
    assert entries_of(note) == entries
    assert note_in([e.Ended(5, "won"), note, e.Noted(5, name="P")]) == e.Noted(5, name="P")


def test_the_incident_is_asked_only_after_abuse() -> None:
    assert [one.key for one in form(("order",), abuse=False)][:2] == ["name", "number: order"]
    assert "incident" not in {one.key for one in form((), abuse=False)}
    assert "incident" in {one.key for one in form((), abuse=True)}


def test_only_what_was_heard_of_a_cut_line_was_told() -> None:
    events = [e.Answered(0), e.Saying(100, 1, "It is NP four four seven one. A watch.", "tired"),
              e.LineStarted(100, 1, 100, 4000, (e.Mark("word", 0, 300, "It"), e.Mark("word", 300, 600, "is"),
                                                e.Mark("word", 2000, 2500, "watch"))),
              e.LineEnded(1100, 1, 1100, True), e.Ended(2000, "won")]  # fmt: skip
    ((_, words),) = heard(events)
    assert words == "It is"
