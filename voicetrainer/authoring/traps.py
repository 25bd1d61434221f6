"""Where YAML itself surprises a writer of sentences, in plain words.

A `#`, a colon, a comma, a quote or a bracket means something to YAML.  Most of these end in an error
whose wording helps nobody; some are worse and silently change the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ruamel.yaml.error import MarkedYAMLError

from ..core.errors import Problem
from .problems import problem

if TYPE_CHECKING:
    from .tree import Tree

_control = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_tab = re.compile(r"^ *(?:- *)*\t")
_swallowed = re.compile(r"\s#(?=\S)")
_after_quote = re.compile(r"""(?:[:,{\[-]\s+|[{\[])(?:"[^"]*"|'[^']*')\s*[^\s,\]}#:'"]""")
_after_bracket = re.compile(r"(?:[:-]\s+)(?:\[[^\]]*\]|\{[^}]*\})\s*[^\s,\]}#]")
_colon = re.compile(r"\S:\s.*\S:(?:\s|$)|-\s.*\S:\s")


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


def explain_yaml(path: Path, lines: list[str], error: MarkedYAMLError) -> Problem:
    """ruamel's error as a problem with a remedy."""
    mark = error.problem_mark or error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    start = (error.context_mark.line + 1, error.context_mark.column + 1) if error.context_mark else place
    said = f"{error.context or ''} {error.problem or ''}"
    line = lines[place[0] - 1] if place[0] <= len(lines) else ""
    if swallowed := _first(lines, start[0], place[0], _swallowed):
        return problem(path, swallowed, "VT007_hash")
    if "scanning a quoted scalar" in said or "scanning a double-quoted" in said:
        return problem(path, start, "VT008_quote")
    if quoted := _first(lines, max(start[0], place[0] - 1), place[0], _after_quote):
        return problem(path, quoted, "VT008_quote")
    if "mapping values are not allowed" in said or ("expected ','" in said and _colon.search(line)):
        return problem(path, place, "VT008_colon")
    if bracket := _first(lines, max(start[0], place[0] - 1), place[0], _after_bracket):
        return problem(path, bracket, "VT008_bracket")
    return _by_words(path, place, start, said)


_words = (
    ("chomping or indentation indicators", "VT008_block"),
    ("tag", "VT008_tag"),
    ("handle", "VT008_tag"),
    ("scanning an anchor", "VT008_star"),
    ("scanning an alias", "VT008_star"),
    ("flow sequence", "VT001_square"),
    ("flow mapping", "VT001_curly"),
    ("could not find expected ':'", "VT001_no_colon"),
)


def _by_words(path: Path, place: tuple[int, int], start: tuple[int, int], said: str) -> Problem:
    if sign := re.search(r"found character '(.+?)' that cannot start", said):
        return problem(path, place, "VT008_sign", sign=sign[1], first=sign[1])
    for words, key in _words:
        if words in said:
            return problem(path, start, key)
    return problem(path, place, "VT001_indent" if "block" in said else "VT001_yaml")


def explain_yaml_reader(path: Path, lines: list[str]) -> Problem:
    """For what ruamel reports without a place: a directive or an escape that is no letter."""
    for number, line in enumerate(lines, 1):
        if line.startswith("%") or re.search(r"\\[xuU]", line):
            return problem(path, (number, 1), "VT001_escape")
    return problem(path, (1, 1), "VT001_yaml")


def _first(lines: list[str], start: int, end: int, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    for number in range(start, min(end, len(lines)) + 1):
        if found := pattern.search(lines[number - 1]):
            return number, found.start() + 2
    return None


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
