"""Dates, times and days in a note, however they are written."""

from __future__ import annotations

import pytest

from voicetrainer.core.scenario import Fact
from voicetrainer.core.times import when_of
from voicetrainer.language import read
from voicetrainer.language.details import has, otherwise
from voicetrainer.language.noted import kind_of
from voicetrainer.language.written import plainly, values


@pytest.mark.parametrize(
    "text",
    ["third of March", "3 March", "March 3rd", "the 3rd of March", "03/03", "3.3.", "2027-03-03", "3 Mar"],
)
def test_one_date_in_many_forms(text: str) -> None:
    assert ("date", 303) in values(text)


def test_six_that_was_misheard_is_an_hour_and_no_abuse() -> None:
    assert "abuse" not in {act.name for act in read("Ravi brings it before sex", "")}
    assert "abuse" in {act.name for act in read("send me some sex pictures", "")}
    assert (when_of("he comes by sex") or pytest.fail()).minute == 360


@pytest.mark.parametrize("text", ["2.30", "62.40", "31/13", "32/1", "you may go", "three of us march"])
def test_not_all_figures_are_dates(text: str) -> None:
    assert not [value for kind, value in values(text) if kind == "date"]


def test_words_are_compared_in_one_form() -> None:
    assert plainly("£12, his 18th, an 11-day wait since Mon") == (
        "12", "pound", "his", "18", "an", "11", "day", "wait", "since", "monday",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form", "wrote"),
    [
        ("twenty-first of June", "booked for June 21st"),
        ("half past two", "was due at 14:30"),
        ("half past two", "half two"),
        ("eighteen on Saturday", "his 18th is on Sat"),
        ("second floor", "2nd-floor flat"),
        ("twelve pounds", "charged £12"),
    ],
)
def test_a_detail_may_be_written_otherwise(form: str, wrote: str) -> None:
    assert has(wrote, "fact", Fact((form,)))


@pytest.mark.parametrize(
    ("form", "wrote", "why"),
    [
        ("twenty-first of June", "booked for 12 June", "other-date"),
        ("half past two", "was due at 3.30", "other-time"),
        ("off since Monday", "off since Tuesday", "other-day"),
        ("second floor", "third floor", "other-count"),
        ("second floor", "ground floor", ""),
        ("twenty-first of June", "booked for the summer", ""),
    ],
)
def test_what_is_wrong_is_named(form: str, wrote: str, why: str) -> None:
    fact = Fact((form,))
    assert not has(wrote, "fact", fact)
    assert otherwise(wrote, "fact", {"fact": fact}) == why


def test_a_date_of_another_fact_is_no_mistake() -> None:
    facts = {"bought": Fact(("third of March",)), "due": Fact(("fifth of March",))}
    assert otherwise("due on 5 March", "bought", facts) == ""


@pytest.mark.parametrize(
    ("form", "kind"), [("LS6 2AB", "number"), ("twenty-first of June", "detail"), ("NHS", "detail")]
)
def test_postcodes_are_copied_and_dates_are_told(form: str, kind: str) -> None:
    assert kind_of("it", Fact((form,))) == kind
