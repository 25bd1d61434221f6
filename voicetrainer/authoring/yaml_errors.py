"""What ruamel says about a file that is no YAML, in words that help.

A `#`, a colon, a comma, a quote or a bracket in a sentence means something to YAML, and the error
it leads to may stand lines further down.  So the cause is looked for in the text first; ruamel's own
words are the last resort.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml.error import MarkedYAMLError

from ..core.errors import Problem
from .problems import problem

Place = tuple[int, int]

_swallowed = re.compile(r"\s(?P<at>#)(?=\S)")
_quoted = r"""(?P<at>"[^"]*"|'[^']*')"""
_quote_in_braces = re.compile(rf"""(?:[:,{{\[-]\s+|[{{\[]){_quoted}\s*[^\s,\]}}#:'"]""")
_quote_in_block = re.compile(rf"""^\s*(?:-\s+)*(?:[^\s"'{{\[#][^:{{\[]*:\s+)?{_quoted}\s*[^\s#:]""")
_after_bracket = re.compile(r"[:-]\s+(?P<at>\[[^\]]*\]|\{[^}]*\})\s*[^\s,\]}#]")
_folded = re.compile(r":\s+(?P<at>[>|])(?:\s*[^\s#+\d-]|\s+[^\s#])")
_sign = re.compile(r"[:-]\s+(?P<at>[?-])\s")
_odd_quote = re.compile(r"""^[^"]*(?P<at>")[^"]*(?:"[^"]*"[^"]*)*$""")
_key = re.compile(r"^(\s*)(?:- )?[a-z][a-z' -]{0,24}:(?:\s|$)")
_words = (
    ("scanning a quoted scalar", "VT008_quote"),
    ("scanning a double-quoted scalar", "VT008_quote"),
    ("chomping or indentation indicators", "VT008_block"),
    ("tag", "VT008_tag"),
    ("handle", "VT008_tag"),
    ("scanning an anchor", "VT008_star"),
    ("scanning an alias", "VT008_star"),
    ("flow sequence", "VT001_square"),
    ("flow mapping", "VT001_curly"),
    ("could not find expected ':'", "VT001_no_colon"),
)


def explain_yaml(path: Path, lines: list[str], error: MarkedYAMLError) -> Problem:
    """The likeliest cause, with its remedy."""
    return next(_causes(path, lines, error))


def explain_reader(path: Path, lines: list[str]) -> Problem:
    """For what ruamel reports without a place: a directive, or an escape that is no letter."""
    for number, line in enumerate(lines, 1):
        if line.startswith("%") or re.search(r"\\[xuU]", line):
            return problem(path, (number, 1), "VT001_escape")
    return problem(path, (1, 1), "VT001_yaml")


def _causes(path: Path, lines: list[str], error: MarkedYAMLError) -> Iterator[Problem]:
    """The likeliest first."""
    mark = error.problem_mark or error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    start = (error.context_mark.line + 1, error.context_mark.column + 1) if error.context_mark else place
    said = f"{error.context or ''} {error.problem or ''}"
    line = lines[place[0] - 1] if place[0] <= len(lines) else ""
    near = max(start[0], place[0] - 1)

    yield from _found(path, lines, (start[0], place[0]), _swallowed, "VT007_hash")
    if not re.search("scanning a (double-)?quoted", said):  # an unclosed quote looks like one closed early
        for pattern in (_quote_in_braces, _quote_in_block):
            yield from _found(path, lines, (near, place[0]), pattern, "VT008_quote")
        yield from _found(path, lines, (near, place[0]), _folded, "VT008_block")
        yield from _found(path, lines, (near, place[0]), _odd_quote, "VT001_quote")
    if "mapping values are not allowed" in said or "got ':'" in said:
        yield _misplaced_colon(path, lines, place)
    yield from _found(path, lines, (near, place[0]), _after_bracket, "VT008_bracket")
    if line.startswith("%"):
        yield problem(path, (place[0], 1), "VT001_escape")
    yield from _by_sign(path, line, place, said)
    yield from (problem(path, start, key) for words, key in _words if words in said)
    yield problem(path, place, "VT001_indent" if "block" in said else "VT001_yaml")


def _found(
    path: Path, lines: list[str], between: tuple[int, int], pattern: re.Pattern[str], key: str
) -> Iterator[Problem]:
    first, last = between
    for number in range(first, min(last, len(lines)) + 1):
        if found := pattern.search(lines[number - 1]):
            yield problem(path, (number, found.start("at") + 1), key)


def _by_sign(path: Path, line: str, place: Place, said: str) -> Iterator[Problem]:
    if sign := _sign.search(line):
        at = (place[0], sign.start("at") + 1)
        yield problem(path, at, "VT008_sign", sign=sign["at"], first=sign["at"])
    if start := re.search(r"found character '(.+?)' that cannot start", said):
        yield problem(path, place, "VT008_sign", sign=start[1], first=start[1])


def _misplaced_colon(path: Path, lines: list[str], place: Place) -> Problem:
    """A colon in a sentence; or a key that became part of the line above, by its indentation or for
    want of a colon there."""
    line = lines[place[0] - 1] if place[0] <= len(lines) else ""
    key = _key.match(line)
    above = next((n for n in range(place[0] - 1, 0, -1) if lines[n - 1].strip()), 0)
    if key and above and line.index(":") + 1 == place[1]:
        if not re.search(r":(\s|$)", lines[above - 1]):
            return problem(path, (above, 1), "VT001_no_colon")
        if len(key[1]) > len(lines[above - 1]) - len(lines[above - 1].lstrip()):
            return problem(path, (place[0], len(key[1]) + 1), "VT001_indent")
    return problem(path, place, "VT008_colon")
