"""Keeps what C libraries print to themselves off the trainee's screen.

ALSA and PortAudio write straight to file descriptor 2 ("ALSA lib pcm.c:8570: underrun occurred",
"Expression … failed"), in the middle of whatever the screen shows.  While a device is open that
descriptor leads nowhere, and Python's own `sys.stderr` goes on to where it went before.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO


class QuietLibraries:
    """Start and stop in pairs; does nothing on Windows or where stderr is not descriptor 2."""

    def __init__(self) -> None:
        self._before: TextIO | None = None
        self._ours: TextIO | None = None

    def start(self) -> None:
        if self._before is not None or sys.platform == "win32" or not _is_descriptor_2(sys.stderr):
            return
        self._before = sys.stderr
        self._before.flush()
        self._ours = os.fdopen(os.dup(2), "w", buffering=1, errors="backslashreplace")
        sys.stderr = self._ours
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)

    def stop(self) -> None:
        if self._before is None or self._ours is None:
            return
        self._ours.flush()
        os.dup2(self._ours.fileno(), 2)
        if sys.stderr is self._ours:
            sys.stderr = self._before
        self._ours.close()
        self._before = self._ours = None


def _is_descriptor_2(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.fileno() == 2
    except (OSError, ValueError):  # replaced by something in memory, or closed
        return False
