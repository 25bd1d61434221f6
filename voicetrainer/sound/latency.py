"""How long the caller's voice takes out of the loudspeaker, through the air and back in.

Works where the microphone hears the loudspeaker; with headphones on, hold one to the microphone.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import BLOCK, BLOCK_MS, RATE

if TYPE_CHECKING:
    from ..core.events import Ms
    from ..core.ports import Phone, Samples

TRIES = 5
SPACING_MS: Ms = 800
LONGEST: Ms = 600
"""Longer than this no echo canceller copes, and no trainee either."""
CLEAR = 6.0
"""So many times higher than the rest of the match must the echo stand out."""
AGREE: Ms = 15


def measure_round_trip(phone: Phone) -> Ms | None:
    """Play a short sweep five times over an open phone and find it in the microphone.

    From handing a block over to reading its first sample, ms; takes about 5 s.  None if the
    microphone does not hear the loudspeaker, or the tries do not agree.  Raises DeviceError.
    """
    sweep = _sweep()
    for _ in range(25):  # let the queues settle
        _step(phone, np.zeros(BLOCK, np.float32))
    found = [delay for _ in range(TRIES) if (delay := _once(phone, sweep)) is not None]
    if len(found) <= TRIES // 2:
        return None
    middle = median(found)
    agreeing = [delay for delay in found if abs(delay - middle) <= AGREE]
    return round(median(agreeing)) if len(agreeing) > TRIES // 2 else None


def _once(phone: Phone, sweep: Samples) -> float | None:
    """One sweep, and the time of its echo in ms."""
    silence = np.zeros(SPACING_MS // BLOCK_MS * BLOCK - len(sweep), np.float32)
    said = np.concatenate([sweep, silence])
    heard = np.concatenate([_step(phone, said[at : at + BLOCK]) for at in range(0, len(said), BLOCK)])
    # the first block was read before the sweep was handed over
    match = np.abs(np.correlate(heard[BLOCK:], sweep, mode="valid"))[: LONGEST * RATE // 1000]
    peak = int(np.argmax(match))
    if match[peak] <= 1e-6 or match[peak] < CLEAR * float(np.median(match)):
        return None
    return peak * 1000 / RATE


def _step(phone: Phone, block: Samples) -> Samples:
    """Read one block, then hand one over, as a call does."""
    heard = phone.read()
    phone.write(block)
    return np.zeros(BLOCK, np.float32) if heard is None else heard


def _sweep() -> Samples:
    """100 ms rising from 500 to 3000 Hz: its match is one sharp peak."""
    t = np.arange(RATE // 10) / RATE
    tone = np.sin(2 * np.pi * (500 * t + 12_500 * t**2))
    return np.asarray(0.4 * tone * np.hanning(len(t)), np.float32)
