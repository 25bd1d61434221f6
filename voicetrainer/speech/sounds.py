"""Reading what an engine wrote, and running an engine that is a program."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..catalogue import say
from ..core.errors import EngineError
from ..core.ports import RATE

if TYPE_CHECKING:
    from ..core.ports import Samples


def read(path: Path, engine: str) -> Samples:
    """Any sound file libsndfile knows (WAV, AIFF, FLAC, Ogg) as mono at RATE.

    Raises EngineError if it is empty or no sound: the engine wrote rubbish.
    """
    import soundfile

    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError, RuntimeError) as error:
        raise EngineError(say("speech.wrote_rubbish", engine=engine)) from error
    mono: Samples = sound.mean(axis=1)
    if not len(mono) or not np.isfinite(mono).all():
        raise EngineError(say("speech.wrote_rubbish", engine=engine))
    return resampled(mono, rate)


def resampled(mono: Samples, rate: int) -> Samples:
    if rate == RATE:
        return mono.astype(np.float32)
    import soxr

    return np.asarray(soxr.resample(mono, rate, RATE), np.float32)


def run(command: Sequence[str], text: str, seconds: float, engine: str) -> None:
    """Run a program with `text` on its standard input.  Raises EngineError if it fails or hangs."""
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows no console may flash up
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            creationflags=hidden,
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(say("speech.hung", engine=engine, seconds=round(seconds))) from error
    except OSError as error:
        raise EngineError(say("speech.did_not_start", engine=engine, why=error.strerror or error)) from error
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else f"exit code {done.returncode}"
        raise EngineError(say("speech.crashed", engine=engine, why=reason))
