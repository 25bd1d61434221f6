"""One tree of errors.  A message says what, where, and what to do; none reaches a user as a traceback."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class VoiceTrainerError(Exception):
    """Anything the program can explain to a person."""


class DeviceError(VoiceTrainerError):
    """A microphone, loudspeaker or sound library is missing or stopped; the user can mend it."""


class EngineError(VoiceTrainerError):
    """A voice or an ear failed; its plugin or installation must be mended."""


class ClipError(VoiceTrainerError):
    """A sound file cannot be used; the message names it and says why."""


class StoreError(VoiceTrainerError):
    """A call's folder cannot be read or written."""


class UsageError(VoiceTrainerError):
    """The command line asked for something that is not there; the nearest name is offered."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file, with its remedy.  Prints as `file:line:column: CODE message`."""

    path: Path
    line: int
    column: int
    code: str
    message: str
    remedy: str = ""
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}: {self.code} {self.message}"
        return place + (f"\n    {self.remedy}" if self.remedy else "")


class ScenarioError(VoiceTrainerError):
    """A scenario, rubric or cue file has mistakes; its author can mend them.  Holds all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))
