"""A timeline as JSON lines: one event a line, appended as the call goes.

    {"event": "SpeechStarted", "at": 4200, "utterance": 3, "onset": 4080}

The fields are those of `core.events`, found by their types, so a new event needs no code here.
Reading is strict, with one mercy: a last line that breaks off (the program was killed while it
wrote) is dropped, and all before it counts.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import types
from functools import cache
from io import FileIO
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from .. import catalogue
from ..core import events
from ..core.errors import StoreError
from ..core.events import Event


@cache
def kinds() -> dict[str, type[Event]]:
    """Every event there is, by its name in the file."""
    return {
        name: kind
        for name, kind in vars(events).items()
        if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
    }


def to_json(event: Event) -> str:
    """One line, without its newline."""
    fields = {"event": type(event).__name__, **dataclasses.asdict(event)}
    return json.dumps(fields, ensure_ascii=False, allow_nan=False)


def from_json(line: str, place: str = "timeline") -> Event:
    """The event of one line.  Raises StoreError naming `place` ('…/timeline.jsonl:7')."""
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise StoreError(catalogue.say("store.not-json", place=place, why=error)) from error
    if not isinstance(fields, dict) or not isinstance(fields.get("event"), str):
        raise StoreError(catalogue.say("store.not-an-object", place=place))
    name = fields.pop("event")
    kind = kinds().get(name)
    if kind is None:
        raise StoreError(catalogue.say("store.unknown-event", place=place, event=name))
    event: Event = _build(kind, fields, place)
    return event


def parse(content: bytes, place: str = "timeline") -> tuple[Event, ...]:
    """A whole file.  Only b"\\n" parts lines: a trainee's words may hold other separators."""
    lines = content.split(b"\n")
    last = max((at for at, line in enumerate(lines) if line.strip()), default=-1)
    found: list[Event] = []
    for at, line in enumerate(lines):
        if not line.strip() or (at == last and not _whole(line)):
            continue
        found.append(from_json(line.decode("utf-8", "replace"), f"{place}:{at + 1}"))
    return tuple(found)


def _whole(line: bytes) -> bool:
    try:
        json.loads(line.decode("utf-8"))
    except ValueError:  # broken JSON, or a character cut in half
        return False
    return True


@cache
def _hints(name: str) -> dict[str, Any]:
    return get_type_hints(getattr(events, name))


def _build(kind: type[Any], fields: dict[str, Any], place: str) -> Any:
    name, hints = kind.__name__, _hints(kind.__name__)
    for field in fields:
        if field not in hints:
            raise StoreError(catalogue.say("store.unknown-field", place=place, event=name, field=field))
    values: dict[str, Any] = {}
    for known in dataclasses.fields(kind):
        if known.name in fields:
            try:
                values[known.name] = _value(hints[known.name], fields[known.name], place)
            except TypeError as error:
                said = json.dumps(fields[known.name], ensure_ascii=False)
                wanted = {"event": name, "field": known.name, "value": said, "wanted": error}
                raise StoreError(catalogue.say("store.wrong-value", place=place, **wanted)) from error
        elif known.default is dataclasses.MISSING and known.default_factory is dataclasses.MISSING:
            raise StoreError(catalogue.say("store.missing-field", place=place, event=name, field=known.name))
    return kind(**values)


def _value(hint: Any, raw: Any, place: str) -> Any:
    """`raw` as the type `hint`.  Raises TypeError saying what was wanted."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        if raw not in args:
            raise TypeError(" / ".join(map(str, args)))
        return raw
    if origin in (Union, types.UnionType):
        return None if raw is None else _value(_only(args), raw, place)
    if origin is tuple:
        if not isinstance(raw, list):
            raise TypeError("[…]")
        return tuple(_value(args[0], one, place) for one in raw)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        if not isinstance(raw, dict):
            raise TypeError("{…}")
        return _build(hint, raw, place)
    return _plain(hint, raw)


def _only(args: tuple[Any, ...]) -> Any:
    (hint,) = (one for one in args if one is not type(None))
    return hint


def _plain(hint: type, raw: Any) -> Any:
    if hint is float and type(raw) is int:  # JSON writes 6.0 as it pleases
        return float(raw)
    if type(raw) is not hint:  # exactly: True is no number of ms
        raise TypeError(hint.__name__)
    return raw


class TimelineWriter:
    """Appends events to a file so that a killed program loses at most the line it was writing.

    A full disk raises StoreError once; from then on events wait in memory, and `close` tries
    once more to write them.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._waiting: list[bytes] = []
        self._good = 0
        """Bytes of whole lines on the disk."""
        self._failed = False
        try:
            # unbuffered: each line reaches the system before the next event
            self._file: FileIO = path.open("ab", buffering=0)
            self._good = path.stat().st_size
        except OSError as error:
            raise StoreError(catalogue.say("store.cannot-append", place=path, why=_why(error))) from error

    @property
    def complete(self) -> bool:
        """Everything appended so far is on the disk."""
        return not self._waiting

    def append(self, event: Event) -> None:
        # a lone surrogate may come from a terminal; it must not end the call
        self._waiting.append(to_json(event).encode("utf-8", "replace") + b"\n")
        if self._failed:
            return
        try:
            self._drain()
        except OSError as error:
            self._failed = True
            raise StoreError(
                catalogue.say("store.cannot-append", place=self.path, why=_why(error))
            ) from error

    def close(self) -> None:
        """Try once to write what waits; never raises, `complete` tells how it went."""
        if self._file.closed:
            return
        with contextlib.suppress(OSError):
            self._drain()
        self._file.close()

    def _drain(self) -> None:
        while self._waiting:
            line = self._waiting[0]
            try:
                self._write(line)
            except OSError:
                self._cut_back()
                raise
            self._good += len(line)
            del self._waiting[0]

    def _write(self, line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[self._file.write(rest) :]

    def _cut_back(self) -> None:
        """Half a line in the middle of a file would spoil it, once there is room again."""
        with contextlib.suppress(OSError):  # a disk that fails whole; `parse` names the line then
            self._file.truncate(self._good)


def _why(error: OSError) -> str:
    return error.strerror or str(error)
