"""What is made of a turn before the branches see it: what its words do, and how it sounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import events as e
from .delivery import delivery_of
from .ports import Reader


@dataclass(slots=True)
class Understanding:
    """Of one call."""

    reader: Reader | None
    baseline: e.Baselined | None
    measures: bool = False
    """Branches ask how the voice measures."""

    def acts(self, text: str, before: str) -> tuple[e.DialogueAct, ...] | None:
        """What the words do; `before`: what the caller said."""
        return self.reader(text, before) if self.reader else None

    def of(self, turn: e.Turn, before: str, timeline: Sequence[e.Event]) -> e.Turn:
        """The turn with all that is known of it; `timeline`: the call so far."""
        read = replace(turn, acts=self.acts(turn.text, before))
        if not self.measures:
            return read
        sounded = delivery_of([*timeline, read]).replies
        if not sounded or sounded[-1].onset != turn.onset:  # typed
            return read
        last = sounded[-1]
        return replace(read, louder=last.height.level, higher=last.height.semitones, pace=last.pace)
