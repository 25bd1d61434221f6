"""A text, broken up so that signs can be looked for in it: words, clauses, and where each was said.

Recogniser text has fillers ("um"), repairs ("I- I'm") and often no punctuation.  Fillers and
immediate repetitions fall out; where a clause may open is told by commas and by the small words
that open one ("so", "and", "well").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..core.match import Words, words

FILLERS = frozenset("um uh er erm uhm ehm eh hmm hm mmm mm mhm umm uhh ah".split())
OPENERS = frozenset(
    "so and but or because then now well okay ok right alright yeah yes yep no oh please also actually "
    "anyway look listen see cause plus just like still maybe great good sure fine again hello hi sir madam "
    "anyways basically honestly though hey wow absolutely exactly definitely".split()
)
"""Words after which a clause may open, where no comma tells."""
_PHRASES = (("you", "know"), ("i", "mean"), ("i", "see"), ("i", "guess"), ("i", "think"), ("thank", "you"),
            ("let", "us", "see"), ("of", "course"), ("first", "of", "all"), ("all", "right"),
            ("i", "wonder"), ("in", "other", "words"), ("you", "see"))  # fmt: skip
"""The same, in more than one word."""
_BEFORE_LAST: dict[str, list[tuple[str, ...]]] = {}
for _words in _PHRASES:
    _BEFORE_LAST.setdefault(_words[-1], []).append(_words[:-1])
_TWICE = frozenset(
    "bye no very really so ta hush there yes yeah oh zero one two three four five six seven eight nine "
    "double".split()
)
_HAVE = frozenset("must should could would might may".split())
_HOUR_AFTER = frozenset("before by at until till past".split())
_TAGS = re.compile(r"\[[^\]]*\]|\*[^*]*\*|<[^>]*>")
"""What a transcriber or recogniser adds: [laughs], <noise>."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    tokens: Words
    """Words in `core.match`'s form, without clause boundaries, fillers and repetitions."""
    full: Words
    """The same with ',' at each written clause boundary."""
    at: tuple[int, ...]
    """Token → its place in `full`."""
    chunks: tuple[str, ...]
    """As it was written, split at spaces."""
    chunk: tuple[int, ...]
    """Token → its chunk."""
    openings: frozenset[int]
    """Tokens that may open a clause."""
    closings: frozenset[int]
    """Places (end excluded) where a clause certainly ends."""

    def shown(self, start: int, end: int) -> str:
        """The words of tokens[start:end], as they were recognised."""
        first, last = self.chunk[start], self.chunk[max(start, end - 1)]
        return " ".join(self.chunks[first : last + 1]).strip(" ,.;:!?…-")


@lru_cache(maxsize=512)
def said(text: str) -> Said:
    chunks = tuple(_TAGS.sub(" ", text).split())
    tokens: list[str] = []
    full: list[str] = []
    at: list[int] = []
    chunk: list[int] = []
    for place, written in enumerate(chunks):
        for spelt in words(written):
            of_for_have = spelt == "of" and bool(tokens) and tokens[-1] in _HAVE  # "must of", as it sounds
            token = "have" if of_for_have else spelt
            if token == "sex" and tokens and tokens[-1] in _HOUR_AFTER:  # six, as recognisers hear it
                token = "six"
            if token == ",":
                full.append(token)
            elif token not in FILLERS and not _repeated(tokens, full, token):
                at.append(len(full))
                tokens.append(token)
                full.append(token)
                chunk.append(place)
    openings, closings = _borders(tokens, full, at)
    return Said(tuple(tokens), tuple(full), tuple(at), chunks, tuple(chunk), openings, closings)


def _repeated(tokens: list[str], full: list[str], token: str) -> bool:
    return bool(tokens) and tokens[-1] == token and full[-1] != "," and token not in _TWICE


def _borders(tokens: list[str], full: list[str], at: list[int]) -> tuple[frozenset[int], frozenset[int]]:
    openings, closings = set(), {len(tokens)}
    for i, place in enumerate(at):
        if not place or full[place - 1] == ",":
            openings.add(i)
            closings.add(i)
        elif tokens[i - 1] in OPENERS or _behind_phrase(tokens, i):
            openings.add(i)
    return frozenset(openings), frozenset(closings)


def _behind_phrase(tokens: list[str], i: int) -> bool:
    before = _BEFORE_LAST.get(tokens[i - 1], ())
    return any(tuple(tokens[max(0, i - 1 - len(words)) : i - 1]) == words for words in before)
