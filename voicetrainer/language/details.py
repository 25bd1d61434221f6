"""Is a detail of the call in a sentence of a note, and if it is told otherwise there, how?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from ..core.match import Matcher
from ..core.scenario import Fact
from .facts import restated
from .written import Kind, plainly, values, weekdays

_SMALL = frozenset("a an the in on at of to for by and my your her his this last next is it since".split())
KINDS: tuple[Kind, ...] = ("date", "time")


def has(text: str, name: str, fact: Fact) -> bool:
    """In one of its own wordings, or near one, or with the same date or time in other figures."""
    for kind in KINDS:
        if meant := _values(fact, kind):
            return any(value in meant for value in _of(text, kind))
    if Matcher({name: fact.forms}).find(name, text):
        return True
    if any(_wanted(form) and _wanted(form) <= set(plainly(text)) for form in fact.forms):
        return True
    # a wording of one word has too little to go by for a near one
    forms = tuple(form for form in fact.forms if len(set(form.casefold().split()) - _SMALL) > 1)
    return bool(forms) and bool(restated(text, {name: Fact(forms)}))


def otherwise(text: str, name: str, facts: Mapping[str, Fact]) -> str:
    """Why it is wrong, a key of the catalogue ('note.why-…'); empty if it is about something else."""
    for kind in KINDS:
        if _values(facts[name], kind):
            known = {value for fact in facts.values() for value in _values(fact, kind)}
            return f"other-{kind}" if _of(text, kind) - known else ""
    if _other_day(text, facts[name]):
        return "other-day"
    return "other-count" if _other_count(text, name, facts) else ""


def _of(text: str, kind: Kind) -> set[int]:
    return {value for known, value in values(text) if known == kind}


def _values(fact: Fact, kind: Kind) -> set[int]:
    """Empty unless each of its wordings has one: then the fact *is* that date or time."""
    each = [_of(form, kind) for form in fact.forms]
    return set().union(*each) if all(each) else set()


@lru_cache(maxsize=2048)
def _wanted(form: str) -> frozenset[str]:
    """The words that tell it; none if they are too few to go by."""
    words = frozenset(plainly(form)) - _SMALL
    return words if len(words) > 1 else frozenset()


def _other_day(text: str, fact: Fact) -> bool:
    """All of a wording but its weekday, and another weekday."""
    tokens = plainly(text)
    for form in fact.forms:
        meant = weekdays(plainly(form))
        rest = _wanted(form) - meant
        if meant and rest and rest <= set(tokens) and weekdays(tokens) and not weekdays(tokens) & meant:
            return True
    return False


def _other_count(text: str, name: str, facts: Mapping[str, Fact]) -> bool:
    """Does the note have "ten days" where the fact is "eleven days", and is no other fact nearer to it?"""
    known = {fact: _all_counts(one) for fact, one in facts.items()}
    for number, unit in _counts(text):
        away = {
            fact: min(abs(number - meant) for meant, other in counts if other == unit)
            for fact, counts in known.items()
            if any(other == unit for _, other in counts)
        }
        if name in away and 0 < away[name] == min(away.values()):
            return True
    return False


def _all_counts(fact: Fact) -> set[tuple[int, str]]:
    return {count for form in fact.forms for count in _counts(form)}


@lru_cache(maxsize=2048)
def _counts(text: str) -> frozenset[tuple[int, str]]:
    """Numbers with the word they count: (11, "day")."""
    return frozenset(
        (int(number), unit)
        for number, unit in pairwise(plainly(text))
        if number.isdecimal() and unit.isalpha() and unit not in _SMALL
    )
