"""How the call ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..rubric import Item
from ..score import Evidence, Judged, Verdict
from .case import Case, Limits, Rule, judged


def outcome_won(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if the call ended well for the caller."""
    end = case.floor.duration
    verdict: Verdict = "earned" if case.outcome == "won" else "lost"
    yield judged(item, verdict, f"outcome-{verdict}", [Evidence(max(0, end - 3000), end)])


RULES: Mapping[str, Rule] = {"outcome.won": outcome_won}
LIMITS: Limits = {"outcome.won": {}}
