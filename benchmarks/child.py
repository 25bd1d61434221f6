"""Runs `benchmarks.held` in a process of its own, on a terminal of its own, and reads its result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ROWS, COLUMNS = 30, 110


def held(
    kind: str, *, scenario: str = "parcel", trainee: str = "steady", seconds: float = 0
) -> dict[str, Any]:
    """Hold a call; `kind` as in `held.py`, `seconds` of call time after which it is stopped (0: never).

    Raises CalledProcessError with the child's own words on stderr.
    """
    with tempfile.TemporaryDirectory(prefix="voicetrainer-bench-") as folder:
        result = Path(folder) / "result.json"
        command = [
            sys.executable, "-m", "benchmarks.held", kind, scenario, trainee,
            str(seconds), str(result), str(time.monotonic()),
        ]  # fmt: skip
        if kind == "live" and os.name == "posix":
            _on_a_terminal(command)
        else:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        found: dict[str, Any] = json.loads(result.read_text("utf-8"))
        return found


def _on_a_terminal(command: list[str]) -> None:
    """As a person runs it: the screen is drawn in full, into nothing."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    reader = threading.Thread(target=_drain, args=(ours,), daemon=True)
    reader.start()
    try:
        environment = {**os.environ, "TERM": "xterm-256color"}
        subprocess.run(command, check=True, stdin=theirs, stdout=theirs, cwd=ROOT, env=environment)
    finally:
        os.close(theirs)
        reader.join(2)
        os.close(ours)


def _drain(terminal: int) -> None:
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # the other end is closed
        return
