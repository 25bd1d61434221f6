"""The call as sound: left the trainee, right the caller, safe against a sudden end.

While the call goes on it is a plain WAV whose header is mended every second, so that what a
killed process leaves behind can be opened, all but its last 100 ms.  When the call ends it becomes a
FLAC, a third of the size.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from ..catalogue import say
from ..core.errors import StoreError
from ..core.ports import BLOCK, BLOCK_MS, RATE

if TYPE_CHECKING:
    from ..core.events import Ms
    from ..core.ports import Samples

WAV = "call.wav"
FLAC = "call.flac"

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_FRAME = 4  # bytes: two channels of 16 bits
_MEND_EVERY = 1000 // BLOCK_MS
_GATHERED = 5
"""Blocks that are written together (100 ms): one write costs as much as forty blocks' arithmetic."""
_CHUNK = 60 * RATE
_FADE = np.linspace(1, 0, RATE * 5 // 1000, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """Both sides of a call, equally long, float32 at `RATE`."""

    trainee: Samples
    caller: Samples


class Recording:
    """Appends a call block by block to `call.wav` in a folder that exists.

    A caller's block lies after the trainee's block it was handed over with, and `caller_delay` (the
    device's round trip) later still: both sides lie as the trainee heard them, and a line begins
    at its `LineStarted.onset`.

    Raises StoreError when the file cannot be made, and once when it cannot go on (a full disk);
    after that `append` does nothing and the call goes on unrecorded.
    """

    def __init__(self, folder: Path, caller_delay: Ms = 0) -> None:
        self.path = folder / WAV
        self._blocks = 0
        self._late: Samples = np.zeros(BLOCK, np.float32)
        self.delay_caller(caller_delay)
        self._frames: Samples = np.empty((_GATHERED * BLOCK, 2), np.float32)
        self._held = 0
        """Samples in `_frames` that are not yet written."""
        self._file: BinaryIO | None = None
        try:
            self._file = self.path.open("wb", buffering=0)
            self._file.write(_header(0))
        except OSError as error:
            if self._file:
                self._file.close()
            raise StoreError(say("sound.recording_failed", path=self.path, reason=error.strerror)) from error

    @property
    def going(self) -> bool:
        """Still recording: not closed, and the disk took everything so far."""
        return self._file is not None

    def delay_caller(self, delay: Ms) -> None:
        """The round trip as it is known now, ms; told while it rings, and again as each line begins.

        A longer one puts silence before what comes next.  A shorter one takes away the newest of what is
        not yet written: no line is in it, for the last one was heard to its end or cut, only what lies
        behind the caller all the time.  So a line always lies at its `LineStarted.onset`.
        """
        keep = BLOCK + delay * RATE // 1000
        longer = keep - len(self._late)
        if longer > 0:
            self._late = np.concatenate([self._late, np.zeros(longer, np.float32)])
        elif longer < 0:
            self._late = self._late[:keep].copy()
            self._late[-len(_FADE) :] *= _FADE[-keep:]

    def append(self, trainee: Samples, caller: Samples) -> None:
        """The next block of both sides."""
        if self._file is None:
            return
        self._late = np.concatenate([self._late, caller])
        caller, self._late = self._late[:BLOCK], self._late[BLOCK:]
        try:
            self._put(trainee, caller)
        except OSError as error:
            self._abandon()
            raise StoreError(say("sound.recording_stopped", path=self.path, reason=error.strerror)) from error

    def close(self) -> Path | None:
        """Turn it into `call.flac` and return where the sound lies; None where none was kept.

        If there is no room for the FLAC the WAV stays, and is returned.
        """
        self._finish()
        return _compressed(self.path) if self.path.exists() else None

    def _finish(self) -> None:
        """What the caller said last is still on its way to the trainee's ear: append it."""
        silence = np.zeros(BLOCK, np.float32)
        try:
            for _ in range(len(self._late) // BLOCK):
                self.append(silence, silence)
            if self._file is not None:
                self._write()
                self._mend()
        except (OSError, StoreError):
            pass  # no room for the last moments; the header is at most a second old
        if self._file is not None:
            self._file.close()
            self._file = None

    def _put(self, trainee: Samples, caller: Samples) -> None:
        begin, end = self._held, self._held + BLOCK
        frames = self._frames[begin:end]  # one array again and again: this runs fifty times a second
        frames[:, 0], frames[:, 1] = trainee, caller
        self._held = end
        if end == len(self._frames):
            self._write()

    def _write(self) -> None:
        assert self._file is not None
        frames, self._held = self._frames[: self._held], 0
        np.clip(frames, -1.0, 1.0, out=frames)
        np.rint(np.multiply(frames, 32767, out=frames), out=frames)
        pcm = frames.astype("<i2").tobytes()
        if self._file.write(pcm) != len(pcm):
            raise OSError(28, os.strerror(28))  # a raw file may take a part on a full disk
        before, self._blocks = self._blocks, self._blocks + len(frames) // BLOCK
        if self._blocks // _MEND_EVERY > before // _MEND_EVERY:
            self._mend()

    def _mend(self) -> None:
        assert self._file is not None
        self._file.seek(0)
        self._file.write(_header(self._blocks * BLOCK * _FRAME))
        self._file.seek(0, os.SEEK_END)

    def _abandon(self) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        try:
            file.seek(0)
            file.write(_header(self._blocks * BLOCK * _FRAME))
        except OSError:
            pass  # the header is at most a second old
        finally:
            file.close()


def open_recording(folder: Path) -> Tracks:
    """Both sides of a call from its folder: the FLAC, else the WAV a killed process left.

    Raises StoreError when there is neither or it cannot be read.
    """
    flac, wav = folder / FLAC, folder / WAV
    if flac.exists():
        return _read_flac(flac)
    if wav.exists():
        return _read_wav(wav)
    raise StoreError(say("sound.recording_missing", folder=folder))


def _header(size: int) -> bytes:
    """A 44-byte WAV header before `size` bytes of 16-bit stereo at `RATE`."""
    form = (b"fmt ", 16, 1, 2, RATE, RATE * _FRAME, _FRAME, 16)
    return _HEADER.pack(b"RIFF", 36 + size, b"WAVE", *form, b"data", size)


def _compressed(wav: Path) -> Path:
    import soundfile

    flac, part = wav.with_name(FLAC), wav.with_name(f".{FLAC}.part")
    try:
        with soundfile.SoundFile(wav) as source:
            frames = source.frames
            with soundfile.SoundFile(part, "w", RATE, 2, "PCM_16", format="FLAC") as goal:
                for piece in source.blocks(_CHUNK, dtype="int16", always_2d=True):
                    goal.write(piece)
        if soundfile.info(part).frames != frames:  # libsndfile is silent about a full disk
            return wav
        part.replace(flac)
        wav.unlink()
    except (OSError, soundfile.LibsndfileError):
        return wav
    finally:
        part.unlink(missing_ok=True)
    return flac


def _read_flac(path: Path) -> Tracks:
    import soundfile

    try:
        with soundfile.SoundFile(path) as sound:
            pieces = []
            while len(piece := _next_piece(sound)):
                pieces.append(piece)
    except (OSError, soundfile.LibsndfileError) as error:
        raise StoreError(say("sound.recording_unreadable", path=path)) from error
    frames: Samples = np.concatenate(pieces) if pieces else np.zeros((0, 2), np.float32)
    return _tracks(frames)


def _next_piece(sound: object) -> Samples:
    import soundfile

    assert isinstance(sound, soundfile.SoundFile)
    try:
        piece: Samples = sound.read(BLOCK * 10, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError:
        return np.zeros((0, 2), np.float32)  # it breaks off here
    return piece


def _read_wav(path: Path) -> Tracks:
    """By hand: the header may be a second behind the samples, and the last frame half written."""
    raw = path.read_bytes()[_HEADER.size :]
    whole = raw[: len(raw) // _FRAME * _FRAME]
    pcm = np.frombuffer(whole, "<i2").reshape(-1, 2)
    return _tracks((pcm / np.float32(32768)).astype(np.float32))


def _tracks(frames: Samples) -> Tracks:
    if frames.shape[1] != 2:
        frames = np.repeat(frames[:, :1], 2, axis=1)
    return Tracks(np.ascontiguousarray(frames[:, 0]), np.ascontiguousarray(frames[:, 1]))


def for_listening(path: Path) -> bytes:
    """A kept recording as FLAC, rounded to 11 bits: under half the size, times unchanged.

    Raises StoreError if it cannot be read.
    """
    import io

    import soundfile

    try:
        samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise StoreError(say("store.unreadable", place=path, why=error)) from error
    rounded = ((samples.astype(np.int32) + 16) >> 5 << 5).clip(-32768, 32736).astype(np.int16)
    out = io.BytesIO()
    soundfile.write(out, rounded, rate, format="FLAC", subtype="PCM_16")
    return out.getvalue()
