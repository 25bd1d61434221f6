"""Single keys from a terminal, without waiting for Enter, and without blocking anything else.

POSIX: cbreak mode and `select`; Windows: `msvcrt`.  The terminal is put back as it was whatever
happens, and what was typed and not read is dropped, so that no stray letter reaches the shell.
"""

from __future__ import annotations

import codecs
import sys
from collections import deque
from types import TracebackType
from typing import Protocol

ENTER, ESCAPE, BACKSPACE = "enter", "escape", "backspace"
SEQUENCE_WAIT = 0.03
"""Seconds in which the rest of an arrow key follows its Escape, even over a slow line."""
_NAMED = {"\r": ENTER, "\n": ENTER, "\x7f": BACKSPACE, "\b": BACKSPACE}


class KeySource(Protocol):
    def poll(self, seconds: float) -> str | None:
        """The next key within so many seconds: a letter, 'enter', 'escape', 'backspace'; or None.

        Raises KeyboardInterrupt for Ctrl-C, EOFError if the terminal is gone.
        """


class Decoder:
    """Bytes of a terminal into keys.  Arrow and function keys mean nothing here and are dropped."""

    def __init__(self) -> None:
        self._letters = codecs.getincrementaldecoder("utf-8")("ignore")
        self._rest = ""

    @property
    def unsure(self) -> bool:
        """An Escape came last: a key of its own, or the start of a sequence."""
        return bool(self._rest)

    def feed(self, raw: bytes) -> list[str]:
        self._rest += self._letters.decode(raw)
        return self._take(closing=False)

    def close(self) -> list[str]:
        """Nothing followed: an Escape that is left was the key."""
        return self._take(closing=True)

    def _take(self, closing: bool) -> list[str]:
        keys: list[str] = []
        text, self._rest = self._rest, ""
        while text:
            if text[0] != "\x1b":
                keys += _key(text[0])
                text = text[1:]
            elif (length := _sequence(text)) is not None:
                text = text[length:]
            elif closing:
                keys += [ESCAPE] if len(text) == 1 else []
                text = ""
            else:
                self._rest, text = text, ""
        return keys


def _key(letter: str) -> list[str]:
    if letter in _NAMED:
        return [_NAMED[letter]]
    if letter == "\x03":
        raise KeyboardInterrupt
    return [letter] if letter.isprintable() else []


def _sequence(text: str) -> int | None:
    """How long the escape sequence at the start of the text is; None if it is not all there."""
    if len(text) == 1:
        return None
    if text[1] == "O":  # ESC O P: function keys
        return 3 if len(text) >= 3 else None
    if text[1] != "[":  # Alt with a letter; two Escapes are two keys of nothing
        return 2
    for n, letter in enumerate(text[2:], 3):
        if "@" <= letter <= "~":
            return n
    return None


if sys.platform == "win32":
    import msvcrt
    import time

    STEP = 0.01

    class Keys:
        """`with Keys() as keys: keys.poll(0.1)`."""

        def __enter__(self) -> Keys:
            return self

        def __exit__(self, *_: object) -> None:
            while msvcrt.kbhit():
                msvcrt.getwch()

        def poll(self, seconds: float) -> str | None:
            until = time.monotonic() + seconds
            while not msvcrt.kbhit():
                if time.monotonic() >= until:
                    return None
                time.sleep(STEP)
            letter = msvcrt.getwch()
            if letter in "\x00\xe0":  # an arrow or function key: its code follows
                msvcrt.getwch()
                return None
            if letter == "\x1b":
                return ESCAPE
            return next(iter(_key(letter)), None)

else:
    import os
    import select
    import termios
    import tty

    class Keys:
        """`with Keys() as keys: keys.poll(0.1)`.  `fd`: a terminal; standard input if none is given."""

        def __init__(self, fd: int | None = None) -> None:
            self._fd = sys.stdin.fileno() if fd is None else fd
            self._decoder = Decoder()
            self._ready: deque[str] = deque()
            self._before = termios.tcgetattr(self._fd)

        def __enter__(self) -> Keys:
            self._before = termios.tcgetattr(self._fd)
            try:
                tty.setcbreak(self._fd, termios.TCSANOW)
                self._without_suspend()
            except BaseException:
                self._restore()
                raise
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            self._restore()

        def poll(self, seconds: float) -> str | None:
            if not self._ready and self._waiting(seconds):
                self._read()
                if self._decoder.unsure and not self._ready:
                    if self._waiting(SEQUENCE_WAIT):
                        self._read()
                    self._ready += self._decoder.close()
            return self._ready.popleft() if self._ready else None

        def _waiting(self, seconds: float) -> bool:
            return bool(select.select([self._fd], [], [], seconds)[0])

        def _read(self) -> None:
            try:
                raw = os.read(self._fd, 1024)
            except OSError as error:
                raise EOFError from error
            if not raw:
                raise EOFError
            self._ready += self._decoder.feed(raw)

        def _without_suspend(self) -> None:
            """Ctrl-Z would stop the microphone in mid-call and leave a screen nobody draws."""
            mode = termios.tcgetattr(self._fd)
            mode[6][termios.VSUSP] = b"\x00"
            termios.tcsetattr(self._fd, termios.TCSANOW, mode)

        def _restore(self) -> None:
            try:
                termios.tcsetattr(self._fd, termios.TCSAFLUSH, self._before)
            except termios.error:  # the terminal is gone: nothing is left to put right
                return
