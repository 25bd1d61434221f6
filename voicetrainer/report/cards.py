"""Evidence cards: what stands behind each mark of the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..core.events import Changed, Ms
from ..core.floor import Overlap, Silence
from ..core.score import Evidence, Judged
from . import commands, doubts, glance, items, words
from .doubts import Overruled
from .inputs import Raised, Report
from .lanes import MARK_PX, TONES, Mark, canvas_px, nudged, percent, symbol
from .moments import moments
from .words import text

RULES = {
    "interruption": "floor.interruptions",
    "false ending": "floor.false endings",
    "backchannel": "floor.backchannels",
    "dead air": "floor.dead air",
}
"""Which rule judges a class; the others cost and earn nothing."""
TOP = ("lost", "unknown", "earned", "neutral", "not-needed")
"""Of several verdicts in one moment, the one that its mark shows."""
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
    close: bool = False
    """A small doubt would have given another verdict."""
    stability: tuple[str, ...] = ()
    also: tuple[tuple[Ms, Ms], ...] = ()
    """Further stretches of the same item."""
    overruled: Overruled | None = None
    overrule: str = ""
    """The command with which a person decides otherwise; empty where no item judged it."""
    overrule_start: str = ""
    item: str = ""
    """Id of the item it is about; empty for an overlap, a silence or a raised stretch."""

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
    """One for each overlap, each silence and each raised stretch, in the order of their lists."""
    found = [_overlap(f"m{at}", one, report) for at, one in enumerate(report.floor.overlaps)]
    found += [_silence(f"s{at}", one, report) for at, one in enumerate(report.floor.silences)]
    return found + [_raised(f"r{at}", one, report) for at, one in enumerate(report.raised)]


def item_cards(report: Report) -> list[Card]:
    """One for each item with a moment to hear."""
    heard = ((judged, moments(judged, report.scorecard.duration)) for judged in all_judged(report))
    found = [(judged, places) for judged, places in heard if places]
    return [_item(f"e{at}", judged, places, report) for at, (judged, places) in enumerate(found)]


def item_marks(cards: list[Card], report: Report) -> list[Mark]:
    """One for each moment: items that would stand on each other share a mark, the heaviest verdict on top."""
    groups: list[list[Card]] = []
    room = MARK_PX * report.length / canvas_px(report.length)
    for card in sorted(cards, key=lambda card: card.onset):
        if groups and card.onset - groups[-1][0].onset < room:
            groups[-1].append(card)
        else:
            groups.append([card])
    return nudged([_moment(group, report.length) for group in groups], report.length)


def _moment(group: list[Card], length: Ms) -> Mark:
    first = min(group, key=lambda card: TOP.index(card.tone))
    label = first.title if len(group) == 1 else text("moment", count=len(group))
    left = percent(group[0].onset, length)
    others = tuple((card.id, card.tone, card.title) for card in group) if len(group) > 1 else ()
    return Mark(first.id, first.tone, group[0].onset, left, first.tone, label, others=others)


def _overlap(id_: str, one: Overlap, report: Report) -> Card:
    judged = _judged_at(one.kind, one.onset, report)
    length = words.seconds(round(one.end - one.onset, -1))
    kind = words.overlap(one, report.floor)
    facts = (text("dt-measured"), text("measured-overlap", length=length))
    sentence = " ".join(
        f"{s[:1].upper()}{s[1:]}" for s in _about(one, kind, words.first_name(report.scenario))
    )
    card = _card(id_, one, judged, (kind, sentence, facts), report, said=one.words)
    if one.kind == "false ending" and not one.counts:  # nobody is marked down for a breath of the caller's
        card = replace(card, tone="neutral")
    if one.content in ("solution", "defence"):
        return replace(card, title=text(f"card-{kind}-{one.content}"))
    return card


def _about(one: Overlap, kind: str, caller: str) -> Iterator[str]:
    yield text(f"why-{kind}", caller=caller)
    if one.invited:
        yield text("why-invited", caller=caller)
    if one.cut:
        yield text("why-cut", caller=caller)


def _silence(id_: str, one: Silence, report: Report) -> Card:
    length = words.seconds(round(one.end - one.onset, -2))
    sentence = text(f"why-{symbol(one.kind)}", length=length)
    facts = (text("dt-measured"), text("measured-silence", length=length))
    judged = _judged_at(one.kind, one.onset, report)
    return _card(id_, one, judged, (symbol(one.kind), sentence, facts), report)


def _raised(id_: str, one: Raised, report: Report) -> Card:
    """How far over the own baseline, and how long: measured, and nothing is made of it."""
    over = words.raised(one.height.level, one.height.semitones)
    length = words.seconds(round(one.end - one.onset, -2))
    sentence = text("why-raised", length=length, over=over)
    facts = (text("dt-measured"), text("measured-raised", over=over, length=length))
    judged = _judged_within("delivery.", one, report)
    return _card(id_, one, judged, ("raised", sentence, facts), report, said=_words_at(one, report))


def _words_at(one: Raised, report: Report) -> str:
    said = [u.text for u in report.floor.utterances if u.onset < one.end and one.onset < u.end and u.text]
    return " ".join(said)


def _judged_within(rules: str, one: Raised, report: Report) -> Judged | None:
    """The item of these rules whose evidence meets this stretch."""
    fits = (
        judged
        for judged in all_judged(report)
        if judged.item.rule.startswith(rules)
        and any(found.onset < one.end and one.onset < found.end for found in judged.evidence)
    )
    return next(fits, None)


def _card(
    id_: str,
    one: Overlap | Silence | Raised,
    judged: Judged | None,
    shape: tuple[str, str, tuple[str, str]],
    report: Report,
    *,
    said: str = "",
) -> Card:
    kind, sentence, measured = shape
    sentences = [sentence, *([words.reason(judged)] if judged else []), *_then(one.onset, one.end, report)]
    facts = [measured, _when(one.onset, one.end), *(_judged_facts(judged) if judged else [])]
    mark = doubts.tone(judged.verdict) if judged else TONES.get(kind, "neutral")
    verdict = doubts.shown(judged.verdict) if judged else ""
    title = text(f"card-{kind}")
    card = Card(id_, title, mark, verdict, tuple(sentences), said, tuple(facts), one.onset, one.end)
    return _ruled(card, judged, report) if judged else card


def _ruled(card: Card, judged: Judged, report: Report) -> Card:
    """What a person may doubt or decide about the verdict."""
    return replace(
        card,
        close=doubts.close(judged),
        stability=tuple(doubts.stability(judged)),
        overruled=doubts.overruled(judged),
        overrule=commands.overrule(report.call, judged, text("overrule-reason")),
        overrule_start=commands.overrule_start(report.call, judged) if report.call else "",
    )


def _item(id_: str, judged: Judged, places: tuple[Evidence, ...], report: Report) -> Card:
    first = places[0]
    facts = [*_measured(first), _when(first.onset, first.end), *_judged_facts(judged)]
    card = Card(
        id_,
        words.title(judged.item, report.scenario),
        doubts.tone(judged.verdict),
        doubts.shown(judged.verdict),
        (words.reason(judged), *([words.sentence(first.note)] if first.note else [])),
        first.words,
        tuple(facts),
        first.onset,
        first.end,
        also=tuple((one.onset, one.end) for one in places[1:]),
        item=judged.item.id,
    )
    return _ruled(card, judged, report)


def _measured(evidence: Evidence) -> Iterator[tuple[str, str]]:
    proof = items.proof(evidence)
    if proof.measured:
        yield (text("dt-measured"), proof.measured)
    if proof.threshold:
        yield (text("dt-threshold"), proof.threshold)


def _when(onset: Ms, end: Ms) -> tuple[str, str]:
    return (text("dt-when"), text("span", start=words.tenths(onset), end=words.tenths(end)))


def _judged_facts(judged: Judged) -> Iterator[tuple[str, str]]:
    item = judged.item
    if item.limits and not any(items.proof(one).threshold for one in judged.evidence):
        yield (text("dt-threshold"), words.limits(judged))
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
