"""Close calls: what became of a verdict under small doubts, and what a person decided otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .. import catalogue
from ..core.score import Flip, Judged, Scorecard, Verdict
from . import words
from .words import text


@dataclass(frozen=True, slots=True)
class Overruled:
    """Both verdicts, in words."""

    was: str
    was_tone: str
    now: str
    now_tone: str
    by: str
    reason: str
    when: str


def close(judged: Judged) -> bool:
    return judged.stability is not None and bool(judged.stability.flips)


def stability(judged: Judged) -> list[str]:
    """One sentence if nothing flips, else one for each flip and one for the pass; none if not worked out."""
    if judged.stability is None:
        return []
    if not judged.stability.flips:
        return [text("stability-same")]
    decides = text("close-decides" if judged.stability.decides else "close-decides-not")
    return [*map(_flip, judged.stability.flips), decides]


def _flip(flip: Flip) -> str:
    doubt = words.sentence(catalogue.say(flip.doubt, **dict(flip.values))).rstrip(".")
    return text("flip", doubt=doubt, verdict=shown(flip.verdict))


def shown(verdict: Verdict) -> str:
    """As people read it: 'missed' for lost."""
    return text(f"verdict-{verdict.replace(' ', '-')}")


def tone(verdict: Verdict) -> str:
    """The shape and colour of a verdict."""
    tones = {"earned": "earned", "lost": "lost", "not assessed": "unknown"}
    return tones.get(verdict, "not-needed")


def overruled(judged: Judged) -> Overruled | None:
    ruled = judged.overruled
    if ruled is None:
        return None
    return Overruled(
        shown(ruled.was), tone(ruled.was), shown(judged.verdict), tone(judged.verdict),
        ruled.by or text("overruled-by-somebody"), ruled.reason, ruled.when[:16].replace("T", ", "),
    )  # fmt: skip


def summary(card: Scorecard) -> Iterator[str]:
    """For the first page: how many close calls, whether they decide the pass, what was overruled."""
    items = [judged for section in card.sections for judged in section.items]
    near = [judged for judged in items if close(judged)]
    deciding = [judged for judged in near if judged.stability and judged.stability.decides]
    if near:
        yield text("close-1") if len(near) == 1 else text("close-n", count=words.count(len(near)))
        yield _decides(len(near), len(deciding) if card.total is not None else 0)
    ruled = sum(1 for judged in items if judged.overruled)
    if ruled:
        yield (
            text("overruled-1") if ruled == 1 else text("overruled-n", count=words.count(ruled, inside=True))
        )
    unsure = sum(1 for judged in items if judged.verdict == "not assessed")
    if unsure:
        yield text("unassessed-1") if unsure == 1 else text("unassessed-n", count=words.count(unsure))


def _decides(near: int, deciding: int) -> str:
    if not deciding:
        return text("close-pass-not" if near == 1 else "close-pass-none")
    return text("close-pass-1" if deciding == 1 else "close-pass-n", count=words.count(deciding, inside=True))
