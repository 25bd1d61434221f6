"""What this process holds: memory, threads, open files."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NAP = 0.05
TOLD = 0.5
"""s that are told at once."""
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True, slots=True)
class Held:
    calls: int
    """Held before."""
    rss_mb: float
    threads: int
    files: int


def held(calls: int) -> Held:
    """After a thorough collection of what nobody holds any more.  Linux only."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    files = len(list(Path("/proc/self/fd").iterdir()))
    return Held(calls, pages * PAGE / (1 << 20), threading.active_count(), files)


def growth(samples: Sequence[Held]) -> float:
    """MB per 100 calls: the slope through the later half, when all caches are full."""
    late = samples[len(samples) // 2 :]
    if len(late) < 2:
        return 0.0
    return slope([sample.calls / 100 for sample in late], [sample.rss_mb for sample in late])


def slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Least squares; 0 where nothing can be told."""
    middle, mean = sum(x) / len(x), sum(y) / len(y)
    spread = sum((at - middle) ** 2 for at in x)
    return (
        sum((at - middle) * (value - mean) for at, value in zip(x, y, strict=True)) / spread
        if spread
        else 0.0
    )


class Watch:
    """A thread that sleeps, and tells when it was woken late: the process or the machine stood still."""

    def __init__(self, who: str) -> None:
        self.worst = 0.0
        """s."""
        self._who, self._over = who, threading.Event()
        threading.Thread(target=self._look, name="watching for standstills", daemon=True).start()

    def stop(self) -> None:
        self._over.set()

    def _look(self) -> None:
        before = time.monotonic()
        while not self._over.wait(NAP):
            now = time.monotonic()
            late, before = now - before - NAP, now
            self.worst = max(self.worst, late)
            if late > TOLD:
                print(f"{now:.1f}: {self._who} stood still for {late:.2f} s", file=sys.stderr, flush=True)


class Ledger:
    """Python's own memory between two points: `with Ledger() as ledger: …; ledger.grown`."""

    def __init__(self) -> None:
        self.grown: list[tuple[str, float, int]] = []
        """(place, kB, objects) of the most grown places, largest first."""
        self.total_kb = 0.0

    def __enter__(self) -> Ledger:
        gc.collect()
        tracemalloc.start(1)
        return self

    def start(self) -> None:
        """From here on it counts; what came before is warming up."""
        gc.collect()
        self._before = tracemalloc.take_snapshot()

    def __exit__(self, *_: object) -> None:
        gc.collect()
        after = tracemalloc.take_snapshot()
        tracemalloc.stop()
        rows = after.compare_to(self._before, "lineno")
        ours = [row for row in rows if "tracemalloc" not in str(row.traceback)]
        self.total_kb = sum(row.size_diff for row in ours) / 1024
        top = sorted(ours, key=lambda row: -row.size_diff)[:8]
        self.grown = [(str(row.traceback), row.size_diff / 1024, row.count_diff) for row in top]
