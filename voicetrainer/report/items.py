"""All items by section, each with its verdict, reason and evidence, as rows of plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..core.events import Ms
from ..core.scenario import Scenario
from ..core.score import Evidence, Judged, Scorecard, SectionScore, Verdict
from . import commands, doubts, words
from .doubts import Overruled
from .moments import moments
from .words import text


@dataclass(frozen=True, slots=True)
class Proof:
    """One stretch to hear."""

    onset: int
    end: int
    said: str
    measured: str
    threshold: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    judged: Judged
    id: str
    """The item's own, unique in the rubric."""
    advice: str
    """'L02 L05'"""
    title: str
    verdict: Verdict
    shown: str
    """The verdict as people read it: 'missed' for lost."""
    value: str
    """What was measured, at a glance; empty if the verdict says all."""
    reason: str
    threshold: str
    critical: bool
    weight: str
    proofs: tuple[Proof, ...]
    tone: str
    close: bool
    """A small doubt would have given another verdict."""
    stability: tuple[str, ...]
    overruled: Overruled | None
    overrule: str
    """The command with which a person decides otherwise; empty for a call without a folder."""
    overrule_start: str


@dataclass(frozen=True, slots=True)
class Group:
    """A section."""

    section: SectionScore
    title: str
    score: str
    """'42 of 100', or why there is no score."""
    rows: tuple[Row, ...]
    unneeded: tuple[Row, ...] = ()
    """Items that the call, or the scenario, gave no occasion for."""


def groups(scorecard: Scorecard, scenario: Scenario, call: str = "") -> tuple[Group, ...]:
    """`call`: the name of its folder, for the commands."""
    found = []
    for section in scorecard.sections:
        rows = [row(judged, scenario, scorecard.duration, call) for judged in section.items]
        asked = tuple(one for one in rows if one.verdict != "not needed")
        rest = tuple(one for one in rows if one.verdict == "not needed")
        found.append(Group(section, section.title, _score(section), asked, rest))
    return tuple(found)


def row(judged: Judged, scenario: Scenario, duration: Ms, call: str = "") -> Row:
    item, places = judged.item, moments(judged, duration)
    return Row(
        judged,
        item.id,
        " ".join(item.advice),
        words.title(item, scenario),
        judged.verdict,
        doubts.shown(judged.verdict),
        _value(places),
        _reason(judged, scenario),
        words.limits(judged),
        item.critical,
        words.number(item.weight),
        tuple(proof(one) for one in places),
        doubts.tone(judged.verdict),
        doubts.close(judged),
        tuple(doubts.stability(judged)),
        doubts.overruled(judged),
        commands.overrule(call, judged, text("overrule-reason")),
        commands.overrule_start(call, judged) if call else "",
    )


def _reason(judged: Judged, scenario: Scenario) -> str:
    """The rule's sentence; where it only names the item again, what stands below it."""
    said, title = words.reason(judged), words.title(judged.item, scenario)
    if not said.rstrip(".").casefold().endswith(title.casefold()) or judged.verdict == "not assessed":
        return said
    if judged.reason in words.ONLY_THE_TITLE:
        spoken = any(one.words for one in judged.evidence)
        return text(f"row-{judged.verdict.replace(' ', '-')}{'-here' if spoken else ''}")
    return said


def proof(evidence: Evidence) -> Proof:
    # a limit of times says nothing about a length; the item's own limits stand beside it then
    fits = evidence.limit is not None and evidence.unit in words.UNITS
    threshold = words.with_unit(evidence.limit or 0, evidence.unit) if fits else ""
    return Proof(
        evidence.onset,
        evidence.end,
        evidence.words,
        words.measured(evidence),
        threshold,
        words.sentence(evidence.note),
    )


def _value(places: Sequence[Evidence]) -> str:
    """The measured value where there is one stretch, the count and first time where there are more."""
    if not places:
        return ""
    first = places[0]
    if len(places) > 1:
        return f"{len(places)} ×, {text('at-time', time=words.clock(first.onset))}"
    return words.measured(first) or text("at-time", time=words.clock(first.onset))


def _score(section: SectionScore) -> str:
    if not section.needed:
        return text("section-not-needed")
    if section.score is None:
        return text("section-none")
    return text("section-score", score=words.whole(section.score))


def plain(scorecard: Scorecard, scenario: Scenario) -> str:
    """Every item, its verdict, its reason and its times, for a pipe or a file."""
    lines: list[str] = []
    for group in groups(scorecard, scenario):
        lines.append(f"{group.title}: {group.score}")
        for one in (*group.rows, *group.unneeded):
            lines.append(f"  {one.shown:<13} {one.advice:<4} {one.title}: {one.reason}")
            lines += [f"    {_plain_proof(found)}" for found in one.proofs]
    return "\n".join(lines) + "\n" if lines else ""


def _plain_proof(found: Proof) -> str:
    said = words.quoted(found.said) if found.said else ""
    parts = (words.tenths(found.onset), found.measured, said, found.note)
    return "  ".join(part for part in parts if part)
