"""Recordings, judged as the calls were that left them; and how fast, and in how much memory.

A call that one of the shipped trainees held is known to the millisecond: we rendered the caller and
played the trainee.  Its recording, judged from the sound alone, should tell the same.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soundfile

from voicetrainer.cli.app import run
from voicetrainer.cli.assessing_calls import CallJudge, Done, Wanted
from voicetrainer.cli.opening import Opened, open_call
from voicetrainer.core.floor import Floor, floor_of
from voicetrainer.core.rules.case import Case
from voicetrainer.run.assessing.jsonl import Chunk
from voicetrainer.run.assessing.texts import judge_texts
from voicetrainer.store.folder import CallFolder, find_call

from . import many, recorded_calls
from .row import Row

PART = "assess"
CALLS = (("parcel", "steady"), ("parcel", "hasty"), ("parcel", "mm-hm"), ("double-charge", "fair"))
NEAR = 60
"""ms: the detector's own doubt."""
ALIKE = (
    "interruptions", "backchannels", "reply-gaps", "dead-air", "monologue", "no-blame", "no-slights",
    "no-minimising", "no-hurry", "no-dead-end", "no-passing-on", "no-empty-apology", "took-it-up", "pace",
    "kept-level", "polite-throughout",
)  # fmt: skip
"""Items that ask the same of a recording as of a practice call."""
SENTENCES = 4_000


def rows(eval_dir: Path | None) -> list[Row]:
    del eval_dir
    with TemporaryDirectory() as folder:
        return [*_calls(Path(folder)), *many.rows(PART, Path(folder)), *_new(Path(folder)), *_texts()]


def _calls(folder: Path) -> Iterator[Row]:
    pairs: list[tuple[Opened, Opened]] = []
    spent = cpu = sound = 0.0
    swapped = 0
    judge = CallJudge(Wanted(folder / "assessed"), at_once=True)
    for scenario, trainee in CALLS:
        held = folder / f"{scenario}-{trainee}"
        with redirect_stdout(StringIO()):
            assert run(["call", scenario, "--trainee", trainee, "--out", str(held)]) == 0, trainee
        was = find_call(held, "last")
        began, worked = time.perf_counter(), time.process_time()
        done = judge(was.path / "call.flac")
        spent += time.perf_counter() - began
        cpu += time.process_time() - worked
        assert isinstance(done, Done), done
        sound += soundfile.info(was.path / "call.flac").duration
        pairs.append((open_call(was), open_call(CallFolder(folder / "assessed" / done.call))))
        swapped += _noticed(judge, was, folder)
    yield from _agreement(pairs)
    greeted = sum(trainee in ("steady", "fair") for _, trainee in CALLS)
    note = f"{greeted} of them open with an offer of help"
    yield Row(
        PART, "swapped channels put right", swapped, f"≥ {greeted}", swapped >= greeted, len(CALLS), note=note
    )
    note = (
        f"one call after the other, both sides at once; times real time by CPU on each core {sound / cpu:.1f}"
    )
    yield Row(
        PART, "a single recording, times real time, by the clock", sound / spent, n=len(CALLS), note=note
    )


def _new(folder: Path) -> Iterator[Row]:
    """Calls that nobody tuned anything on: does the order of their scores tell the good from the poor?"""
    if missing := recorded_calls.missing():
        yield Row(PART, "good, mixed and poor call in that order", None, note=f"needs {', '.join(missing)}")
        return
    judge = CallJudge(Wanted(folder / "new"), at_once=True)
    totals = {}
    for name in ("good", "mixed", "poor"):
        done = judge(recorded_calls.render(name, folder))
        assert isinstance(done, Done), done
        totals[name] = done.total or 0.0
    said = ", ".join(f"{name} {total:.0f}" for name, total in totals.items())
    ordered = totals["good"] > totals["mixed"] + 20 and totals["mixed"] > totals["poor"]
    yield Row(PART, "good, mixed and poor call in that order", ordered, "yes", ordered, 3, note=said)


def _noticed(judge: CallJudge, was: CallFolder, folder: Path) -> bool:
    """Are the channels known to be swapped, surely?"""
    from voicetrainer.run.assessing.recorded import placed
    from voicetrainer.sound.channels import read_channels

    frames, rate = soundfile.read(was.path / "call.flac", dtype="float32")
    path = folder / "swapped.wav"
    soundfile.write(path, np.ascontiguousarray(frames[:, ::-1]), rate)
    left, right = judge.lanes(read_channels(path))
    return placed(left, right, None, judge.scenario).why == "swapped"


