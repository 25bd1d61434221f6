"""Rendering all lines of a scenario beforehand: `voicetrainer render SCENARIO`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..core.ports import Clip
from ..core.wording import mood_after, wordings
from . import clipfile, sounds
from .engine import KeyedVoice
from .rendered import INDEX, RenderedLine, key_of, load_line, read_index, write_index
from .several import speakers_of

if TYPE_CHECKING:
    from ..core.scenario import Branch, Scenario, State

SUFFIX = ".ogg"
FORMAT, SUBTYPE = "OGG", "VORBIS"

LICENCES: Mapping[str, str] = {
    "flite": "made with CMU Flite and a CMU ARCTIC voice (BSD-like)",
    "pyttsx3": "made with the system's own synthesiser through pyttsx3 (on Linux espeak-ng)",
    "piper": "made with Piper and the voice en_US-joe-medium (CC0 by its card)",
}
"""What may be said of the sound of each engine; others must be given."""

Progress = Callable[[int, int], None]
"""(lines done, lines in all)"""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What render_lines did, in numbers of lines."""

    rendered: int
    kept: int
    removed: int
    """Stale files of earlier texts or voices."""
    size: int
    """Bytes of all sound files."""


def lines_of(scenario: Scenario) -> list[tuple[str, str]]:
    """(text, mood) of every line the caller can say, each once, in the order of the file.

    A branch's own line is said in the mood of the state it leads to, else of the one it is in; an
    `always` branch may be met in any state.
    """
    found: dict[tuple[str, str], None] = {}
    for state in scenario.states.values():
        for words in state.caller:
            found.update(dict.fromkeys((w.text, state.mood) for w in wordings(words)))
        for branch in state.branches:
            found.update(dict.fromkeys(_said(scenario, branch, state)))
    talking = [state for state in scenario.states.values() if not state.ending]
    for branch in scenario.always:
        for state in talking:
            found.update(dict.fromkeys(_said(scenario, branch, state)))
    for state in talking:
        found[scenario.unclear_line, state.mood] = None
    return list(found)


def _said(scenario: Scenario, branch: Branch, state: State) -> list[tuple[str, str]]:
    mood = mood_after(scenario, branch, state)
    return [(w.text, mood) for w in wordings(branch.caller)] if branch.caller else []


def render_lines(
    scenario: Scenario,
    voice: KeyedVoice,
    folder: Path,
    licence: str = "",
    progress: Progress = lambda _done, _all: None,
    people: Mapping[str, KeyedVoice] = MappingProxyType({}),
) -> Rendering:
    """Render what `folder` lacks and drop what it no longer needs.

    `people`: the voices of those who speak beside the caller, by name.  Without a `licence` it is
    the one in LICENCES.  Lines of the same voice that are there and whole are
    kept.  Raises EngineError, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    licence = licence or LICENCES.get(voice.name, "")
    wanted, before, speakers = lines_of(scenario), read_index(folder), speakers_of(scenario)
    lines: list[RenderedLine] = []
    kept = 0
    for done, (text, mood) in enumerate(wanted):
        progress(done, len(wanted))
        line = before.get((text, mood))
        speaker = people.get(speakers.get(text, ""), voice)
        recorded = line is not None and line.engine == "recording"
        if line and (recorded or line.voice == speaker.key) and load_line(folder, line) is not None:
            kept += 1
        else:
            line = _render(text, mood, speaker, folder, licence)
        lines.append(line)
    write_index(folder, lines)
    removed = _remove_stale(folder, {line.file for line in lines})
    progress(len(wanted), len(wanted))
    size = sum((folder / line.file).stat().st_size for line in lines)
    return Rendering(len(wanted) - kept, kept, removed, size)


def _render(text: str, mood: str, voice: KeyedVoice, folder: Path, licence: str) -> RenderedLine:
    clip = voice.render(text, mood)
    file = folder / (key_of(text, mood) + SUFFIX)
    part = file.with_suffix(".part")
    clipfile.save(part, Clip(clip.samples), FORMAT, SUBTYPE)  # the index has the marks
    part.replace(file)
    sounds.read(file, voice.name)  # what cannot be read back must not be shipped
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return RenderedLine(
        text, mood, file.name, voice.name, voice.key, licence, digest, len(clip.samples), clip.marks
    )


def credits_of(lines: Path) -> str:
    """For each file below `lines` (one folder a scenario): engine, voice, licence and hash, a line each."""
    rows = []
    for folder in sorted(path.parent for path in lines.glob(f"*/{INDEX}")):
        for line in sorted(read_index(folder).values(), key=lambda line: line.file):
            where = f"{lines.name}/{folder.name}/{line.file}"
            rows.append(f"{where}\t{line.engine}\t{line.voice}\t{line.licence}\tsha256:{line.sha256}\n")
    return "".join(rows)


def _remove_stale(folder: Path, wanted: set[str]) -> int:
    stale = [
        file
        for file in folder.iterdir()
        if file.is_file() and file.name not in wanted and file.name != INDEX
        and file.suffix in (SUFFIX, ".part", ".flac")
    ]  # fmt: skip
    for file in stale:
        file.unlink()
    return len(stale)
