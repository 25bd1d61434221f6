"""A scenario as what is drawn of it: cards, ways between them, rules, meters.  No place and no colour yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ...catalogue import say
from ...core.scenario import Branch, Ending, Kind, Scenario, State, When, Words
from ...core.wording import wordings
from .wording import label_of, meaning_of, moved

Line = Literal["words", "timing", "meter", "otherwise"]
"""How a way is drawn: solid, dashed, dash-dot, dotted."""
Glyph = Literal["words", "timing", "meter", "key", "voice"]
ALWAYS = "\0always"
"""Where the rules for every state are; no state can be called so."""

_LINES: Mapping[Kind, Line] = {
    "says": "words", "does": "words", "unclear": "words", "silent": "timing", "interrupts": "timing",
    "rambles": "timing", "settled": "meter", "otherwise": "otherwise",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How many rehearsals came to each state, and took each branch at least once."""

    rehearsals: int
    states: Mapping[str, int]
    branches: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Chip:
    kind: Literal["meter", "earned", "fault"]
    text: str


@dataclass(frozen=True, slots=True)
class Way:
    """A branch, from a card to a card."""

    id: str
    source: str
    target: str
    """The source itself: the call stays where it is."""
    line: Line
    glyphs: tuple[Glyph, ...]
    label: str
    meaning: str
    """All of it in words, for whoever points at it or cannot see it."""
    chips: tuple[Chip, ...]
    times: int | None
    """Rehearsals that take it; None: not counted."""

    @property
    def stays(self) -> bool:
        return self.source == self.target


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    mood: str
    text: str
    """What the caller says here, at first."""
    ending: Ending | None
    times: int | None
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A meter where it starts."""

    name: str
    start: float
    min: float
    max: float


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    title: str
    level: int
    start: str
    cards: Mapping[str, Card]
    rules: tuple[Way, ...]
    """Looked at in every state."""
    gauges: tuple[Gauge, ...]
    rehearsed: Rehearsed | None

    def every_way(self) -> Iterator[Way]:
        yield from self.rules
        for card in self.cards.values():
            yield from card.ways


def picture(scenario: Scenario, rehearsed: Rehearsed | None = None) -> Picture:
    """What is drawn of a scenario; with `rehearsed`, each state and branch has its count."""
    cards = {name: _card(state, scenario, rehearsed) for name, state in scenario.states.items()}
    rules = tuple(_way(rule, ALWAYS, scenario, rehearsed) for rule in _by_priority(scenario))
    return Picture(
        name=scenario.name,
        title=scenario.title,
        level=scenario.level,
        start=scenario.start,
        cards=cards,
        rules=rules,
        gauges=tuple(Gauge(name, m.start, m.min, m.max) for name, m in scenario.meters.items()),
        rehearsed=rehearsed,
    )


def _by_priority(scenario: Scenario) -> list[Branch]:
    return sorted(scenario.always, key=lambda branch: -branch.priority)


def first_words(words: Words) -> str:
    """The line as it is said if no meter has another."""
    *_, last = wordings(words)
    return f"{last.by}: {last.text}" if last.by else last.text


def _card(state: State, scenario: Scenario, rehearsed: Rehearsed | None) -> Card:
    ways = () if state.ending else state.branches
    text = " ".join(first_words(words) for words in state.caller)
    if not text and state.name == scenario.start:
        text = say("graph.picked-up")
    return Card(
        name=state.name,
        mood=state.mood if state.caller else "",
        text=text,
        ending=state.ending,
        times=rehearsed.states.get(state.name, 0) if rehearsed else None,
        ways=tuple(_way(branch, state.name, scenario, rehearsed, state) for branch in ways),
    )


def _way(
    branch: Branch, source: str, scenario: Scenario, rehearsed: Rehearsed | None, state: State | None = None
) -> Way:
    return Way(
        id=branch.id,
        source=source,
        target=branch.go or source,
        line=_line(branch.when),
        glyphs=tuple(_glyphs(branch)),
        label=label_of(branch.when, scenario, state),
        meaning=meaning_of(branch, scenario, state),
        chips=tuple(_chips(branch)),
        times=rehearsed.branches.get(branch.id, 0) if rehearsed else None,
    )


def _line(when: When) -> Line:
    """Solid for words; a turn of which only the moment counts is dashed."""
    worded = when.any_of or when.all_of or when.none_of or when.reads or when.measures
    if when.kind == "says" and when.replies_in and not worded:
        return "timing"
    return _LINES[when.kind]


def _glyphs(branch: Branch) -> Iterator[Glyph]:
    when = branch.when
    match when.kind:
        case "does":
            yield "key"
        case "silent" | "interrupts" | "rambles":
            yield "timing"
        case "says" if when.any_of or when.all_of or when.none_of or when.reads:
            yield "words"
        case "unclear":
            yield "words"
    if when.replies_in:
        yield "timing"
    if when.measures:
        yield "voice"
    if when.meters:
        yield "meter"


def _chips(branch: Branch) -> Iterator[Chip]:
    for meter, by in branch.change.items():
        yield Chip("meter", f"{meter} {moved(by)}")
    for name in branch.credit:
        yield Chip("earned", f"✓ {name}")
    if branch.fault:
        yield Chip("fault", say("graph.fault", advice=branch.fault.advice))
