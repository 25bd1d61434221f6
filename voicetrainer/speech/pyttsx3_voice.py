"""pyttsx3: on every system with pip alone.  Each sentence is spoken by a process of its own.

Measured on Linux: within one process 14 of 60 renders ignored the rate, queued lines were lost and
threads deadlocked; one short-lived worker for each sentence gave 100 of 100.
"""

from __future__ import annotations

import json
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalogue import say
from ..core.errors import EngineError
from . import sounds
from .casting import Casting

if TYPE_CHECKING:
    from ..core.ports import Samples

WORKER = Path(__file__).parent / "workers" / "pyttsx3_worker.py"
SECONDS = 6.0
"""A worker that takes longer hangs; it usually needs 0.15 s."""
ATTEMPTS = 2


class Pyttsx3Engine:
    name = "pyttsx3"

    def __init__(self, casting: Casting, worker: Path = WORKER, seconds: float = SECONDS) -> None:
        """Raises EngineError if pyttsx3 is not installed."""
        try:
            version = metadata.version("pyttsx3")
        except metadata.PackageNotFoundError as error:
            raise EngineError(say("speech.package_missing", engine=self.name, package="pyttsx3")) from error
        self._casting, self._worker, self._seconds = casting, worker, seconds
        has_pitch = sys.platform.startswith("linux")
        self.semitones = 0.0 if has_pitch else casting.semitones
        self.tempo = 1.0
        self.key = (
            f"pyttsx3 {version} {sys.platform} {casting.espeak if has_pitch else casting.name} "
            f"{casting.words_per_minute} {casting.pitch if has_pitch else casting.semitones}"
        )

    def speak(self, text: str) -> Samples:
        for attempt in range(ATTEMPTS):
            try:
                return self._spoken(text)
            except EngineError:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError(ATTEMPTS)

    def _spoken(self, text: str) -> Samples:
        with tempfile.TemporaryDirectory(prefix="voicetrainer-") as folder:
            file = Path(folder) / ("line.aiff" if sys.platform == "darwin" else "line.wav")
            request = {
                "text": text,
                "voice": self._casting.espeak,
                "sex": self._casting.sex,
                "rate": self._casting.words_per_minute,
                "pitch": self._casting.pitch,
                "file": str(file),
            }
            command = [sys.executable, "-P", str(self._worker)]
            sounds.run(command, json.dumps(request), self._seconds, self.name)
            return sounds.read(file, self.name)

    def close(self) -> None:
        """Nothing stays open between two sentences."""
