"""What a report is made from.  Everything is given; nothing is read or looked up here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

from ..core.events import Answered, Event, Ms
from ..core.floor import Floor
from ..core.measures import Measure
from ..core.ports import Latency
from ..core.review import Mended
from ..core.scenario import Scenario
from ..core.score import Scorecard, WhatIf

PEAK_MS: Ms = 50
"""One peak of a waveform covers so long."""

Peaks = tuple[tuple[float, ...], tuple[float, ...]]
"""Trainee, caller: the greatest |sample|, 0…1, of each `PEAK_MS` from call time 0."""


class Engine(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...


class Source(Protocol):
    @property
    def file(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def version(self) -> str: ...


class About(Protocol):
    """What the report tells of the setting; `store.CallInfo` is one."""

    @property
    def program(self) -> str: ...
    @property
    def started(self) -> datetime: ...
    @property
    def trainee(self) -> str: ...
    @property
    def scenario(self) -> Source: ...
    @property
    def rubric(self) -> Source: ...
    @property
    def ear(self) -> Engine: ...
    @property
    def voice(self) -> Engine: ...
    @property
    def vad(self) -> Engine: ...
    @property
    def practice(self) -> Literal["live", "recorded", "typed", "assessed"]: ...
    @property
    def attempt(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def reply_wait(self) -> Ms: ...
    @property
    def microphone(self) -> str: ...
    @property
    def loudspeaker(self) -> str: ...
    @property
    def latency(self) -> Latency | None: ...
    @property
    def headphones(self) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """An earlier call of the same trainee at the same scenario."""

    started: datetime
    total: float | None
    measures: tuple[Measure, ...]


class Height(Protocol):
    """How far over the trainee's own baseline; None where it could not be compared."""

    @property
    def level(self) -> float | None:
        """dB."""

    @property
    def semitones(self) -> float | None: ...


class Raised(Protocol):
    """A stretch in which the trainee's voice lay over their own baseline; `core.raised.Stretch` is one."""

    @property
    def onset(self) -> Ms: ...
    @property
    def end(self) -> Ms: ...
    @property
    def height(self) -> Height: ...


@dataclass(frozen=True, slots=True)
class Report:
    floor: Floor
    scorecard: Scorecard
    timeline: Sequence[Event]
    scenario: Scenario
    about: About
    recording: bytes | None = None
    """The whole call.flac or call.wav, sample 0 at call time 0, left trainee, right caller."""
    peaks: Peaks | None = None
    measures: tuple[Measure, ...] = ()
    earlier: tuple[Attempt, ...] = ()
    """The last ones before this, oldest first; at most three are drawn."""
    what_ifs: tuple[WhatIf, ...] = ()
    """One or two, the most telling first."""
    call: str = ""
    """The name of its folder, for the commands that the report shows; empty: it shows none."""
    raised: tuple[Raised, ...] = ()
    corrections: tuple[Mended, ...] = ()
    """Where a person heard other words than the recogniser; both are shown."""

    @property
    def answered(self) -> Answered:
        """The setting as the judge saw it."""
        return next((event for event in self.timeline if isinstance(event, Answered)), Answered(0))

    @property
    def shown(self) -> Report:
        """The report as people see it: no verdicts on a first call, held to lose the fear, nor on one
        that was left or broke off, in which most had no chance to come."""
        left = self.scorecard.outcome in ("stopped", "broken") and self.scorecard.total is None
        if self.answered.scored and not left:
            return self
        return replace(self, scorecard=replace(self.scorecard, total=None, passed=None, sections=()))

    @property
    def length(self) -> Ms:
        """Of the call; at least 1, so that places on its timeline can be worked out."""
        last = self.timeline[-1].at if self.timeline else 0
        return max(1, self.floor.duration, self.scorecard.duration, last)
