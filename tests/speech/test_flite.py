from __future__ import annotations

import pytest

from voicetrainer.speech.flite_voice import plain


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [
        ("“Well” – I’m waiting…", '"Well" ,  I\'m waiting...'),
        ("It cost £39.50!", "It cost 39.50 pounds!"),
        ("A café for 3 € or €5", "A cafe for 3  or 5 euros"),
    ],
)
def test_what_flite_cannot_read_is_put_in_plain_letters(text: str, ascii_text: str) -> None:
    assert plain(text) == ascii_text
