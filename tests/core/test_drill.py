"""When a drill is over, and what counts as a pass in it."""

from __future__ import annotations

import pytest

from voicetrainer.core.drill import Drill, DrillCall
from voicetrainer.core.score import Scorecard, SectionScore

CALLS = (DrillCall("parcel"), DrillCall("double-charge", level=2))


def card(passed: bool | None, critical: tuple[str, ...] = (), **scores: float | None) -> Scorecard:
    sections = tuple(SectionScore(name, name, 1, score, 1, True, ()) for name, score in scores.items())
    return Scorecard("won", 70, passed, 65, sections, critical)


@pytest.mark.parametrize(
    ("results", "over"),
    [([], False), ([True, True], False), ([True, True, True], True), ([True, False, True, True], False),
     ([True, None, True, True], True)],
)  # fmt: skip
def test_passes_in_a_row_are_broken_by_a_miss_and_not_by_what_could_not_be_told(
    results: list[bool | None], over: bool
) -> None:
    assert Drill("d", CALLS, passes=3).is_over(results) is over


def test_passes_that_need_not_be_in_a_row_add_up() -> None:
    assert Drill("d", CALLS, passes=2, in_a_row=False).is_over([True, False, True])


def test_without_until_each_call_is_held_once() -> None:
    drill = Drill("d", CALLS)
    assert [drill.is_over([False] * n) for n in range(3)] == [False, False, True]
    assert [drill.call(n).scenario for n in range(3)] == ["parcel", "double-charge", "parcel"]


def test_sections_decide_where_the_drill_names_them() -> None:
    drill = Drill("d", CALLS, needs={"listening": ("at least", 60)})
    assert drill.passed(card(False, listening=60.0, courtesy=0.0)) is True
    assert drill.passed(card(True, listening=59.9)) is False
    assert drill.passed(card(True, listening=None)) is None
    assert drill.passed(card(True, ("no-passing-on",), listening=90.0)) is False


def test_else_the_rubric_decides() -> None:
    assert Drill("d", CALLS).passed(card(True)) is True
    assert Drill("d", CALLS).passed(card(None)) is None
