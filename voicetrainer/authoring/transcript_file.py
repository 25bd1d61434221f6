"""Transcripts with times, as other programs write them: WebVTT, SRT, JSON, CSV, and our own export.

Who speaks stands in a voice tag (`<v Agent>`), before a colon (`Agent: Hello`), or in a column or field
of its own.  Names that tell a role (agent, operator, customer, caller, …) are known; of two others it is
left open who is who.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Literal

from ..catalogue import say
from ..core.errors import ClipError
from ..core.events import Ms

Role = Literal["agent", "caller"]

_AGENT = (
    "agent trainee operator advisor adviser representative rep clerk support employee assistant staff csr"
)
_CALLER = "caller customer client member patient guest consumer"
ROLES: Mapping[str, Role] = {
    **dict.fromkeys(_AGENT.split(), "agent"),
    **dict.fromkeys(_CALLER.split(), "caller"),
}
_TIME = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?")
_ARROW = re.compile(r"^\s*(\S+)\s+-->\s+(\S+)")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>(.*?)(?:</v>|$)", re.DOTALL)
_NAMED = re.compile(r"^\s*\[?([^\W\d][\w .'-]{0,30}?)\]?\s*:\s+(.*)$", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")

WHO = ("who", "speaker", "role", "channel", "name", "speaker_label", "participant")
ONSET_MS, END_MS = ("onset_ms", "start_ms", "begin_ms"), ("end_ms", "stop_ms")
ONSET, END = ("onset", "start", "begin", "from", "start_time"), ("end", "stop", "to", "end_time")
TEXT = ("text", "words", "transcript", "content", "said")
LISTS = ("transcript", "segments", "utterances", "turns", "cues", "results")
"""Under these names a JSON object holds its list."""


@dataclass(frozen=True, slots=True)
class Cue:
    who: str
    onset: Ms
    end: Ms
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    cues: tuple[Cue, ...]
    """In order of their onsets."""
    speakers: tuple[str, ...]
    """In order of their first words."""
    first: str
    """Who is the agent if that is `known`; else who spoke first."""
    known: bool

    @property
    def coarse(self) -> bool:
        """All times are whole seconds: too coarse to tell who talked over whom."""
        return all(cue.onset % 1000 == 0 for cue in self.cues)


class _BadError(Exception):
    """Where a file is broken: (line or place, what)."""

    def __init__(self, key: str, place: str | int, **values: object) -> None:
        super().__init__(key)
        self.key, self.place, self.values = key, place, values


def read_transcript(path: Path, agent: str | None = None) -> Transcript:
    """`agent`: the agent's name in it, where that does not tell.

    Raises ClipError naming the place, if it cannot be read, or holds fewer or more people than two.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        cues = sorted(READERS[path.suffix.lower()](text), key=lambda cue: (cue.onset, cue.end))
    except OSError as error:
        raise ClipError(say("assess.cannot-read", path=path, why=error.strerror or error)) from error
    except UnicodeDecodeError as error:
        raise ClipError(say("assess.transcript-not-utf8", path=path)) from error
    except _BadError as bad:
        what = say(f"assess.{bad.key}", **bad.values)
        raise ClipError(say("assess.transcript-bad", path=path, place=bad.place, what=what)) from bad
    if not cues:
        raise ClipError(say("assess.transcript-empty", path=path))
    return _with_roles(path, tuple(cues), agent)


def role_of(name: str) -> Role | None:
    """By a word of the name: 'Agent 1', 'customer (female)'."""
    words = re.findall(r"[a-z]+", name.casefold())
    return next((ROLES[word] for word in words if word in ROLES), None)


def _with_roles(path: Path, cues: tuple[Cue, ...], agent: str | None) -> Transcript:
    speakers = tuple(dict.fromkeys(cue.who for cue in cues))
    if len(speakers) < 2:
        raise ClipError(say("assess.one-speaker", path=path))
    named = [name for name in speakers if agent and name.casefold() == agent.casefold()]
    known = named or [name for name in speakers if role_of(name) == "agent"]
    if not known:
        others = [name for name in speakers if role_of(name) != "caller"]
        known = others if len(others) == 1 else []
    if len(known) == 1:
        return Transcript(cues, speakers, known[0], True)
    if len(speakers) > 2:
        raise ClipError(say("assess.many-speakers", path=path, names=", ".join(speakers)))
    return Transcript(cues, speakers, speakers[0], False)


