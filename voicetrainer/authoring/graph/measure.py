"""How wide a text is when drawn, so that cards can be made to hold it.

The widths are those of a wide system font (DejaVu, in em): whatever a reader's own system font is,
its text is seldom wider.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

BOLD = 1.13
"""Bold letters are so much wider."""
_BY_WIDTH = {
    0.25: "'", 0.3: "ijl", 0.35: " ,-./:;\\|’·", 0.4: "!()IJ[]ft", 0.45: '"', 0.5: "*_`r–", 0.55: "?csz",
    0.6: "aekovxy", 0.65: "$0123456789LPTYbdghnpqu{}", 0.7: "AFSVXZ", 0.75: "BCEKR", 0.8: "DGOQ",
    0.85: "#+<=>HU^w~−×✓→", 0.9: "&N", 0.95: "%m", 1.0: "@M…", 1.05: "W",
}  # fmt: skip
_WIDTHS = {letter: width for width, letters in _BY_WIDTH.items() for letter in letters}
_WIDE = 1.25
"""Signs of East Asia, and pictures."""
_OTHER = 0.75


@lru_cache(maxsize=4096)
def _letter(letter: str) -> float:
    known = _WIDTHS.get(letter) or _WIDTHS.get(unicodedata.normalize("NFD", letter)[0])
    if known:
        return known
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn"):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0x1F000 else _OTHER


def width(text: str, size: float, bold: bool = False) -> float:
    """In the same unit as `size`, the height of the letters."""
    return sum(map(_letter, text)) * size * (BOLD if bold else 1.0)


def clipped(text: str, size: float, most: float, bold: bool = False) -> str:
    """The text, or its beginning and '…' if it is wider than `most`."""
    if width(text, size, bold) <= most:
        return text
    kept = text
    while kept and width(f"{kept}…", size, bold) > most:
        kept = kept[:-1]
    return f"{kept.rstrip(' ,;')}…"


def wrapped(text: str, size: float, most: float, lines: int) -> list[str]:
    """At most so many lines, none wider than `most`; what does not fit ends in '…'."""
    out: list[str] = []
    rest = text.split()
    while rest and len(out) < lines:
        taken = 1
        while taken < len(rest) and width(" ".join(rest[: taken + 1]), size) <= most:
            taken += 1
        line, rest = " ".join(rest[:taken]), rest[taken:]
        if rest and len(out) == lines - 1:
            line = _shortened(line, size, most)
        out.append(clipped(line, size, most))
    return out


def _shortened(line: str, size: float, most: float) -> str:
    """With '…' behind its last whole word that leaves room for it."""
    while " " in line and width(f"{line} …", size) > most:
        line = line.rpartition(" ")[0]
    return f"{line} …"
