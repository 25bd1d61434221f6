"""How near a detector's onsets and ends lie to labels: `python -m benchmarks.realtime.edges_score`.

Each labelled onset or end is matched with the nearest noticed one within 300 ms; what finds none is
missed.  Of several that were noticed for the same end (a pause, which turned out to be the end) the
newest counts.  On hand labels, people who speak at once are one stretch of speech.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicetrainer.core.events import Ms
from voicetrainer.core.ports import BLOCK

from .rows import p95
from .script import Noticed

NEAR: Ms = 300
SAME: Ms = 200
"""Labelled stretches so near to each other are one: shorter silences lie inside words."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Errors in ms, noticed − labelled, and how many labels found no match."""

    onsets: tuple[Ms, ...] = ()
    ends: tuple[Ms, ...] = ()
    missed: int = 0

    def __add__(self, other: Edges) -> Edges:
        return Edges(self.onsets + other.onsets, self.ends + other.ends, self.missed + other.missed)

    @property
    def absolute(self) -> list[float]:
        return [float(abs(error)) for error in (*self.onsets, *self.ends)]


def score(noticed: Sequence[Noticed], labels: Iterable[tuple[Ms, Ms]]) -> Edges:
    onsets = [n.time for n in noticed if n.kind == "onset"]
    ends = [n.time for n in noticed if n.kind == "end"]
    labels = merged(labels)
    found = [_nearest(onsets, onset) for onset, _ in labels], [_nearest(ends[::-1], end) for _, end in labels]
    return Edges(
        tuple(error for error in found[0] if error is not None),
        tuple(error for error in found[1] if error is not None),
        sum(error is None for errors in found for error in errors),
    )


def merged(labels: Iterable[tuple[Ms, Ms]]) -> list[tuple[Ms, Ms]]:
    """Stretches in which anybody speaks."""
    out: list[tuple[Ms, Ms]] = []
    for onset, end in sorted(labels):
        if out and onset - out[-1][1] < SAME:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((onset, end))
    return out


def _nearest(times: Sequence[Ms], label: Ms) -> Ms | None:
    error = min((time - label for time in times), key=abs, default=None)
    return error if error is not None and abs(error) <= NEAR else None


# -- hand labels -----------------------------------------------------------------------------------


def read_rttm(path: Path) -> dict[str, list[tuple[Ms, Ms]]]:
    """Recording → (onset, end) of its segments, whoever speaks."""
    found: dict[str, list[tuple[Ms, Ms]]] = {}
    for line in path.read_text("utf-8").splitlines():
        match line.split():
            case ["SPEAKER", name, _, onset, length, *_]:
                start = round(float(onset) * 1000)
                found.setdefault(name, []).append((start, start + round(float(length) * 1000)))
    return found


def noticed_in(path: Path) -> list[Noticed]:
    """The product's own detector over a recording: Silero, gate, turn detector, edges."""
    from voicetrainer.core.events import SpeechEnded, SpeechPaused, SpeechResumed, SpeechStarted
    from voicetrainer.core.turns import TurnDetector
    from voicetrainer.sound.clips import read_clip
    from voicetrainer.sound.edges import Edges as Refine
    from voicetrainer.sound.vad import Gate, SileroVad

    vad, gate, detector, refine = SileroVad(), Gate(), TurnDetector(), Refine()
    samples, out = read_clip(path), []
    for at in range(0, len(samples) // BLOCK * BLOCK, BLOCK):
        block = samples[at : at + BLOCK]
        refine.push(block)
        for event in detector.push(gate.push(vad.speech(block))):
            match refine.refine(event):
                case SpeechStarted(_, _, onset) | SpeechResumed(_, _, onset):
                    out.append(Noticed("onset", onset))
                case SpeechPaused(_, _, end) | SpeechEnded(_, _, end):
                    out.append(Noticed("end", end))
    return out


def on_hand_labels(folder: Path) -> Edges:
    """`folder`: recordings beside their `ref.rttm`.  Labels at a recording's own edges are left out."""
    total = Edges()
    for name, segments in sorted(read_rttm(folder / "ref.rttm").items()):
        file = folder / f"{name}.flac"
        total += score(noticed_in(file), [s for s in segments if s[1] < _length(file) - NEAR])
    return total


def _length(file: Path) -> Ms:
    import soundfile

    return int(soundfile.info(file).duration * 1000)


def told(what: str, errors: Sequence[Ms]) -> str:
    if not errors:
        return f"{what}: none matched"
    size = [float(abs(error)) for error in errors]
    return (
        f"{what}: bias {statistics.median(errors):+.0f} ms, error p50 {statistics.median(size):.0f} ms, "
        f"p95 {p95(size):.0f} ms, {len(errors)} matched"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Score onsets and ends of speech against hand labels.")
    parser.add_argument("folder", type=Path, help="recordings (NAME.flac) beside their ref.rttm")
    folder = parser.parse_args().folder
    if not (folder / "ref.rttm").is_file():
        raise SystemExit(f"There are no hand labels here: {folder / 'ref.rttm'} is missing.")
    edges = on_hand_labels(folder)
    print(told("onsets", edges.onsets), told("ends", edges.ends), f"missed: {edges.missed}", sep="\n")


if __name__ == "__main__":
    main()