# -- captions ----------------------------------------------------------------------------------


def _captions(text: str) -> Iterator[Cue]:
    """WebVTT and SRT alike: blocks with a line of times and the words below it."""
    who = ""
    for number, block in _blocks(text):
        place = next((n for n, line in enumerate(block) if "-->" in line), None)
        if place is None:
            continue  # a header, a note, a style
        times = _ARROW.match(block[place])
        if times is None:
            raise _BadError("transcript-times", number + place, times=block[place].strip())
        onset, end = (_clock(one, number + place) for one in times.groups())
        for name, said in _voices("\n".join(block[place + 1 :])):
            who = name or who
            if said:
                if not who:
                    raise _BadError("transcript-nobody", number + place)
                yield Cue(who, onset, max(end, onset + 1), said)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of the first line, lines) of what blank lines part."""
    block: list[str] = []
    lines = text.splitlines()
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """(name, words) of each voice in a cue; an empty name: who spoke before goes on."""
    tagged = list(_VOICE.finditer(text))
    if tagged:
        for found in tagged:
            yield unescape(found[1]).strip(), _plain(found[2])
    elif named := _NAMED.match(_TAG.sub("", text)):
        yield named[1].strip(), _plain(named[2])
    else:
        yield "", _plain(text)


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub("", text)).split())


def _clock(text: str, place: str | int) -> Ms:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise _BadError("transcript-time", place, time=text)
    hours, minutes, seconds, part = found.groups(default="0")
    return 3_600_000 * int(hours) + 60_000 * int(minutes) + 1000 * int(seconds) + int(part.ljust(3, "0"))


# -- rows --------------------------------------------------------------------------------------


def _json(text: str) -> Iterator[Cue]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _BadError("transcript-json", getattr(error, "lineno", 1)) from error
    if isinstance(whole, dict):
        whole = next((whole[name] for name in LISTS if isinstance(whole.get(name), list)), None)
    if not isinstance(whole, list):
        raise _BadError("transcript-no-list", 1, names=", ".join(LISTS))
    for number, row in enumerate(whole, 1):
        if not isinstance(row, dict):
            raise _BadError("transcript-row", f"[{number}]")
        yield from _row(row, f"[{number}]")


def _csv(text: str) -> Iterator[Cue]:
    try:
        dialect: Any = csv.Sniffer().sniff(text[:2000], ",;\t")
    except csv.Error:
        dialect = csv.excel
    rows = csv.DictReader(io.StringIO(text), dialect=dialect)
    for row in rows:
        named = {(key or "").strip().casefold(): value for key, value in row.items()}
        yield from _row(named, rows.line_num)


def _row(row: Mapping[str, Any], place: str | int) -> Iterator[Cue]:
    said = _plain(str(_field(row, TEXT) or ""))
    if not said:
        return
    who = _field(row, WHO)
    if who is None or not str(who).strip():
        raise _BadError("transcript-no-field", place, names=", ".join(WHO))
    onset, end = _time(row, ONSET_MS, ONSET, place), _time(row, END_MS, END, place)
    yield Cue(str(who).strip(), onset, max(end, onset + 1), said)


def _field(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _time(row: Mapping[str, Any], in_ms: tuple[str, ...], names: tuple[str, ...], place: str | int) -> Ms:
    """Seconds, or a clock's time; ms where the name says so."""
    exact, value = _field(row, in_ms), _field(row, names)
    try:
        if exact is not None:
            return max(0, round(float(exact)))
        if value is None:
            raise _BadError("transcript-no-field", place, names=", ".join((*names, *in_ms)))
        if isinstance(value, str) and ":" in value:
            return _clock(value, place)
        return max(0, round(1000 * float(value)))
    except (TypeError, ValueError, OverflowError) as error:
        raise _BadError("transcript-time", place, time=value if exact is None else exact) from error


READERS: Mapping[str, Callable[[str], Iterator[Cue]]] = {
    ".vtt": _captions,
    ".srt": _captions,
    ".json": _json,
    ".csv": _csv,
}
