"""The scenario in the DOT language of Graphviz, for whoever lays out graphs with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...catalogue import say
from .measure import wrapped
from .mermaid import label
from .picture import ALWAYS, Card, Line, Picture, Way
from .sizes import TEXT

STYLES: Mapping[Line, str] = {"words": "solid", "timing": "dashed", "meter": "bold", "otherwise": "dotted"}
COLOURS = {"won": "#1d6a3d", "lost": "#a3321f"}
ON, OFF = "#0b6466", "#7a5a00"


def dot(picture: Picture) -> str:
    """A `digraph`, one statement a line."""
    lines = [
        f"digraph {quoted(picture.name)} {{",
        f"  label={quoted(picture.title)}; labelloc=t; rankdir=TB;",
        '  node [shape=box, style="rounded", fontname="sans-serif"];',
        '  edge [fontname="sans-serif", fontsize=10];',
        *(f"  {line}" for line in _cards(picture)),
        *(f"  {_edge(way)}" for way in picture.every_way()),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _cards(picture: Picture) -> Iterator[str]:
    for card in picture.cards.values():
        colour = COLOURS.get(card.ending or "", OFF if card.times == 0 else ON)
        rims = 2 if card.ending else 1
        yield f'{quoted(card.name)} [label={quoted(_told(card))}, color="{colour}", peripheries={rims}];'
    if picture.rules:
        yield f"{quoted(_ALWAYS)} [label={quoted(say('graph.always'))}, style=dashed];"


def _told(card: Card) -> str:
    ends = say(f"graph.ends-{card.ending}") if card.ending else ""
    return "\n".join(filter(None, (card.name, *wrapped(card.text, TEXT, 220, 3), ends)))


_ALWAYS = "(always)"


def _edge(way: Way) -> str:
    source = _ALWAYS if way.source == ALWAYS else way.source
    target = source if way.stays else way.target
    colour = OFF if way.times == 0 else ON
    return (
        f"{quoted(source)} -> {quoted(target)} "
        f'[label={quoted(label(way))}, style={STYLES[way.line]}, color="{colour}"];'
    )


def quoted(text: str) -> str:
    """As a string of DOT; a line break becomes one in the drawing."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "\\n".join(safe.splitlines()) + '"'
