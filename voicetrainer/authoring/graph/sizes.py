"""How big each card and each row of its ways is, in px of the drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...catalogue import say
from .measure import clipped, width, wrapped
from .picture import ALWAYS, Card, Chip, Picture, Way

CARD = 272.0
"""Width of a card."""
PAD = 16.0
TEXT, NAME, SMALL, LABEL, CHIP = 14.0, 16.0, 12.0, 12.5, 11.5
"""Heights of letters: the caller's words, a card's name, small print, labels, chips."""
LEADING = 18.0
ROW = 30.0
HEAD = 46.0
"""From a card's top to below its name."""
FOOT = 34.0
LEAST = 136.0
MOST_LINES = 20
BADGE = 34.0
GLYPH = 18.0
LABEL_MOST = 290.0
GAP = 8.0
HOOK = 26.0
"""What the curl of a way that stays takes."""
LANE = 14.0
RAIL = 18.0
BOX_HEAD = 62.0


@dataclass(frozen=True, slots=True)
class Row:
    """One way, as it is drawn beside its card."""

    way: Way
    label: str
    """Shortened to fit."""
    width: float
    """Badge, glyphs, label and chips."""
    chips: tuple[tuple[Chip, float], ...]
    """Each with its width."""


@dataclass(frozen=True, slots=True)
class Box:
    """A card with the rows to its right, or the rules with the rows inside."""

    name: str
    card: float
    """Width of the card itself."""
    fan: float
    """Width of the rows to its right."""
    height: float
    head: float
    """From the top to the first row."""
    rows: tuple[Row, ...]
    lines: tuple[str, ...]
    """The caller's words, wrapped."""
    lanes: tuple[str, ...]
    """The states it leads to, from the inmost lane."""

    @property
    def width(self) -> float:
        lanes = 10 + LANE * len(self.lanes) if self.lanes else 0.0
        return self.card + self.fan + lanes


def boxes(picture: Picture) -> Mapping[str, Box]:
    found = {name: _box(card) for name, card in picture.cards.items()}
    if picture.rules:
        found[ALWAYS] = _rules(picture)
    return found


def _row(way: Way) -> Row:
    label = clipped(way.label, LABEL, LABEL_MOST, bold=True)
    chips = tuple((chip, width(chip.text, CHIP, bold=True) + 18) for chip in way.chips)
    badge = BADGE if way.times is not None else 0.0
    wide = badge + GLYPH * len(way.glyphs) + width(label, LABEL, bold=True)
    return Row(way, label, wide + sum(GAP + size for _, size in chips), chips)


def _lanes(rows: Sequence[Row]) -> tuple[str, ...]:
    """Who turns off last is inmost, so that few rows cross a lane."""
    first = {row.way.target: n for n, row in reversed(list(enumerate(rows))) if not row.way.stays}
    return tuple(sorted(first, key=lambda target: -first[target]))


def _fan(rows: Sequence[Row]) -> float:
    return max((GAP * 2 + row.width + (HOOK if row.way.stays else GAP) for row in rows), default=0.0)


def _box(card: Card) -> Box:
    rows = tuple(_row(way) for way in card.ways)
    room = CARD - 2 * PAD
    height = max(LEAST, 16 + ROW * len(rows))
    fits = int((height - HEAD - FOOT) // LEADING)
    lines = tuple(wrapped(card.text, TEXT, room, max(2, min(MOST_LINES, fits))))
    return Box(card.name, CARD, _fan(rows), height, 8.0, rows, lines, _lanes(rows))


def _rules(picture: Picture) -> Box:
    rows = tuple(_row(rule) for rule in picture.rules)
    inside = max(PAD * 2 + row.width + (HOOK if row.way.stays else 0) for row in rows)
    heads = (
        width(say("graph.always"), NAME, bold=True) + 2 * PAD,
        width(say("graph.always-sub"), SMALL) + 2 * PAD,
    )
    height = BOX_HEAD + ROW * len(rows) + 14
    return Box(ALWAYS, max(inside, *heads), 0.0, height, BOX_HEAD, rows, (), _lanes(rows))
