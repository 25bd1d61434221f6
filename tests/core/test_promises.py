"""Promises out of spoken words, and whether a note has them."""

from __future__ import annotations

import pytest

from tests.core.talk import Talk
from voicetrainer.core.promises import commitment, held_against, promised, promises_in
from voicetrainer.core.times import when_of


@pytest.mark.parametrize(
    ("said", "owner", "deed", "by"),
    [
        ("I will ring you myself by four.", "I", "call", "by four"),
        (
            "i will call you at half past three tomorrow afternoon",
            "I",
            "call",
            "at half past three tomorrow afternoon",
        ),
        ("My colleague will phone you within the hour.", "my colleague", "call", "within the hour"),
        ("The driver will come at 4.30 pm.", "the driver", "come", "at 4.30 pm"),
        ("A driver brings it on Friday before noon.", "a driver", "bring", "on friday before noon"),
        ("We'll send you a letter.", "we", "send", ""),
        ("I am sending it today.", "I", "send", "today"),
        ("The money will be in your bank by Friday.", "", "", "by friday"),
        ("You will get an email tomorrow morning.", "", "write", "tomorrow morning"),
        ("Ravi from the depot will be with you by half past five.", "ravi", "come", "by half past five"),
        ("It'll be me who rings you at ten to five.", "I", "call", "at ten to five"),
        ("You'll hear from me by midday.", "I", "call", "by midday"),
        ("Let me call you back in half an hour.", "I", "call", "in half an hour"),
        ("If it isn't there by noon I'll ring you at one.", "I", "call", "at one"),
        ("What I'll do is I'll email you tonight.", "I", "write", "tonight"),
    ],
)
def test_a_promise_has_a_deed_an_owner_and_a_time(said: str, owner: str, deed: str, by: str) -> None:
    (found,) = promised(said)
    assert (found.owner, found.deed, found.by) == (owner, deed, by)


@pytest.mark.parametrize(
    "said",
    [
        "I will just have a look for you.",
        "I will ring the depot now.",
        "I will not ring you.",
        "Shall I ring you at four?",
        "Will you be in at four?",
        "If I will ring you by four",
        "I will be honest with you.",
        "I'll do my best.",
        "I'll put it right.",
        "I am going to be frank.",
        "You said you will call me by four.",
        "She rang at four.",
        "I hope I will ring you by four.",
        "They told you that I will ring at four.",
        "I'll take your name and number.",
    ],
)
def test_what_binds_nobody_later_is_no_promise(said: str) -> None:
    assert [one for one in promised(said) if one.owner == "I"] == []


def test_two_promises_in_one_breath_are_two() -> None:
    found = list(promised("A driver brings it on Friday before noon, and I will ring you myself by four."))
    assert [one.owner for one in found] == ["a driver", "I"]


def test_a_promise_said_again_is_one() -> None:
    talk = Talk().says("I will call you myself at four o'clock today", "commitment")
    talk.caller().says("We'll speak at four o'clock. Goodbye", "commitment")
    (found,) = promises_in(talk.ended())
    assert found.by == "at four o'clock today" and found.owner == "I"


def test_another_time_is_another_promise() -> None:
    talk = (
        Talk()
        .says("I will call you at four", "commitment")
        .caller()
        .says("I will call you at five", "commitment")
    )
    assert len(promises_in(talk.ended())) == 2


def test_a_turn_that_does_no_commitment_promises_nothing() -> None:
    assert promises_in(Talk().says("I will call you at four", "refusal").ended()) == ()
    assert len(promises_in(Talk().says("I will call you at four", "commitment").unread().ended())) == 1


def test_a_turn_without_acts_promises_only_a_deed_with_its_time() -> None:
    assert len(promises_in(Talk().says("The driver will bring it by six", "closing").ended())) == 1
    assert promises_in(Talk().says("The driver will bring it", "closing").ended()) == ()


@pytest.mark.parametrize("note", ["Sam rings her by 4 pm", "call back 16:00", "ring by four, Sam"])
def test_a_promise_in_the_note_may_have_other_words(note: str) -> None:
    (kept,) = held_against(promised("I will ring you by four"), [commitment(note)])
    assert kept.right


@pytest.mark.parametrize(
    ("note", "there"), [("ring her by five", True), ("ring her back", True), ("search it", False)]
)
def test_another_time_or_another_deed_is_not_the_promise(note: str, there: bool) -> None:
    (kept,) = held_against(promised("I will ring you by four"), [commitment(note)])
    assert not kept.right and kept.other_time is there


def test_a_line_of_a_note_names_owner_and_time() -> None:
    found = commitment("Sam, call back 16:00", names=("Sam", "Northway Parcels"))
    assert (found.owner, found.by) == ("Sam", "16:00")
    assert commitment("search for it").owner == ""


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("by four", "16:00", True),
        ("by four", "4 am", True),
        ("at 4 pm", "4 am", False),
        ("half past three", "15:30", True),
        ("quarter to five", "4:45", True),
        ("today at four", "tomorrow at four", False),
        ("within the hour", "in 60 minutes", True),
        ("within two days", "in three days", False),
        ("Friday", "by Fri", True),
        ("this afternoon", "this morning", False),
        ("before noon", "at midday", True),
        ("twenty past five", "17:20", True),
        ("ten to five", "4.50 pm", True),
        ("half two", "14:30", True),
        ("Thursday morning", "Thu am", True),
    ],
)
def test_times_fit_if_they_may_mean_the_same(one: str, other: str, fits: bool) -> None:
    a, b = when_of(one), when_of(other)
    assert a and b and a.fits(b) is fits and b.fits(a) is fits


@pytest.mark.parametrize(
    "text",
    ["", "as soon as possible", "three bills", "order 4471", "in four parts", "£12.50", "half the bill"],
)
def test_not_every_number_is_a_time(text: str) -> None:
    assert when_of(text) is None
