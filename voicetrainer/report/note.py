"""The note beside the call: what was written, what was said, and whether they agree; and the promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .. import catalogue
from ..core.events import Event, FactNoted, Ms, Noted, Recognised, Saying, Turn
from ..core.note import NAME, commitments, entries_of, note_in
from ..core.promises import Kept, held_against, promises_in
from ..core.scenario import Scenario
from . import words

TONES = {"right": "earned", "wrong": "lost", "missing": "not-needed", "not told": "unknown"}
"""Check → the symbol and colour that stand beside it."""
OTHERS = ("problem", "cause", "outcome", "step", "incident", "remark")
"""Entries that are shown as they were written."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact."""

    title: str
    wrote: str
    told: str
    """In quotes; or where it stood; or why it was not told."""
    at: Ms | None
    check: str
    tone: str


@dataclass(frozen=True, slots=True)
class PromiseRow:
    words: str
    owner: str
    """'Sam, by four'."""
    at: Ms
    check: str
    tone: str


@dataclass(frozen=True, slots=True)
class Part:
    """What the report shows of the note."""

    rows: tuple[Row, ...]
    promises: tuple[PromiseRow, ...]
    others: tuple[tuple[str, str], ...]
    """Title and text of each further entry."""
    written: bool
    """False: there is no note; the promises are shown all the same."""
    took: str


def part(timeline: Sequence[Event], scenario: Scenario) -> Part | None:
    """None where there is neither a note nor a promise to show."""
    note, spoken = note_in(timeline), promises_in(timeline)
    if note is None and not spoken:
        return None
    kept = held_against(spoken, commitments(note) if note else ())
    return Part(
        tuple(_row(one, scenario) for one in (note.facts or () if note else ())),
        tuple(_promise(one, scenario, note is not None) for one in kept),
        tuple(_others(note)) if note else (),
        note is not None,
        say("took", time=words.seconds(note.took)) if note and note.took else "",
    )


def say(key: str, **values: object) -> str:
    return catalogue.say(f"note.{key}", **values)


def title(fact: str) -> str:
    """What a fact is called where people read it."""
    return say("title-name") if fact == NAME else fact[:1].upper() + fact[1:]


def _row(one: FactNoted, scenario: Scenario) -> Row:
    told = words.quoted(one.told) if one.told else say("on-screen")
    if one.check == "not told":
        told = say("never-said", caller=words.first_name(scenario))
    check = say(f"why-{one.why}") if one.check == "wrong" else say(f"check-{one.check.replace(' ', '-')}")
    return Row(title(one.fact), one.wrote or "—", told, one.onset, check, TONES[one.check])


def _promise(one: Kept, scenario: Scenario, written: bool) -> PromiseRow:
    promise = one.promise
    own = scenario.you.name or say("you")
    who = {"I": own, "we": scenario.you.firm or say("we"), "": ""}.get(promise.owner, promise.owner)
    owner = ", ".join(part for part in (who, promise.by) if part) or "—"
    if not written:
        return PromiseRow(promise.words, owner, promise.onset, say("no-note"), "unknown")
    key, tone = ("yes", "earned") if one.right else ("no", "not-needed")
    if one.other_time:
        key, tone = "other-time", "lost"
    return PromiseRow(promise.words, owner, promise.onset, say(f"promise-{key}"), tone)


def _others(note: Noted) -> Iterator[tuple[str, str]]:
    entries = entries_of(note)
    for key in OTHERS:
        if key in entries:
            yield say(f"title-{key}"), entries[key][0]


def lines(timeline: Sequence[Event], scenario: Scenario, width: int = 80) -> list[str]:
    """The same for a terminal, plain; empty where there is nothing to show."""
    found = part(timeline, scenario)
    if found is None:
        return []
    out: list[str] = []
    if found.rows:
        out.append(say("heading"))
        out += [line for row in found.rows for line in _told(row, width)]
    if found.promises:
        out += ["", say("promises-heading")] if out else [say("promises-heading")]
        for one in found.promises:
            out.append(f"  {_sign(one.tone)} {words.clock(one.at):>5} {words.quoted(one.words)}")
            out.append(f"          {one.owner} · {say('in-the-note')}: {one.check}")
    if found.others:
        out.append("")
        out += [f"  {name}: {text}" for name, text in found.others]
    return out


def _told(row: Row, width: int) -> Iterator[str]:
    at = words.clock(row.at) if row.at is not None else ""
    yield f"  {_sign(row.tone)} {row.title}: {row.wrote}  ({row.check})"
    if row.tone != "earned":
        said = f"{row.told} {at}".strip()
        yield f"      {said if len(said) <= width - 6 else said[: width - 7].rstrip() + '…'}"


def _sign(tone: str) -> str:
    return {"earned": "✓", "unknown": "?"}.get(tone, "○")


def silent(timeline: Sequence[Event]) -> bool:
    """Nothing was said by either: there is nothing to note."""
    return not any(isinstance(x, Saying | Turn | Recognised) for x in timeline)
