"""A note held against the call: what the caller told, and whether the note has it rightly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..core.events import Event, FactNoted, Faulted, Ms, Noted, Told
from ..core.match import Matcher
from ..core.note import NAME, heard, prose
from ..core.scenario import Fact, Scenario
from .details import has, otherwise
from .facts import restated
from .reader import reader_for
from .spelling import LONG_CODE, Difference, code_difference, codes, name_difference
from .written import values

Kind = Literal["name", "number", "detail"]
ABUSE = frozenset(("swearing", "abuse"))
HARD = frozenset(("swearing", "insults", "threats", "discrimination"))
"""What a scenario may contain that should be reported."""
BY_THE_RULE = frozenset(("V11", "V12", "V13"))
"""Advice on abusive calls."""
_MIXED = re.compile(r"(?=.*[A-Z])(?=.*\d.*\d)[A-Z\d][A-Z\d /-]{3,}")
"""A postcode, a number plate: "LS6 2AB"."""
_SENTENCE = re.compile(r"[.!?;\n]+(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Heard:
    """Where the caller told a fact."""

    words: str
    onset: Ms | None


def kind_of(name: str, fact: Fact) -> Kind:
    """A number to be copied, a name to be spelled, or something told about.

    A number if half of its wordings have three digits or more, or are letters and digits; a name if
    each of its wordings is written in capital letters at the beginning of every word.
    """
    long = [form for form in fact.forms if _copied_down(form)]
    if 2 * len(long) >= len(fact.forms):
        return "number"
    words = [word for form in fact.forms for word in form.split()]
    named = NAME in name.casefold().split() or name.casefold() in ("surname", "street", "town")
    return "name" if named and words and all(word[:1].isupper() for word in words) else "detail"


def _copied_down(form: str) -> bool:
    """Enough digits, and no date; or letters and digits as in a postcode."""
    digits = sum(len(re.sub(r"\D", "", code)) for code in codes(form))
    dated = any(kind == "date" for kind, _ in values(form))
    return (digits >= LONG_CODE and not dated) or bool(_MIXED.fullmatch(form))


def told(timeline: Sequence[Event], scenario: Scenario) -> dict[str, Heard | None]:
    """Each fact with where the caller told it; None: never got to say it."""
    found: dict[str, Heard | None] = dict.fromkeys(scenario.facts)
    last = Heard("", None)
    matcher = Matcher({name: fact.forms for name, fact in scenario.facts.items()})
    lines = [(line.onset, words) for line, words in heard(timeline)]
    for exactly in (True, False):  # a near wording counts only where the fact's own never came
        for onset, words in lines:
            last = Heard(words, onset)
            near = () if exactly else restated(words, scenario.facts)
            for name in (n for n, where in list(found.items()) if where is None):
                if matcher.find(name, words) if exactly else name in near:
                    found[name] = Heard(_sentence(words, name, scenario.facts[name], matcher), onset)
    given = {x.fact for x in timeline if isinstance(x, Told)}
    for name in given & {name for name, where in found.items() if where is None}:
        found[name] = last  # told in other words than those of the fact
    return found


def numbers(timeline: Sequence[Event], scenario: Scenario) -> tuple[str, ...]:
    """Names of the facts that were told and are to be copied: numbers and names other than the caller's."""
    where = told(timeline, scenario)
    return tuple(
        name for name, fact in scenario.facts.items() if where[name] and kind_of(name, fact) != "detail"
    )


def abused(timeline: Sequence[Event], scenario: Scenario) -> bool:
    """Was the caller abusive, or did the trainee meet it otherwise than by the rule?"""
    if HARD & set(scenario.contains) or any(
        isinstance(x, Faulted) and x.advice in BY_THE_RULE for x in timeline
    ):
        return True
    read = reader_for(scenario)
    return any(act.name in ABUSE for _, words in heard(timeline) for act in read(words, ""))


def checked(note: Noted, timeline: Sequence[Event], scenario: Scenario) -> Noted:
    """The note with `facts` and `abuse` filled in."""
    where = told(timeline, scenario)
    copied = {pair[0]: pair[1] for pair in note.numbers if len(pair) == 2}
    facts = [_name(note, timeline, scenario)] if scenario.caller.name else []
    for name, fact in scenario.facts.items():
        kind = kind_of(name, fact)
        if kind == "detail":
            facts.append(_detail(name, fact, note, where[name], scenario.facts))
        else:
            facts.append(_copied(name, kind, fact, copied.get(name, ""), note, where[name]))
    return replace(note, facts=tuple(facts), abuse=abused(timeline, scenario))


def _name(note: Noted, timeline: Sequence[Event], scenario: Scenario) -> FactNoted:
    """The caller's name stands on the screen; where they said it too, that is shown."""
    name = scenario.caller.name
    spoken = [
        Heard(text, line.onset)
        for line, words in heard(timeline)
        for text in _SENTENCE.split(words)
        if name.casefold().split()[-1] in text.casefold()
    ]
    where = spoken[0] if spoken else Heard("", None)
    wrong = name_difference(note.name, name) if note.name else None
    return _judged(NAME, "name", note.name, wrong, where)


def _copied(name: str, kind: Kind, fact: Fact, wrote: str, note: Noted, where: Heard | None) -> FactNoted:
    differs = _number if kind == "number" else _spelled
    if not wrote:  # it may stand among the details
        for text in _SENTENCE.split(prose(note)):
            if text and differs(text, fact) is None:
                wrote = text
                break
    if where is None:
        return FactNoted(name, kind, wrote, "not told")
    return _judged(name, kind, wrote, differs(wrote, fact) if wrote else None, where)


def _number(wrote: str, fact: Fact) -> Difference | None:
    return code_difference(wrote, fact.forms)


def _spelled(wrote: str, fact: Fact) -> Difference | None:
    found = [name_difference(wrote, form) for form in fact.forms]
    return None if None in found else next((one for one in found if one and one.near), found[0])


def _judged(name: str, kind: Kind, wrote: str, wrong: Difference | None, where: Heard) -> FactNoted:
    check: Literal["right", "wrong", "missing"] = "missing" if not wrote else "wrong" if wrong else "right"
    return FactNoted(name, kind, wrote, check, wrong.why if wrong else "", where.words, where.onset)


def _detail(name: str, fact: Fact, note: Noted, where: Heard | None, facts: Mapping[str, Fact]) -> FactNoted:
    """Looked for in every sentence of the note; what is wrong, only in those that tell what happened."""
    wrote = next((text for text in _sentences(prose(note)) if has(text, name, fact)), "")
    if where is None:
        return FactNoted(name, "detail", wrote, "not told")
    if wrote:
        return _judged(name, "detail", wrote, None, where)
    for text in _sentences("\n".join((note.details, note.problem, note.cause, note.outcome))):
        if why := otherwise(text, name, facts):
            return _judged(name, "detail", text, Difference(why, near=True), where)
    return _judged(name, "detail", wrote, None, where)


def _sentences(text: str) -> list[str]:
    return [one.strip() for one in _SENTENCE.split(text) if one.strip()]


def _sentence(words: str, name: str, fact: Fact, matcher: Matcher) -> str:
    """The sentence of a line that tells it; the whole line where it takes more than one."""
    every = [sentence.strip() for sentence in _SENTENCE.split(words) if sentence.strip()]
    exact = [one for one in every if matcher.find(name, one)]
    return next(iter(exact or [one for one in every if restated(one, {name: fact})]), words)
