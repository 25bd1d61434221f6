"""What the call asks its driver to do; import them from `events`."""

from __future__ import annotations

from dataclasses import dataclass

from .values import Ms, Outcome


@dataclass(frozen=True, slots=True)
class Say:
    line: int
    text: str
    mood: str
    start: Ms = 0


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop this line now: the caller gives up the floor."""

    line: int


@dataclass(frozen=True, slots=True)
class Duck:
    """Lower this line (the trainee speaks over it), or raise it again."""

    line: int
    down: bool


@dataclass(frozen=True, slots=True)
class HoldMusic:
    on: bool


@dataclass(frozen=True, slots=True)
class OfferTyping:
    """Two unclear turns in a row: let the trainee type."""


@dataclass(frozen=True, slots=True)
class HangUp:
    outcome: Outcome


Action = Say | Hush | Duck | HoldMusic | OfferTyping | HangUp
