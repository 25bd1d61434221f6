"""Small doubts about a call: what it would be, had the machine measured a little otherwise.

Four families, each from the smallest to the largest:

* *times*: every onset of the trainee's speech 60 ms earlier or later, every end, and both;
* *limits*: the thresholds of the rubric 5 % off; counts ("at most 1") are no measurements;
* *durations*: the fixed limits of the floor and of the scenario 5 % off, such as 5 s of dead air;
* *words*: another reading that the ear gave of one utterance.

Under each the turns are looked at anew where a branch hangs on when they began or what they said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from .events import Credited, Event, Faulted, Ms, Overlapped, Partial, Recognised, Turn, VoiceHinted
from .marking import Marker
from .match import is_backchannel, plain, words_outside
from .nudging import shifted, stretched
from .ports import Reader
from .rewording import reworded
from .rubric import Item, Rubric
from .scenario import Scenario

DETECTOR: Ms = 60
"""Speech may have begun or ended so much earlier or later than was found; see `sound.edges`."""
OFF = 0.05
"""A threshold might as well be set so much higher or lower."""

UNITS = frozenset(("ms", "db", "st", "wpm"))
"""Words that tell a limit's unit in its name."""
WORDLESS = frozenset(
    ("delivery.raised", "delivery.stayed level", "delivery.long pauses", "floor.answered", "outcome.won")
)
"""Rules that no word changes."""
_SIGNS = {"db": "dB", "wpm": "words/min"}

SHIFTS = (
    ("doubts.onset-earlier", -1, 0),
    ("doubts.onset-later", 1, 0),
    ("doubts.end-earlier", 0, -1),
    ("doubts.end-later", 0, 1),
    ("doubts.onset-earlier-end-earlier", -1, -1),
    ("doubts.onset-earlier-end-later", -1, 1),
    ("doubts.onset-later-end-earlier", 1, -1),
    ("doubts.onset-later-end-later", 1, 1),
)
"""Which way onsets and ends are moved."""

