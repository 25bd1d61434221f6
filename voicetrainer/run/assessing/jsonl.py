"""Lines of JSON in, lines of JSON out, so that a run that was killed can go on where it stopped.

A line in is judged or *broken*; broken ones are told and the rest goes on.  A line out is written
whole, in the order of the lines in.  A last line out that breaks off was being written when the
program died: it is cut away, and its line in is judged again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from io import BufferedIOBase
from pathlib import Path
from typing import Any

Line = Mapping[str, Any]
"""A line in, parsed."""
MOST_BYTES = 1_000_000
"""A longer line is no sentence, and is not read into memory."""
MOST_LETTERS = 20_000
"""Of a text: twenty minutes of talk without a breath."""


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
    broken: tuple[Broken, ...] = ()
    """Lines between these that need no judge to be told as broken."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a chunk."""

    done: tuple[str, ...]
    """JSON, a line each."""
    broken: tuple[Broken, ...]
    read: int


@dataclass(slots=True)
class _Sieve:
    """Keeps what is to be judged."""

    done: Collection[str | int]
    seen: dict[str | int, int] = field(default_factory=dict)
    """Id → its first line."""
    lines: list[tuple[int, bytes]] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)

    def take(self, number: int, raw: bytes) -> None:
        if len(raw) > MOST_BYTES:
            self.broken.append(Broken(number, "long-line", (("most", MOST_BYTES // 1_000_000),)))
        elif raw.strip():
            self._whole(number, raw)

    def _whole(self, number: int, raw: bytes) -> None:
        try:
            of = parsed(raw)["id"]
        except BrokenError as error:
            self.broken.append(Broken(number, error.key, error.values))
            return
        first = self.seen.setdefault(of, number)
        if first != number:
            self.broken.append(Broken(number, "again", (("first", first), ("of", str(of)))))
        elif of not in self.done:
            self.lines.append((number, raw))

    def chunk(self, read: int) -> Chunk:
        found = Chunk(tuple(self.lines), read, tuple(self.broken))
        self.lines, self.broken = [], []
        return found


def chunks(file: BufferedIOBase, size: int, done: Collection[str | int] = ()) -> Iterator[Chunk]:
    """The file's lines in chunks of `size`, without empty ones and those whose ids are `done`.

    Ids must be told apart, or a run that is gone on with would not know what it has done.
    """
    sieve, read = _Sieve(done), 0
    for number, (raw, length) in enumerate(_lines(file), 1):
        read += length
        sieve.take(number, raw)
        if len(sieve.lines) + len(sieve.broken) >= size:
            yield sieve.chunk(read)
    if sieve.lines or sieve.broken or not read:
        yield sieve.chunk(read)


def _lines(file: BufferedIOBase) -> Iterator[tuple[bytes, int]]:
    """Each line, or as much of it as shows that it is too long; and how many bytes it has."""
    while raw := file.readline(MOST_BYTES + 1):
        length = len(raw)
        piece = raw
        while len(raw) > MOST_BYTES and not piece.endswith(b"\n") and (piece := file.readline(MOST_BYTES)):
            length += len(piece)
        yield raw, length


def judge(chunk: Chunk, one: Callable[[Line], Mapping[str, Any]]) -> Judged:
    """Each line through `one`, which gets its object and gives what is written beside its id."""
    done, broken = [], list(chunk.broken)
    for number, raw in chunk.lines:
        try:
            line = parsed(raw)
            written = {"id": line["id"], **one(line)}
            done.append(json.dumps(written, ensure_ascii=False, allow_nan=False))
        except BrokenError as error:
            broken.append(Broken(number, error.key, error.values))
    return Judged(tuple(done), tuple(sorted(broken, key=lambda one: one.number)), chunk.read)


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
    if len(value) > MOST_LETTERS:
        raise BrokenError("long-text", name=name, count=len(value), most=MOST_LETTERS)
    return value


BEGINNING = b'{"id": '
"""Of every line out."""


def ids_in(out: Path) -> set[str | int]:
    """Ids that a run before this one has written; a last line that broke off is cut away.

    Raises BrokenError, and leaves the file alone, if somebody else wrote it.
    """
    found: set[str | int] = set()
    if not out.is_file():  # a device has no lines that were written before, and no end
        return found
    good = 0
    with out.open("rb") as file:
        begins = file.read(len(BEGINNING))
        if not BEGINNING.startswith(begins):
            raise BrokenError("out-not-ours", file=str(out), number=1)
        file.seek(0)
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
