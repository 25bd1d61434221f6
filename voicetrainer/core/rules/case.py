"""A finished call as the rules see it, and the shape of a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..events import Answered, Ended, Entered, Event, Outcome, Trouble, Turn
from ..floor import Floor, floor_of
from ..match import words_outside
from ..rubric import Item
from ..scenario import Scenario
from ..score import Evidence, Judged, Verdict

RAMBLE = 3_000
"""ms: a caller line at least so long can be interrupted or listened to."""
LONG_STORY = 8_000
"""ms: from here on a sign of listening is due."""


@dataclass(frozen=True)
class Case:
    """A finished call, as the rules see it."""

    timeline: Sequence[Event]
    scenario: Scenario

    @cached_property
    def floor(self) -> Floor:
        return floor_of(self.timeline, self.scenario)

    @cached_property
    def setting(self) -> Answered:
        return next((x for x in self.timeline if isinstance(x, Answered)), Answered(0))

    @cached_property
    def words_assessed(self) -> bool:
        """False if the ear was known to be poor, or was lost on the way."""
        lost = any(isinstance(x, Trouble) and x.what == "ear lost" for x in self.timeline)
        return self.setting.words_assessed and not lost

    @cached_property
    def overlap_assessed(self) -> bool:
        """False where the caller's own voice may have been taken for the trainee's."""
        leaked = any(isinstance(x, Trouble) and x.what == "echo" for x in self.timeline)
        return self.setting.overlap_assessed and not leaked

    @cached_property
    def outcome(self) -> Outcome:
        return next((x.outcome for x in self.timeline if isinstance(x, Ended)), "broken")

    @cached_property
    def turns(self) -> list[Turn]:
        """Turns with something in them: "mm-hm" alone is not taking part."""
        listed = self.scenario.backchannels
        turns = [x for x in self.timeline if isinstance(x, Turn)]
        return [t for t in turns if words_outside(t.text, listed) >= 2]

    @cached_property
    def entered(self) -> set[str]:
        return {x.state for x in self.timeline if isinstance(x, Entered)}


Rule = Callable[[Case, Item], Iterator[Judged]]
Limits = Mapping[str, Mapping[str, str]]
"""Rule → threshold → an example with its unit, such as {'to': '3 s'}."""


def judged(
    item: Item,
    verdict: Verdict,
    reason: str,
    evidence: Sequence[Evidence] = (),
    **values: str | float,
) -> Judged:
    """A verdict; `reason` is a key of rules.toml, or with a dot a whole key of the catalogue."""
    key = reason if "." in reason else f"rules.{reason}"
    return Judged(item, verdict, key, tuple(sorted(values.items())), tuple(evidence))
