"""One voice made of several: who says a line is known from the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..core.ports import Clip, Voice
from ..core.wording import wordings

if TYPE_CHECKING:
    from ..core.scenario import Scenario


def speakers_of(scenario: Scenario) -> dict[str, str]:
    """Text → name, of every line that is not the caller's own."""
    said = [words for state in scenario.states.values() for words in state.caller]
    branches = [*scenario.always, *(b for state in scenario.states.values() for b in state.branches)]
    said += [branch.caller for branch in branches if branch.caller]
    return {one.text: one.by for words in said for one in wordings(words) if one.by}


class SeveralVoices:
    """A `core.ports.Voice` that hands each line to whoever says it."""

    def __init__(self, caller: Voice, people: Mapping[str, Voice], speakers: Mapping[str, str]) -> None:
        """`people`: name → voice; `speakers`: text → name."""
        self.name = caller.name
        self._caller, self._people, self._speakers = caller, people, speakers

    def render(self, text: str, mood: str) -> Clip:
        return self._people.get(self._speakers.get(text, ""), self._caller).render(text, mood)

    def close(self) -> None:
        for voice in (self._caller, *self._people.values()):
            voice.close()
