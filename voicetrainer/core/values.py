"""Small values that events are made of; import them from `events`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ms = int
"""Whole milliseconds of call time, or a duration in them."""

Act = Literal["hold", "resume", "transfer", "ask supervisor", "say again", "hang up", "stop"]
Outcome = Literal["won", "lost", "out of time", "hung up", "stopped", "broken"]
"""won, lost: an ending of the scenario · hung up: by the trainee · stopped: left without a score ·
broken: a device or engine failed."""


@dataclass(frozen=True, slots=True)
class DialogueAct:
    """What some words do: apologise, ask, refuse …  Found by `language`, with its evidence."""

    name: str
    """Such as 'apology'; the names are listed in `language.acts`."""
    score: float
    """0…1: how sure; from the act's own threshold on it counts as found."""
    words: str
    """The words that show it, as they were recognised."""
    about: tuple[str, ...] = ()
    """Names of the scenario's facts that it takes up, for a reflection."""


@dataclass(frozen=True, slots=True)
class Window:
    """A short stretch of a voice, measured."""

    onset: Ms
    end: Ms
    level: float
    """dBFS, RMS of its voiced part."""
    pitch: float | None
    """Hz, median of its voiced part; None where no pitch could be told."""
    balance: float | None = None
    """dB: its sound above 700 Hz against that below; more in a louder voice, whatever the gain."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place inside a rendered line; times in ms from the line's first sample."""

    kind: Literal["sentence", "pause", "word"]
    onset: Ms
    end: Ms
    text: str = ""


@dataclass(frozen=True, slots=True)
class FactNoted:
    """One thing that the caller told, in the note and in the call."""

    fact: str
    """A name among the scenario's facts; 'name' is the caller's own."""
    kind: Literal["name", "number", "detail"]
    wrote: str
    check: Literal["right", "wrong", "missing", "not told"]
    """not told: the caller never got to say it."""
    why: str = ""
    """What is wrong with it: a key of the catalogue's part 'note', without 'why-'."""
    told: str = ""
    """The caller's words; empty for what stood on the screen."""
    onset: Ms | None = None
    """Of the line that told it."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What will be done, as the note has it."""

    words: str
    owner: str = ""
    """Who does it: 'I', the firm, a driver; empty: it does not say."""
    by: str = ""
    """The words for the time: 'by four'."""


NOTHING_PROMISED = Commitment("")
