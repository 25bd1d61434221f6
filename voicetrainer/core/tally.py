"""What branches leave behind: meters moved, checkpoints reached, faults marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from . import events as e
from .scenario import Branch, Scenario

Evidence = tuple[e.Ms, e.Ms, str]
"""Onset, end and words of what woke the branch."""


@dataclass(slots=True)
class Tally:
    """One call's."""

    scenario: Scenario
    meters: dict[str, float] = field(default_factory=dict)
    _reached: set[str] = field(default_factory=set)
    _paid: set[str] = field(default_factory=set)
    _told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.meters = {name: meter.start for name, meter in self.scenario.meters.items()}

    def take(self, branch: Branch, now: e.Ms, evidence: Evidence) -> Iterator[e.Event]:
        """Carry out what the branch changes and marks; yields the events that tell of it."""
        if branch.id not in self._paid or not branch.credit:  # a branch that credits pays once
            yield from self._change(branch, now)
        self._paid.add(branch.id)
        yield from self.tell(branch.tells, now)
        onset, end, words = evidence
        for name in branch.credit:
            if name not in self._reached:
                self._reached.add(name)
                advice = self.scenario.checkpoints[name].advice
                yield e.Credited(now, name, advice, onset, end, words, branch.why)
        if branch.fault:
            yield e.Faulted(now, branch.fault.advice, onset, end, words, branch.fault.why)

    def tell(self, facts: tuple[str, ...], now: e.Ms) -> Iterator[e.Event]:
        """Give hidden facts away, each once."""
        for fact in facts:
            if fact not in self._told:
                self._told.add(fact)
                yield e.Told(now, fact)

    def _change(self, branch: Branch, now: e.Ms) -> Iterator[e.Event]:
        for name, by in branch.change.items():
            meter = self.scenario.meters[name]
            self.meters[name] = min(meter.max, max(meter.min, self.meters[name] + by))
            yield e.Changed(now, name, self.meters[name])
