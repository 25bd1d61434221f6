"""Agreement is held against the worked examples of those who wrote the measures down."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetrainer.core.agreement import Contested, Judgement, Pair, agreement, alpha, kappa


def units(*scorers: str) -> list[list[str | None]]:
    """Rows of values, a scorer each, as the examples print them ('.' is missing) → values by unit."""
    return [
        [None if v == "." else v for v in unit] for unit in zip(*(s.split() for s in scorers), strict=True)
    ]


# -- Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011) ---------------------------


def test_alpha_of_two_observers_and_two_values() -> None:
    """Section A: Jon and Han, ten articles: alpha = 0.095."""
    found = alpha(units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"))
    assert found == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_two_observers_and_many_values() -> None:
    """Section B: Ben and Gerry, twelve items, five values: alpha = 0.692."""
    found = alpha(units("a a b b d c c c e d d a", "b a b b b c c c e d d d"))
    assert found == pytest.approx(0.692, abs=5e-4)


def test_alpha_of_four_observers_with_missing_values() -> None:
    """Section C: four observers, twelve units, some missing: nominal alpha = 0.743."""
    found = alpha(units(
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    ))  # fmt: skip
    assert found == pytest.approx(0.743, abs=5e-4)


# -- Cohen (1960) ---------------------------------------------------------------------------


def test_kappa_of_cohens_own_table() -> None:
    """200 cases in three categories, 140 alike where chance gives 82: kappa = .492."""
    table = {("1", "1"): 88, ("1", "2"): 14, ("1", "3"): 18, ("2", "1"): 10, ("2", "2"): 40, ("2", "3"): 10,
             ("3", "1"): 2, ("3", "2"): 6, ("3", "3"): 12}  # fmt: skip
    pairs = [pair for pair, times in table.items() for _ in range(times)]
    assert len(pairs) == 200 and sum(a == b for a, b in pairs) == 140
    assert kappa(pairs) == pytest.approx(58 / 118)
    assert kappa(pairs) == pytest.approx(0.492, abs=5e-4)


# -- where they are not defined, and what always holds --------------------------------------------


def test_without_any_variation_there_is_nothing_to_tell() -> None:
    assert kappa([("earned", "earned")] * 5) is None and kappa([]) is None
    assert alpha([["earned", "earned"]] * 5) is None
    assert alpha([]) is None and alpha([["earned"], ["lost"], [None, None]]) is None


def test_full_agreement_is_one_and_full_disagreement_is_below_zero() -> None:
    assert kappa([("a", "a"), ("b", "b")]) == 1 and alpha([["a", "a"], ["b", "b"]]) == 1
    found = alpha([["a", "b"], ["b", "a"]])
    assert found is not None and found < 0 and kappa([("a", "b"), ("b", "a")]) == -1


VALUES = st.lists(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=2, max_size=4), max_size=12)


@given(VALUES)
def test_alpha_never_exceeds_one_and_knows_no_order(found: list[list[str | None]]) -> None:
    value = alpha(found)
    assert value is None or value <= 1
    assert alpha([unit[::-1] for unit in reversed(found)]) == value


# -- many calls, many scorers ---------------------------------------------------------------------


def judged(call: str, scorer: str | None, **verdicts: str) -> list[Judgement]:
    return [Judgement(call, item, scorer, verdict) for item, verdict in verdicts.items()]  # type: ignore[arg-type]


ALL = [
    *judged("one", "Ada", sorry="earned", gaps="lost", offer="earned"),
    *judged("one", "Ben", sorry="earned", gaps="earned", offer="not assessed"),
    *judged("one", None, sorry="lost", gaps="lost", offer="earned"),
    *judged("two", "Ada", sorry="lost", gaps="earned"),
    *judged("two", None, sorry="earned", gaps="earned"),
]


def test_people_and_the_program_are_compared_pair_by_pair() -> None:
    found = agreement(ALL)
    assert found.scorers == ("Ada", "Ben", None)
    assert [(p.one, p.two, p.shared, p.alike) for p in found.pairs] == [
        ("Ada", "Ben", 2, 1), ("Ada", None, 5, 3), ("Ben", None, 2, 0),
    ]  # fmt: skip
    assert found.units == 5


def test_not_assessed_is_no_opinion() -> None:
    found = agreement([*judged("one", "Ada", sorry="not assessed"), *judged("one", "Ben", sorry="earned")])
    assert found.units == 0 and found.pairs == () and found.scorers == ("Ben",)


def test_the_items_that_are_most_disputed_come_first() -> None:
    found = agreement(ALL).contested
    assert found == (Contested("sorry", 4, 3), Contested("gaps", 4, 2))
    assert all(a.differ / a.pairs >= b.differ / b.pairs for a, b in pairwise(found))


def test_whoever_scores_again_is_counted_once_with_the_later_verdict() -> None:
    twice = [*judged("one", "Ada", sorry="lost"), *judged("one", "Ada", sorry="earned"),
             *judged("one", None, sorry="earned")]  # fmt: skip
    assert agreement(twice).pairs == (Pair("Ada", None, 1, 1, None),)
    withdrawn = [*twice, *judged("one", "Ada", sorry="not assessed")]
    assert agreement(withdrawn).units == 0


def test_alpha_of_the_people_leaves_the_program_out() -> None:
    people = [*judged("one", "Ada", a="earned", b="lost"), *judged("one", "Ben", a="earned", b="lost")]
    found = agreement([*people, *judged("one", None, a="lost", b="earned")])
    assert found.people == 1 and found.everyone is not None and found.everyone < 0.5
