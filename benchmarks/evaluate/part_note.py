"""The note after the call: promises heard in what the trainee says, and the note held against the call.

`notes/` has sentences with and without a promise, and pairs of what was said and what was noted, both
with near misses.  The open halves were tuned on; the locked ones, split off by hash when they were
written, are only scored.

    promises_*.txt   what the trainee says | owner ("-": nobody is named) | time        or | none
    pairs_*.txt      kind | what was said | the fact's wordings | what the note has | verdict: why
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from voicetrainer import places
from voicetrainer.authoring import load_scenario
from voicetrainer.core import events as e
from voicetrainer.core.note import written
from voicetrainer.core.promises import Promise, commitment, held_against, promises_in
from voicetrainer.core.scenario import Fact, Scenario
from voicetrainer.core.times import When
from voicetrainer.language import read
from voicetrainer.language.noted import checked

from .row import Row
from .skill import Judgement, always_yes, f1

PART = "the note"
FILES = Path(__file__).with_name("notes")
HALVES = ("locked", "open")
F1_GOAL = 0.90
SHARE_GOAL = 0.95
KINDS = {"number": "numbers", "name": "names", "detail": "details", "promise": "promises"}


def rows(eval_dir: Path | None) -> list[Row]:  # noqa: ARG001 - needs nothing of it
    found: list[Row] = []
    for half in HALVES:
        found += _promise_rows(half, list(_sentences(half)))
    for half in HALVES:
        found += _pair_rows(half, list(_pairs(half)))
    return found


def _lines(name: str) -> Iterator[list[str]]:
    for line in (FILES / name).read_text("utf-8").splitlines():
        yield [part.strip() for part in line.split("|")]


# -- promises spoken aloud --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    said: str
    owner: str | None
    """None: it promises nothing."""
    time: str = ""


def _sentences(half: str) -> Iterator[Sentence]:
    for said, owner, *time in _lines(f"promises_{half}.txt"):
        yield (
            Sentence(said, None) if owner == "none" else Sentence(said, owner.strip("-"), time[0].strip("-"))
        )


def heard(said: str) -> tuple[Promise, ...]:
    """As in a call: the acts are read first, and only turns that commit are looked at."""
    return promises_in([e.Turn(2000, (1,), 0, 2000, 600, said, acts=tuple(read(said, "")))])


def bare(said: str) -> str:
    """As some recognisers write it: no capitals, no punctuation."""
    return " ".join(re.sub(r"[.,?!]", " ", said.lower()).split())


def _promise_rows(half: str, sentences: list[Sentence]) -> list[Row]:
    tuned = "; tuned on" if half == "open" else ""
    found: list[Row] = []
    for how, form in (("", str), (", no punctuation", bare)):
        items = [Judgement(float(bool(heard(form(s.said)))), s.owner is not None) for s in sentences]
        value = f1(items, 0.5)
        goal, met = ("≥ .90", value >= F1_GOAL) if half == "locked" else ("", None)
        note = f"always yes: {always_yes(items):.2f}{tuned}"
        figure = f"a promise or none, F1{how}, {half} half"
        found.append(Row(PART, figure, value, goal, met, len(items), None, note))
    pairs = [(s, got[0]) for s in sentences if s.owner is not None and (got := heard(s.said))]
    owners = [p.owner.lower() == s.owner.lower() for s, p in pairs if s.owner is not None]
    times = [timed(s.time, p.when) for s, p in pairs]
    return [
        *found,
        _share(f"of the promises found, owner right, {half} half", owners, half),
        _share(f"of the promises found, time right, {half} half", times, half),
    ]


def timed(label: str, when: When | None) -> bool:
    """Is it the labelled time?  'tomorrow 15:30', '60m' (from now), 'thursday morning'; '' is none."""
    if not label or when is None:
        return not label and when is None
    day = part = ""
    minute = span = None
    for word in label.split():
        if clock := re.fullmatch(r"(\d+):(\d\d)", word):
            minute = 60 * int(clock[1]) + int(clock[2])
        elif word.removesuffix("m").isdigit():
            span = int(word.removesuffix("m"))
        elif word in ("morning", "afternoon", "evening"):
            part = word
        else:
            day = word.replace("thisweek", "this week").replace("nextweek", "next week")
    same_clock = (minute is None) == (when.minute is None) and (
        minute is None or when.minute is None or minute % 720 == when.minute % 720
    )
    # "by four this afternoon" is today: a day that the label leaves out may be that
    days = when.day == day or (not day and when.day == "today")
    return same_clock and days and when.span == span and (not part or when.part == part)


# -- the note against the call ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    kind: str
    said: str
    forms: tuple[str, ...]
    wrote: str
    verdict: str
    why: str = ""


def _pairs(half: str) -> Iterator[Pair]:
    for kind, said, forms, wrote, verdict in _lines(f"pairs_{half}.txt"):
        known = tuple(form.strip() for form in forms.split(";") if form.strip())
        check, _, why = verdict.partition(":")
        yield Pair(kind, said, known, wrote, check.strip(), why.strip())


def _pair_rows(half: str, pairs: list[Pair]) -> list[Row]:
    found: list[Row] = []
    judged = [(pair, *verdict(pair)) for pair in pairs]
    for kind, name in KINDS.items():
        right = [got == pair.verdict for pair, got, _ in judged if pair.kind == kind]
        found.append(_share(f"{name}: verdict right, {half} half", right, half))
    named = [why == pair.why for pair, got, why in judged if pair.why and got == pair.verdict]
    return [*found, _share(f"of what was found wrong, the slip named right, {half} half", named, half)]


def verdict(pair: Pair) -> tuple[str, str]:
    """What the product says of it: 'right', 'wrong', 'missing' or 'other time', and why."""
    if pair.kind == "promise":
        for kept in held_against(heard(pair.said)[:1], [commitment(pair.wrote)]):
            return ("right" if kept.right else "other time" if kept.noted else "missing"), ""
        return "not heard", ""
    fact = "name of it" if pair.kind == "name" else "fact"
    scenario = replace(_parcel(), facts={fact: Fact(pair.forms)})
    entry = "details" if pair.kind == "detail" else f"number: {fact}"
    timeline = (
        e.Answered(0), e.Saying(300, 1, pair.said, "neutral"), e.LineStarted(300, 1, 300, 5000),
        e.LineEnded(5300, 1, 5300), e.Told(5300, fact), e.Ended(6000, "won"),
    )  # fmt: skip
    note = checked(written({entry: [pair.wrote]}, 0, scenario), timeline, scenario)
    got = next(one for one in note.facts or () if one.fact == fact)
    return got.check, got.why


def _parcel() -> Scenario:
    return load_scenario(places.scenarios() / "parcel.yaml").scenario


def _share(figure: str, right: list[bool], half: str) -> Row:
    value = sum(right) / len(right) if right else None
    locked = half == "locked"
    met = None if value is None or not locked else value >= SHARE_GOAL
    return Row(
        PART, figure, value, "≥ .95" if locked else "", met, len(right), None, "" if locked else "tuned on"
    )
