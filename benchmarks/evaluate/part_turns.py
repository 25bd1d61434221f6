"""Speech and overlap on real meetings with hand labels, as the product's own detector finds them.

Speech is scored frame by frame (10 ms) against the labels, whoever speaks.  Overlap needs two ends: the
product hears the trainee alone and knows when its caller speaks, while these recordings have one
microphone for everybody.  So each recording is taken as the trainee of a call in which the labelled speech
of another is the caller's: overlap is where what was detected meets what the caller is known to say.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path

from voicetrainer.core.events import Ms
from voicetrainer.core.turns import TurnDetector

from ..realtime.edges_score import Edges, noticed_in, read_rttm, score
from ..realtime.rows import p95
from ..realtime.script import Noticed
from .row import ABSENT, Row

PART = "turns"
STEP: Ms = 10
LENGTH: Ms = 30_000
ENDPOINT: Ms = TurnDetector().endpoint
NEAR_END: Ms = 300
"""Labels that end with the recording have no end to find."""
SPEECH, OVERLAP = "speech, F1 of 10 ms frames", "overlap, F1 of 10 ms frames"
ONSET, END = "speech onset", "speech end"

Stretches = Sequence[tuple[Ms, Ms]]


def rows(eval_dir: Path | None) -> list[Row]:
    folder = eval_dir / "audio" / "turns" if eval_dir else None
    if folder is None or not (folder / "ref.rttm").is_file():
        return [Row(PART, figure, None, note=ABSENT) for figure in (SPEECH, OVERLAP, ONSET, END)]
    labels: dict[str, Stretches] = dict(sorted(read_rttm(folder / "ref.rttm").items()))
    noticed = {name: noticed_in(folder / f"{name}.flac") for name in labels}
    heard: dict[str, Stretches] = {name: stretches(noticed[name]) for name in labels}
    return [
        _speech(labels, heard),
        _overlap(labels, heard),
        *_edges(labels, noticed),
    ]


def stretches(noticed: Sequence[Noticed]) -> list[tuple[Ms, Ms]]:
    """Onset to end.  Pauses under the endpoint belong to an utterance, as they do in the labels."""
    found: list[tuple[Ms, Ms]] = []
    begun: Ms | None = None
    for one in noticed:
        if one.kind == "onset":
            begun = one.time if begun is None else begun
        elif begun is not None:
            if found and begun - found[-1][1] < ENDPOINT:
                begun = found.pop()[0]
            found.append((begun, one.time))
            begun = None
    return [*found, (begun, LENGTH)] if begun is not None else found


def frames(spoken: Stretches) -> set[int]:
    """Numbers of the frames in which somebody speaks."""
    return {n for onset, end in spoken for n in range(round(onset / STEP), round(end / STEP))}


def _speech(labels: dict[str, Stretches], heard: dict[str, Stretches]) -> Row:
    pairs = [(frames(labels[name]), frames(heard[name])) for name in labels]
    return _row(SPEECH, pairs, "recordings of 30 s")


def _overlap(labels: dict[str, Stretches], heard: dict[str, Stretches]) -> Row:
    pairs = []
    for trainee, caller in permutations(labels, 2):
        says = frames(labels[caller])
        pairs.append((frames(labels[trainee]) & says, frames(heard[trainee]) & says))
    return _row(OVERLAP, pairs, "pairs of recordings as the two ends of a call")


def _row(figure: str, pairs: Sequence[tuple[set[int], set[int]]], of: str) -> Row:
    """Over all frames of all pairs of (wanted, found)."""
    both = sum(len(wanted & found) for wanted, found in pairs)
    precision = both / max(1, sum(len(found) for _, found in pairs))
    recall = both / max(1, sum(len(wanted) for wanted, _ in pairs))
    mean = 2 * precision * recall / (precision + recall) if both else 0.0
    note = f"precision {precision:.2f}, recall {recall:.2f}; {of}"
    return Row(PART, figure, mean, n=len(pairs), note=note)


def _edges(labels: dict[str, Stretches], noticed: dict[str, list[Noticed]]) -> Iterator[Row]:
    total = Edges()
    for name, spoken in labels.items():
        total += score(noticed[name], [s for s in spoken if s[1] < LENGTH - NEAR_END])
    for what, errors in ((ONSET, total.onsets), (END, total.ends)):
        size = [float(abs(error)) for error in errors]
        note = f"bias {statistics.median(errors):+.0f} ms; {total.missed} onsets and ends found no match"
        yield Row(PART, f"{what}, error p50, ms", statistics.median(size), n=len(size), note=note)
        yield Row(PART, f"{what}, error p95, ms", p95(size), n=len(size))
