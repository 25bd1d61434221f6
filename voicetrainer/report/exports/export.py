"""What an export is made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...core.events import Entered, Ms
from ...core.score import Judged
from ..inputs import Report


@dataclass(frozen=True, slots=True)
class Corrected:
    """Words that a person put in place of recognised ones; both stay visible."""

    utterance: int
    was: str
    words: str
    by: str
    reason: str
    when: str = ""
    """ISO date and time."""


@dataclass(frozen=True, slots=True)
class Export:
    report: Report
    """Of an unscored first call the verdicts are left out, as people are not shown them either."""
    name: str
    """Of the call's folder."""
    corrected: tuple[Corrected, ...] = ()

    @property
    def judged(self) -> Iterator[tuple[str, Judged]]:
        """Every item that people are shown, with the title of its section."""
        for section in self.report.shown.scorecard.sections:
            for one in section.items:
                yield section.title, one

    @property
    def states(self) -> Iterator[tuple[str, Ms, Ms]]:
        """Name, onset, end of each state the call was in; those that were left at once are skipped."""
        entered = [event for event in self.report.timeline if isinstance(event, Entered)]
        ends = [*(event.at for event in entered[1:]), self.report.length]
        for event, end in zip(entered, ends, strict=False):  # with no state there is still an end
            if end > event.at:
                yield event.state, event.at, end


def one_line(text: str) -> str:
    """Without line breaks and control characters, which would end a cue, a row or a label."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
