"""How quick a trainer's tools are: check with simulation, lint of long scenarios, reload after a save."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from voicetrainer import places
from voicetrainer.authoring import lint_text, load_scenario
from voicetrainer.cli.checking import check_files

from .figures import Figure

TRAINEES = 1_000
MANY = 14
"""Scenarios that a library will have; the shipped ones are taken in turn up to it."""
STATES = (100, 1_000, 10_000)
RUNS = 5


def measure(quick: bool) -> list[Figure]:
    paths = sorted(places.scenarios().glob("*.yaml"))
    runs = 1 if quick else RUNS
    library = list(islice(cycle(paths), MANY))
    checks, spent = zip(*(_with_cpu(lambda: check_files(library, TRAINEES)) for _ in range(min(runs, 3))),
                        strict=True)  # fmt: skip
    texts = {count: generated(count).encode() for count in (STATES[:2] if quick else STATES)}
    lints = {
        count: [_lint(text) for _ in range(1 if count > 1_000 else runs)] for count, text in texts.items()
    }
    reloads = [_seconds(lambda path=path: load_scenario(path)) for path in paths for _ in range(runs)]  # type: ignore[misc]
    note = f"{len(paths)} shipped scenarios in turn, with {TRAINEES} trainees each, a process on each core"
    return [
        Figure("check_library", f"check of {MANY} scenarios, simulated", "s",
               checks, goal=10.0, note=note),
        Figure("check_library_cpu", "  CPU time of all processes", "s", spent),
        Figure("lint_1000", "lint of 1,000 states", "s", tuple(lints[1_000]), goal=2.0),
        *(Figure(f"lint_state_{count}", f"  a state, of {count:,}", "ms",
                 tuple(1000 * one / count for one in found)) for count, found in lints.items()),
        Figure("reload", "reload after a save", "s", tuple(reloads), "p95", goal=0.3),
    ]  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _with_cpu(work: Callable[[], object]) -> tuple[float, float]:
    """Wall seconds, and CPU seconds of this process and of those that it started and that have ended."""
    before = os.times()
    wall = _seconds(work)
    after = os.times()
    return wall, sum(after[:4]) - sum(before[:4])


def _lint(text: bytes) -> float:
    return _seconds(lambda: lint_text(Path("generated.yaml"), text))


def generated(states: int) -> str:
    """A scenario of so many states in a row, with a branch for words and one for silence in each."""
    lines = [
        "voicetrainer: 1", "title: A long way", "caller: {name: Ada Frost}", "meters:", "  anger: {start: 5}",
        "checkpoints:", "  said sorry: {advice: D09}", "start: s0", "states:",
    ]  # fmt: skip
    for number in range(states):
        then = f"s{number + 1}" if number < states - 1 else "thanks"
        lines += [
            f"  s{number}:", f"    caller: Line number {number} of a long call.", "    branches:",
            "      - when: {says: apology}", "        change: {anger: -1}", "        credit: said sorry",
            f"        go: {then}", "      - when: silent", "        go: gone",
        ]  # fmt: skip
    lines += ["  thanks:", "    caller: Thank you.", "    ending: won", "  gone:", "    caller: Bye.",
              "    ending: lost", "rehearsals:", "  silent:", "    - ends: lost", ""]  # fmt: skip
    return "\n".join(lines)
