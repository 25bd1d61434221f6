"""The laid-out drawing: one SVG file, without a request, light and dark, readable to a screen reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ...catalogue import say
from .drawn import Drawn, draw
from .head import BELOW, TOP, head, legend, legend_width, sub
from .marks import badge, chip, glyph, text
from .measure import clipped, width
from .picture import ALWAYS, Card, Picture, Way
from .routes import Stroke, row_y
from .sizes import BADGE, CARD, FOOT, GAP, GLYPH, HEAD, LABEL, LEADING, NAME, PAD, SMALL, Box, Row

MARGIN = 40.0

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that a YAML text may have by an escape, and no XML file may hold."""


def svg(picture: Picture) -> str:
    """The whole file as text."""
    drawn = draw(picture)
    wide = max(legend_width(picture), drawn.layout.width) + 2 * MARGIN
    tall = TOP + drawn.layout.height + BELOW
    body = "".join(
        (*head(picture, MARGIN, wide), *_body(picture, drawn), *legend(picture, MARGIN, tall - BELOW / 2))
    )
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="vt-graph" viewBox="0 0 {wide:.0f} {tall:.0f}" '
        f'width="{wide:.0f}" height="{tall:.0f}" role="img" aria-labelledby="vt-title vt-desc">'
        f'<title id="vt-title">{escape(say("graph.svg-title", title=picture.title))}</title>'
        f'<desc id="vt-desc">{escape(described(picture))}</desc>'
        f"<style>{_style()}</style>{_TIPS}"
        f'<rect class="bg" width="{wide:.0f}" height="{tall:.0f}"/>{body}</svg>\n'
    )
    return _NOT_IN_XML.sub("", text)


def described(picture: Picture) -> str:
    """The drawing in sentences."""
    ways = [say("graph.svg-rules", meaning=rule.meaning) for rule in picture.rules]
    for card in picture.cards.values():
        ways += [say("graph.svg-way", source=card.name, meaning=way.meaning) for way in card.ways]
    return say("graph.svg-desc", sub=sub(picture), start=picture.start, ways=" ".join(ways))


@lru_cache(maxsize=1)
def _style() -> str:
    return (Path(__file__).parent / "look.css").read_text("utf-8").replace("\n", "")


_TIPS = "<defs>" + "".join(
    f'<marker id="vt-{tone}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="11" markerHeight="11" '
    f'markerUnits="userSpaceOnUse" orient="auto"><path class="tip-{tone}" d="M0 .5L10 5L0 9.500z"/></marker>'
    for tone in ("on", "off")
) + "</defs>"  # fmt: skip


def _body(picture: Picture, drawn: Drawn) -> Iterator[str]:
    yield f'<g transform="translate({MARGIN:.0f},{TOP:.0f})">'
    strokes = sorted(drawn.layout.strokes, key=lambda stroke: tone_of(stroke.ways) == "on")
    yield from map(_stroke, strokes)
    yield from _rail_names(drawn)
    for name, box in drawn.boxes.items():
        x, y = drawn.layout.x[name], drawn.layout.y[name]
        if name == ALWAYS:
            yield from _rules(box, x, y)
        else:
            yield from _card(picture, picture.cards[name], box, x, y)
    yield "</g>"


def _rail_names(drawn: Drawn) -> Iterator[str]:
    """Along a long way, where it leads: a reader must not have to follow it to its end."""
    for rail, x, y, tall in drawn.rails:
        if rail.row % 2 and tall > width(rail.target, 11) + 40:
            turn = f'transform="translate({x + 6:.1f},{y + 12:.1f}) rotate(90)"'
            yield f'<text class="rail" {turn}>{escape(say("graph.to", state=rail.target))}</text>'


def tone_of(ways: frozenset[Way]) -> str:
    """'on' if a rehearsal comes along, or if nobody counted."""
    return "on" if any(way.times is None or way.times for way in ways) else "off"


