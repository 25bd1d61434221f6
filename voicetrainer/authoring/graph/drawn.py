"""A picture with its places: sizes, plan, positions and lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .layers import Plan, Rail, plan
from .picture import ALWAYS, Picture
from .places import Across
from .routes import Layout, laid_out
from .sizes import RAIL, Box, boxes


@dataclass(frozen=True, slots=True)
class Drawn:
    boxes: Mapping[str, Box]
    layout: Layout
    rails: tuple[tuple[Rail, float, float, float], ...]
    """Each rail with the middle of its line, the top of its row and the height of that."""


def draw(picture: Picture) -> Drawn:
    sized = boxes(picture)
    cards = [picture.start, *(name for name in sized if name != picture.start)]
    if ALWAYS in sized:
        cards.insert(1, cards.pop(cards.index(ALWAYS)))
    ways = {name: [t for t in reversed(sized[name].lanes) if t in sized] for name in cards}
    endings = [name for name, card in picture.cards.items() if card.ending]
    rows = plan(picture.start, cards, ways, endings)
    x = Across(rows, sized).settled()
    layout = laid_out(rows, sized, x)
    return Drawn(sized, layout, tuple(_rails(rows, sized, layout)))


def _rails(
    rows: Plan, sized: Mapping[str, Box], layout: Layout
) -> Iterator[tuple[Rail, float, float, float]]:
    for row in rows.rows:
        cards = [item for item in row if isinstance(item, str)]
        top, tall = layout.y[cards[0]], max(sized[name].height for name in cards)
        for item in row:
            if isinstance(item, Rail):
                yield item, layout.x[item] + RAIL / 2, top, tall
