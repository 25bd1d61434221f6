"""Values → a scenario file as a trainer would lay it out.

What stands in the file is text throughout (see `..tree`), so the only question is which texts need
quotes.  Short inner blocks go on one line; a blank line stands between the parts and between states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

WIDTH = 110
APART = ("states", "rehearsals")
"""Parts whose entries have blank lines between them."""
_ORDER = (
    "voicetrainer title language level about goal fault_of_the_firm contains use you caller people facts "
    "levels meters checkpoints phrases rubric barge-in_after time_limit unclear_line always start states "
    "rehearsals"
).split()  # fmt: skip
ORDER = {word.replace("_", " "): place for place, word in enumerate(_ORDER)}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_plain = re.compile(r"[^\W\d_][^\n\r\t]*|[-+]?\d[\w.,/ :+-]*", re.UNICODE)
_flow_signs = re.compile(r"[\[\]{},]")


def scenario_text(root: dict[str, Any], comment: str = "") -> str:
    """The whole file.  `root` holds texts, lists and mappings of these, and None for an empty value.

    `comment` stands above everything.
    """
    parts = sorted(root.items(), key=lambda part: ORDER.get(part[0], len(ORDER)))
    lines: list[str] = [f"# {line}" for line in comment.splitlines()]
    for name, value in parts:
        if (block := isinstance(value, dict | list) and bool(value)) and lines and lines[-1]:
            lines.append("")
        lines += _entry(name, value, 0, apart=name in APART)
        if block:
            lines.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip("\n") + "\n"


def scalar(text: str | None, *, flow: bool = False) -> str:
    """A text as YAML reads it back, without quotes where it can be."""
    if text is None:
        return '""' if flow else ""
    return text if _is_plain(text, flow) else _quoted(text)


def _is_plain(text: str, flow: bool) -> bool:
    if not text or text != text.strip() or not _plain.fullmatch(text) or not text.isprintable():
        return False
    if ": " in text or text.endswith(":") or " #" in text or "//" in text:
        return False
    return not (flow and (_flow_signs.search(text) or ":" in text))


def _quoted(text: str) -> str:
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign.isprintable():
        return sign
    number = ord(sign)
    return (
        f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"
    )


def _inline(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{scalar(k, flow=True)}: {_inline(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case _:
            return scalar(value, flow=True)


def _flat(value: Any) -> bool:
    """Can it stand on one line and still be read?"""
    inner = value.values() if isinstance(value, dict) else value
    few = isinstance(value, list) or len(value) <= 8
    return few and all(not isinstance(one, dict | list) or _flat(one) for one in inner)


def _entry(name: str, value: Any, depth: int, apart: bool = False) -> Iterator[str]:
    """`name: value`, on one line or as a block below."""
    start = f"{'  ' * depth}{scalar(name)}:"
    if not isinstance(value, dict | list):
        yield f"{start} {scalar(value)}".rstrip()
        return
    if not value or (depth and not apart and _short(start, value, name)):
        yield f"{start} {_inline(value)}"
        return
    yield start
    yield from _block(value, depth + 1, apart)


def _short(start: str, value: Any, name: str) -> bool:
    fits = _flat(value) and len(start) + 1 + len(_inline(value)) <= WIDTH
    return fits and name not in ("branches", "always")


def _block(value: Any, depth: int, apart: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if apart:
                yield ""
            # a state or a rehearsal is always laid out line by line
            yield from _laid_out(name, one, depth) if apart else _entry(name, one, depth)
    else:
        for one in value:
            yield from _item(one, depth)


def _laid_out(name: str, value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield f"{'  ' * depth}{scalar(name)}:"
        yield from _block(value, depth + 1, apart=False)
    else:
        yield from _entry(name, value, depth)


def _item(value: Any, depth: int) -> Iterator[str]:
    """`- …` in a list; a branch is laid out word by word, anything shorter on one line."""
    dash = f"{'  ' * depth}- "
    if isinstance(value, dict) and value and ("when" in value or len(dash + _inline(value)) > WIDTH):
        lines = [line for name, one in value.items() for line in _entry(name, one, depth + 1)]
        yield dash + lines[0].lstrip()
        yield from lines[1:]
    elif isinstance(value, dict | list):
        yield dash + _item_inline(value)
    else:
        yield (dash + (scalar(value) or '""')).rstrip()


def _item_inline(value: Any) -> str:
    """One claim of a rehearsal reads better without braces: `- ends: won`."""
    if isinstance(value, dict) and len(value) == 1:
        ((name, one),) = value.items()
        if not isinstance(one, dict) and name != "trainee" and (one or one is None):
            shown = _inline(one) if isinstance(one, list) else scalar(one)
            return f"{scalar(name)}: {shown}".rstrip()
    return _inline(value)
