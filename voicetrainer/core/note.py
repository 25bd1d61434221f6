"""The note after a call: what is asked, what the trainee could know, and the note of a timeline.

The form hangs on the call: a name and the numbers that were told, what was promised, the next step,
problem, cause and outcome, and, where the caller was abusive, the incident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .events import Commitment, Ended, Event, Ms, Noted
from .floor import Line
from .floor.heard import lines_in
from .lines import caption
from .promises import commitment
from .scenario import Scenario

Kind = Literal[
    "name", "number", "details", "promise", "step", "problem", "cause", "outcome", "incident", "remark"
]
NAME = "name"
"""What the caller's own name is called among the facts of a note."""
MOST_PROMISES = 9
LONGEST = 2_000
"""Characters of one entry; what is longer is cut."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the form."""

    key: str
    """Unique in the form: 'name', 'number: order', 'promise' …"""
    kind: Kind
    fact: str = ""
    """The scenario's name for it, of a number."""


def form(numbers: Sequence[str], abuse: bool) -> tuple[Field, ...]:
    """What is asked, in order.  `numbers`: names of the facts that are copied down, not told about.

    'promise' is asked again until nothing more comes.
    """
    kinds: tuple[Kind, ...] = ("details", "problem", "cause", "outcome", "promise", "step")
    return (
        Field(NAME, "name"),
        *(Field(f"number: {fact}", "number", fact) for fact in numbers),
        *(Field(kind, kind) for kind in kinds),
        *((Field("incident", "incident"),) if abuse else ()),
        Field("remark", "remark"),
    )


def written(
    entries: Mapping[str, Sequence[str]], at: Ms, scenario: Scenario, *, took: Ms = 0,
    limit: Ms | None = None, asked: bool = False, dictated: bool = False,
) -> Noted:  # fmt: skip
    """A note from what was entered, by key of the form's fields; only 'promise' has more than one entry."""
    one = {key: texts[0].strip()[:LONGEST] for key, texts in entries.items() if texts}
    names = [name for name in (scenario.you.name, scenario.you.firm) if name]
    numbers = [
        (key.removeprefix("number: "), text)
        for key, text in one.items()
        if key.startswith("number: ") and text
    ]
    promises = [text.strip()[:LONGEST] for text in entries.get("promise", ()) if text.strip()]
    return Noted(
        at,
        name=one.get(NAME, ""),
        numbers=tuple(numbers),
        details=one.get("details", ""),
        promises=tuple(commitment(text, names=names) for text in promises[:MOST_PROMISES]),
        step=commitment(one.get("step", ""), names=names),
        problem=one.get("problem", ""),
        cause=one.get("cause", ""),
        outcome=one.get("outcome", ""),
        incident=one.get("incident", ""),
        remark=one.get("remark", ""),
        took=took,
        limit=limit,
        asked=asked,
        dictated=dictated,
    )


def entries_of(note: Noted) -> dict[str, list[str]]:
    """The other way: what was entered, by key."""
    single = {
        NAME: note.name, **{f"number: {fact}": text for fact, text in note.numbers}, "details": note.details,
        "problem": note.problem, "cause": note.cause, "outcome": note.outcome, "step": note.step.words,
        "incident": note.incident, "remark": note.remark,
    }  # fmt: skip
    found = {key: [text] for key, text in single.items() if text}
    if note.promises:
        found["promise"] = [one.words for one in note.promises]
    return found


def blank(note: Noted) -> bool:
    return not entries_of(note)


def prose(note: Noted) -> str:
    """All sentences of it, for what may stand in any of them."""
    return "\n".join(
        text
        for text in (note.details, note.problem, note.cause, note.outcome, note.step.words, note.incident,
                     note.remark, *(one.words for one in note.promises))
        if text
    )  # fmt: skip


def note_in(timeline: Sequence[Event]) -> Noted | None:
    """The note of a call; of several the last counts.  None if none was written."""
    return next((x for x in reversed(timeline) if isinstance(x, Noted)), None)


def noted(timeline: Sequence[Event], note: Noted) -> tuple[Event, ...]:
    """The timeline with the note behind it, at the call's end."""
    return (*timeline, replace(note, at=end_of(timeline)))


def end_of(timeline: Sequence[Event]) -> Ms:
    """When the call ended; a call that broke off ended with its last event."""
    ended = next((x.at for x in timeline if isinstance(x, Ended)), None)
    return ended if ended is not None else timeline[-1].at if timeline else 0


def commitments(note: Noted) -> tuple[Commitment, ...]:
    """Promises and next step: a promise may stand in either place."""
    return (*note.promises, *((note.step,) if note.step.words else ()))


def heard(timeline: Sequence[Event]) -> Iterator[tuple[Line, str]]:
    """The caller's lines with their words, as far as they were heard."""
    last = timeline[-1].at if timeline else 0
    for line in lines_in(timeline, last):
        yield line, _heard(line)


def _heard(line: Line) -> str:
    whole = caption(line.text)
    if not line.cut:
        return whole
    length = line.end - line.onset
    for kind in ("word", "sentence"):
        marks = [mark for mark in line.marks if mark.kind == kind and mark.text]
        if marks:
            return " ".join(mark.text for mark in marks if mark.onset < length)
    share = min(1.0, length / line.length) if line.length else 1.0
    words = whole.split()
    return " ".join(words[: int(len(words) * share)])  # nothing tells where each word lies
