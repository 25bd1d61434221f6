"""The small marks of Twine's passages: links, quotes, brackets, signs for bold and italics."""

from __future__ import annotations

import re

PAIRED = re.compile(r"(''|//|\*\*|__|~~|\^\^|@@|==|\*|`)(?=\S)([^\n]{0,200}?\S)\1")
"""Signs on both sides of words that are shown in another way."""


def link_parts(written: str) -> tuple[str, str]:
    """(words, passage) of [[words->passage]], [[passage<-words]], [[words|passage]] or [[passage]]."""
    if "->" in written:
        words, _, to = written.rpartition("->")
    elif "<-" in written:
        to, _, words = written.partition("<-")
    elif "|" in written:
        words, _, to = written.rpartition("|")
    else:
        words = to = written
    return words.strip(), to.strip()


def quoted_words(rest: str) -> list[str]:
    """The texts in quotes."""
    return [a or b for a, b in re.findall(r"\"([^\"]*)\"|'([^']*)'", rest)]


def plain_words(words: str) -> str:
    return " ".join(PAIRED.sub(r"\2", re.sub(r"<[^<>]{0,200}>", "", words)).split())


def pairs(text: str) -> dict[int, int]:
    """Where each bracket, round or square, is closed."""
    found: dict[int, int] = {}
    open_: dict[str, list[int]] = {"(": [], "[": []}
    for at, sign in enumerate(text):
        if sign in open_:
            open_[sign].append(at)
        elif sign in ")]" and (waiting := open_["(" if sign == ")" else "["]):
            found[waiting.pop()] = at
    return found
