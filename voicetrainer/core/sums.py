"""From verdicts to points: sections, total, pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .events import Ms, Outcome
from .score import Judged, Scorecard, SectionScore, Verdict

ENOUGH_ASSESSED = 0.5
"""Below this share of assessed weight a call neither passes nor fails."""


def section_score(name: str, title: str, weight: float, items: Iterable[Judged]) -> SectionScore:
    """The earned part of the weight that could be assessed."""
    items = tuple(items)
    earned, lost, unsure = (_weight(items, verdict) for verdict in ("earned", "lost", "not assessed"))
    needed = earned + lost + unsure
    return SectionScore(
        name=name,
        title=title,
        weight=weight,
        score=100 * earned / (earned + lost) if earned + lost else None,
        assessed=(earned + lost) / needed if needed else 1.0,
        needed=needed > 0,
        items=items,
    )


def scorecard(
    sections: Sequence[SectionScore], pass_mark: float, outcome: Outcome, duration: Ms, counted: bool
) -> Scorecard:
    """The total is the weighted mean of the sections that have a score; a critical item lost fails the
    call.  A call that is not `counted` has no total and neither passes nor fails."""
    total = _total(sections) if counted else None
    critical = tuple(j.item.id for s in sections for j in s.items if j.item.critical and j.verdict == "lost")
    return Scorecard(
        outcome=outcome,
        total=total,
        passed=None if total is None or not _enough(sections) else total >= pass_mark and not critical,
        pass_mark=pass_mark,
        sections=tuple(sections),
        critical_lost=critical,
        duration=duration,
    )


def recounted(card: Scorecard, judged: Iterable[Judged]) -> Scorecard:
    """The card with these verdicts in the place of those of the same ids, all sums worked out anew."""
    new = {one.item.id: one for one in judged}
    sections = [
        section_score(s.name, s.title, s.weight, (new.get(j.item.id, j) for j in s.items))
        for s in card.sections
    ]
    return scorecard(sections, card.pass_mark, card.outcome, card.duration, card.total is not None)


def _weight(items: Iterable[Judged], verdict: Verdict) -> float:
    return sum(j.item.weight for j in items if j.verdict == verdict)


def _total(sections: Sequence[SectionScore]) -> float:
    """0 if nothing could be assessed: a silent trainee earns nothing."""
    scored = [(s.weight, s.score) for s in sections if s.score is not None]
    weight = sum(w for w, _ in scored)
    return sum(w * points for w, points in scored) / weight if weight else 0.0


def _enough(sections: Sequence[SectionScore]) -> bool:
    needed = [s for s in sections if s.needed]
    weight = sum(s.weight for s in needed)
    return not weight or sum(s.weight * s.assessed for s in needed) / weight >= ENOUGH_ASSESSED
