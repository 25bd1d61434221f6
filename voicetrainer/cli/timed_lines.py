"""A line from a terminal within a time; what is half typed when it is up is not lost."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


class TimeUp(Exception):  # noqa: N818  not an error
    """The time is over.  `half`: what had been typed of the line."""

    def __init__(self, half: str = "") -> None:
        super().__init__("time is up")
        self.half = half


def timed_lines(limit: float, clock: Callable[[], float] = time.monotonic) -> Callable[[str], str]:
    """Like `input`, until `limit` seconds from now have passed; then raises TimeUp.

    Where the system cannot wait for a key with a time, a line that was begun may be finished.
    """
    until = clock() + limit

    def read(prompt: str) -> str:
        left = until - clock()
        if left <= 0:
            raise TimeUp
        if not _can_wait():
            line = input(prompt)
            if clock() > until:
                raise TimeUp(line)
            return line
        sys.stdout.write(prompt)
        sys.stdout.flush()
        return _waited(left)

    return read


def _can_wait() -> bool:
    return sys.platform != "win32" and sys.stdin.isatty()


def _waited(seconds: float) -> str:
    import select

    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    if not ready:
        half = _half_typed()
        sys.stdout.write("\n")
        raise TimeUp(half)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _half_typed() -> str:
    """The letters before Enter lie in the terminal; without line mode it hands them out."""
    import os
    import select
    import termios

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    changed = termios.tcgetattr(number)
    changed[3] &= ~termios.ICANON
    changed[6][termios.VMIN], changed[6][termios.VTIME] = 0, 0
    typed = b""
    try:
        termios.tcsetattr(number, termios.TCSANOW, changed)
        while select.select([number], [], [], 0)[0] and (more := os.read(number, 1024)):
            typed += more
    finally:
        termios.tcsetattr(number, termios.TCSANOW, before)
    return typed.decode(sys.stdin.encoding or "utf-8", "replace").strip()
