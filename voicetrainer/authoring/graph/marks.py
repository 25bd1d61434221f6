"""The small marks of the drawing: text, badge, glyph, chip."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from .picture import Glyph

_GLYPHS: Mapping[Glyph, str] = {
    "words": '<path d="M-6-5H6V3H-1L-4 6V3H-6z"/>',
    "timing": '<circle r="6.500"/><path d="M0-3.500V0l2.500 2"/>',
    "meter": '<path d="M-5 5V1M0 5v-6M5 5v-10"/>',
    "key": '<rect x="-6" y="-5" width="12" height="10" rx="2"/><path d="M-2 0h4"/>',
    "voice": '<path d="M-6 1v-2M-3 4v-8M0 2v-4M3 5v-10M6 1v-2"/>',
}


def text(x: float, y: float, kind: str, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def badge(x: float, middle: float, times: int) -> str:
    return (
        f'<g class="badge"><rect x="{x:.1f}" y="{middle - 8:.1f}" width="28" height="16" rx="8"/>'
        f"{text(x + 14, middle + 4, 'times', f'{times}×', 'middle')}</g>"
    )


def glyph(name: Glyph, x: float, y: float) -> str:
    return f'<g class="glyph" transform="translate({x:.1f},{y:.1f})">{_GLYPHS[name]}</g>'


def chip(kind: str, words: str, x: float, middle: float, wide: float) -> str:
    return (
        f'<g class="chip {kind}"><rect x="{x:.1f}" y="{middle - 9:.1f}" width="{wide:.1f}" '
        f'height="18" rx="9"/>'
        f"{text(x + wide / 2, middle + 4, 'chip-text', words, 'middle')}</g>"
    )
