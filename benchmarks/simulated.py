"""Simulated time against real time: whole calls on a clock that jumps."""

from __future__ import annotations

import time
from collections.abc import Sequence

from voicetrainer.run.rehearse import rehearse

from .figures import Figure
from .mix import Trainee, mixes

GOAL = 50_000
ROUNDS = 9


def measure(quick: bool) -> list[Figure]:
    """CPU time of this one thread: a busy machine counts for little.  Only `cold` finds no caches."""
    mix = mixes(5 if quick else 100)
    everyone = [trainee for part in mix.values() for trainee in part]
    cold = _round(everyone)
    found = {name: _round(part) for name, part in mix.items()}  # to be sure that all is warm
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in (*found, "all")}
    for _ in range(2 if quick else ROUNDS):
        for name, part in {**mix, "all": everyone}.items():
            rounds[name].append(_round(part))
    note = f"{len(everyone)} calls: {', '.join(f'{len(part)} {name}' for name, part in mix.items())}"
    return [
        _times("simulated", "simulated time, whole mix", rounds["all"], note, GOAL),
        _times("simulated-rehearsals", "  shipped rehearsals", rounds["rehearsals"]),
        _times("simulated-random", "  random trainees", rounds["random"]),
        _times("simulated-cold", "  whole mix, nothing cached", [cold]),
        Figure(
            "calls-per-second", "calls played, whole mix", "calls/s",
            tuple(len(everyone) / spent for _, spent in rounds["all"]), goal_is="at least",
        ),
    ]  # fmt: skip


def _round(trainees: Sequence[Trainee]) -> tuple[float, float]:
    """(call seconds, CPU seconds)."""
    began, played = time.thread_time(), 0
    for trainee in trainees:
        played += rehearse(trainee.program, trainee.cues).now
    return played / 1000, time.thread_time() - began


def _times(
    name: str, title: str, rounds: Sequence[tuple[float, float]], note: str = "", goal: float | None = None
) -> Figure:
    samples = tuple(played / spent for played, spent in rounds)
    return Figure(name, title, "×", samples, goal=goal, goal_is="at least", note=note)
