"""A clip as one sound file: the marks lie in its comment, so the two cannot part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.events import Mark
from ..core.ports import RATE, Clip

if TYPE_CHECKING:
    from collections.abc import Iterable

_KINDS = ("sentence", "pause", "word")


def save(file: Path, clip: Clip, format: str = "FLAC", subtype: str = "PCM_16") -> None:
    """Raises OSError, also for what libsndfile could not write (a full disk)."""
    import soundfile

    try:
        with soundfile.SoundFile(file, "w", RATE, 1, subtype, format=format) as sound:
            sound.comment = json.dumps({"marks": marks_to_rows(clip.marks), "samples": len(clip.samples)})
            sound.write(clip.samples)
    except soundfile.SoundFileError as error:
        raise OSError(str(error)) from error


def load(file: Path) -> Clip | None:
    """None if it is not there or not whole."""
    if not file.is_file():
        return None
    import soundfile

    try:
        with soundfile.SoundFile(file) as sound:
            about = json.loads(sound.comment)
            samples = sound.read(dtype="float32")
            rate, channels = sound.samplerate, sound.channels
        marks = rows_to_marks(about["marks"])
        whole = rate == RATE and channels == 1 and len(samples) == about["samples"]
    except (OSError, soundfile.SoundFileError, ValueError, KeyError, TypeError):
        return None
    return Clip(np.asarray(samples, np.float32), marks) if whole else None


def marks_to_rows(marks: Iterable[Mark]) -> list[list[object]]:
    return [[mark.kind, mark.onset, mark.end, mark.text] for mark in marks]


def rows_to_marks(rows: Iterable[Any]) -> tuple[Mark, ...]:
    """Raises ValueError or TypeError if they are no marks."""
    marks = []
    for kind, onset, end, text in rows:
        if kind not in _KINDS:
            raise ValueError(kind)
        marks.append(Mark(kind, int(onset), int(end), str(text)))
    return tuple(marks)