Family = Literal["times", "limits", "durations", "words"]
Values = tuple[tuple[str, str | float], ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One way in which the call might have been measured otherwise."""

    family: Family
    key: str
    """Of the catalogue, 'doubts.…', to be filled with `values`."""
    values: Values
    timeline: Sequence[Event]
    rubric: Rubric
    of_items: Mapping[str, Values] = field(default_factory=dict)
    """Values of single items, where they differ."""

    def told(self, item: str) -> Values:
        return self.of_items.get(item, self.values)


def doubts(
    timeline: Sequence[Event], marker: Marker, rubric: Rubric, reader: Reader | None = None
) -> Iterator[Doubt]:
    """All of them, the smallest of each family first."""
    heard = [x for x in timeline if not isinstance(x, VoiceHinted | Partial)]  # nothing is judged by them
    yield from _times(heard, marker, rubric)
    yield from _limits(heard, rubric)
    yield from _durations(heard, marker, rubric)
    yield from _words(heard, marker, rubric, reader)


def _times(timeline: Sequence[Event], marker: Marker, rubric: Rubric) -> Iterator[Doubt]:
    for key, onset, end in SHIFTS:
        new = _timed(shifted(timeline, onset * DETECTOR, end * DETECTOR), marker)
        yield Doubt("times", key, (("ms", DETECTOR),), new, rubric)


def _durations(timeline: Sequence[Event], marker: Marker, rubric: Rubric) -> Iterator[Doubt]:
    """A call that takes longer, against a rubric whose own limits grew with it."""
    ways = (("doubts.durations-lower", 1 / (1 - OFF)), ("doubts.durations-higher", 1 / (1 + OFF)))
    for key, by in ways:
        new = _timed(stretched(timeline, by), marker)
        grown = _with(rubric, {item.id: _grown(item, by) for item in _items(rubric)})
        yield Doubt("durations", key, (("percent", round(100 * OFF)),), new, grown)


def _timed(timeline: list[Event], marker: Marker) -> list[Event]:
    """With the marks of branches that hang on when a turn began."""
    turns = {place: x for place in marker.timed(timeline) if isinstance(x := timeline[place], Turn)}
    return marker.remarked(timeline, turns) if turns else timeline


# -- the rubric's limits ---------------------------------------------------------------------------


def measured(limit: str, value: float) -> bool:
    """Is it a threshold on a measurement?  A count ("at most 1") is exact."""
    return limit.startswith("share") or bool(UNITS & set(limit.split())) or value != int(value)


def _limits(timeline: Sequence[Event], rubric: Rubric) -> Iterator[Doubt]:
    """In each doubt one limit of every item is off: items do not touch each other."""
    items = _items(rubric)
    for place in range(max((len(_measured(item)) for item in items), default=0)):
        for sign in (-1, 1):
            off = {i.id: _off(i, place, sign) for i in items if place < len(_measured(i))}
            values = {i.id: _told(i, _measured(i)[place], sign) for i in items if i.id in off}
            key = "doubts.limit-lower" if sign < 0 else "doubts.limit-higher"
            yield Doubt("limits", key, (), timeline, _only(_with(rubric, off), off), values)


def _measured(item: Item) -> list[str]:
    return [name for name, value in item.limits.items() if measured(name, value)]


def _off(item: Item, place: int, sign: int) -> Item:
    name = _measured(item)[place]
    return replace(item, limits={**item.limits, name: item.limits[name] * (1 + sign * OFF)})


def _told(item: Item, name: str, sign: int) -> Values:
    was = item.limits[name]
    unit = next((word for word in name.split() if word in UNITS), "")
    plain_name = " ".join(word for word in name.split() if word != unit)
    value = _written(was * (1 + sign * OFF), unit)
    return (
        ("limit", plain_name),
        ("percent", round(100 * OFF)),
        ("value", value),
        ("was", _written(was, unit)),
    )


def _written(value: float, unit: str) -> str:
    """As a rubric has it: '3.15 s', '84 %', '5.7 dB'."""
    match unit:
        case "ms" if abs(value) >= 1000:
            return f"{value / 1000:.4g} s"
        case "":
            return f"{100 * value:.4g} %"
    return f"{value:.4g} {_SIGNS.get(unit, unit)}"


def _grown(item: Item, by: float) -> Item:
    """Durations grow with the call, what is counted by the minute shrinks."""
    grows = {"ms": by, "wpm": 1 / by}
    limits = {
        name: value * next((grows[word] for word in name.split() if word in grows), 1.0)
        for name, value in item.limits.items()
    }
    return replace(item, limits=limits)


def _items(rubric: Rubric) -> list[Item]:
    return [item for section in rubric.sections for item in section.items]


def _with(rubric: Rubric, items: Mapping[str, Item]) -> Rubric:
    sections = (replace(s, items=tuple(items.get(i.id, i) for i in s.items)) for s in rubric.sections)
    return replace(rubric, sections=tuple(sections))


def _only(rubric: Rubric, ids: Collection[str]) -> Rubric:
    """The rubric with these items alone: the others cannot change."""
    sections = (replace(s, items=tuple(i for i in s.items if i.id in ids)) for s in rubric.sections)
    return replace(rubric, sections=tuple(s for s in sections if s.items))


# -- other readings --------------------------------------------------------------------------------


def _words(
    timeline: Sequence[Event], marker: Marker, rubric: Rubric, reader: Reader | None
) -> Iterator[Doubt]:
    """One reading at a time; those that change nothing that is looked at are left out."""
    worded = _only(rubric, {item.id for item in _items(rubric) if item.rule not in WORDLESS})
    for event in timeline:
        if not isinstance(event, Recognised) or event.typed:
            continue
        for words in dict.fromkeys(_readings(event)):
            new = reworded(timeline, marker, {event.utterance: words}, reader, sure=False)
            if _tells(timeline, new, event.text, words, marker.scenario):
                values = (("heard", event.text), ("words", words))
                yield Doubt("words", "doubts.words", values, new, worded)


def _readings(event: Recognised) -> Iterator[str]:
    """Other readings of the whole.

    One that broke off before the end is taken to go on as heard; of that the last word may be half a
    word, and does not count.  One that ends alike is whole.
    """
    text = event.text.split()
    for other in (reading.split() for reading in event.alternatives):
        broke_off = len(other) < len(text) and plain(" ".join(other[-1:])) != plain(text[-1])
        known = len(other) - 1
        words = " ".join([*other[:known], *text[known:]] if broke_off and other else other)
        if plain(words) != plain(event.text):
            yield words


def _tells(was: Sequence[Event], new: Sequence[Event], heard: str, words: str, scenario: Scenario) -> bool:
    """May it change a verdict: other marks or acts, or another use of the floor?"""
    listed = scenario.backchannels
    if is_backchannel(heard, listed) != is_backchannel(words, listed):
        return True
    if min(2, words_outside(heard, listed)) != min(2, words_outside(words, listed)):
        return True
    return _marks(was) != _marks(new)


def _marks(timeline: Sequence[Event]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for event in timeline:
        match event:
            case Credited():
                found.append((event.checkpoint, event.onset))
            case Faulted():
                found.append((event.advice, event.onset))
            case Turn() | Overlapped() if event.acts is not None:
                found.append(tuple(act.name for act in event.acts))
    return found
