"""Calls as folders: `<root>/<YYYY-MM-DD-HHMM>-<scenario>-<4 hex>/`.

timeline.jsonl   every event, appended as the call goes
call.json        who, what, with which engines; the scenario and rubric whole
call.flac|.wav   the sound, left trainee, right caller, if it was kept
report.html      made from the others, and made again at will
"""

from __future__ import annotations

import difflib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .. import catalogue
from ..core.errors import StoreError, UsageError
from ..core.events import Event
from . import info as _info
from . import timeline as _timeline
from .info import CallInfo
from .timeline import TimelineWriter

_NAME = re.compile(r"\d{4}-\d\d-\d\d-\d{4}-[a-z0-9][a-z0-9-]*-[0-9a-f]{4}")
_TRIES = 20


@dataclass(frozen=True, slots=True)
class CallFolder:
    path: Path

    @classmethod
    def create(cls, root: Path, scenario: str, when: datetime) -> CallFolder:
        """A new, empty folder.  `when` is local time.  Raises StoreError if the disk will not."""
        start = f"{when:%Y-%m-%d-%H%M}-{_slug(scenario)}"
        try:
            root.mkdir(parents=True, exist_ok=True)
            for _ in range(_TRIES):
                path = root / f"{start}-{secrets.token_hex(2)}"
                if not path.exists():
                    path.mkdir(mode=0o700)  # what a trainee said is theirs alone
                    return cls(path)
        except OSError as error:
            raise StoreError(
                catalogue.say("store.cannot-create", place=root, why=error.strerror or error)
            ) from error
        raise StoreError(catalogue.say("store.cannot-create", place=root, why=f"{start}-…"))

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def timeline_path(self) -> Path:
        return self.path / "timeline.jsonl"

    @property
    def report_path(self) -> Path:
        return self.path / "report.html"

    @property
    def info_path(self) -> Path:
        return self.path / "call.json"

    @property
    def recording_path(self) -> Path | None:
        """The kept sound, compressed or not; None if there is none."""
        kept = (self.path / name for name in ("call.flac", "call.wav"))
        return next((path for path in kept if path.is_file()), None)

    def writer(self) -> TimelineWriter:
        return TimelineWriter(self.timeline_path)

    def timeline(self) -> tuple[Event, ...]:
        """What happened, as far as it was written.  Raises StoreError with the line's number."""
        if not self.timeline_path.is_file():
            raise StoreError(catalogue.say("store.missing-timeline", place=self.path))
        return _timeline.parse(_read(self.timeline_path), str(self.timeline_path))

    def write_info(self, info: CallInfo) -> None:
        """Write `call.json` whole or not at all.  Done as the phone rings, and again at the end."""
        write_whole(self.info_path, _info.to_json(info).encode())

    def write_report(self, html: str) -> Path:
        write_whole(self.report_path, html.encode())
        return self.report_path

    def info(self) -> CallInfo:
        if not self.info_path.is_file():
            raise StoreError(catalogue.say("store.missing-info", place=self.path, name=self.name))
        text = _read(self.info_path).decode("utf-8", "replace")
        return _info.from_json(text, str(self.info_path), self.name)


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list; `problem` says why `info` is None."""

    folder: CallFolder
    info: CallInfo | None
    problem: str = ""


def list_calls(root: Path) -> list[Listed]:
    """Newest first; a broken folder is listed as such."""
    return [_listed(folder) for folder in _folders(root)]


def find_call(root: Path, name: str) -> CallFolder:
    """By path, full name, unique beginning or end of it, or 'last'.

    Raises UsageError with the nearest name, or with all that fit.
    """
    path = Path(name).expanduser()
    if path.is_file() and path.name in ("timeline.jsonl", "call.json", "report.html"):
        path = path.parent
    if (path / "timeline.jsonl").is_file():
        return CallFolder(path)
    there = list(_folders(root))
    if not there:
        raise UsageError(catalogue.say("store.no-calls", root=root))
    if name == "last":
        return there[0]
    fits = _fitting(there, name)
    if len(fits) == 1:
        return fits[0]
    raise UsageError(_unsure(root, name, there, fits))


def delete_call(folder: CallFolder) -> None:
    """All of it.  Raises StoreError for a folder that is not one of ours, and leaves it alone."""
    if not _ours(folder.path):
        raise StoreError(catalogue.say("store.not-ours", place=folder.path))
    try:
        shutil.rmtree(folder.path)
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(catalogue.say("store.cannot-delete", place=folder.path, why=why)) from error


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file in one step: a reader sees the old one or the new one.  Raises StoreError."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(3)}")
    try:
        with half.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise StoreError(catalogue.say("store.cannot-write", place=path, why=why)) from error


def _slug(scenario: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", scenario.lower()).strip("-")[:40].strip("-") or "call"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(catalogue.say("store.unreadable", place=path, why=why)) from error


def _ours(path: Path) -> bool:
    """Named as we name them, and holding a call (or nothing: the program died at once)."""
    if not _NAME.fullmatch(path.name) or path.is_symlink() or not path.is_dir():
        return False
    inside = {entry.name for entry in path.iterdir()}
    return not inside or bool(inside & {"timeline.jsonl", "call.json"})


def _folders(root: Path) -> Iterator[CallFolder]:
    """Newest first: the name begins with the time; within a minute, by the last event."""
    if not root.is_dir():
        return
    found = [path for path in root.iterdir() if _ours(path)]
    found.sort(key=lambda path: (path.name[:15], _touched(path)), reverse=True)
    yield from map(CallFolder, found)


def _touched(path: Path) -> int:
    """Of the timeline where there is one: a report made anew does not make a call newer."""
    timeline = path / "timeline.jsonl"
    return (timeline if timeline.is_file() else path).stat().st_mtime_ns


def _listed(folder: CallFolder) -> Listed:
    try:
        info = folder.info()
    except StoreError as error:
        return Listed(folder, None, str(error))
    if not folder.timeline_path.is_file():
        return Listed(folder, None, catalogue.say("store.missing-timeline", place=folder.path))
    return Listed(folder, info)


def _fitting(there: list[CallFolder], name: str) -> list[CallFolder]:
    exact = [folder for folder in there if folder.name == name]
    return exact or [folder for folder in there if folder.name.startswith(name) or folder.name.endswith(name)]


def _unsure(root: Path, name: str, there: list[CallFolder], fits: list[CallFolder]) -> str:
    if fits:
        names = ", ".join(folder.name for folder in fits[:4])
        return catalogue.say("store.many-calls", name=name, count=len(fits), names=names)
    near = difflib.get_close_matches(name, [folder.name for folder in there], 1, 0.4)
    key = "store.nearest-call" if near else "store.unknown-call"
    return catalogue.say(key, name=name, root=root, nearest=near[0] if near else "")
