"""Rendered lines kept on disk, so that a line is rendered once in its life on this machine."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.ports import Clip
from . import clipfile
from .engine import KeyedVoice

if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT = 200_000_000
"""Bytes; about 3 h of lines.  The ones not used for longest go first."""
STAGE = 1
"""Raise when the mood stage or the trimming changes how a line sounds."""


class CachedVoice:
    """A voice that remembers.  A disk that is full, read-only or broken only makes it forget."""

    def __init__(self, voice: KeyedVoice, folder: Path, limit: int = LIMIT) -> None:
        self.name, self.key = voice.name, voice.key
        self._voice, self._folder, self._limit = voice, folder, limit
        self._size: int | None = None

    def render(self, text: str, mood: str) -> Clip:
        file = self._file(text, mood)
        kept = clipfile.load(file)
        if kept is not None:
            _touch(file)
            return kept
        clip = self._voice.render(text, mood)
        self._keep(file, clip)
        return clip

    def holds(self, text: str, mood: str) -> bool:
        return self._file(text, mood).is_file()

    def close(self) -> None:
        self._voice.close()

    def _file(self, text: str, mood: str) -> Path:
        parts = "\x1f".join((str(STAGE), self._voice.key, mood, text))
        name = hashlib.sha256(parts.encode()).hexdigest()[:40]
        return self._folder / name[:2] / f"{name}.flac"

    def _keep(self, file: Path, clip: Clip) -> None:
        """Written beside its place and moved there: another process never sees half a file."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(suffix=".part", dir=file.parent)
            os.close(handle)
        except OSError:
            return
        beside = Path(part)
        try:
            clipfile.save(beside, clip)
            beside.replace(file)
            self._make_room(file.stat().st_size)
        except OSError:
            beside.unlink(missing_ok=True)

    def _make_room(self, added: int) -> None:
        if self._size is None:
            self._size = sum(size for _, size, _ in _files(self._folder))
        else:
            self._size += added
        if self._size <= self._limit:
            return
        for _, size, file in sorted(_files(self._folder)):
            if self._size <= self._limit * 0.9:
                break
            file.unlink(missing_ok=True)
            self._size -= size


def _files(folder: Path) -> Iterable[tuple[float, int, Path]]:
    for file in folder.rglob("*.flac"):
        try:
            status = file.stat()
        except OSError:
            continue
        yield status.st_mtime, status.st_size, file


def _touch(file: Path) -> None:
    try:
        os.utime(file)
    except OSError:
        return
