"""A note held against a real call of the parcel."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.authoring import load_scenario
from voicetrainer.core import events as e
from voicetrainer.core.note import written
from voicetrainer.core.scenario import Fact
from voicetrainer.language.noted import checked, kind_of, numbers, told
from voicetrainer.store.timeline import from_json, parse, to_json

GOLDEN = Path(__file__).parent.parent / "golden"
PARCEL = load_scenario(places.scenarios() / "parcel.yaml").scenario
GOOD = parse((GOLDEN / "parcel--waits-listens-and-gives-a-time.jsonl").read_bytes())
HASTY = parse((GOLDEN / "parcel--talks-over-her-then-blames-her.jsonl").read_bytes())


def check(entries: dict[str, list[str]], timeline: tuple[e.Event, ...] = GOOD) -> dict[str, e.FactNoted]:
    found = checked(written(entries, 0, PARCEL), timeline, PARCEL)
    return {one.fact: one for one in found.facts or ()}


def test_each_fact_is_told_where_its_own_words_came_first() -> None:
    where = told(GOOD, PARCEL)
    order, window = where["order"], where["days at the window"]
    assert order and "four four seven one" in order.words
    assert window and window.words.startswith("Two days")


def test_what_she_did_not_get_to_say_is_not_assessed() -> None:
    found = check({"number: order": ["NP 4471"]}, HASTY)
    assert found["order"].check == found["occasion"].check == "not told"
    assert found["waiting"].check == "missing"
    assert numbers(HASTY, PARCEL) == () and numbers(GOOD, PARCEL) == ("order",)


@pytest.mark.parametrize(
    ("order", "verdict", "why"),
    [("NP 4471", "right", ""), ("NP 4417", "wrong", "swapped"), ("double four seven one", "right", "")],
)
def test_the_number_is_checked(order: str, verdict: str, why: str) -> None:
    found = check({"number: order": [order]})["order"]
    assert (found.check, found.why, found.kind) == (verdict, why, "number")


def test_a_number_among_the_details_will_do() -> None:
    assert check({"details": ["Order NP 4471, a watch."]})["order"].check == "right"


def test_details_may_stand_anywhere_in_the_note() -> None:
    found = check(
        {"details": ["A watch for the grandson, eighteen on Saturday"], "problem": ["she waited 11 days"]}
    )
    assert [found[name].check for name in ("contents", "occasion", "waiting")] == ["right"] * 3


def test_another_figure_is_wrong_and_not_missing() -> None:
    found = check({"details": ["She has waited ten days."]})
    assert (found["waiting"].check, found["waiting"].why) == ("wrong", "other-count")
    assert found["days at the window"].check == "missing"


def test_the_name_on_the_screen_is_checked() -> None:
    assert check({"name": ["Mrs Price"]})["name"].check == "right"
    assert check({"name": ["Mrs Pryce"]})["name"].why == "nearly"
    assert check({})["name"].check == "missing"


def test_nobody_was_abusive_in_this_call() -> None:
    assert not checked(e.Noted(0), GOOD, PARCEL).abuse


@pytest.mark.parametrize(
    ("name", "forms", "kind"),
    [
        ("order", ("NP 4471", "4471"), "number"),
        ("waiting", ("eleven days", "11 days"), "detail"),
        ("amount", ("£62.40", "sixty-two forty"), "number"),
        ("her name", ("Anna Szczepanska",), "name"),
        ("contents", ("Watch",), "detail"),
    ],
)
def test_kinds_of_facts(name: str, forms: tuple[str, ...], kind: str) -> None:
    assert kind_of(name, Fact(forms)) == kind


def test_a_note_survives_the_timeline_file() -> None:
    entries = {"name": ["Price"], "number: order": ["NP 4417"], "promise": ["ring by 4"]}
    note = checked(written(entries, 7, PARCEL, took=12_000, limit=90_000), GOOD, PARCEL)
    assert from_json(to_json(note)) == note
