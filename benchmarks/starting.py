"""From the start of a process to its first word and to the first ring."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from .child import held
from .figures import Figure

RING_GOAL = 1.0
HELP_GOAL = 0.3


def measure(quick: bool) -> list[Figure]:
    times = 2 if quick else 9
    helps = [_help() for _ in range(times + 1)][1:]  # the first one compiles and fills the page cache
    rings = [float(held("ring")["ring"]) for _ in range(times + 1)][1:]
    return [
        Figure("help", "process start to the end of --help", "s", tuple(helps), goal=HELP_GOAL),
        Figure("first-ring", "process start to the first ring", "s", tuple(rings), goal=RING_GOAL,
               note="until the first sounding block is taken from the caller's mouth for the phone"),
    ]  # fmt: skip


def _help() -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "voicetrainer", "--help"],
        check=True, stdout=subprocess.DEVNULL, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    return time.perf_counter() - began
