"""What stands beside a call's timeline in `call.json`: who, what, with which engines.

The scenario and the rubric lie in it whole, so a call opens and is scored again from its folder
alone, even when those files have changed or are gone.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from .. import catalogue
from ..core.errors import StoreError
from ..core.events import Ms, Outcome
from ..core.ports import Latency

FORMAT = 1
Practice = Literal["live", "recorded", "typed", "assessed"]
"""assessed: recorded elsewhere, and judged by `assess`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A scenario or rubric file, whole."""

    file: str
    """Its name without folders: no call tells where on a disk it was made."""
    title: str
    version: str
    sha256: str
    text: str

    @classmethod
    def of(cls, file: str, title: str, version: str, text: str) -> Source:
        return cls(file, title, version, hashlib.sha256(text.encode()).hexdigest(), text)


@dataclass(frozen=True, slots=True)
class Engine:
    name: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """For the list of calls; the truth is worked out from the timeline."""

    outcome: Outcome
    total: float | None = None
    passed: bool | None = None
    duration: Ms = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """Where and how the call began, if not as the scenario has it."""

    level: int | None = None
    state: str = ""
    meters: Mapping[str, float] = field(default_factory=dict)
    again_of: str = ""
    """Name of the call that this one goes on from."""
    again_at: Ms = 0


AS_WRITTEN = Begun()


@dataclass(frozen=True, slots=True)
class CallInfo:
    program: str
    """Version of voicetrainer."""
    started: datetime
    """When the phone rang, with its offset from UTC."""
    trainee: str
    scenario: Source
    rubric: Source
    ear: Engine
    voice: Engine
    vad: Engine
    practice: Practice = "live"
    attempt: int = 1
    """Of this trainee at this scenario, counted from 1."""
    seed: int = 0
    reply_wait: Ms = 800
    microphone: str = ""
    loudspeaker: str = ""
    latency: Latency | None = None
    """None: unknown."""
    headphones: bool | None = None
    """As the trainee said; None: not asked."""
    recording: str = ""
    """The recording's file name in this folder; empty: none was kept."""
    begun: Begun = AS_WRITTEN
    result: Result | None = None
    """None while the call goes on, or when it was broken off."""


_PARTS: dict[str, type[Any]] = {
    "scenario": Source,
    "rubric": Source,
    "ear": Engine,
    "voice": Engine,
    "vad": Engine,
    "latency": Latency,
    "begun": Begun,
    "result": Result,
}


def to_json(info: CallInfo) -> str:
    fields = {"voicetrainer call": FORMAT, **dataclasses.asdict(info)}
    fields["started"] = info.started.isoformat(timespec="seconds")
    return json.dumps(fields, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def from_json(text: str, place: str, name: str) -> CallInfo:
    """Raises StoreError naming `place`, and `name` for the command that deletes the call."""
    try:
        fields = json.loads(text)
        if not isinstance(fields, dict) or fields.pop("voicetrainer call", None) != FORMAT:
            raise ValueError("no 'voicetrainer call' in it")
        fields["started"] = datetime.fromisoformat(fields["started"])
        for part, kind in _PARTS.items():
            if fields.get(part) is not None:
                fields[part] = kind(**fields[part])
        return CallInfo(**fields)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(catalogue.say("store.bad-info", place=place, why=error, name=name)) from error
