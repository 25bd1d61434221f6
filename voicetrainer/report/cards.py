"""Evidence cards: what stands behind each mark of the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..core.events import Changed, Ms
from ..core.floor import Overlap, Silence
from ..core.score import Evidence, Judged
from . import glance, items, words
from .inputs import Report
from .lanes import TONES, Mark, nudged, percent, symbol
from .words import text

RULES = {
    "interruption": "floor.interruptions",
    "false ending": "floor.false endings",
    "backchannel": "floor.backchannels",
    "dead air": "floor.dead air",
}
"""Which rule judges a class; the others cost and earn nothing."""
NEAR: Ms = 100
"""A rule's evidence this near to an overlap's beginning is about that overlap."""
AFTER: Ms = 2_000
LEAD: Ms = 600
"""What is heard before and after the stretch, so that it can be understood."""


@dataclass(frozen=True, slots=True)
class Card:
    id: str
    title: str
    tone: str
    """earned, lost, neutral or unknown: shape and colour."""
    verdict: str
    """In words; empty where no item judged it."""
    sentences: tuple[str, ...]
    said: str
    facts: tuple[tuple[str, str], ...]
    onset: Ms
    end: Ms

    @property
    def hear_from(self) -> Ms:
        return max(0, self.onset - LEAD)

    @property
    def hear_to(self) -> Ms:
        return self.end + LEAD


def all_judged(report: Report) -> Iterator[Judged]:
    for section in report.scorecard.sections:
        yield from section.items


def floor_cards(report: Report) -> list[Card]:
    """One for each overlap and each silence, in the order of the floor's lists."""
    found = [_overlap(f"m{at}", one, report) for at, one in enumerate(report.floor.overlaps)]
    return found + [_silence(f"s{at}", one, report) for at, one in enumerate(report.floor.silences)]


def item_cards(report: Report) -> list[Card]:
    """One for each item with something to hear."""
    return [
        _item(f"e{at}", judged, report)
        for at, judged in enumerate(one for one in all_judged(report) if one.evidence)
    ]


def item_marks(cards: list[Card], report: Report) -> list[Mark]:
    marks = [
        Mark(card.id, card.tone, card.onset, percent(card.onset, report.length), card.tone, card.title)
        for card in cards
    ]
    return nudged(marks, report.length)


def tone(judged: Judged) -> str:
    """The shape and colour of a verdict."""
    return {"earned": "earned", "lost": "lost", "not assessed": "unknown"}.get(judged.verdict, "neutral")


def shown(judged: Judged) -> str:
    return text(f"verdict-{symbol(judged.verdict)}")


def _overlap(id_: str, one: Overlap, report: Report) -> Card:
    caller = words.first_name(report.scenario)
    judged = _judged_at(one.kind, one.onset, report)
    length = words.seconds(round(one.end - one.onset, -1))
    kind = words.overlap(one, report.floor)
    sentence = text(f"why-{kind}", caller=caller)
    facts = (text("dt-measured"), text("measured-overlap", length=length))
    return _card(id_, one, judged, (kind, sentence, facts), report, said=one.words)


def _silence(id_: str, one: Silence, report: Report) -> Card:
    length = words.seconds(round(one.end - one.onset, -2))
    sentence = text(f"why-{symbol(one.kind)}", length=length)
    facts = (text("dt-measured"), text("measured-silence", length=length))
    judged = _judged_at(one.kind, one.onset, report)
    return _card(id_, one, judged, (symbol(one.kind), sentence, facts), report)


def _card(
    id_: str,
    one: Overlap | Silence,
    judged: Judged | None,
    shape: tuple[str, str, tuple[str, str]],
    report: Report,
    *,
    said: str = "",
) -> Card:
    kind, sentence, measured = shape
    sentences = [sentence, *([words.reason(judged)] if judged else []), *_then(one.onset, one.end, report)]
    facts = [measured, _when(one.onset, one.end), *(_judged_facts(judged) if judged else [])]
    mark = tone(judged) if judged else TONES.get(one.kind, "neutral")
    verdict = shown(judged) if judged else ""
    title = text(f"card-{kind}")
    return Card(id_, title, mark, verdict, tuple(sentences), said, tuple(facts), one.onset, one.end)


def _item(id_: str, judged: Judged, report: Report) -> Card:
    first = judged.evidence[0]
    facts = [*_measured(first), _when(first.onset, first.end), *_others(judged), *_judged_facts(judged)]
    return Card(
        id_,
        words.title(judged.item, report.scenario),
        tone(judged),
        shown(judged),
        (words.reason(judged), *([words.sentence(first.note)] if first.note else [])),
        first.words,
        tuple(facts),
        first.onset,
        first.end,
    )


def _measured(evidence: Evidence) -> Iterator[tuple[str, str]]:
    proof = items.proof(evidence)
    if proof.measured:
        yield (text("dt-measured"), proof.measured)
    if proof.threshold:
        yield (text("dt-threshold"), proof.threshold)


def _others(judged: Judged) -> Iterator[tuple[str, str]]:
    """Further times of the same item."""
    if len(judged.evidence) > 1:
        times = ", ".join(words.tenths(one.onset) for one in judged.evidence[1:])
        yield (text("dt-also"), times)


def _when(onset: Ms, end: Ms) -> tuple[str, str]:
    return (text("dt-when"), text("span", start=words.tenths(onset), end=words.tenths(end)))


def _judged_facts(judged: Judged) -> Iterator[tuple[str, str]]:
    item = judged.item
    if item.limits and not any(items.proof(one).threshold for one in judged.evidence):
        yield (text("dt-threshold"), words.limits(item))
    for id_ in item.advice:
        yield (text("dt-advice"), f"{id_} {words.advice(id_)}".strip())
    yield (text("dt-rule"), item.rule)


def _judged_at(kind: str, onset: Ms, report: Report) -> Judged | None:
    """The item that judges this class and rests on this very moment."""
    fits = (
        judged
        for judged in all_judged(report)
        if judged.item.rule == RULES.get(kind)
        and any(abs(one.onset - onset) <= NEAR for one in judged.evidence)
    )
    return next(fits, None)


def _then(onset: Ms, end: Ms, report: Report) -> Iterator[str]:
    """What the caller's meters did right after; said as what came next, not as its cause."""
    courses = dict(list(glance.meters(report.scenario, report.timeline).items())[:1])
    for event in report.timeline:
        match event:
            case Changed(at, meter, value) if meter in courses and onset < at <= end + AFTER:
                before = [known for when, known in courses[meter] if when < at][-1:]
                if before and before[0] != value:
                    start, now = words.number(before[0]), words.number(value)
                    yield text("then-meter", meter=meter, start=start, end=now)
                    return
