"""The scenario as a Mermaid flowchart: for pages that draw it themselves, such as a README on a code host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...catalogue import say
from .picture import ALWAYS, Card, Line, Picture, Way

ARROWS: Mapping[Line, str] = {"words": "-->", "timing": "-.->", "meter": "==>", "otherwise": "-.->"}
_STYLES = (
    "classDef won stroke:#1d6a3d,stroke-width:3px",
    "classDef lost stroke:#a3321f,stroke-width:3px",
    "classDef never stroke:#7a5a00,stroke-dasharray:5 4",
)


def mermaid(picture: Picture) -> str:
    """`flowchart TD`, one statement a line."""
    ids = ids_of(picture)
    lines = ["flowchart TD", *(f"  {line}" for line in _cards(picture, ids)), *(f"  {s}" for s in _STYLES)]
    lines += [f"  {_edge(way, ids)}" for way in picture.every_way()]
    unused = [n for n, way in enumerate(picture.every_way()) if way.times == 0]
    if unused:
        lines.append(f"  linkStyle {','.join(map(str, unused))} stroke:#7a5a00")
    return "\n".join(lines) + "\n"


def ids_of(picture: Picture) -> dict[str, str]:
    """A plain name for each state: theirs may hold anything."""
    ids = {name: f"s{number}" for number, name in enumerate(picture.cards)}
    return {**ids, ALWAYS: "always"}


def _cards(picture: Picture, ids: Mapping[str, str]) -> Iterator[str]:
    for card in picture.cards.values():
        shape = f'(["{_told(card)}"])' if card.ending else f'["{_told(card)}"]'
        kind = card.ending or ("never" if card.times == 0 else "")
        yield f"{ids[card.name]}{shape}{f':::{kind}' if kind else ''}"
    if picture.rules:
        yield f'{ids[ALWAYS]}{{{{"{quoted(say("graph.always"))}"}}}}'


def _told(card: Card) -> str:
    text = card.text if len(card.text) <= 80 else f"{card.text[:79]}…"
    ends = say(f"graph.ends-{card.ending}") if card.ending else ""
    return "<br>".join(quoted(part) for part in (card.name, text, ends) if part)


def label(way: Way) -> str:
    """Its count, what wakes it, and what it moves and earns."""
    times = "" if way.times is None else f"{way.times}×"
    return " · ".join(filter(None, (times, way.label, *(chip.text for chip in way.chips))))


def _edge(way: Way, ids: Mapping[str, str]) -> str:
    target = way.target if way.target in ids else way.source
    return f'{ids[way.source]} {ARROWS[way.line]}|"{quoted(label(way))}"| {ids[target]}'


_SIGNS = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;"}


def quoted(text: str) -> str:
    """As it may stand between quotation marks in Mermaid."""
    return "".join(_SIGNS.get(sign, sign) for sign in " ".join(text.split()))
