"""`assess --text` and `assess --clips`: a file of lines in, a file of lines out."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

import click

from ..core.errors import StoreError, UsageError
from ..run.assessing.batch import Died, in_order
from ..run.assessing.clips import ClipJudge, Neutral, neutral_clips
from ..run.assessing.jsonl import Broken, BrokenError, Chunk, Judged, chunks, ids_in
from .assessing import kept_trace, say
from .names import nearest

TEXTS_AT_ONCE = 200
CLIPS_AT_ONCE = 8
SMALL = 200_000
"""Bytes of text below which processes cost more than they save."""
TOLD = 20
"""Broken lines that are told one by one."""

Worker = Callable[[Chunk], Judged]


def assess_texts(file: Path, out: Path | None, jobs: int) -> int:
    """Returns how many lines were broken."""
    size = _size(file)
    return _run(file, out, text_judge, TEXTS_AT_ONCE, jobs if size > SMALL else 1)


def text_judge() -> Worker:
    from ..run.assessing.texts import judge_texts

    return judge_texts


def assess_clips(file: Path, out: Path | None, jobs: int, words: bool) -> int:
    """Returns how many lines were broken."""
    _size(file)
    with file.open("rb") as lines:
        neutral = neutral_clips(lines)
    make = partial(clip_judge, file.resolve().parent, neutral, words)
    return _run(file, out, make, CLIPS_AT_ONCE, jobs)


def clip_judge(near: Path, neutral: Neutral, words: bool) -> Worker:
    from ..sound.clips import read_clip
    from ..sound.delivery import delivery_of_clip

    ear = None
    if words:
        from ..speech.choose import choose_ear

        ear, _ = choose_ear()
    return ClipJudge(read_clip, delivery_of_clip, near, neutral, ear)


def _run(file: Path, out: Path | None, make: Callable[[], Worker], size: int, jobs: int) -> int:
    try:
        done = ids_in(out) if out else set()
    except BrokenError as error:
        raise UsageError(say(error.key, **dict(error.values))) from error
    broken: list[Broken] = []
    judged = 0
    with file.open("rb") as lines, _opened(out) as written, _bar(file, out) as update:
        assert isinstance(lines, io.BufferedIOBase)
        for result in judged_lines(make, chunks(lines, size, done), jobs):
            written.writelines(f"{line}\n" for line in result.done)
            written.flush()
            judged += len(result.done)
            broken += result.broken
            update(result.read)
    if not file.stat().st_size:
        click.echo(say("no-lines", file=file), err=True)
    for line in told(file, judged, len(done), broken):
        click.echo(line, err=True)
    return len(broken)


def judged_lines(make: Callable[[], Worker], works: Iterable[Chunk], jobs: int) -> Iterator[Judged]:
    """The results in order.  Of lines of which one brings down the judge, only that one is lost."""
    for result in in_order(make, works, jobs):
        if not isinstance(result, Died):
            yield result
        elif len(result.work.lines) > 1:
            yield from judged_lines(make, _one_by_one(result.work), jobs if result.trace else max(2, jobs))
        else:
            yield Judged((), (*result.work.broken, *_lost(result)), result.work.read)


def _one_by_one(chunk: Chunk) -> Iterator[Chunk]:
    yield Chunk((), chunk.read, chunk.broken)
    yield from (Chunk((line,), chunk.read) for line in chunk.lines)


def _lost(died: Died[Chunk]) -> Iterator[Broken]:
    for number, _ in died.work.lines:
        if died.trace:
            yield Broken(number, "bug", (("kept", kept_trace(died.trace)),))
        else:
            yield Broken(number, "died")


def told(file: Path, judged: int, before: int, broken: Sequence[Broken]) -> Iterator[str]:
    """What became of the lines, for a person."""
    yield (
        say("judged-lines-before", count=judged, before=before)
        if before
        else say("judged-lines", count=judged)
    )
    if not broken:
        return
    yield say("broken-lines", count=len(broken))
    for one in broken[:TOLD]:
        yield f"  {file}:{one.number}: {say(one.key, **dict(one.values))}"
    if len(broken) > TOLD:
        yield say("broken-more", count=len(broken) - TOLD)


def _size(file: Path) -> int:
    """In bytes.  Raises UsageError if there is no such file."""
    if not file.is_file():
        there = [one.name for one in file.parent.glob("*.jsonl")] if file.parent.is_dir() else []
        raise UsageError(say("no-file", file=file, near=nearest(file.name, there) if there else "").strip())
    return file.stat().st_size


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[str]]:
    """The file to go on with, or what the terminal shows."""
    if out is None:
        yield sys.stdout
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("a", encoding="utf-8", newline="\n") as file:
            yield file
    except OSError as error:
        raise StoreError(say("cannot-write", file=out, why=error.strerror or str(error))) from error


@contextmanager
def _bar(file: Path, out: Path | None) -> Iterator[Callable[[int], None]]:
    """A progress bar in bytes of the input; none where the results go to the same screen."""
    if out is None and sys.stdout.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=max(1, file.stat().st_size), label=say("bar", name=file.name),
                           file=sys.stderr) as bar:  # fmt: skip
        yield lambda read: bar.update(read - bar.pos)
