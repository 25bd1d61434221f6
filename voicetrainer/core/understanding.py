"""What is made of a turn before the branches see it: what its words do, and how it sounded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from . import events as e
from .ports import Reader


@dataclass(slots=True)
class Understanding:
    """Of one call."""

    reader: Reader | None
    baseline: e.Baselined | None
    _sounded: dict[int, e.Delivered] = field(default_factory=dict)

    def delivered(self, event: e.Delivered) -> None:
        self._sounded[event.utterance] = event

    def acts(self, text: str, before: str) -> tuple[e.DialogueAct, ...] | None:
        """What the words do; `before`: what the caller said."""
        return self.reader(text, before) if self.reader else None

    def of(self, turn: e.Turn, before: str) -> e.Turn:
        """The turn with all that is known of it."""
        return replace(turn, acts=self.acts(turn.text, before))
