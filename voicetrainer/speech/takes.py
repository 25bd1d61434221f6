"""Recordings of people, taken in as rendered lines.

A recording is judged by what a listener would complain of: nothing in it, cut tops, far too long or too
short for its words.  Where its words lie is estimated: they share the voiced time by their length, so a
pause that the speaker makes falls where it was made.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from ..core.events import Mark, Ms
from ..core.lines import Pause, Speech, pieces_of
from ..core.ports import RATE, Clip
from . import clipfile, sounds
from .line import trimmed
from .rendered import RenderedLine, key_of, read_index, write_index
from .rendering import FORMAT, SUBTYPE, SUFFIX

if TYPE_CHECKING:
    from ..core.ports import Samples

Fault = Literal["silent", "soft", "clipped", "short", "long"]
ENGINE = "recording"
SILENT_DBFS = -50.0
"""Peak; below it nobody speaks."""
SOFT_DBFS = -20.0
"""Peak; a line this soft is hard to hear beside rendered ones."""
CLIPPED = 0.998
RUN = 3
"""So many samples in a row at the top are a cut top; a loud peak has one."""
CLIPPED_RUNS = 3
FASTEST, SLOWEST = 8.0, 1.0
"""Words a second; beyond these it is another text that is read."""
FRAME = RATE // 50
VOICED_DB = -35.0
"""Below the loudest frame: a pause of the speaker's."""
GAP = 10
"""Frames of silence that may be a written pause."""
NEAR = 0.25
"""Of the voiced time: so far from its place in the text a pause is looked for."""


@dataclass(frozen=True, slots=True)
class Take:
    text: str
    mood: str
    samples: Samples
    """Mono at RATE, −1…1."""
    speaker: str = ""


def faults_of(take: Take) -> list[Fault]:
    """What is wrong with it, the worst first; empty: nothing."""
    peak = float(np.abs(take.samples).max(initial=0.0))
    level = 20 * np.log10(peak) if peak > 0 else -np.inf
    if level < SILENT_DBFS:
        return ["silent"]
    found: list[Fault] = []
    if _clipped(take.samples):
        found.append("clipped")
    if level < SOFT_DBFS:
        found.append("soft")
    least, most = expected_s(take.text)
    seconds = len(trimmed(take.samples)) / RATE
    if seconds < least:
        found.append("short")
    elif seconds > most:
        found.append("long")
    return found


def expected_s(text: str) -> tuple[float, float]:
    """Seconds between which a person says this, written pauses with it."""
    pieces = pieces_of(text)
    words = sum(len(piece.text.split()) for piece in pieces if isinstance(piece, Speech))
    pauses = sum(piece.length for piece in pieces if isinstance(piece, Pause)) / 1000
    return words / FASTEST + pauses / 2, words / SLOWEST + 2 * pauses + 2.0


def _clipped(samples: Samples) -> bool:
    top = np.abs(samples) >= CLIPPED
    runs = np.convolve(top, np.ones(RUN, np.int32), "valid") == RUN
    starts = np.count_nonzero(runs[1:] & ~runs[:-1]) + int(runs[:1].any())
    return bool(starts >= CLIPPED_RUNS)


