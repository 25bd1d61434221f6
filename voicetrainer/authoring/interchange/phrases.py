"""What a trainee may say to choose an option: its own words, parts of them, and lists that know them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from ... import language
from ...core.errors import ScenarioError
from ...core.match import Matcher

LISTS = (
    "apology", "empathy", "ownership", "commitment", "refusal", "blame", "calm down", "transfer",
    "escalation", "hold request", "boundary", "closing", "not my department", "hurry", "offer of help",
)  # fmt: skip
"""Lists narrow enough to stand for an option."""
WORDS = 3
"""So many single words of an option may choose it."""
_SMALL = frozenset(
    "about after again also always because been before being could does doing done else even ever every from "
    "going have having here into just know like make maybe more much need never only other over please "
    "really right said same should some something still such take tell than that thats that's their them "
    "then there these they thing things think this those though through time very want well were what whats "
    "what's when where which while will with without would yeah your you're yours".split()
)


def phrases_of(
    options: Sequence[Sequence[str]], bank: Matcher | None, names: Collection[str] = ()
) -> list[list[str]]:
    """For each option (one or more wordings): the phrases that choose it and none of the others.

    `names`: who is spoken to; their names choose nothing.
    """
    known = {word for name in names for word in _words(name)}
    tokens = [Counter(word for text in texts for word in set(_words(text))) for texts in options]
    lists = [_lists(texts, bank) for texts in options]
    found = []
    for number, texts in enumerate(options):
        others = {word for n, said in enumerate(tokens) if n != number for word in said}
        elsewhere = {name for n, names in enumerate(lists) if n != number for name in names}
        own = [name for name in lists[number] if name not in elsewhere]
        parts = [part for text in texts for part in _parts(text)]
        single = sorted(
            (w for w in tokens[number] if w not in others | known and _telling(w)), key=len, reverse=True
        )
        by_fold = {phrase.casefold(): phrase for phrase in reversed([*own, *parts, *single[:WORDS]])}
        found.append(list(reversed(by_fold.values())))
    return found


def matcher(name: str) -> Matcher | None:
    """The built-in lists of a language; None if it has none."""
    try:
        banks = language.banks(name)
    except ScenarioError:
        return None
    return Matcher({one: banks[one] for one in LISTS if one in banks})


def _lists(texts: Sequence[str], bank: Matcher | None) -> list[str]:
    if bank is None:
        return []
    return [name for name in LISTS if any(bank.find(name, text) for text in texts)][:2]


def _words(text: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[^\W\d_][\w'’-]*", text)]


def _telling(word: str) -> bool:
    return len(word) >= 4 and word not in _SMALL and word.isalpha()


def _parts(text: str) -> list[str]:
    """The whole, and its sentences where they have three words or more."""
    whole = _spoken(text)
    sentences = [_spoken(part) for part in re.split(r"[.!?;…]+\s+", text)]
    return [part for part in (whole, *sentences) if part == whole or len(part.split()) >= 3]


def _spoken(text: str) -> str:
    """Without quotes, stage directions and signs that nobody says."""
    plain = re.sub(r"\([^()]*\)|[\"“”*_]", " ", text)
    plain = " ".join(plain.split()).strip(" .!?;:,…-–—")
    return plain if any(sign.isalnum() for sign in plain) else ""
