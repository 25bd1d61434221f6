"""What is measured of a text as a whole: lengths and shares, each 0…1 or a small count.

A file of signs weighs them under `measures:`; the sum of an act's score takes weight × value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log2

from .said import Said

_SECOND = frozenset("you your yours yourself".split())
_FIRST = frozenset("i me my mine myself".split())
_TEAM = frozenset("we us our ours together".split())


def _echo_share(text: Said, before: Said) -> float:
    """How much of the text's matter the caller had just said."""
    matter = content(text)
    return len(matter & content(before)) / len(matter) if matter else 0.0


_SELF = _FIRST | _TEAM | {"let"}
_ASKING = frozenset(
    "what who where when why how which whose is are was were do does did can could will would may shall "
    "have has".split()
)
_EMPTY = frozenset(
    "a about after again all also am an and any are as at back be because been before but by can come could "
    "did do does done for from get go going got had has have he her here him his how i if in into is it just "
    "know like me more my no not now of off oh okay on one or our out over please right said say see she so "
    "some sorry sure than thank thanks that the their them then there they thing things think this to too up "
    "us very want was way we well were what when where which while who why will with would yeah yes you your "
    "really much lot bit kind sort mean guess maybe let".split()
)
"""Words too common to show that somebody listened."""


def content(text: Said, start: int = 0, end: int | None = None) -> frozenset[str]:
    """The words that carry the matter in tokens[start:end], brought to a common stem."""
    return frozenset(stem(word) for word in text.tokens[start:end] if word not in _EMPTY and len(word) > 2)


def stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _share(text: Said, of: frozenset[str]) -> float:
    return sum(word in of for word in text.tokens) / max(1, len(text.tokens))


def _echo(text: Said, before: Said) -> float:
    return min(len(content(text) & content(before)), 4) / 4


def _statement(text: Said, _: Said) -> float:
    """Three words or more that do not speak of the speaker."""
    return float(len(text.tokens) >= 3 and not _share(text, _SELF))


def _asked(text: Said, before: Said) -> float:
    """One word, right after what may be a question: "sorry?" then asks to hear it again."""
    return float(
        len(text.tokens) == 1
        and any(before.tokens[i] in _ASKING for i in before.openings if i < len(before.tokens))
    )


MEASURES: Mapping[str, Callable[[Said, Said], float]] = {
    "length": lambda text, _: min(log2(1 + len(text.tokens)) / 6, 1.2),
    "one word": lambda text, _: float(len(text.tokens) <= 1),
    "few words": lambda text, _: float(len(text.tokens) <= 3),
    "long": lambda text, _: min(max(len(text.tokens) - 25, 0) / 25, 1.0),
    "buried": lambda *_: 0.0,  # needs the signs: the reader measures it
    "statement": _statement,
    "one word to a question": _asked,
    "you share": lambda text, _: _share(text, _SECOND),
    "i share": lambda text, _: _share(text, _FIRST),
    "we share": lambda text, _: _share(text, _TEAM),
    "echo": _echo,
    "echo share": _echo_share,
    "caller short": lambda _, before: float(len(before.tokens) <= 4),
}
"""Name → value of (text, what the caller said before)."""
