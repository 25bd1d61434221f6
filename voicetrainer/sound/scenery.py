"""What lies behind the caller's voice: her room and her line, mixed into her lane alone.

The background (office, street, baby) steps back while she hears hold music and before the phone is
answered; the line's own noise stays as long as there is a line.  The trainee's lane, and so the voice
detector, never gets any of it but what a loudspeaker brings back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np

from .. import places
from ..core.ports import BLOCK, RATE
from .clips import level_dbfs, read_clip
from .tones import minimum_phase, telephone_taps

if TYPE_CHECKING:
    from ..core.events import Ms
    from ..core.ports import Clip, Samples

BACKGROUNDS: Mapping[str, float] = {"office": -42.0, "street": -40.0, "baby": -38.0}
"""Name of a file in audio/scenery and the level it is heard at, dBFS (RMS): 18…22 dB below a line."""
LINES: Mapping[str, float | None] = {"clear": None, "mobile": None, "noisy": -46.0}
"""Kinds of line: the level of the noise on it.  All but a clear one carry the telephone band only."""
FADE_BLOCKS = 25
"""The background comes and goes within half a second."""


class PhoneBand:
    """Takes away what a telephone does not carry, block by block, with less than 1 ms of delay."""

    def __init__(self) -> None:
        self._taps = minimum_phase(telephone_taps())
        self._before: Samples = np.zeros(len(self._taps) - 1, np.float32)

    def block(self, block: Samples) -> Samples:
        """The next samples, as many as came in."""
        padded = np.concatenate([self._before, block])
        self._before = padded[-len(self._before) :]
        return np.convolve(padded, self._taps, mode="valid").astype(np.float32)


class Scenery:
    """Sound that goes round under a call, at set levels."""

    def __init__(
        self, background: Samples | None = None, line: Samples | None = None, band: PhoneBand | None = None,
    ) -> None:  # fmt: skip
        """`background` and `line` (its noise) are already at their levels."""
        self._background, self._line, self._band = background, line, band
        self._at = 0
        self._there = 0.0
        self._goal = 1.0

    @property
    def peak(self) -> float:
        """The loudest sample there can be without a line being said, 0…1."""
        sounds = [s for s in (self._background, self._line) if s is not None]
        return float(sum(np.abs(s).max() for s in sounds))

    def step_back(self, back: bool) -> None:
        """The background goes (back) or comes again, within half a second; the line's noise stays."""
        self._goal = 0.0 if back else 1.0

    def block(self, said: Samples) -> Samples:
        """The caller's block with everything behind it."""
        mixed = said
        if self._background is not None:
            mixed = mixed + self._piece(self._background) * self._factor()
        if self._band is not None:
            mixed = self._band.block(mixed)
        if self._line is not None:
            mixed = mixed + self._piece(self._line)
        self._at += BLOCK
        return np.clip(mixed, -1.0, 1.0).astype(np.float32)

    def _piece(self, sound: Samples) -> Samples:
        piece: Samples = sound[np.arange(self._at, self._at + BLOCK) % len(sound)]
        return piece

    def _factor(self) -> Samples | float:
        if self._there == self._goal:
            return self._goal
        before, step = self._there, 1 / FADE_BLOCKS
        self._there = min(1.0, before + step) if self._goal else max(0.0, before - step)
        return np.linspace(before, self._there, BLOCK, dtype=np.float32)


class Speaking(Protocol):
    """A mouth of the loop: the `Player`."""

    @property
    def position(self) -> Ms: ...
    def say(self, clip: Clip) -> None: ...
    def hush(self) -> Ms: ...
    def duck(self, down: bool) -> None: ...
    def loop(self, samples: Samples) -> None: ...
    def stop_loop(self) -> None: ...
    def block(self) -> Samples: ...


class InScene:
    """A mouth in its surroundings: does what the mouth does, and mixes the scenery under it."""

    def __init__(self, mouth: Speaking, scenery: Scenery) -> None:
        self._mouth, self._scenery = mouth, scenery
        scenery.step_back(True)  # until the phone is answered, nothing is heard of her room
        self._looping = False

    @property
    def position(self) -> Ms:
        return self._mouth.position

    def say(self, clip: Clip) -> None:
        self._answered()
        self._mouth.say(clip)

    def hush(self) -> Ms:
        return self._mouth.hush()

    def duck(self, down: bool) -> None:
        self._mouth.duck(down)

    def loop(self, samples: Samples) -> None:
        """Ring tone or hold music: both are on this side of her."""
        self._looping = True
        self._scenery.step_back(True)
        self._mouth.loop(samples)

    def stop_loop(self) -> None:
        self._looping = False
        self._mouth.stop_loop()
        self._answered()

    def block(self) -> Samples:
        return self._scenery.block(self._mouth.block())

    def _answered(self) -> None:
        if not self._looping:
            self._scenery.step_back(False)


def scenery(background: str | None = None, line: str = "clear") -> Scenery | None:
    """The shipped scenery of these names; None for a silent room on a clear line.

    Raises ClipError if a sound is missing, KeyError for an unknown name (the format knows them).
    """
    behind = _shipped(background, BACKGROUNDS[background]) if background else None
    level = LINES[line]
    noise = _shipped("line", level) if level is not None else None
    band = PhoneBand() if line != "clear" else None
    return Scenery(behind, noise, band) if (background or line != "clear") else None


def _shipped(name: str, level: float) -> Samples:
    sound = read_clip(places.audio() / "scenery" / f"{name}.flac")
    return (sound * 10 ** ((level - level_dbfs(sound)) / 20)).astype(np.float32)


assert BLOCK * 50 == RATE
