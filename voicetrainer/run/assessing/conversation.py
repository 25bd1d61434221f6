"""Two lanes of speech as a conversation: the caller's lines, and what each of the agent's words was.

Theory of operation.  In a practice call we wrote the caller's lines and know where each begins and ends.
In a recording they are found: stretches of the caller's speech belong to one line until the agent takes
the floor, or nobody has spoken for a while.  Small words of the agent that lie over the caller, or in a
breath after which she goes on, take no floor; nor does what is said wholly under her.  The caller's own
small words under the agent's speech are left out: they are signs of listening, and no line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from ...core.events import Mark, Ms
from ...core.match import is_backchannel
from .lane import Spoken
from .marks import goes_on, marks_of

BREAK: Ms = 2_000
"""A silence after which what the same person says is something new, and no going on."""
SMALL: Ms = 1_200
"""The longest small word of the caller's."""
CUT: Ms = 400
"""Whoever is talked over and stops later than this after the overlap began was cut off …"""
HELD_ON: Ms = 200
"""… if the other one speaks on for so long."""
FAINT_DB = 12.0
"""So far under the agent's voice a sound without words, over the caller's speech, is hers come back."""
TOUCH: Ms = 300
BROKEN_OFF: Ms = 1_000
"""What a line that breaks off in mid-sentence would have lasted longer, at least."""

Role = Literal["turn", "backchannel", "over", "noise"]
"""over: words under the caller's line that took no floor."""


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance of the agent's."""

    number: int
    spoken: Spoken
    role: Role


@dataclass(frozen=True, slots=True)
class CallerLine:
    number: int
    onset: Ms
    end: Ms
    text: str
    marks: tuple[Mark, ...]
    level: float | None
    cut_by: int | None = None
    """The utterance that stopped it."""
    length: Ms = 0
    """What it would have lasted, as far as that can be told."""


@dataclass(frozen=True, slots=True)
class Conversation:
    said: tuple[Said, ...]
    lines: tuple[CallerLine, ...]
    turns: tuple[tuple[Said, ...], ...]
    """Utterances that took the floor together."""


def conversation(
    agent: Sequence[Spoken], caller: Sequence[Spoken], backchannels: Sequence[str]
) -> Conversation:
    """Both in order of time."""
    listed = tuple(backchannels)
    agent = _without_echoes(agent, caller)
    heard = [one for one in caller if one.worded and not _small_of_caller(one, agent, listed)]
    said = tuple(Said(number, one, _role(one, heard, listed)) for number, one in enumerate(agent, 1))
    floor = [one for one in said if one.role == "turn"]
    lines = tuple(_line(number, group, floor) for number, group in enumerate(_groups(heard, floor), 1))
    return Conversation(said, lines, tuple(_turns(floor, lines)))


def _without_echoes(agent: Sequence[Spoken], caller: Sequence[Spoken]) -> list[Spoken]:
    """A crumb of the caller's that came back between her syllables has no words, and is no cough."""
    voices = [one.level for one in agent if one.worded and one.level is not None]
    usual = median(voices) if voices else 0.0
    return [
        one for one in agent
        if one.worded or (one.level or 0.0) > usual - FAINT_DB
        or not any(x.onset - TOUCH < one.onset and one.end < x.end + TOUCH for x in caller)
    ]  # fmt: skip


def _small_of_caller(one: Spoken, agent: Sequence[Spoken], listed: tuple[str, ...]) -> bool:
    """A small word of the caller's while the agent speaks, who goes on."""
    if one.end - one.onset > SMALL or not is_backchannel(one.text, listed):
        return False
    return any(
        speech.worded and speech.onset < one.onset and one.end < speech.end for speech in agent
    ) or _in_breath(one, agent)


def _in_breath(one: Spoken, other: Sequence[Spoken]) -> bool:
    """Between two stretches of the other's, close together, of which the first asked nothing."""
    before = [x for x in other if x.worded and x.onset < one.onset][-1:]
    after = next((x for x in other if x.worded and x.onset >= one.onset), None)
    if not before or after is None or before[0].text.rstrip().endswith("?"):
        return False
    return after.onset - before[0].end <= BREAK


def _role(one: Spoken, caller: Sequence[Spoken], listed: tuple[str, ...]) -> Role:
    if not one.worded:
        return "noise"
    small = is_backchannel(one.text, listed)
    under = any(x.onset < one.onset < x.end for x in caller)
    if small and (under or _in_breath(one, caller)):
        return "backchannel"
    within = any(x.onset <= one.onset and one.end <= x.end for x in caller)
    return "over" if within else "turn"


def _groups(heard: Sequence[Spoken], floor: Sequence[Said]) -> list[list[Spoken]]:
    """Stretches of the caller's that are one line."""
    groups: list[list[Spoken]] = []
    for one in heard:
        last = groups[-1][-1] if groups else None
        if last is None or one.onset - last.end > BREAK or _taken(last, one, floor):
            groups.append([one])
        else:
            groups[-1].append(one)
    return groups


def _taken(last: Spoken, one: Spoken, floor: Sequence[Said]) -> bool:
    """Did the agent speak between them?"""
    return any(x.spoken.onset < one.onset and x.spoken.end > last.end for x in floor)


def _line(number: int, group: Sequence[Spoken], floor: Sequence[Said]) -> CallerLine:
    onset, end = group[0].onset, group[-1].end
    levels = [one.level for one in group if one.level is not None]
    cut_by = next((x.number for x in floor if _cuts(x.spoken, onset, end)), None)
    broken = cut_by is not None and goes_on(group[-1].text)
    return CallerLine(
        number, onset, end, " ".join(one.text for one in group), marks_of(group),
        max(levels) if levels else None, cut_by, end - onset + (BROKEN_OFF if broken else 0),
    )  # fmt: skip


def _cuts(speech: Spoken, onset: Ms, end: Ms) -> bool:
    """Began well inside the line, and was still there when it stopped."""
    return onset < speech.onset and speech.onset + CUT < end and speech.end > end + HELD_ON


def _turns(floor: Sequence[Said], lines: Sequence[CallerLine]) -> list[tuple[Said, ...]]:
    turns: list[list[Said]] = []
    for one in floor:
        last = turns[-1][-1].spoken if turns else None
        if last is None or _between(last, one.spoken, lines):
            turns.append([one])
        else:
            turns[-1].append(one)
    return [tuple(turn) for turn in turns]


def _between(last: Spoken, one: Spoken, lines: Sequence[CallerLine]) -> bool:
    """Did the caller say something, and have the last word, before the agent spoke again?"""
    return any(last.onset < line.onset < one.onset and line.end > last.end for line in lines)
