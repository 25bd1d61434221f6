"""Single clips of a voice: how loud, how high, how fast, and how far above the same voice at rest.

Theory of operation.  *Raised* is a comparison, so it needs the speaker's own voice at rest: the clips
that the line names as `baseline`, else the lines of the file that say `neutral: true` of the same
speaker, from `FEWEST` of them on.  Without either it is not told, and never guessed from other people.
A clip does not show whether the recorder's gain was fixed, and only then do levels tell anything.  So a
line may say so (`gain: fixed` or `automatic`); where it does not, the score is the mean of the two: what
it is with the levels, and what pitch and the spectrum say without them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.errors import ClipError, EngineError
from ...core.events import Delivered
from ...core.ports import RATE, Ear
from ...core.raised import Baseline, baseline_of_windows, raised_score
from .jsonl import BrokenError, Chunk, Judged, Line, judge, parsed, text_of

if TYPE_CHECKING:
    from ...core.ports import Samples

FEWEST = 3
"""Clips marked as neutral that make a baseline."""
MOST = 12
"""So many of them are enough."""
KEPT = 64
"""Baselines that a process remembers."""
LEAST_VOICE = 400
"""ms of voice that a baseline needs."""
LEAST_SPEECH = 500
"""ms below which a clip has no pace."""

Neutral = Mapping[str, tuple[str, ...]]
"""Speaker → paths of clips marked as neutral."""


def neutral_clips(lines: Iterable[bytes]) -> Neutral:
    """Of each speaker with enough of them; broken lines are somebody else's to tell."""
    found: dict[str, list[str]] = {}
    for raw in lines:
        if b"neutral" not in raw:
            continue
        try:
            line = parsed(raw)
            if line.get("neutral") is True:
                own = found.setdefault(text_of(line, "speaker"), [])
                own += [text_of(line, "path")] if len(own) < MOST else []
        except BrokenError:
            continue
    return {speaker: tuple(paths) for speaker, paths in found.items() if len(paths) >= FEWEST}


@dataclass(slots=True)
class ClipJudge:
    """Judges the clips of one process."""

    read: Callable[[Path], Samples]
    """Raises ClipError."""
    measure: Callable[[Samples], Delivered]
    near: Path
    """Folder of the file of lines: paths are looked for beside it first."""
    neutral: Neutral = field(default_factory=dict)
    ear: Ear | None = None
    """Counts the words, for the pace; None: no pace."""
    _baselines: OrderedDict[tuple[str, ...], Baseline | None] = field(default_factory=OrderedDict)

    def __call__(self, chunk: Chunk) -> Judged:
        return judge(chunk, self.measured)

    def measured(self, line: Line) -> Mapping[str, Any]:
        """Level in dBFS, pitch in Hz, pace in words a minute, raised 0…1; null where it cannot be told."""
        speaker, gain = text_of(line, "speaker", ""), text_of(line, "gain", "")
        if gain not in ("", "fixed", "automatic", "unknown"):
            raise BrokenError("bad-gain", gain=gain)
        sound = self._read(text_of(line, "path"))
        found = self.measure(sound)
        rest = self._baseline(line, speaker)
        score = raised_by(found, rest, gain) if rest else None
        return {
            "level": found.level,
            "pitch": found.pitch,
            "pace": self._pace(sound, found),
            "raised": None if score is None else round(score, 4),
        }

    def _read(self, name: str) -> Samples:
        path = Path(name)
        beside = self.near / path
        try:
            return self.read(beside if beside.exists() or not path.exists() else path)
        except ClipError as error:
            raise BrokenError("error", why=str(error)) from error

    def _baseline(self, line: Line, speaker: str) -> Baseline | None:
        named = line.get("baseline")
        if named is None:
            return self._of(self.neutral.get(speaker, ()))
        if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
            raise BrokenError("bad-baseline")
        return self._of(tuple(named))

    def _of(self, paths: tuple[str, ...]) -> Baseline | None:
        if not paths:
            return None
        if paths not in self._baselines:
            delivered = [self.measure(self._read(path)) for path in paths]
            enough = sum(one.voiced for one in delivered) >= LEAST_VOICE
            windows = [window for one in delivered for window in one.windows]
            self._baselines[paths] = baseline_of_windows(windows) if enough else None
            if len(self._baselines) > KEPT:
                self._baselines.popitem(last=False)
        self._baselines.move_to_end(paths)
        if self._baselines[paths] is None:
            raise BrokenError("silent-baseline", paths=", ".join(paths))
        return self._baselines[paths]

    def _pace(self, sound: Samples, found: Delivered) -> float | None:
        length = found.end - found.onset
        if self.ear is None or length < LEAST_SPEECH:
            return None
        first, last = found.onset * RATE // 1000, found.end * RATE // 1000
        try:
            words = self.ear.recognise(sound[max(0, first - RATE // 4) : last + RATE // 4]).text.split()
        except EngineError as error:
            raise BrokenError("error", why=str(error)) from error
        return round(60_000 * len(words) / length, 1) if words else None


def raised_by(found: Delivered, rest: Baseline, gain: str) -> float | None:
    """0…1, 0.5 at the limits from which on a voice counts as raised; None where no pitch was found."""
    with_level, without = raised_score(found, rest, True), raised_score(found, rest, False)
    if with_level is None or without is None:
        return None
    match gain:
        case "fixed":
            return with_level
        case "automatic":
            return without
    return (with_level + without) / 2