def _stroke(stroke: Stroke) -> str:
    lines = {way.line for way in stroke.ways}
    line = lines.pop() if len(lines) == 1 else "words"
    tone = tone_of(stroke.ways)
    tip = f' marker-end="url(#vt-{tone})"' if stroke.arrow else ""
    ids = quoteattr(" | ".join(sorted(way.id for way in stroke.ways)))
    x, y = stroke.start
    return f'<path class="edge {line} {tone}" data-ways={ids} d="M{x:.1f} {y:.1f}{stroke.path}"{tip}/>'


def _card(picture: Picture, card: Card, box: Box, x: float, y: float) -> Iterator[str]:
    right, bottom = x + CARD - PAD, y + box.height
    kind = card.ending or ("off" if card.times == 0 else "on")
    told = ": ".join(filter(None, (card.name, card.text)))
    yield f'<g class="state {kind}" data-state={quoteattr(card.name)}><title>{escape(told)}</title>'
    yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{CARD:.0f}" height="{box.height:.0f}" rx="12"/>'
    if card.ending:
        yield (
            f'<rect class="inner" x="{x + 4:.1f}" y="{y + 4:.1f}" width="{CARD - 8:.0f}" '
            f'height="{box.height - 8:.0f}" rx="9"/>'
        )
    mood = say("graph.you-begin") if card.name == picture.start and not card.mood else card.mood
    room = CARD - 2 * PAD - (width(mood, SMALL) + 8 if mood else 0)
    yield text(x + PAD, y + 27, "name", clipped(card.name, NAME, room, bold=True))
    if mood:
        yield text(right, y + 27, "mood", mood, "end")
    for number, line in enumerate(box.lines):
        yield text(x + PAD, y + HEAD + 5 + LEADING * number, "line", line)
    yield from _foot(picture, card, x, right, bottom)
    yield "</g>"
    yield from _fan(box, x + CARD, y)


def _foot(picture: Picture, card: Card, x: float, right: float, bottom: float) -> Iterator[str]:
    if card.times is None and not card.ending:
        return
    y = bottom - FOOT + 4
    yield f'<line class="rule" x1="{x + PAD:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
    if card.times is not None and picture.rehearsed:
        counted = say("graph.card-rehearsals", times=card.times, all=picture.rehearsed.rehearsals)
        yield text(x + PAD, bottom - 12, "cov", counted)
    if card.ending:
        ends = say("graph.ends-won" if card.ending == "won" else "graph.ends-lost")
        yield text(right, bottom - 12, f"end {card.ending}", ends, "end")


def _fan(box: Box, x: float, y: float) -> Iterator[str]:
    for number, row in enumerate(box.rows):
        yield from _row(row, x + GAP, row_y(box, y, number) - 12)


def _rules(box: Box, x: float, y: float) -> Iterator[str]:
    yield (
        f'<g class="always"><rect x="{x:.1f}" y="{y:.1f}" width="{box.card:.1f}" '
        f'height="{box.height:.0f}" rx="12"/>'
    )
    yield text(x + PAD, y + 28, "name", say("graph.always"))
    yield text(x + PAD, y + 47, "sub", say("graph.always-sub"))
    for number, row in enumerate(box.rows):
        yield from _row(row, x + PAD, row_y(box, y, number) - 12)
    yield "</g>"


def _row(row: Row, x: float, middle: float) -> Iterator[str]:
    """Badge, glyphs, label and chips, standing on the way's line."""
    way = row.way
    tone = tone_of(frozenset((way,)))
    yield f'<g class="lab {tone}" data-way={quoteattr(way.id)}><title>{escape(way.meaning)}</title>'
    if way.times is not None:
        yield badge(x, middle, way.times)
        x += BADGE
    for name in way.glyphs:
        yield glyph(name, x + 7, middle)
        x += GLYPH
    if row.label:
        yield text(x, middle + 4, "what", row.label)
        x += width(row.label, LABEL, bold=True)
    for one, size in row.chips:
        yield chip(one.kind, one.text, x + GAP, middle, size)
        x += GAP + size
    yield "</g>"
