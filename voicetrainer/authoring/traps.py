"""Bytes that are no text, and texts that YAML accepts but reads otherwise than they were meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import Problem
from .problems import problem

if TYPE_CHECKING:
    from .tree import Tree

_control = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_tab = re.compile(r"^ *(?:- *)*\t")


def unreadable(path: Path, content: bytes) -> tuple[str, list[Problem]]:
    """The text of a file, or why there is none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", [problem(path, (1, 1), "VT000_utf16")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return "", [problem(path, (line, 1), "VT000_utf8")]
    if strange := _control.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        column = strange.start() - (text.rfind("\n", 0, strange.start()) + 1) + 1
        number = f"{ord(strange[0]):04X}"
        return "", [problem(path, (line, column), "VT000_control", number=number)]
    lines = text.split("\n")
    tabs = [(n, line.index("\t") + 1) for n, line in enumerate(lines, 1) if _tab.match(line)]
    return text, [problem(path, place, "VT009_tab") for place in tabs]


def silent_traps(path: Path, tree: Tree) -> Iterator[Problem]:
    """What YAML accepts, but reads otherwise than it was meant."""
    for loc, spot in tree.spots.items():
        if not loc or not spot.plain:
            continue
        rest = (
            tree.lines[spot.end_line - 1][spot.end_column - 1 :] if spot.end_line <= len(tree.lines) else ""
        )
        if re.match(r"\s*#\S", rest) and tree.get(loc) is not None:
            yield problem(path, (spot.end_line, spot.end_column + 1), "VT007_hash")
