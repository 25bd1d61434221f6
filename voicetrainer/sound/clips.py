"""Sound files in and out: anything libsndfile reads becomes float32, mono, 16 kHz."""

from __future__ import annotations

import contextlib
import difflib
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..catalogue import say
from ..core.errors import ClipError, StoreError
from ..core.ports import RATE

if TYPE_CHECKING:
    from ..core.ports import Samples

LONGEST_S = 3600
SILENCE_DBFS = -120.0
"""What digital silence is called, so that a level is always a number."""

RATES = range(4_000, 384_001)
"""Hz.  Outside of these a header is wrong rather than unusual."""
WILD = 8.0
"""A peak above this (+18 dBFS) is no loud recording but a file whose samples were never scaled."""
CHUNK_MS = 200
"""Read at once: of a file that breaks off at most so much is lost."""


def read_clip(path: Path | str) -> Samples:
    """Any sound file as float32, mono, 16 kHz, −1…1.  Channels are averaged.

    A file that breaks off is used as far as it goes.  Raises ClipError, naming the file and the
    remedy, when it is missing, empty, no sound, silent for want of samples, not finite, or
    longer than an hour.
    """
    path = Path(path)
    _check_file(path)
    pieces = list(_resampled(path))
    samples: Samples = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    if not len(samples):
        raise ClipError(say("sound.clip_no_samples", path=path))
    return np.clip(samples, -1.0, 1.0)


def level_dbfs(samples: Samples) -> float:
    """RMS relative to 1.0 (a full-scale sine is −3), never below `SILENCE_DBFS`."""
    if not len(samples):
        return SILENCE_DBFS
    power = float(np.mean(np.square(samples, dtype=np.float64)))
    return max(SILENCE_DBFS, 10 * math.log10(power)) if power > 0 else SILENCE_DBFS


def scaled(samples: Samples, gain_db: float) -> Samples:
    """The samples with a gain in dB, as float32; not limited."""
    return (samples * np.float32(10 ** (gain_db / 20))).astype(np.float32)


def write_wav(path: Path, samples: Samples) -> None:
    """16-bit WAV at 16 kHz; the file is whole or it is not there.  Raises StoreError."""
    _write(path, samples, "WAV")


def write_flac(path: Path, samples: Samples) -> None:
    """16-bit FLAC at 16 kHz, mono or (n, 2); the file is whole or not there.  Raises StoreError."""
    _write(path, samples, "FLAC")


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise ClipError(say("sound.clip_is_folder", path=path))
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise ClipError(say("sound.clip_missing", path=path, hint=_nearest(path))) from None
    except OSError as error:
        raise ClipError(say("sound.clip_unreadable", path=path, reason=error.strerror)) from error
    if not size:
        raise ClipError(say("sound.clip_empty", path=path))


def _nearest(path: Path) -> str:
    """'  Did you mean x.wav?' when the folder holds a file of a similar name."""
    if not path.parent.is_dir():
        return say("sound.clip_no_folder", folder=path.parent)
    names = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    near = difflib.get_close_matches(path.name, names, n=1)
    return say("sound.clip_nearest", name=near[0]) if near else ""


def _resampled(path: Path) -> Iterator[Samples]:
    """The file's sound in pieces at `RATE`; an hour of any format never lies in memory at once."""
    import soundfile
    import soxr

    try:
        with soundfile.SoundFile(path) as sound:
            _check_header(path, sound)
            stream = soxr.ResampleStream(sound.samplerate, RATE, 1, dtype="float32")
            for piece in _mono(path, sound):
                yield stream.resample_chunk(piece)
            yield stream.resample_chunk(np.zeros(0, np.float32), last=True)
    except (soundfile.LibsndfileError, TypeError, ValueError) as error:  # TypeError: called x.raw
        raise ClipError(say("sound.clip_not_sound", path=path)) from error
    except OSError as error:
        raise ClipError(say("sound.clip_unreadable", path=path, reason=error.strerror)) from error


def _check_header(path: Path, sound: Any) -> None:
    if sound.samplerate not in RATES:
        raise ClipError(say("sound.clip_rate", path=path, rate=sound.samplerate))
    if sound.frames > LONGEST_S * sound.samplerate:
        raise ClipError(say("sound.clip_too_long", path=path))


def _mono(path: Path, sound: Any) -> Iterator[Samples]:
    return (piece.mean(axis=1, dtype=np.float32) for piece in pieces(path, sound))


def pieces(path: Path, sound: Any, longest_s: int = LONGEST_S) -> Iterator[Samples]:
    """An open file's samples, (n, channels), checked.  Raises ClipError with the remedy."""
    import soundfile

    left = longest_s * sound.samplerate
    while True:
        try:
            piece = sound.read(CHUNK_MS * sound.samplerate // 1000, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError:
            return  # it breaks off in mid-frame: what came before is good
        if not len(piece):
            return
        left -= len(piece)
        if left < 0:
            raise ClipError(say("sound.clip_too_long", path=path))
        if not np.isfinite(piece).all():
            raise ClipError(say("sound.clip_not_finite", path=path))
        if np.abs(piece).max() > WILD:
            raise ClipError(say("sound.clip_wild", path=path))
        yield piece


def _write(path: Path, samples: Samples, kind: str) -> None:
    import soundfile

    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(part, np.clip(samples, -1.0, 1.0), RATE, format=kind, subtype="PCM_16")
        if soundfile.info(part).frames != len(samples):  # libsndfile is silent about a full disk
            raise StoreError(say("sound.write_short", path=path))
        part.replace(path)
    except (OSError, soundfile.LibsndfileError) as error:
        raise StoreError(say("sound.write_failed", path=path, reason=_reason(error))) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
