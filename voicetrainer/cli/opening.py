"""A kept call, opened from its folder alone: what a judgement needs, and what people said of it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .. import catalogue
from ..authoring import load_rubric_text, load_scenario_text
from ..core.errors import StoreError
from ..core.events import Event
from ..core.judge import score
from ..core.rubric import Rubric
from ..core.scenario import Scenario
from ..core.score import Scorecard
from ..store.folder import CallFolder
from ..store.info import CallInfo


@dataclass(frozen=True, slots=True)
class Opened:
    folder: CallFolder
    info: CallInfo
    timeline: Sequence[Event]
    scenario: Scenario
    rubric: Rubric

    def judged(self) -> Scorecard:
        return score(self.timeline, self.scenario, self.rubric)


def open_call(folder: CallFolder) -> Opened:
    """Raises StoreError, or ScenarioError if its scenario or rubric can no longer be read."""
    info, timeline = folder.info(), folder.timeline()
    if not timeline:
        raise StoreError(catalogue.say("cli.empty-call", name=folder.name))
    scenario = _scenario(info.scenario.file, info.scenario.text)
    return Opened(folder, info, timeline, scenario, _rubric(info.rubric.file, info.rubric.text))


# many calls hold the same two texts, and a scenario takes a tenth of a second to compile
@lru_cache(maxsize=64)
def _scenario(file: str, text: str) -> Scenario:
    return load_scenario_text(Path(file), text.encode()).scenario


@lru_cache(maxsize=64)
def _rubric(file: str, text: str) -> Rubric:
    return load_rubric_text(Path(file), text.encode())
