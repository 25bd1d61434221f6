"""The example scenarios of the documents are without mistakes, and their rehearsals hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer.authoring import is_rubric
from voicetrainer.cli.checking import _check

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", [p for p in EXAMPLES if not is_rubric(p)], ids=lambda p: p.stem)
def test_an_example_is_as_it_should_be(path: Path) -> None:
    assert _check(path, 16).problems == ()
