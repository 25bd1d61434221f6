"""`call --level 2 --from softening --set anger=8`: where and how a call begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .. import catalogue
from ..authoring import Loaded
from ..core import starting
from ..core.errors import UsageError
from ..core.scenario import Scenario
from ..store.info import Begun
from .names import nearest


def started(loaded: Loaded, level: int | None, state: str | None, settings: Sequence[str]) -> Loaded:
    """The scenario as this call is to play it.  Raises UsageError with the nearest name."""
    begun = begun_so(loaded.scenario, level, state, settings)
    return replace(loaded, scenario=starting.begun(loaded.scenario, begun.level, begun.state, begun.meters))


def begun_so(scenario: Scenario, level: int | None, state: str | None, settings: Sequence[str]) -> Begun:
    """What is kept with the call, so that it opens again as it was.  Raises UsageError."""
    if state is not None:
        _known(state, scenario.states, "cli.no-state", scenario)
    return Begun(level, state or "", dict(_value(written, scenario) for written in settings))


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
