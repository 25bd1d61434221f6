"""What a call will be held with, decided before anything is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..authoring import Loaded
from ..core.cues import Script
from ..core.endpointing import PACES, Pace
from ..core.rubric import Rubric
from ..core.scenario import Hints
from ..store.info import AS_WRITTEN, Begun
from .again import Resumed
from .settings import OwnVoice

Practice = Literal["live", "recorded", "typed"]


@dataclass(frozen=True, slots=True)
class Plan:
    loaded: Loaded
    source: str
    """The scenario file's text, kept with the call."""
    rubric: Rubric
    rubric_source: str
    practice: Practice
    root: Path
    """Where calls are kept."""
    script: Script | None = None
    """A recorded trainee, or a rehearsal to be spoken."""
    real_time: bool = False
    ear: str | None = None
    voice: str | None = None
    trainee: str = ""
    seed: int = 0
    pace: Pace = PACES["normal"]
    push_to_talk: bool = False
    record: bool = True
    headphones: bool | None = None
    microphone: str = ""
    loudspeaker: str = ""
    own_voice: OwnVoice | None = None
    """As `calibrate` measured it."""
    begun: Begun = AS_WRITTEN
    note_within: int | None = None
    """Seconds in which the note must be written after the call; None: it may be, in any time."""
    resumed: Resumed | None = None
    """The earlier call that this one goes on from."""
    scored: bool = True
    hints: Hints = "nothing"
    """What to show of what comes next."""
