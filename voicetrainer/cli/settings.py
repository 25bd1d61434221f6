"""What the program remembers of a person between calls, in one small file of theirs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from .. import places
from ..core.events import Baselined


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """What `calibrate` measured, and on which microphone; empty: a file."""

    microphone: str
    baseline: Baselined


@dataclass(frozen=True, slots=True)
class Settings:
    name: str = ""
    headphones: bool | None = None
    """None: not asked yet."""
    microphone: str = ""
    """Part of its name; empty: the system's own."""
    loudspeaker: str = ""
    record: bool = True
    pace: str = "normal"
    """A name in core.endpointing.PACES."""
    reply_wait: int | None = None
    """ms, in place of the pace's own."""
    push_to_talk: bool = False
    ear: str = ""
    called: bool = False
    """The first call, which is not scored, has been held."""
    own_voice: OwnVoice | None = None
    cloud_ears: tuple[str, ...] = ()
    """Ears that may send the voice away, because the person agreed."""


def load(path: Path | None = None) -> Settings:
    """The defaults where there is no file, or one that cannot be read."""
    try:
        found = json.loads((path or places.settings()).read_text("utf-8"))
        known = {f.name for f in fields(Settings)}
        values = {key: value for key, value in found.items() if key in known}
        kept = values.get("own_voice")
        voice = OwnVoice(str(kept["microphone"]), Baselined(**kept["baseline"])) if kept else None
        return Settings(**{**values, "cloud_ears": tuple(values.get("cloud_ears", ())), "own_voice": voice})
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return Settings()


def save(settings: Settings, path: Path | None = None) -> bool:
    """False if the disk would not: the questions will be asked again, no more."""
    path = path or places.settings()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(settings), indent=2) + "\n", "utf-8")
        part.replace(path)
    except OSError:
        return False
    return True
