"""A run of `assess FILE…`: which files, which of them are done, and what is told at the end."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

import click

from ..core.errors import StoreError, UsageError
from ..run.assessing.batch import Died, in_order
from ..store.folder import write_whole
from .assessing import kept_trace, say
from .assessing_calls import SOUND, TRANSCRIPTS, UNFINISHED, CallJudge, Done, Failed, Wanted
from .names import nearest

LOG = "assessed.jsonl"
"""In the folder of the calls: which files became which calls."""
STALE_S = 3_600
"""What a run left aside that was killed so long ago is nobody's any more."""
TOLD = 50
"""Files that are told one by one."""


def assess_calls(given: Sequence[Path], wanted: Wanted, jobs: int, again: bool) -> int:
    """Returns how many files could not be used."""
    _begin(wanted.root)
    done = set() if again else _logged(wanted.root / LOG)
    files = list(files_of(given))
    waiting = [file for file in files if _key(file) not in done]
    if len(waiting) < len(files):
        click.echo(say("files-before", count=len(files) - len(waiting), root=wanted.root))
    failed: list[Failed] = []
    crew = min(jobs, len(waiting))
    make = partial(CallJudge, wanted, at_once=crew == 1 < jobs)
    bar = click.progressbar(length=len(waiting), label=say("bar-calls", count=len(waiting)), file=sys.stderr)
    with _log(wanted.root / LOG) as log, bar:
        for result in in_order(make, waiting, crew):
            match result:
                case Died(work=file, trace=trace):
                    failed.append(Failed(file, _why(file, trace)))
                case Failed():
                    failed.append(result)
                case Done():
                    _told(result, log, len(waiting))
            bar.update(1)
    _tell_failed(failed)
    return len(failed)


@contextmanager
def _log(path: Path) -> Iterator[IO[str]]:
    try:
        with path.open("a", encoding="utf-8") as log:
            yield log
    except OSError as error:
        raise StoreError(say("cannot-write", file=path, why=error.strerror or str(error))) from error


def _told(done: Done, log: IO[str], of: int) -> None:
    """One call is finished: keep that, and say so."""
    row = {"file": _key(done.file), "call": done.call, "total": done.total}
    log.write(json.dumps(row, ensure_ascii=False) + "\n")
    log.flush()
    if of > TOLD:
        return
    total = _total(done)
    click.echo(say("assessed", file=done.file.name, total=total, call=done.call))
    for note in done.notes:
        click.echo(f"  {note}")


def _total(done: Done) -> str:
    if done.total is None:
        return say("no-total")
    return say("total" if done.passed is not None else "total-undecided", total=f"{done.total:.0f}")


def _why(file: Path, trace: str) -> str:
    """A crash, or a bug of ours whose place is kept for a report."""
    if not trace:
        return say("died-file", path=file)
    return say("bug-file", path=file, kept=kept_trace(trace))


def _tell_failed(failed: Sequence[Failed]) -> None:
    if failed:
        click.echo(say("failed", count=len(failed)), err=True)
    for one in failed:
        click.echo(f"  {one.why}", err=True)


def files_of(given: Sequence[Path]) -> Iterator[Path]:
    """Every file to be judged, once, in order.  A folder's transcripts beside a recording belong to it."""
    seen: set[Path] = set()
    for path in given:
        if not path.exists():
            there = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
            raise UsageError(
                say("no-file", file=path, near=nearest(path.name, there) if there else "").strip()
            )
        for file in sorted(_inside(path)) if path.is_dir() else [path]:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file
    if not seen:
        raise UsageError(say("nothing-there", folder=", ".join(map(str, given))))


def _inside(folder: Path) -> Iterator[Path]:
    """Recordings and transcripts at any depth, without the calls that are kept there."""
    kept = {path.parent for path in folder.rglob("timeline.jsonl")}
    for file in folder.rglob("*"):
        if kept & set(file.parents) or any(part.startswith(".") for part in file.parts[len(folder.parts) :]):
            continue
        suffix = file.suffix.lower()
        alone = suffix in TRANSCRIPTS and not any(file.with_suffix(s).is_file() for s in SOUND)
        if file.is_file() and file.name != LOG and (suffix in SOUND or alone):
            yield file


def _key(file: Path) -> str:
    """The same file, unchanged."""
    stat = file.stat()
    return f"{file.resolve()} {stat.st_size} {stat.st_mtime_ns}"


def _logged(log: Path) -> set[str]:
    """Files that a run before this one has finished; a last line that broke off is mended."""
    if not log.exists():
        return set()
    found, good = set(), []
    for line in log.read_text("utf-8").splitlines():
        try:
            found.add(str(json.loads(line)["file"]))
            good.append(line)
        except (ValueError, KeyError, TypeError):
            continue
    write_whole(log, "".join(f"{line}\n" for line in good).encode())
    return found


def _begin(root: Path) -> None:
    """The folder of the calls, without what killed runs left in it."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        for left in root.glob(f"{UNFINISHED}*"):
            if time.time() - left.stat().st_mtime > STALE_S:
                shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        raise StoreError(say("cannot-write", file=root, why=error.strerror or str(error))) from error
