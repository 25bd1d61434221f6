"""WebVTT captions: who speaks as voice tags, a cue for each sentence of the caller's lines.

https://www.w3.org/TR/webvtt1/: cues are sorted by their start; text and names are escaped, so that
no word of a call can end a cue or open a tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ... import catalogue
from ...core.events import Ms
from ...core.floor import Line
from ..transcript import Spoken, transcript
from .export import Export, one_line


def write(export: Export) -> str:
    cues = sorted(_cues(export), key=lambda cue: (cue[0], cue[1]))
    blocks = [f"{number}\n{_cue(*cue)}" for number, cue in enumerate(cues, 1)]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _cues(export: Export) -> Iterator[tuple[Ms, Ms, str, str]]:
    """Onset, end, speaker, words."""
    report = export.report
    lines = {line.onset: line for line in report.floor.lines}
    for spoken in transcript(report.floor, report.timeline, report.scenario):
        line = lines.get(spoken.onset) if spoken.who == "caller" else None
        for onset, end, said in (
            _sentences(line, spoken) if line else [(spoken.onset, spoken.end, spoken.said)]
        ):
            who = _trainee(export) if spoken.who == "trainee" else spoken.name
            yield max(0, onset), max(0, onset) + max(1, end - onset), who, said


def _trainee(export: Export) -> str:
    """Somebody else reads this: not "You"."""
    return one_line(export.report.about.trainee) or catalogue.say("exports.trainee")


def _sentences(line: Line, spoken: Spoken) -> Iterator[tuple[Ms, Ms, str]]:
    """A line by its sentences, where the voice marked all of them; else whole."""
    length = line.end - line.onset
    marks = [mark for mark in line.marks if mark.kind == "sentence" and mark.onset < length]
    if line.cut or len(marks) < 2 or not all(mark.text for mark in marks):
        yield spoken.onset, spoken.end, spoken.said
        return
    for mark in marks:
        yield line.onset + mark.onset, line.onset + min(mark.end, length), mark.text


def _cue(onset: Ms, end: Ms, name: str, said: str) -> str:
    voice = escape(one_line(name), quote=False)
    words = escape(one_line(said), quote=False)
    return f"{_clock(onset)} --> {_clock(end)}\n<v {voice}>{words}</v>"


def _clock(at: Ms) -> str:
    seconds, ms = divmod(at, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
