"""The form of a note, line by line: by keys or by voice, back and forth, until it is done or time is up."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .. import catalogue
from ..core.errors import DeviceError, EngineError
from ..core.note import MOST_PROMISES, Field
from .rows import clean
from .timed_lines import TimeUp

Read = Callable[[str], str]
"""Shows a prompt and gives back a line; raises EOFError at the end, TimeUp when the time is over."""
BACK, EMPTY = "<", "-"

Entries = dict[str, list[str]]


def say(key: str, **values: object) -> str:
    return catalogue.say(f"note.{key}", **values)


@dataclass(slots=True)
class Form:
    """Asks one field after the other; `entries` has what was entered so far, at any moment."""

    fields: Sequence[Field]
    read: Read
    entries: Entries = field(default_factory=dict)
    """By key of the field; what is there already stands in brackets."""

    def fill(self) -> bool:
        """Go through it.  False if the time was up before the end; what there is stays."""
        at = 0
        while at < len(self.fields):
            try:
                at += self._ask(self.fields[at])
            except EOFError:
                return True
            except TimeUp as up:
                if half := clean(up.half):
                    self._enter(self.fields[at], half)
                return False
            at = max(0, at)
        return True

    def _ask(self, one: Field) -> int:
        """1: on to the next · 0: the same again · -1: back."""
        if one.kind == "promise":
            return self._promise(one)
        before = self.entries.get(one.key, [""])[0]
        line = clean(self.read(_prompt(one, before)))
        if line == BACK:
            return -1
        if line == EMPTY:
            self.entries.pop(one.key, None)
        elif line:
            self._enter(one, line)
        return 1

    def _promise(self, one: Field) -> int:
        there = self.entries.get(one.key, [])
        if len(there) >= MOST_PROMISES:
            return 1
        line = clean(self.read(_prompt(one, "; ".join(there), more=bool(there))))
        if line == BACK and not there:
            return -1
        if line in (BACK, EMPTY):
            self.entries[one.key] = there[:-1]
            return 0
        if line:
            self._enter(one, line)
        return 0 if line else 1

    def _enter(self, one: Field, line: str) -> None:
        if one.kind == "promise":
            self.entries.setdefault(one.key, []).append(line)
        else:
            self.entries[one.key] = [line]


def _prompt(one: Field, before: str, more: bool = False) -> str:
    key = "ask-promise-more" if more else f"ask-{one.kind}"
    asked = say(key, fact=one.fact[:1].upper() + one.fact[1:])
    return f"{asked}{f' [{before}]' if before else ''}: "


def spoken(hear: Callable[[], str], tell: Callable[[str], None]) -> Read:
    """Prompts that are answered aloud; "go back" and "skip" are what the keys are.

    "Scratch that" takes back what was said before it: what comes after it counts, and if nothing
    does, it is listened to again.  Where nothing was heard it is asked once more.
    """

    def read(prompt: str) -> str:
        silences = 0
        tell(prompt.strip())
        while True:
            said = clean(hear())
            words, scratched = _after_scratch(said)
            if words:
                tell(say("dictate-heard", words=words))
                return _command(words)
            tell(say("dictate-scratched" if scratched else "dictate-nothing"))
            silences += not scratched
            if silences > AGAIN:
                return ""

    return read


AGAIN = 1
"""So often it is asked again where nothing was heard."""


def _after_scratch(said: str) -> tuple[str, bool]:
    """What stands behind the last "scratch that", and whether there was one."""
    pattern = "|".join(re.escape(one) for one in say("scratch").split(", "))
    parts = re.split(rf"\b(?:{pattern})\b[\s.,!]*", said, flags=re.IGNORECASE)
    return parts[-1].strip(), len(parts) > 1


def _command(words: str) -> str:
    plain = words.casefold().strip(" .,!?")
    if plain in say("go-back").split(", "):
        return BACK
    if plain in say("leave-empty").split(", "):
        return EMPTY
    return "" if plain in say("skip").split(", ") else words


def or_typed(aloud: Read, typed: Read, tell: Callable[[str], None]) -> Read:
    """Aloud, until the microphone or the recogniser is lost; from then on by keys, from the same field on."""
    lost = False

    def read(prompt: str) -> str:
        nonlocal lost
        if not lost:
            try:
                return aloud(prompt)
            except (DeviceError, EngineError) as error:
                lost = True
                tell(str(error))
                tell(say("dictate-lost"))
        return typed(prompt)

    return read
