"""Lines rendered beforehand: `audio/lines/<scenario>/index.json` and its sound files.

The first call of a new user thereby sounds well on every system.  A line whose text was changed
since, or whose file is missing or broken, is spoken by the fallback voice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.errors import VoiceTrainerError
from ..core.ports import Clip
from . import sounds
from .clipfile import marks_to_rows, rows_to_marks

if TYPE_CHECKING:
    from ..core.events import Mark
    from ..core.ports import Voice

INDEX = "index.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class RenderedLine:
    """One entry of the index."""

    text: str
    mood: str
    file: str
    engine: str
    voice: str
    licence: str
    sha256: str
    """Of the file."""
    samples: int
    marks: tuple[Mark, ...]


def key_of(text: str, mood: str) -> str:
    """Name of a line's file, without suffix: it changes with the text."""
    return hashlib.sha256(f"{mood}\x1f{text}".encode()).hexdigest()[:16]


def read_index(folder: Path) -> dict[tuple[str, str], RenderedLine]:
    """By (text, mood); empty if there is none or it cannot be read."""
    try:
        rows = json.loads((folder / INDEX).read_text("utf-8"))
        if rows["format"] != FORMAT:
            return {}
        lines = [_line(row) for row in rows["lines"]]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {(line.text, line.mood): line for line in lines}


def write_index(folder: Path, lines: list[RenderedLine]) -> None:
    rows = [
        {
            "text": line.text, "mood": line.mood, "file": line.file,
            "engine": line.engine, "voice": line.voice, "licence": line.licence,
            "sha256": line.sha256, "samples": line.samples, "marks": marks_to_rows(line.marks),
        }
        for line in lines
    ]  # fmt: skip
    body = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    part = folder / f"{INDEX}.part"
    part.write_text(f'{{"format": {FORMAT}, "lines": [\n{body}\n]}}\n', "utf-8")
    part.replace(folder / INDEX)


def _line(row: Mapping[str, Any]) -> RenderedLine:
    text, mood, file, engine, voice, licence, digest = (
        str(row[name]) for name in ("text", "mood", "file", "engine", "voice", "licence", "sha256")
    )
    marks = rows_to_marks(row["marks"])
    return RenderedLine(text, mood, file, engine, voice, licence, digest, int(row["samples"]), marks)


def load_line(folder: Path, line: RenderedLine) -> Clip | None:
    """None if the file is missing, changed or broken."""
    try:
        content = (folder / line.file).read_bytes()
        if hashlib.sha256(content).hexdigest() != line.sha256:
            return None
        samples = sounds.read(folder / line.file, line.engine)
    except (OSError, VoiceTrainerError):
        return None
    whole = np.zeros(line.samples, np.float32)  # a lossy codec may add or drop a few samples at the end
    whole[: min(len(samples), line.samples)] = samples[: line.samples]
    return Clip(whole, line.marks)


class RenderedVoice:
    """The lines in a folder, and another voice for the rest."""

    def __init__(self, folder: Path, fallback: Voice) -> None:
        self.name = "rendered"
        self._folder, self._fallback = folder, fallback
        self._lines = read_index(folder)

    def __len__(self) -> int:
        return len(self._lines)

    def render(self, text: str, mood: str) -> Clip:
        line = self._lines.get((text, mood))
        clip = load_line(self._folder, line) if line else None
        return clip if clip is not None else self._fallback.render(text, mood)

    def close(self) -> None:
        self._fallback.close()
