"""A scenario as one call is to play it: at a level, from another state, with other meters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .scenario import Meter, Scenario
from .wording import level_of


def begun(scenario: Scenario, level: int | None, state: str, meters: Mapping[str, float]) -> Scenario:
    """The scenario as a call that began so played it.  KeyError for a name that it has not."""
    if level is not None:
        scenario = at_level(scenario, level)
    if state:
        scenario = from_state(scenario, state)
    return with_meters(scenario, meters) if meters else scenario


def at_level(scenario: Scenario, number: int) -> Scenario:
    """The scenario at level 1, 2 or 3: its meters start where that level says."""
    return with_meters(replace(scenario, level=number), level_of(scenario, number).meters)


def with_meters(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Meters start there, inside their own bounds.  KeyError for one that the scenario has not."""
    changed = {name: _started(scenario.meters[name], value) for name, value in values.items()}
    return replace(scenario, meters={**scenario.meters, **changed})


def _started(meter: Meter, value: float) -> Meter:
    return replace(meter, start=min(meter.max, max(meter.min, value)))


def from_state(scenario: Scenario, state: str) -> Scenario:
    """The call begins there.  KeyError for a state that the scenario has not."""
    return replace(scenario, start=scenario.states[state].name)
