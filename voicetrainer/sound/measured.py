"""What `doctor --sound` found out about a pair of devices, kept for later calls in one small file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from .. import places
from ..core.errors import DeviceError
from .card import CardPhone
from .devices import choose

if TYPE_CHECKING:
    from ..core.events import Ms
    from .devices import Side
    from .reconnect import Wanted


@dataclass(frozen=True, slots=True)
class Measured:
    microphone: str
    """The devices' full names."""
    loudspeaker: str
    round_trip: Ms | None
    """None: it could not be heard (headphones)."""
    echo_delay: Ms | None
    echo_db: float | None
    """Of the echo against what was played; None: no echo was found."""
    when: str
    """ISO date and time."""


def file() -> Path:
    return places.settings().parent / "sound.json"


def load(path: Path | None = None) -> tuple[Measured, ...]:
    """Nothing where there is no file, or one that cannot be read."""
    try:
        rows = json.loads((path or file()).read_text("utf-8"))["devices"]
        known = {field.name for field in fields(Measured)}
        found = tuple(Measured(**{key: row.get(key) for key in known}) for row in rows)
        return tuple(one for one in found if _sane(one))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return ()


def save(measured: Measured, path: Path | None = None) -> bool:
    """In place of what was known of these two devices.  False if the disk would not."""
    path = path or file()
    others = [m for m in load(path) if _pair(m) != _pair(measured)]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(
            json.dumps({"devices": [asdict(m) for m in (*others, measured)]}, indent=2) + "\n", "utf-8"
        )
        part.replace(path)
    except OSError:
        return False
    return True


def known(microphone: str, loudspeaker: str, path: Path | None = None) -> Measured | None:
    """What was measured of these two devices, by their full names."""
    return next((m for m in load(path) if _pair(m) == (microphone, loudspeaker)), None)


def measured_phone(microphone: Wanted = None, loudspeaker: Wanted = None) -> CardPhone:
    """A phone that knows what was measured of its devices; not open yet.

    What is wrong with the devices is told by its `open`, not here.
    """
    names = _name(microphone, "input"), _name(loudspeaker, "output")
    found = known(*names)
    return CardPhone(microphone, loudspeaker, found.round_trip if found else None)


def _name(wanted: Wanted, side: Side) -> str:
    try:
        return choose(wanted, side).name
    except DeviceError:
        return ""


def _pair(measured: Measured) -> tuple[str, str]:
    return measured.microphone, measured.loudspeaker


def _sane(measured: Measured) -> bool:
    """A person may have written into the file."""
    trip = measured.round_trip
    return isinstance(measured.microphone, str) and (
        trip is None or (isinstance(trip, int) and 0 <= trip <= 1000)
    )
