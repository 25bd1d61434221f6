"""Files of other programs as text: bounded before they are looked at, and refused with a reason."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ...catalogue import say
from ...core.errors import StoreError, UsageError
from ..problems import nearest
from .story import shortened

BYTES = 2_000_000
"""A story of novel length has some 800,000."""
LINE = 5_000
"""Characters in one line; a longer one is no line that a person wrote."""


def text_of(path: Path) -> str:
    """The file's text with plain line ends.  Raises StoreError: not there, too large, no text, empty."""
    try:
        if path.stat().st_size > BYTES:
            raise StoreError(say("interchange.large", file=path, limit=BYTES // 1_000_000))
        content = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = getattr(error, "strerror", None) or error
        raise StoreError(say("interchange.unreadable", file=path, why=why)) from error
    return plain_text(path, content)


def plain_text(path: Path, content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise StoreError(say("interchange.no-text", file=path, line=line)) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise StoreError(say("interchange.empty", file=path))
    if (at := text.find("\0")) >= 0:
        raise StoreError(say("interchange.no-text", file=path, line=text.count("\n", 0, at) + 1))
    return text


def bounded(path: Path, text: str, first: int = 1) -> None:
    """Raises StoreError if a line is too long; `first` is the number of the text's first line.

    Code that lies in such files may have lines of any length: only what is told is looked at.
    """
    for number, line in enumerate(text.split("\n"), first):
        if len(line) > LINE:
            raise StoreError(say("interchange.long-line", file=path, line=number, limit=LINE))


def stop(path: Path, at: int, key: str, **values: object) -> StoreError:
    """The error `interchange.KEY` at a line of the file that is read."""
    return StoreError(f"{path}:{at}: {say(f'interchange.{key}', **values)}")


def named(wanted: str, known: Collection[str]) -> str:
    """The part of the story that was asked for; '' if none was.  Raises UsageError."""
    if not wanted or wanted in known:
        return wanted
    near = nearest(wanted, known, 0.3) or next(iter(known), "")
    raise UsageError(say("interchange.no-start", name=shortened(wanted), near=near))
