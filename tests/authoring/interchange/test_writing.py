"""Values → YAML → the same values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.interchange.stories import SCENARIOS, SMALL, root_of
from voicetrainer.authoring.interchange.writing import scenario_text
from voicetrainer.authoring.tree import parse

TRAPS = (
    "yes", "1:30", "- a", "a: b", "a #b", "[x", "{", "'q'", '"q" x', "&a", "*a", "!t", "%x", "@x", "? a",
    "> b", "|", "~", "null", "<<", "a:", "#", "---", "...", "-", "a\nb", "\u2028", "\ufeff", "+2", "-x", "",
    " a ", "\\n",
)  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=16) | st.sampled_from(TRAPS)
VALUES = st.recursive(
    TEXT | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)


def plain(value: Any) -> Any:
    """With no difference between what is empty and what is not there."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value or None


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(TEXT, VALUES, min_size=1, max_size=4))
def test_every_text_is_read_as_it_was_written(root: dict[str, Any]) -> None:
    again = parse(Path("x.yaml"), scenario_text(root).encode())
    assert again.tree is not None, again.problems
    assert plain(again.tree.root) == plain(root)


@pytest.mark.parametrize("path", [*sorted(SCENARIOS.glob("*.yaml")), SMALL], ids=lambda p: p.stem)
def test_a_scenario_that_is_written_again_says_the_same(path: Path) -> None:
    again = parse(path, scenario_text(root_of(path)).encode())
    assert not again.problems
    assert again.tree
    assert again.tree.root == root_of(path)


def test_the_layout_is_that_of_a_trainer() -> None:
    text = scenario_text(root_of(SMALL))
    assert "      - when: {says: apology}\n        change: {anger: -2}\n" in text
    assert "  kind:\n    - {trainee: I am so sorry}\n    - ends: won\n" in text
    assert text.index("caller:") < text.index("states:") < text.index("rehearsals:")
    assert all(len(line) <= 120 for line in text.splitlines())
