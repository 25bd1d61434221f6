"""From a scenario's words for a caller (female, older) to one of the voices at hand."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Sex = Literal["female", "male"]
Age = Literal["younger", "middle", "older"]

WORDS: Mapping[str, Sex | Age] = {
    "female": "female", "woman": "female", "she": "female",
    "male": "male", "man": "male", "he": "male",
    "young": "younger", "younger": "younger", "old": "older", "older": "older", "elderly": "older",
}  # fmt: skip
"""Other words are no error: another engine may know them."""


@dataclass(frozen=True, slots=True)
class Casting:
    """One person, as each engine can come nearest to them."""

    name: str
    sex: Sex
    espeak: str
    """A voice of espeak-ng with its variant."""
    flite: str
    words_per_minute: int = 165
    pitch: int = 50
    """espeak's 0…100."""
    semitones: float = 0.0
    """What our own stage adds for engines with few voices (flite, Piper); formants move with it."""
    tempo: float = 1.0


CAST: Mapping[tuple[Sex, Age], tuple[Casting, ...]] = {
    ("female", "younger"): (
        Casting("female-younger-1", "female", "en-us+f2", "slt", 180, 62, 1.8, 1.06),
        Casting("female-younger-2", "female", "en+f2", "slt", 176, 66, 2.6, 1.03),
    ),
    ("female", "middle"): (
        Casting("female-1", "female", "en-us+f3", "slt", 166, 50, 0.0, 1.0),
        Casting("female-2", "female", "en-us+f1", "slt", 170, 46, 0.8, 1.02),
    ),
    ("female", "older"): (
        Casting("female-older-1", "female", "en+f5", "slt", 152, 36, -1.6, 0.94),
        Casting("female-older-2", "female", "en+f1", "slt", 156, 30, -2.3, 0.97),
    ),
    ("male", "younger"): (
        Casting("male-younger-1", "male", "en-us+m1", "rms", 178, 56, 2.0, 1.05),
        Casting("male-younger-2", "male", "en+m3", "awb", 176, 60, 1.6, 1.04),
    ),
    ("male", "middle"): (
        Casting("male-1", "male", "en+m8", "rms", 164, 44, 0.3, 1.0),
        Casting("male-2", "male", "en-us+m7", "awb", 166, 40, 0.0, 1.0),
    ),
    ("male", "older"): (
        Casting("male-older-1", "male", "en+m5", "awb", 150, 28, -1.4, 0.95),
        Casting("male-older-2", "male", "en-us+m6", "rms", 152, 24, -1.5, 0.96),
    ),
}


def cast(words: Sequence[str], name: str = "") -> Casting:
    """The person for these words; `name` picks among those who fit, always the same one."""
    known = {WORDS[word.lower()] for word in words if word.lower() in WORDS}
    sex: Sex = "male" if "male" in known else "female"
    age: Age = "older" if "older" in known else "younger" if "younger" in known else "middle"
    choices = CAST[sex, age]
    return choices[zlib.crc32(name.encode()) % len(choices)]
