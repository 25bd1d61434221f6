"""Before the call: the phone rings until the trainee picks up.  Time zero comes after."""

from __future__ import annotations

from collections.abc import Callable

from ..core.events import Ms
from ..core.ports import BLOCK_MS, Phone, Samples
from .parts import Mouth

PATIENCE: Ms = 60_000
"""Nobody lets it ring for longer."""


def ring(phone: Phone, mouth: Mouth, tone: Samples, answered: Callable[[], bool]) -> Ms | None:
    """Ring until `answered()`; returns how long it rang, or None if nobody came.

    Raises DeviceError if the phone dies meanwhile.
    """
    rang: Ms = 0
    mouth.loop(tone)
    while not answered():
        block = None if rang >= PATIENCE else phone.read()
        if block is None:
            return None
        if not len(block):
            continue  # its devices are away
        phone.write(mouth.block())
        rang += BLOCK_MS
    mouth.stop_loop()
    phone.flush()
    return rang
