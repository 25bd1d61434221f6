"""Small numbers are the same in digits and in words: a recogniser writes either."""

from __future__ import annotations

import pytest

from voicetrainer.core.match import Matcher


@pytest.mark.parametrize(
    ("phrase", "heard", "found"),
    [
        ("in ten minutes", "I will be with you in 10 minutes.", True),
        ("in 10 minutes", "in ten minutes then", True),
        ("eleven days", "11 days", True),
        ("in ten minutes", "in 12 minutes", False),
        ("4417", "my number is 4417", True),
    ],
)
def test_a_number_is_found_however_it_is_written(phrase: str, heard: str, found: bool) -> None:
    assert (Matcher({"list": (phrase,)}).find("list", heard) is not None) is found
