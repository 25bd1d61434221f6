"""What a scripted trainee does and when: rehearsals and recorded trainees alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .events import Act, Ms


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing a trainee does.  Exactly one of text/clip, silence, act is meant.

    `over` counts from the start of the caller's next line; otherwise the cue waits until the
    caller has said all its lines of the turn, and then `after`.
    """

    text: str = ""
    """What is said (rehearsals), or what a clip contains, for reference only."""
    clip: Path | None = None
    after: Ms = 600
    over: Ms | None = None
    silence: Ms = 0
    """Say nothing for this long."""
    act: Act | None = None
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Noise:
    clip: Path
    level_dbfs: float


@dataclass(frozen=True, slots=True)
class Echo:
    """The caller's voice in this trainee's microphone."""

    level_db: float
    delay: Ms


@dataclass(frozen=True, slots=True)
class Script:
    """A recorded trainee."""

    title: str
    cues: tuple[Cue, ...]
    answers: Ms = 2000
    """Picks up so long after the first ring."""
    noise: Noise | None = None
    echo: Echo | None = None
    baseline: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a rehearsal claims about the finished call.  `line`, `column`: its place in the file."""

    kind: str
    """ends · earned · not earned · interruptions · reaches · scores"""
    value: object
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Rehearsal:
    name: str
    cues: tuple[Cue, ...]
    expects: tuple[Expectation, ...] = ()
