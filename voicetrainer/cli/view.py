"""What a call's screen shows at one moment, as plain values; `frame` draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..core.events import Ms

Who = Literal["caller", "trainee", "note"]
Floor = Literal["caller", "trainee", "both", "yours", "waiting", "hold"]
"""yours: nobody speaks and the caller listens · waiting: the caller's reply wait runs, or words are
still being recognised."""
Step = Literal["done", "now", "next"]


@dataclass(frozen=True, slots=True)
class Caption:
    at: Ms
    who: Who
    text: str
    rest: str = ""
    """Of a sentence that is being said: what is still to come."""
    live: bool = False
    """It is being said now, or its words may still change."""
    by: str = ""
    """Who of the other people says it; empty: the caller."""


@dataclass(frozen=True, slots=True)
class View:
    """All that the screen shows at one moment of a call."""

    title: str
    caller: str
    name: str
    """What stands beside the caller's words: the first name, usually."""
    clock: Ms = 0
    floor: Floor = "waiting"
    caller_levels: tuple[int, ...] = ()
    """0…8, the newest last, since this side began to speak."""
    trainee_levels: tuple[int, ...] = ()
    reply_wait: float = 0.0
    captions: tuple[Caption, ...] = ()
    show_captions: bool = True
    source: str = ""
    """What the trainee's sound comes from: microphone, recorded trainee, keyboard."""
    level: int | None = None
    """Cells of the microphone's bar that are filled; None where there is no microphone."""
    level_word: str = ""
    status: tuple[str, ...] = ()
    card: str = ""
    hint: str = ""
    wording: str = ""
    way: tuple[tuple[Step, str], ...] = ()
    banner: str = ""
    question: str = ""
    typing: str | None = None
    help: bool = False


@dataclass(frozen=True, slots=True)
class Ringing:
    """What the screen shows before the call."""

    title: str
    caller: str
    level: str
    about: str
    goal: str
    card: str
    call_to_action: str
    warning: str = ""
    """What may be hard to hear, and how to stop."""
    sounding: bool = True
    """The bell sounds now; it is silent between."""
    notice: str = ""
    can_answer: bool = True
