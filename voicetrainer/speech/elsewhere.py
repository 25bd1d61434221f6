"""A recogniser in a process of its own.

Some hold Python's lock while they load and while they decode, for a second and more: meanwhile nothing
of the call can run, not even what copies its sound to the loudspeaker.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

_WORKER = Path(__file__).with_name("workers") / "sr_worker.py"


class Elsewhere:
    """Called like the method of SpeechRecognition's `Recognizer` that it stands for, one call at a time.

    Raises what that raises, and OSError if its process died.
    """

    def __init__(self, method: str, package: Any) -> None:
        self._method, self._package = method, package
        self._process: subprocess.Popen[bytes] | None = None
        self._closing = threading.Lock()
        self._closed = False

    def __call__(self, sound: Any, **settings: object) -> object:
        pcm = sound.get_raw_data()
        told = self._asked(
            {"method": self._method, "settings": settings, "rate": sound.sample_rate, "bytes": len(pcm)}, pcm
        )
        if "error" not in told:
            return told["answer"]
        match told["error"]:
            case "UnknownValueError":
                raise self._package.UnknownValueError
            case "SetupError":
                raise self._package.exceptions.SetupError(told["why"])
            case _:
                raise self._package.RequestError(told["why"])

    def close(self) -> None:
        """Also from another thread, while it is asked."""
        with self._closing:
            process, self._process, self._closed = self._process, None, True
        if process:
            _end(process)

    def _asked(self, request: dict[str, object], pcm: bytes) -> dict[str, Any]:
        process = self._running()
        assert process.stdin and process.stdout
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n" + pcm)
            process.stdin.flush()
            line = process.stdout.readline()
        except ValueError as error:  # closed meanwhile
            raise OSError(str(error)) from error
        if not line:
            raise OSError(f"its process ended with {process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        with self._closing:
            if self._closed:
                raise OSError("it was closed")
            if self._process and self._process.poll() is not None:
                _end(self._process)
                self._process = None
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, str(_WORKER)],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )  # fmt: skip
            return self._process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):  # what it had not read
                pipe.close()
