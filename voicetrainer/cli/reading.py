"""What tells the acts of the trainee's words, loaded while the phone rings, so that nobody waits."""

from __future__ import annotations

from functools import cached_property

from ..core.events import DialogueAct
from ..core.ports import Reader
from ..core.scenario import Scenario


class LaterReader:
    """A Reader; what it needs is there after `load`, or with the first words."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def load(self) -> None:
        """May be called from another thread, before the first words come."""
        _ = self._reader

    def __call__(self, text: str, before: str) -> tuple[DialogueAct, ...]:
        return self._reader(text, before)

    @cached_property
    def _reader(self) -> Reader:
        from ..language.reader import reader_for

        return reader_for(self._scenario)
