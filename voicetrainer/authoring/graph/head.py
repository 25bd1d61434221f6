"""What stands above and below the drawing: title, share of what is rehearsed, meters; the legend."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import say
from .marks import badge, chip, glyph, text
from .measure import width
from .picture import Gauge, Glyph, Line, Picture
from .sizes import CHIP, SMALL
from .wording import plain_number

TOP = 140.0
"""Height of the head."""
BELOW = 90.0
BAR = 200.0
CELLS = 10
GAUGE = 200.0
LEGEND: tuple[tuple[Line, Glyph | None], ...] = (
    ("words", "words"), ("timing", "timing"), ("meter", "meter"), ("otherwise", None),
)  # fmt: skip


def sub(picture: Picture) -> str:
    """The file in numbers."""
    branches = sum(1 for _ in picture.every_way())
    line = say(
        "graph.sub", name=picture.name, level=picture.level, states=len(picture.cards), branches=branches
    )
    if picture.rehearsed:
        line = say("graph.sub-rehearsals", sub=line, rehearsals=picture.rehearsed.rehearsals)
    return line


def head(picture: Picture, left: float, wide: float) -> Iterator[str]:
    yield text(left, 52, "title", picture.title)
    yield text(left, 78, "sub", sub(picture))
    x = wide - left
    for gauge in reversed(picture.gauges[:4]):
        yield from _gauge(gauge, x)
        x -= GAUGE + 24
    taken = max(left + width(picture.title, 26, bold=True), left + width(sub(picture), SMALL)) + 40
    if picture.rehearsed and x - BAR > taken:
        yield from _share(picture, x - BAR)
    elif picture.rehearsed:
        yield from _share(picture, left, 44)


def _share(picture: Picture, x: float, down: float = 0) -> Iterator[str]:
    ways = list(picture.every_way())
    cards = picture.cards.values()
    taken, seen = sum(bool(way.times) for way in ways), sum(bool(card.times) for card in cards)
    y = 54 + down
    yield f'<rect class="share" x="{x:.1f}" y="{y}" width="{BAR:.0f}" height="12" rx="3"/>'
    full = BAR * taken / max(1, len(ways))
    yield f'<rect class="share full" x="{x:.1f}" y="{y}" width="{full:.1f}" height="12" rx="3"/>'
    share = say("graph.rehearsed-share", branches=taken, all=len(ways), states=seen, every=len(cards))
    if down:
        yield text(x + BAR + 12, y + 10, "sub", f"{say('graph.rehearsed')}: {share}")
    else:
        yield text(x, 46, "what", say("graph.rehearsed"))
        yield text(x, 84, "sub", share)


def _gauge(gauge: Gauge, right: float) -> Iterator[str]:
    reach = gauge.max - gauge.min
    finite = 0 < reach < float("inf")
    cells = int(reach) if finite and reach <= CELLS and reach == int(reach) else CELLS
    filled = round(cells * (gauge.start - gauge.min) / reach) if finite else 0
    yield text(right, 46, "what", gauge.name, "end")
    for number in range(cells):
        x = right - 20 * (cells - number) + 3
        kind = "gauge full" if number < filled else "gauge"
        yield f'<rect class="{kind}" x="{x:.1f}" y="54" width="17" height="12" rx="2"/>'
    starts = say("graph.meter-starts", start=plain_number(gauge.start), max=plain_number(gauge.max))
    yield text(right, 84, "sub", starts, "end")


def legend(picture: Picture, x: float, y: float) -> Iterator[str]:
    """The signs explained, in one line."""
    for mark, wide, words in _entries(picture):
        yield f'<g transform="translate({x:.1f},{y:.1f})">{mark}{text(wide + 8, 4, "sub", words)}</g>'
        x += wide + 8 + width(words, SMALL) + 24


def legend_width(picture: Picture) -> float:
    return sum(wide + 32 + width(words, SMALL) for _, wide, words in _entries(picture))


def _entries(picture: Picture) -> Iterator[tuple[str, float, str]]:
    """(sign, its width, what it means)."""
    for line, mark in LEGEND:
        stroke = f'<path class="edge {line} on" d="M0 0h34"/>'
        yield (
            stroke + (glyph(mark, 49, 0) if mark else ""),
            56.0 if mark else 34.0,
            say(f"graph.legend-{line}"),
        )
    if picture.rehearsed:
        yield '<path class="edge words off" d="M0 0h34"/>', 34.0, say("graph.legend-never")
        yield f'<g class="lab on">{badge(0, 0, 2)}</g>', 28.0, say("graph.legend-times")
    yield f'<g transform="translate(2,8)">{_CURL}</g>', 34.0, say("graph.legend-stays")
    for kind, sign, words in (("earned", "earned", "checkpoint"), ("meter", "moved", "moves")):
        inside = say(f"graph.legend-{sign}")
        wide = width(inside, CHIP, bold=True) + 18
        yield chip(kind, inside, 0, 0, wide), wide, say(f"graph.legend-{words}")


_CURL = '<path class="edge words on" d="M0 0H22q8 0 8 -5.500t-8 -5.500H16" marker-end="url(#vt-on)"/>'
