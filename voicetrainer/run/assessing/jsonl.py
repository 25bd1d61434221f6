"""Lines of JSON in, lines of JSON out, so that a run that was killed can go on where it stopped.

A line in is judged or *broken*; broken ones are told and the rest goes on.  A line out is written
whole, in the order of the lines in.  A last line out that breaks off was being written when the
program died: it is cut away, and its line in is judged again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Any

Line = Mapping[str, Any]
"""A line in, parsed."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that could not be judged."""

    number: int
    """Of the line, from 1."""
    key: str
    """What is wrong with it, as a key of the catalogue's part 'assess'."""
    values: tuple[tuple[str, str | int], ...] = ()


class BrokenError(Exception):
    """Raised while a line is judged; becomes a `Broken` with its number."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key, self.values = key, tuple(sorted(values.items()))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines that are judged together in one process."""

    lines: tuple[tuple[int, bytes], ...]
    """(number, line)"""
    read: int
    """Bytes of the file up to the end of its last line."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a chunk."""

    done: tuple[str, ...]
    """JSON, a line each."""
    broken: tuple[Broken, ...]
    read: int


def chunks(file: BufferedIOBase, size: int, done: Callable[[bytes], bool]) -> Iterator[Chunk]:
    """The file's lines in chunks of `size`, without empty ones and those that `done` knows."""
    found: list[tuple[int, bytes]] = []
    read = 0
    for number, line in enumerate(file, 1):
        read += len(line)
        if line.strip() and not done(line):
            found.append((number, line))
        if len(found) >= size:
            yield Chunk(tuple(found), read)
            found = []
    if found or not read:
        yield Chunk(tuple(found), read)


def judge(chunk: Chunk, one: Callable[[Line], Mapping[str, Any]]) -> Judged:
    """Each line through `one`, which gets its object and gives what is written beside its id."""
    done, broken = [], []
    for number, raw in chunk.lines:
        try:
            line = parsed(raw)
            written = {"id": line["id"], **one(line)}
            done.append(json.dumps(written, ensure_ascii=False, allow_nan=False))
        except BrokenError as error:
            broken.append(Broken(number, error.key, error.values))
    return Judged(tuple(done), tuple(broken), chunk.read)


def parsed(raw: bytes) -> Line:
    """The object of a line, which has an id.  Raises BrokenError."""
    try:
        line = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BrokenError("not-utf8") from error
    except (ValueError, RecursionError) as error:
        raise BrokenError("not-json", why=str(error).partition(":")[0]) from error
    if not isinstance(line, dict):
        raise BrokenError("not-an-object")
    if not isinstance(line.get("id"), str | int) or isinstance(line["id"], bool):
        raise BrokenError("no-id")
    return line


def text_of(line: Line, name: str, default: str | None = None) -> str:
    """A text in the line; null counts as missing.  Raises BrokenError without it and without a default."""
    value = line.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise BrokenError("no-text" if value is None else "not-text", name=name)
    return value


BEGINNING = b'{"id": '
"""Of every line out."""


def ids_in(out: Path) -> set[str | int]:
    """Ids that a run before this one has written; a last line that broke off is cut away.

    Raises BrokenError, and leaves the file alone, if somebody else wrote it.
    """
    found: set[str | int] = set()
    if not out.exists():
        return found
    good = 0
    with out.open("rb") as file:
        for number, raw in enumerate(file, 1):
            if not raw.startswith(BEGINNING[: len(raw)]):
                raise BrokenError("out-not-ours", file=str(out), number=number)
            if not raw.endswith(b"\n"):
                break
            found.add(parsed(raw)["id"])
            good += len(raw)
    if good < out.stat().st_size:
        with out.open("r+b") as file:
            file.truncate(good)
    return found


def knows(ids: set[str | int]) -> Callable[[bytes], bool]:
    """Is the id of this line among them?  A broken line has none."""

    def done(raw: bytes) -> bool:
        try:
            return bool(ids) and parsed(raw)["id"] in ids
        except BrokenError:
            return False

    return done
