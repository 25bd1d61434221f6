"""Thousands of calls as fast as they go: the real loop, phone, workers and files, an imagined sound card."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure

from .calls import Done, draw, hold, wandering, warm
from .kills import killed
from .lanes import drift, strays
from .resources import Held, Ledger, growth, held

SAMPLE_EVERY = 50
"""Calls."""
PPM = (500.0, -500.0)
MOST_TOLD = 12


@dataclass(frozen=True, slots=True)
class Options:
    root: Path
    hours: float = 1.0
    seed: int = 1
    faults: bool = True
    real_ears: float = 0.05
    kills: int = 5
    long: float = 1.0
    traced: int = 100


@dataclass(slots=True)
class Found:
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Every figure with a goal meets it."""
        return all(figure.met is not False for figure in self.figures)


@dataclass(slots=True)
class Tally:
    """What all the calls so far came to; keeps numbers, no sound."""

    calls: int = 0
    seconds: float = 0.0
    events: int = 0
    lines: int = 0
    utterances: int = 0
    lane: list[float] = field(default_factory=list)
    trainee: list[float] = field(default_factory=list)
    faulty: list[str] = field(default_factory=list)
    injected: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    resources: list[Held] = field(default_factory=list)

    def add(self, done: Done) -> None:
        self.calls += 1
        self.seconds += done.length / 1000
        checked = done.checked
        self.events += checked.events
        self.lines += checked.lines
        self.utterances += checked.utterances
        self.lane += [abs(off) for _, off in checked.lane]
        self.trainee += [abs(off) for _, off in checked.trainee]
        self.injected.update(done.case.faults)
        self.outcomes[f"{done.outcome} ({done.why})" if done.outcome == "broken" else done.outcome] += 1
        self.faulty += [f"seed {done.case.seed}, {done.case.faults}: {fault}" for fault in checked.faults]


def measure(options: Options) -> Found:
    warm()
    began = time.monotonic()
    tally, found = Tally(), Found()
    seeds = count(options.seed * 1_000_000)
    for done in _calls(options, seeds):
        tally.add(done)
        if tally.calls % SAMPLE_EVERY == 0:
            tally.resources.append(held(tally.calls))
            _tell(tally, began)
    spent = time.monotonic() - began
    found.figures += _whole(tally, spent) + _resources(tally)
    found.figures += _long(options, found.notes)
    if options.traced:
        found.figures += _traced(options, seeds, found.notes)
    if options.kills:
        found.figures.append(_kills(options, found.notes))
    found.notes += [f"injected: {dict(tally.injected)}", f"outcomes: {dict(tally.outcomes)}"]
    found.notes += tally.faulty[:MOST_TOLD]
    return found


def _calls(options: Options, seeds: Iterator[int]) -> Iterator[Done]:
    left = options.hours * 3600
    while left > 0:
        done = hold(draw(next(seeds), options.faults, options.real_ears), options.root)
        left -= done.length / 1000
        yield done


def _tell(tally: Tally, began: float) -> None:
    now = tally.resources[-1]
    print(
        f"{tally.calls} calls, {tally.seconds / 3600:.2f} h in {time.monotonic() - began:.0f} s: "
        f"{now.rss_mb:.0f} MB, {now.threads} threads, {now.files} files, {len(tally.faulty)} faults",
        file=sys.stderr, flush=True,
    )  # fmt: skip


def _whole(tally: Tally, spent: float) -> list[Figure]:
    def one(name: str, title: str, value: float, goal: float | None = None, unit: str = "") -> Figure:
        return Figure(name, title, unit, (value,), goal=goal)

    return [
        one("calls", "calls held", tally.calls),
        one("call-hours", "  call time", tally.seconds / 3600, unit="h"),
        one("speed", "  call time per time of this machine", tally.seconds / spent, unit="×"),
        one("events", "events", tally.events),
        one("lines", "caller's lines", tally.lines),
        one("utterances", "trainee's utterances", tally.utterances),
        one("faults", "what must hold and did not", len(tally.faulty), 0),
        Figure("lane-caller", "caller's lane − timeline", "ms", tuple(tally.lane), "worst", 5),
        Figure("lane-trainee", "trainee's lane − what was spoken", "ms", tuple(tally.trainee), "worst", 5),
    ]


def _resources(tally: Tally) -> list[Figure]:
    samples = tally.resources
    if len(samples) < 2:
        return []
    first = samples[len(samples) // 2]
    return [
        Figure("memory", "memory", "MB", tuple(sample.rss_mb for sample in samples), "worst"),
        Figure("memory-growth", "  growth, later half", "MB/100 calls", (growth(samples),), goal=1.0),
        Figure("threads", "threads left over", "", tuple(s.threads - first.threads for s in samples),
               "worst", 0),
        Figure("files", "open files left over", "", tuple(s.files - first.files for s in samples),
               "worst", 0),
    ]  # fmt: skip


def _long(options: Options, notes: list[str]) -> list[Figure]:
    """An hour in one call: how far its lanes drift apart, and how far the loudspeaker from its lane."""
    if not options.long:
        return []
    lanes: list[float] = []
    drifts: list[float] = []
    off: list[float] = []
    for ppm in PPM:
        done = hold(wandering(options.seed, ppm, options.long), options.root)
        found = done.checked
        notes += [f"long call, {ppm:+.0f} ppm: {fault}" for fault in found.faults[:MOST_TOLD]]
        lanes.append(max((abs(x) for _, x in found.lane + found.trainee), default=0.0))
        if len(found.heard) > 1:
            drifts.append(drift(found.heard))
            off += strays(found.heard, drifts[-1])
        late = median(x for _, x in found.heard) if found.heard else 0
        notes.append(
            f"long call, {ppm:+.0f} ppm: {done.length / 3_600_000:.2f} h, {found.lines} lines, "
            f"{done.outcome}; heard − lane: median {late:.1f} ms"
        )
    return [
        Figure("long-lanes", "long call with ±500 ppm: lanes − timeline", "ms", tuple(lanes), "worst", 5),
        Figure("long-drift", "  loudspeaker − lane, drift", "ms/h", tuple(map(abs, drifts)), "worst", 5),
        Figure("long-strays", "  loudspeaker − lane, from the middle", "ms", tuple(off), "p95"),
    ]


def _traced(options: Options, seeds: Iterator[int], notes: list[str]) -> list[Figure]:
    """Python's own objects over so many calls, after as many to warm up."""
    with Ledger() as ledger:
        for _ in range(max(10, options.traced // 4)):
            hold(draw(next(seeds), options.faults), options.root)
        ledger.start()
        for _ in range(options.traced):
            hold(draw(next(seeds), options.faults), options.root)
    notes += [f"grown {kb:.1f} kB in {objects} objects at {place}" for place, kb, objects in ledger.grown[:4]]
    per_hundred = ledger.total_kb * 100 / options.traced
    return [Figure("objects", "Python's memory, growth", "kB/100 calls", (per_hundred,), goal=100)]


def _kills(options: Options, notes: list[str]) -> Figure:
    broken = [why for n in range(options.kills) if (why := killed(options.seed + n, options.root))]
    notes += [f"killed: {why}" for why in broken]
    return Figure(
        "killed", f"of {options.kills} killed calls, reports that do not open", "", (len(broken),), goal=0
    )
