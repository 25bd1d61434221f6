"""What a scenario changes in the rubric, and the units that limits are written with."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer.authoring import is_rubric, lint_text, load_rubric_text, load_scenario_text
from voicetrainer.authoring.rubric import STANDARD
from voicetrainer.authoring.rubric_model import limit
from voicetrainer.core.errors import ScenarioError
from voicetrainer.core.rubric import Changes, Item, Section
from voicetrainer.core.rules.order import ORDERS

SMALL = (Path(__file__).parent / "small.yaml").read_text("utf-8")
CHANGES = """\
rubric:
  without: [backchannels, answered]
  order: listen first
  sections:
    courtesy:
      items:
        quick: {title: Was quick, rule: acts.said, advice: V03, acts: empathy, limits: {by turn: 2}}
    safety:
      title: Safety
      weight: 20
      items:
        asked:
          rule: checkpoint
          advice: [D07, C02]
          critical: yes
          not applicable when: the firm is at fault
"""


def with_changes(text: str = CHANGES) -> str:
    return SMALL.replace("start: opening\n", f"{text}start: opening\n", 1)


def changes(text: str = CHANGES) -> Changes:
    return load_scenario_text(Path("small.yaml"), with_changes(text).encode()).scenario.rubric


def test_a_scenario_that_says_nothing_changes_nothing() -> None:
    assert changes("") == Changes()


def test_what_a_scenario_changes_is_compiled() -> None:
    quick = Item(
        "quick", "acts.said", ("V03",), limits={"by turn": 2.0}, title="Was quick", acts=("empathy",)
    )
    asked = Item("asked", "checkpoint", ("D07", "C02"), critical=True, unless=("the firm is at fault",))
    assert changes() == Changes(
        without=("backchannels", "answered"),
        order=ORDERS["listen first"],
        sections=(Section("courtesy", "courtesy", 10, (quick,)), Section("safety", "Safety", 20, (asked,))),
    )


def test_an_order_may_be_a_list_of_steps() -> None:
    assert changes("rubric: {order: [clarify, offer, close]}\n").order == ("clarify", "offer", "close")


@pytest.mark.parametrize(
    ("old", "new", "code", "near"),
    [
        ("backchannels", "backchanels", "VT035", "backchannels"),
        ("listen first", "listen frst", "VT005", "listen first"),
        ("acts.said", "acts.sad", "VT060", "acts.said"),
        ("acts: empathy", "acts: empathie", "VT063", "empathy"),
        ("advice: V03", "advice: V33", "VT030", ""),
        ("by turn: 2", "by trun: 2", "VT062", "by turn"),
        ("by turn: 2", "by turn: 2 s", "VT002", ""),
        ("acts: empathy, ", "", "VT064", ""),
        ("the firm is at fault", "the firm is at falt", "VT005", "the firm is at fault"),
        ("without:", "witout:", "VT003", "without"),
        ("weight: 20", "weight: 0", "VT005", ""),
        ("        asked:", "        quick:", "VT061", ""),
    ],
)
def test_a_mistake_in_it_has_code_line_and_remedy(old: str, new: str, code: str, near: str) -> None:
    text = with_changes().replace(old, new, 1)
    places = [number for number, one in enumerate(text.splitlines(), 1) if new and new in one]
    found = [p for p in lint_text(Path("small.yaml"), text.encode()) if p.code == code]
    assert found
    assert not places or found[0].line == places[-1]
    assert f"did you mean '{near}'?" in found[0].remedy if near else found[0].remedy


def test_a_mark_that_only_an_added_item_pays_for_is_paid() -> None:
    text = SMALL.replace("said sorry: {advice: D09}", "said sorry: {advice: D04}")
    codes = {p.code for p in lint_text(Path("small.yaml"), text.encode())}
    assert "VT036" in codes
    added = "rubric: {sections: {script: {items: {script: {rule: checkpoint, advice: D04}}}}}\n"
    paid = text.replace("start: opening\n", f"{added}start: opening\n", 1)
    assert lint_text(Path("small.yaml"), paid.encode()) == []


def test_a_mark_whose_item_is_switched_off_is_paid_by_nobody() -> None:
    text = with_changes("rubric: {without: sorry}\n")
    assert {p.code for p in lint_text(Path("small.yaml"), text.encode())} == {"VT036"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("3 s", ("ms", 3000)),
        ("-300 ms", ("ms", -300)),
        ("80 %", ("", 0.8)),
        ("-6 dB", ("db", -6)),
        ("2.5 st", ("st", 2.5)),
        ("150 words/min", ("wpm", 150)),
        ("2 turns", ("", 2)),
        ("3 times", ("", 3)),
        ("2 facts", ("", 2)),
        ("2", ("", 2)),
    ],
)
def test_a_limit_is_read_with_its_unit(written: str, read: tuple[str, float]) -> None:
    assert limit(written) == read


RULE = """\
title: One
pass mark: 50
sections: {a: {title: A, items: {one: {rule: %s, advice: L08, limits: {%s}}}}}
"""


@pytest.mark.parametrize(
    ("rule", "limits", "fits"),
    [
        ("delivery.pace", "alert: 160 words/min", True),
        ("delivery.pace", "alert: 160", False),
        ("delivery.pace", "share at least: 50 %", True),
        ("delivery.pace", "share at least: 0.5", False),
        ("floor.interruptions", "at most: 1", True),
        ("floor.interruptions", "at most: 1 times", True),
        ("floor.interruptions", "at most: 1 facts", False),
        ("floor.interruptions", "at most: 1 s", False),
    ],
)
def test_a_limit_with_another_unit_is_refused(rule: str, limits: str, fits: bool) -> None:
    text = (RULE % (rule, limits)).encode()
    if fits:
        assert load_rubric_text(Path("r.yaml"), text).sections
    else:
        with pytest.raises(ScenarioError, match="VT002"):
            load_rubric_text(Path("r.yaml"), text)


def test_a_rubric_is_told_from_a_scenario(tmp_path: Path) -> None:
    assert is_rubric(STANDARD)
    assert not is_rubric(Path(__file__).parent / "small.yaml")
    assert not is_rubric(tmp_path / "none.yaml")
