"""A call in real time, as a person hears it: memory, CPU time, and the caller's lag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .child import held
from .figures import Figure

MEMORY_GOAL, CPU_GOAL, OUTSIDE_GOAL, LAG_GOAL = 350, 0.15, 0.05, 60
CALLS = (("parcel", "steady"), ("double-charge", "fair"))
QUICK = (("parcel", "hasty"),)
QUICK_SECONDS = 20


def measure(quick: bool) -> list[Figure]:
    """A recorded trainee takes the microphone's place; all else, the screen included, is as live."""
    calls = QUICK if quick else CALLS
    runs = [
        held("live", scenario=scenario, trainee=trainee, seconds=QUICK_SECONDS if quick else 0)
        for scenario, trainee in calls
    ]
    length = sum(run["call"] for run in runs)
    note = f"{len(runs)} real-time calls, {length:.0f} s: {', '.join(f'{s} by {t}' for s, t in calls)}"
    if troubles := [what for run in runs for what in run["troubles"]]:
        note += f"; in trouble: {', '.join(troubles)}"
    return [*_memory(runs, note), *_cpu(runs), *_lag(runs)]


def _memory(runs: list[dict[str, Any]], note: str) -> list[Figure]:
    peaks = tuple(run["memory"] for run in runs)
    return [Figure("memory", "peak memory of a live call", "MB", peaks, "worst", MEMORY_GOAL, note=note)]


def _cpu(runs: list[dict[str, Any]]) -> list[Figure]:
    def share(pick: str) -> tuple[float, ...]:
        return tuple(_shares(run["cpu"])[pick] / run["call"] for run in runs if pick in _shares(run["cpu"]))

    return [
        Figure("cpu", "CPU of a live call", "s/s", share("all"), goal=CPU_GOAL),
        Figure("cpu-outside", "  outside the recogniser", "s/s", share("outside"), goal=OUTSIDE_GOAL,
               note="all but the ear's thread and the threads of its engine"),
        Figure("cpu-loop", "    the loop: VAD, call, playback, recording", "s/s", share("loop")),
        Figure("cpu-screen", "    the screen", "s/s", share("screen")),
        Figure("cpu-voice", "    the voice, lines cached", "s/s", share("voice")),
    ]  # fmt: skip


def _shares(cpu: Mapping[str, float]) -> dict[str, float]:
    """CPU seconds by what they were spent on; only 'all' where the system does not tell threads apart."""
    shares = {"all": cpu["process"]}
    threads = {name: spent for name, spent in cpu.items() if name != "process"}
    if threads:
        shares["outside"] = sum(spent for name, spent in threads.items() if not name.startswith("ear "))
        known = {"loop": "call", "screen": "MainThread", "voice": "voice"}
        shares |= {what: threads[name] for what, name in known.items() if name in threads}
    return shares


def _lag(runs: list[dict[str, Any]]) -> list[Figure]:
    return [
        Figure("lag", "system lag of the caller's answers", "ms",
               tuple(lag for run in runs for lag in run["lags"]), "p95", LAG_GOAL,
               note="first caller sample handed over − (end of the trainee's speech + reply wait)"),
        Figure("lag-wall", "  with the delay of the machine", "ms",
               tuple(lag for run in runs for lag in run["lags_wall"]), "p95"),
        Figure("late", "  lateness of a block", "ms",
               tuple(late for run in runs for late in run["late"]), "p95"),
    ]  # fmt: skip