def take_in(takes: Sequence[Take], folder: Path, licence: str) -> None:
    """Write them as rendered lines, beside those that are there.  Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    lines: dict[tuple[str, str], RenderedLine] = dict(read_index(folder))
    for take in takes:
        lines[take.text, take.mood] = _write(take, folder, licence)
    write_index(folder, list(lines.values()))


def _write(take: Take, folder: Path, licence: str) -> RenderedLine:
    samples = trimmed(take.samples)
    file = folder / (key_of(take.text, take.mood) + SUFFIX)
    part = file.with_suffix(".part")
    clipfile.save(part, Clip(samples), FORMAT, SUBTYPE)  # the index has the marks
    part.replace(file)
    sounds.read(file, ENGINE)  # what cannot be read back must not be listed
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    marks, voice = marks_of(take.text, samples), take.speaker or ENGINE
    return RenderedLine(take.text, take.mood, file.name, ENGINE, voice, licence, digest, len(samples), marks)


def marks_of(text: str, samples: Samples) -> tuple[Mark, ...]:
    """Where sentences, written pauses and words lie, estimated from the voiced time."""
    speeches = [piece for piece in pieces_of(text) if isinstance(piece, Speech)]
    voiced = _voiced(samples)
    cuts = [0, *_cuts(text, voiced), len(voiced)]
    words: list[tuple[Mark, int]] = []
    for stretch, first, last in zip(_stretches(text), cuts, cuts[1:], strict=False):
        total, before = sum(_weight(word) for word, _ in stretch), 0.0
        for word, number in stretch:
            onset = first + (last - first) * before / total
            before += _weight(word)
            end = first + (last - first) * before / total
            words.append((Mark("word", *_times(voiced, onset, end), word), number))
    spans = {n: _span([mark for mark, of in words if of == n]) for n in range(len(speeches))}
    marks = [mark for mark, _ in words] + _sentences(speeches, spans) + _pauses(text, spans)
    order = {"sentence": 0, "pause": 1, "word": 2}
    return tuple(sorted(marks, key=lambda mark: (mark.onset, order[mark.kind])))


def _weight(word: str) -> float:
    return sum(sign.isalnum() for sign in word) + 1.5


def _stretches(text: str) -> list[list[tuple[str, int]]]:
    """The words between written pauses, each with the number of the piece it is in."""
    found: list[list[tuple[str, int]]] = [[]]
    number = 0
    for piece in pieces_of(text):
        if isinstance(piece, Speech):
            found[-1] += [(word, number) for word in piece.text.split()]
            number += 1
        elif not piece.breath and found[-1]:
            found.append([])
    return [stretch for stretch in found if stretch]


def _voiced(samples: Samples) -> Sequence[int]:
    """The numbers of the frames in which somebody speaks; never empty."""
    usable = len(samples) // FRAME * FRAME
    if not usable:
        return [0]
    power = np.sqrt(np.mean(np.square(samples[:usable].reshape(-1, FRAME), dtype=np.float64), axis=1))
    found: list[int] = np.flatnonzero(power >= power.max() * 10 ** (VOICED_DB / 20)).tolist()
    return found


def _cuts(text: str, voiced: Sequence[int]) -> list[int]:
    """Where in the voiced time each written pause is: the longest silence near its place in the text."""
    weights = [sum(_weight(word) for word, _ in stretch) for stretch in _stretches(text)]
    count, total, before = len(voiced), sum(weights), 0.0
    gaps = {at: voiced[at] - voiced[at - 1] for at in range(1, count) if voiced[at] - voiced[at - 1] > GAP}
    cuts: list[int] = []
    for weight in weights[:-1]:
        before += weight
        expected, last = before / total * count, cuts[-1] if cuts else 0
        near = [at for at in gaps if at > last and abs(at - expected) <= NEAR * count]
        cuts.append(max(near, key=lambda at: gaps[at], default=max(last, round(expected))))
    return cuts


def _times(voiced: Sequence[int], onset: float, end: float) -> tuple[Ms, Ms]:
    """From places in the voiced time to ms of the clip."""
    last = len(voiced) - 1
    begins = voiced[min(last, int(onset))]
    ends = max(begins, voiced[min(last, max(0, math.ceil(end) - 1))])
    return begins * FRAME * 1000 // RATE, (ends + 1) * FRAME * 1000 // RATE


def _span(words: Sequence[Mark]) -> tuple[Ms, Ms]:
    return (words[0].onset, words[-1].end) if words else (0, 0)


def _sentences(speeches: Sequence[Speech], spans: Mapping[int, tuple[Ms, Ms]]) -> list[Mark]:
    found: dict[int, Mark] = {}
    for number, speech in enumerate(speeches):
        onset, end = spans[number]
        known = found.get(speech.sentence)
        if known is None:
            found[speech.sentence] = Mark("sentence", onset, end, speech.text)
        else:
            found[speech.sentence] = replace(known, end=end, text=f"{known.text} {speech.text}")
    return list(found.values())


def _pauses(text: str, spans: Mapping[int, tuple[Ms, Ms]]) -> list[Mark]:
    """A written pause lies between what is said before and after it."""
    found: list[Mark] = []
    spoken = -1
    for piece in pieces_of(text):
        if isinstance(piece, Speech):
            spoken += 1
        elif not piece.breath and 0 <= spoken < len(spans) - 1:
            onset, end = spans[spoken][1], spans[spoken + 1][0]
            if end > onset:
                found.append(Mark("pause", onset, end))
    return found
