"""Recorded calls: a file with two channels as two people, each float32 at 16 kHz.

Theory of operation.  On a telephone line a little of each voice comes back in the other channel.  A
voice detector hears that as speech, and every sentence of the caller would be an interruption by the
agent.  What came back is much quieter than the other channel at that moment, and than the channel's own
voice; only where both hold is a block taken for the other's, so that a soft voice under a loud one stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..catalogue import say
from ..core.errors import ClipError
from ..core.ports import BLOCK, RATE
from .clips import _check_file, _check_header, level_dbfs, pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..core.ports import Samples

SILENT_DBFS = -65.0
"""A channel that is quieter on the whole holds nobody."""
ALIKE = 0.02
"""Two channels that differ by less than this share of their power are one recording, twice."""
LEAK_DB = 15.0
"""What leaked from the other channel is at least so much quieter than it …"""
UNDER_OWN_DB = 12.0
"""… and so much quieter than this channel's own voice."""
AROUND = 5
"""Blocks whose level is taken together (100 ms)."""
LOUD_SHARE = 0.95
CLIPPED = 0.005
"""Share of a channel's samples at full scale from which on it counts as clipped."""
OFFSET = 0.003
"""A mean further from 0 is no sound (−50 dBFS)."""
UNKNOWN_SIZE = (0, 0x7FFFFFFF - 36, 0xFFFFFFFF)
"""What programs write into a WAV that they could not go back to."""


@dataclass(frozen=True, slots=True, eq=False)
class Channels:
    """Both sides of a call, of one length."""

    left: Samples
    right: Samples
    whole: bool = True
    """False: the file breaks off."""

    @property
    def swapped(self) -> Channels:
        return Channels(self.right, self.left, self.whole)

    @property
    def clipped(self) -> bool:
        """Is either side overdriven?"""
        return max(float(np.mean(np.abs(side) >= 0.99)) for side in (self.left, self.right)) > CLIPPED

    @property
    def length(self) -> int:
        """ms."""
        return len(self.left) * 1000 // RATE


def read_channels(path: Path) -> Channels:
    """Any sound file of two channels.  A file that breaks off is used as far as it goes.

    Raises ClipError, with the remedy, as `read_clip` does, and where there are not two people in it:
    one channel, the same sound twice, a channel that is silent.
    """
    _check_file(path)
    sides: tuple[list[Samples], list[Samples]] = ([], [])
    for piece in _resampled(path):
        for side, own in enumerate(sides):
            own.append(piece[:, side].copy())
    if not any(map(len, sides[0])):
        raise ClipError(say("sound.clip_no_samples", path=path))
    left, right = _joined(sides[0]), _joined(sides[1])
    found = Channels(left, right, not _breaks_off(path))
    _two_people(path, found)
    return found


def _joined(pieces: list[Samples]) -> Samples:
    """One side, without the constant that a bad sound card adds.  An hour is 230 MB: the pieces go."""
    side: Samples = np.concatenate(pieces)
    pieces.clear()
    constant = np.mean(side, dtype=np.float64)
    if abs(constant) > OFFSET:
        side -= np.float32(constant)
    return np.clip(side, -1.0, 1.0, out=side)


def _breaks_off(path: Path) -> bool:
    """Does a WAV say that it is longer than it is?  (libsndfile reads what is there, and is silent.)"""
    with path.open("rb") as file:
        head = file.read(8)
    size = int.from_bytes(head[4:8], "little")
    return head[:4] == b"RIFF" and size not in UNKNOWN_SIZE and size + 8 > path.stat().st_size + 1


def _two_people(path: Path, found: Channels) -> None:
    levels = level_dbfs(found.left), level_dbfs(found.right)
    if max(levels) < SILENT_DBFS:
        raise ClipError(say("assess.both-silent", path=path))
    if min(levels) < SILENT_DBFS:
        side = say("assess.left" if levels[0] < levels[1] else "assess.right")
        raise ClipError(say("assess.one-silent", path=path, side=side))
    apart = level_dbfs(found.left - found.right)
    if apart < max(levels) + 10 * np.log10(ALIKE):
        raise ClipError(say("assess.alike", path=path))


def _resampled(path: Path) -> Iterator[Samples]:
    import soundfile
    import soxr

    try:
        with soundfile.SoundFile(path) as sound:
            _check_header(path, sound)
            if sound.channels != 2:
                key = "assess.one-channel" if sound.channels == 1 else "assess.many-channels"
                raise ClipError(say(key, path=path, count=sound.channels))
            stream = soxr.ResampleStream(sound.samplerate, RATE, 2, dtype="float32")
            for piece in pieces(path, sound):
                yield stream.resample_chunk(piece)
            yield stream.resample_chunk(np.zeros((0, 2), np.float32), last=True)
    except (soundfile.LibsndfileError, TypeError, ValueError) as error:  # TypeError: called x.raw
        raise ClipError(say("sound.clip_not_sound", path=path)) from error
    except OSError as error:
        raise ClipError(say("sound.clip_unreadable", path=path, reason=error.strerror)) from error


def own_blocks(own: Samples, other: Samples) -> NDArray[np.bool_]:
    """For each 20 ms block: may it be this channel's own voice, and not the other's come back?"""
    levels, others = _levels(own), _levels(other)
    loud = float(np.quantile(levels, LOUD_SHARE)) if len(levels) else 0.0
    leaked = (levels < others - LEAK_DB) & (levels < loud - UNDER_OWN_DB)
    return np.asarray(~leaked)


def _levels(samples: Samples) -> NDArray[np.float64]:
    """dBFS of each block, over the blocks around it."""
    whole = samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK)
    power = np.einsum("ij,ij->i", whole, whole, dtype=np.float64) / BLOCK
    if len(power) >= AROUND:
        power = np.convolve(power, np.ones(AROUND) / AROUND, mode="same")
    return np.asarray(10 * np.log10(power + 1e-12))