def _agreement(pairs: list[tuple[Opened, Opened]]) -> Iterator[Row]:
    floors = [(floor_of(a.timeline, a.scenario), floor_of(b.timeline, b.scenario)) for a, b in pairs]
    edges = [off for before, after in floors for off in _edges(before, after)]
    share = float(np.mean([off <= NEAR for off in edges]))
    yield Row(
        PART, f"edges of the agent's speech within {NEAR} ms", share, "≥ .95", share >= 0.95, len(edges)
    )
    gaps = [off for before, after in floors for off in _gaps(before, after)]
    median = float(np.median(gaps))
    yield Row(PART, "reply gaps, median difference, ms", median, "≤ 60", median <= 60, len(gaps))
    for kind in ("interruption", "backchannel"):
        counts = [[sum(o.kind == kind for o in floor.overlaps) for floor in pair] for pair in floors]
        apart = sum(abs(a - b) for a, b in counts)
        yield Row(PART, f"{kind}s more or fewer", apart, "0", not apart, sum(a for a, _ in counts))
    same = [ok for pair in pairs for ok in _acts(*pair)]
    share = float(np.mean(same))
    yield Row(PART, "acts of turns alike", share, "≥ .90", share >= 0.9, len(same))
    alike = [ok for pair in pairs for ok in _verdicts(*pair)]
    share = float(np.mean(alike))
    yield Row(PART, "verdicts alike", share, "≥ .90", share >= 0.9, len(alike))


def _edges(before: Floor, after: Floor) -> Iterator[int]:
    """ms between an edge then and the nearest one now."""
    now = [(u.onset, u.end) for u in after.utterances]
    for one in before.utterances:
        yield min(abs(one.onset - onset) for onset, _ in now)
        yield min(abs(one.end - end) for _, end in now)


def _gaps(before: Floor, after: Floor) -> Iterator[int]:
    """Of replies that are there both times."""
    now = {gap.end: gap.fto for gap in after.gaps}
    for gap in before.gaps:
        near = min(now, key=lambda end: abs(end - gap.end), default=None)
        if near is not None and abs(near - gap.end) <= NEAR:
            yield abs(now[near] - gap.fto)


def _acts(was: Opened, now: Opened) -> Iterator[bool]:
    """For each turn of both: every act that was found in either."""
    turns = {t.onset: t for t in Case(now.timeline, now.scenario).turns}
    for one in Case(was.timeline, was.scenario).turns:
        other = next((t for onset, t in turns.items() if abs(onset - one.onset) <= NEAR), None)
        if other is not None:
            found = [{act.name for act in turn.acts or ()} for turn in (one, other)]
            yield from (name in found[0] & found[1] for name in sorted(found[0] | found[1]))


def _verdicts(was: Opened, now: Opened) -> Iterator[bool]:
    verdicts = [
        {j.item.id: j.verdict for s in one.by_program().sections for j in s.items} for one in (was, now)
    ]
    for item in ALIKE:
        pair = [found.get(item, "not needed") for found in verdicts]
        if not {"not needed", "not assessed"} & set(pair):
            yield pair[0] == pair[1]


def _texts() -> Iterator[Row]:
    """Sentences of the shipped scenarios' callers and of our own set, in one process."""
    from voicetrainer import places

    words = " ".join(path.read_text("utf-8") for path in sorted(places.scenarios().glob("*.yaml")))
    own = [s for s in re.split(r"[.?!\n]+", words) if 4 <= len(s.split()) <= 25]
    lines = [
        json.dumps({"id": n, "text": own[n % len(own)], "context": own[(n + 1) % len(own)]}).encode()
        for n in range(SENTENCES)
    ]
    judge_texts(Chunk(((1, lines[0]),), 0))
    began = time.process_time()
    judged = judge_texts(Chunk(tuple(enumerate(lines)), 0))
    speed = len(judged.done) / (time.process_time() - began)
    yield Row(PART, "sentences a second on one core", speed, "≥ 1000", speed >= 1000, len(judged.done))
