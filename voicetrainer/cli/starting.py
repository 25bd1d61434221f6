"""`call --level 2 --from softening --set anger=8`: where and how a call begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .. import catalogue
from ..authoring import Loaded
from ..core import starting
from ..core.errors import UsageError
from ..core.scenario import Scenario
from .names import nearest


def started(loaded: Loaded, level: int | None, state: str | None, settings: Sequence[str]) -> Loaded:
    """The scenario as this call is to play it.  Raises UsageError with the nearest name."""
    scenario = loaded.scenario
    if level is not None:
        scenario = starting.at_level(scenario, level)
    if state is not None:
        scenario = starting.from_state(scenario, _known(state, scenario.states, "cli.no-state", scenario))
    values = dict(_value(written, scenario) for written in settings)
    return replace(loaded, scenario=starting.with_meters(scenario, values))


def _value(written: str, scenario: Scenario) -> tuple[str, float]:
    name, sign, number = written.partition("=")
    try:
        value = float(number)
    except ValueError:
        sign = ""
    if not sign:
        raise UsageError(catalogue.say("cli.bad-set", written=written))
    return _known(name.strip(), scenario.meters, "cli.no-meter", scenario), value


def _known(name: str, names: object, key: str, scenario: Scenario) -> str:
    known = list(names)  # type: ignore[call-overload]  # a mapping's keys
    if name not in known:
        raise UsageError(catalogue.say(key, name=name, scenario=scenario.name, near=nearest(name, known)))
    return name
