"""What both said, in order, with what happened to each turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..core.events import Event, Ms, Unclear
from ..core.floor import Floor, Line, Utterance
from ..core.lines import caption
from ..core.review import Mended
from ..core.scenario import Scenario
from . import words
from .words import text

Who = Literal["caller", "trainee"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of the transcript."""

    who: Who
    name: str
    onset: Ms
    end: Ms
    said: str
    tags: tuple[str, ...]
    was: str = ""
    """As it was recognised, where a person corrected it."""
    why: str = ""
    """Who corrected it, and the reason."""


SCRAP = 200
"""ms: a sound without words that is shorter, a click or a scrap of the other side, is nothing to read."""


def transcript(
    floor: Floor, timeline: Sequence[Event], scenario: Scenario, corrections: Sequence[Mended] = ()
) -> tuple[Spoken, ...]:
    corrected = {one.correction.utterance: one for one in corrections}
    unclear = {number for event in timeline if isinstance(event, Unclear) for number in event.utterances}
    name = words.first_name(scenario)
    spoken = [_caller(line, name) for line in floor.lines]
    for one in floor.utterances:
        if not one.text and one.end - one.onset < SCRAP and one.number not in corrected:
            continue
        plain = _trainee(one, floor, one.number in unclear)
        spoken.append(_corrected(plain, corrected.get(one.number)))
    return tuple(sorted(spoken, key=lambda one: (one.onset, one.who)))


def heard(line: Line) -> str:
    """The words of a caller's line as far as they were heard; a dash where it was cut."""
    whole = caption(line.text)
    if not line.cut:
        return whole
    length = line.end - line.onset
    for kind in ("word", "sentence"):
        marks = [mark for mark in line.marks if mark.kind == kind and mark.text]
        if marks:
            return " ".join(mark.text for mark in marks if mark.onset < length).strip(" .,") + "—"
    return whole


def _caller(line: Line, name: str) -> Spoken:
    said = heard(line)
    cut = line.cut and not said.endswith("—")
    return Spoken("caller", name, line.onset, line.end, said, (text("tag-cut"),) if cut else ())


def _trainee(one: Utterance, floor: Floor, unclear: bool) -> Spoken:
    kinds = [words.overlap(overlap, floor) for overlap in floor.overlaps if overlap.utterance == one.number]
    tags = [text(f"mark-{kind}") for kind in dict.fromkeys(kinds)]
    if unclear and one.text:
        tags.append(text("tag-unclear"))
    if one.typed:
        tags.append(text("tag-typed"))
    said = one.text or text("unclear")
    return Spoken("trainee", text("row-you"), one.onset, one.end, said, tuple(tags))


def _corrected(spoken: Spoken, mended: Mended | None) -> Spoken:
    if mended is None:
        return spoken
    by, reason = mended.correction.by, mended.correction.reason
    who = text("corrected-by", by=by) if by else text("corrected")
    why = f"{who}: {reason}" if reason else who
    return replace(spoken, said=mended.correction.text, was=mended.was or text("unclear"), why=why)
