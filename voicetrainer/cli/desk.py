"""What each key means in a call: commands for the loop, and what only the screen keeps."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from ..core import events as e
from ..run.parts import Command, Key, Talk, Typed, Typing
from . import keys

SURE = 5.0
"""Seconds in which the second press of q or x counts."""
SHOWN = 9.0
"""Seconds a notice stays."""
LONGEST = 400
"""Letters of a typed turn; more is a paste."""
ACTS: dict[str, e.Act] = {"t": "transfer", "s": "ask supervisor", "g": "say again"}
TWICE: dict[str, tuple[str, e.Act]] = {"q": ("sure-hang-up", "hang up"), "x": ("sure-stop", "stop")}


@dataclass(slots=True)
class Desk:
    """Keys in, commands out.  `now` is any clock in seconds."""

    push_to_talk: bool = False
    """Space opens the microphone, and closes it again: terminals do not tell when a key is let go."""
    talking: bool = False
    typed_call: bool = False
    """Nobody listens: Enter begins to type."""
    typing: str | None = None
    question: str = ""
    """The sentence's key while q or x waits for its second press."""
    captions: bool = True
    help: bool = False
    _asked: tuple[str, float] = ("", 0.0)

    def press(self, key: str, now: float, on_hold: bool) -> list[Command]:
        self.look(now)
        if self.typing is not None:
            return self._edit(key)
        if self.question:
            return self._answer(key.lower())
        if self.help:  # any key closes it
            self.help = False
            return []
        return self._command(key.lower() if len(key) == 1 else key, now, on_hold)

    def look(self, now: float) -> None:
        """Time passes: a question that nobody answered is withdrawn."""
        if self.question and now > self._asked[1]:
            self.question = ""

    def _command(self, key: str, now: float, on_hold: bool) -> list[Command]:
        if key == " " and self.push_to_talk:
            self.talking = not self.talking
            return [Talk(self.talking)]
        if key in ACTS:
            return [Key(ACTS[key])]
        if key == "h" or (key == keys.ENTER and on_hold):
            return [Key("resume" if on_hold else "hold")]
        if key in TWICE:
            self.question, self._asked = TWICE[key][0], (key, now + SURE)
        elif key == "y" or (key == keys.ENTER and self.typed_call):
            self.typing = ""
        elif key == "c":
            self.captions = not self.captions
        elif key == "?":
            self.help = True
        return []

    def _answer(self, key: str) -> list[Command]:
        self.question = ""
        return [Key(TWICE[key][1])] if key == self._asked[0] else []

    def _edit(self, key: str) -> list[Command]:
        """The loop hears of it with the first letter, and of every letter: it ignores all but one."""
        assert self.typing is not None
        match key:
            case keys.ENTER | keys.ESCAPE:
                text, self.typing = self.typing.strip(), None
                if key == keys.ENTER and text:
                    return [Typing(), Typed(text)]
                return [Typed("")]
            case keys.BACKSPACE:
                self.typing = self.typing[:-1]
            case _ if len(key) == 1 and len(self.typing) < LONGEST:
                self.typing += key
                return [Typing()]
        return []


class Notices:
    """Sentences that wait for their time on the screen, one at a time."""

    def __init__(self) -> None:
        self._waiting: deque[str] = deque()
        self._until = 0.0
        self.shown = ""

    def add(self, text: str) -> None:
        if text and text != self.shown and text not in self._waiting:
            self._waiting.append(text)

    def look(self, now: float) -> str:
        """What to show now."""
        if now >= self._until:
            self.shown = self._waiting.popleft() if self._waiting else ""
            self._until = now + SHOWN if self.shown else 0.0
        return self.shown

    def drop(self, text: str) -> None:
        """It is no longer true."""
        if self.shown == text:
            self._until = 0.0

    def rest(self) -> list[str]:
        """What never had its time."""
        out = list(self._waiting)
        self._waiting.clear()
        return out
