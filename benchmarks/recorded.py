"""A recorded call through the real recogniser, as fast as it goes."""

from __future__ import annotations

from .child import held
from .figures import Figure

GOAL = 8.0
CALLS = (("parcel", "steady"), ("double-charge", "fair"))
QUICK = (("parcel", "hasty"),)


def measure(quick: bool) -> list[Figure]:
    """Each in a process of its own; the loop from time zero to the caller's hanging up."""
    calls = QUICK if quick else CALLS
    runs = [
        held("recorded", scenario=scenario, trainee=trainee)
        for _ in range(1 if quick else 3)
        for scenario, trainee in calls
    ]
    names = ", ".join(f"{scenario} by {trainee}" for scenario, trainee in calls)
    return [
        Figure("recorded", "recorded call, real recogniser", "×",
               tuple(run["call"] / run["wall"] for run in runs), goal=GOAL, goal_is="at least", note=names),
        Figure("recorded-cpu", "  by CPU time", "×",
               tuple(run["call"] / run["cpu"] for run in runs), goal_is="at least",
               note="what the same call takes while nobody else wants the machine, or better"),
    ]  # fmt: skip
