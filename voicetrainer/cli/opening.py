"""A kept call, opened from its folder alone, and judged with what people said of it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .. import catalogue
from ..authoring import load_rubric_text, load_scenario_text
from ..core import starting
from ..core.errors import StoreError
from ..core.events import Event, Overlapped, Turn
from ..core.judge import score
from ..core.ports import Reader
from ..core.review import corrected, overruled
from ..core.rubric import Rubric
from ..core.scenario import Scenario
from ..core.score import Scorecard
from ..core.stability import stable
from ..store.folder import CallFolder
from ..store.info import CallInfo
from ..store.reviews import Reviews, reviews_of


@dataclass(frozen=True, slots=True)
class Finished:
    """A call that is over, with all that it is judged from."""

    info: CallInfo
    heard: Sequence[Event]
    """The timeline as it was kept."""
    scenario: Scenario
    rubric: Rubric
    reviews: Reviews = field(default_factory=Reviews)

    @property
    def reader(self) -> Reader | None:
        """What tells the acts of other words; None where nobody looked for acts in this call."""
        looked = any(isinstance(x, Turn | Overlapped) and x.acts is not None for x in self.heard)
        if not looked:
            return None
        from ..language.reader import reader_for

        return reader_for(self.scenario)

    @property
    def timeline(self) -> Sequence[Event]:
        """As it was kept, with people's corrections in it."""
        return corrected(self.heard, self.scenario, self.reviews.corrections, self.reader)

    def judged(self) -> Scorecard:
        """With corrections, small doubts, and people's overrulings, in that order."""
        timeline = self.timeline
        card = score(timeline, self.scenario, self.rubric)
        card = stable(timeline, self.scenario, self.rubric, card, self.reader)
        return overruled(card, self.reviews.overrulings)

    def by_program(self) -> Scorecard:
        """As the program alone judged it: from what it heard, and no person's word."""
        card = score(self.heard, self.scenario, self.rubric)
        return stable(self.heard, self.scenario, self.rubric, card, self.reader)


@dataclass(frozen=True, slots=True)
class Opened(Finished):
    """A call that was kept."""

    folder: CallFolder = field(kw_only=True)


def open_call(folder: CallFolder) -> Opened:
    """Raises StoreError, or ScenarioError if its scenario or rubric can no longer be read."""
    info, timeline = folder.info(), folder.timeline()
    if not timeline:
        raise StoreError(catalogue.say("cli.empty-call", name=folder.name))
    scenario = _scenario(info.scenario.file, info.scenario.text)
    scenario = starting.begun(scenario, info.begun.level, info.begun.state, info.begun.meters)
    rubric = _rubric(info.rubric.file, info.rubric.text)
    return Opened(info, timeline, scenario, rubric, reviews_of(folder), folder=folder)


# many calls hold the same two texts, and a scenario takes a tenth of a second to compile
@lru_cache(maxsize=64)
def _scenario(file: str, text: str) -> Scenario:
    return load_scenario_text(Path(file), text.encode()).scenario


@lru_cache(maxsize=64)
def _rubric(file: str, text: str) -> Rubric:
    return load_rubric_text(Path(file), text.encode())
