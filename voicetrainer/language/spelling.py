"""Names and numbers that are spelled out: "November Papa, double four seven one" is NP4471.

Two things are told apart.  A *code* is letters and digits in a row, as in an order number; nothing
counts but the characters.  A *name* is compared letter by letter too, but titles, accents and case
do not matter, and a surname alone will do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from .numbers import as_digits

_ALPHABET = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f",
    "golf": "g", "hotel": "h", "india": "i", "juliet": "j", "juliett": "j", "kilo": "k", "lima": "l",
    "mike": "m", "november": "n", "oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s",
    "tango": "t", "uniform": "u", "victor": "v", "whiskey": "w", "whisky": "w", "xray": "x", "yankee": "y",
    "zulu": "z",
}  # fmt: skip
_SOUNDS = {
    "ay": "a", "bee": "b", "cee": "c", "dee": "d", "ee": "e", "eff": "f", "ef": "f", "gee": "g",
    "aitch": "h", "haitch": "h", "jay": "j", "kay": "k", "el": "l", "ell": "l", "em": "m", "en": "n",
    "pee": "p", "cue": "q", "queue": "q", "ar": "r", "ess": "s", "tee": "t", "vee": "v", "wye": "y",
    "zed": "z", "zee": "z",
}  # fmt: skip
"""Letters as a recogniser writes their sound; taken for letters only beside other letters or digits."""
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_AS = frozenset(("for", "as", "like"))
_SKIPPED = frozenset(("capital", "dash", "hyphen", "stroke", "slash", "dot", "space"))
_DIGIT = frozenset("zero oh nought one two three four five six seven eight nine".split())
_TITLES = frozenset("mr mrs ms miss mx dr sir madam prof professor doctor mister missus".split())
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
LONG_CODE = 3
"""From so many digits on it is a number to be copied, not a quantity."""


def folded(text: str) -> str:
    """Lower case without accents: "Jörg" → "jorg"."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return "".join(c for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=1024)
def read_out(text: str) -> tuple[str, ...]:
    """The words with everything spelled in them put together: letters in a row, digits in a row.

    "P for Peter, R, I, C, E" → ("price",); "NP four four seven one" → ("np", "4471").
    """
    return tuple(_joined(as_digits(tuple(_letters(_words(text))))))


def codes(text: str) -> tuple[str, ...]:
    """Runs of letters and digits with at least one digit, each without its gaps: ("np4471",).

    A short word of letters before the digits belongs to them, unless it is a word of the language.
    """
    found: list[str] = []
    before = ""
    gap = True
    for token in read_out(text):
        if any(c.isdigit() for c in token):
            if found and not gap:
                found[-1] += token
            else:
                found.append(before + token)
            gap, before = False, ""
        else:
            joins = (
                len(token) <= 3 and token not in _SMALL and not (len(token) > 2 and set(token) & set("aeiou"))
            )
            before, gap = (token if joins else ""), True
    return tuple(found)


_SMALL = frozenset(
    "a i is it the no and or in on at by to of for he she her his was we us me my so an as it's its pin ref "
    "up am pm be do go if you per all now not out has had are can add off old new one due".split()
)


def _words(text: str) -> list[str]:
    found = _WORD.findall(folded(text).replace("x-ray", "xray").replace("’", "'").replace("-", " "))
    return [w.replace(".", "").replace(",", "") if w[0].isdigit() else w.replace("'", "") for w in found]


def _letters(words: list[str]) -> Iterator[str]:
    """Spelled letters as single letters; "double" resolved; "as in" passed over."""
    at = 0
    while at < len(words):
        letter, length = _by_example(words, at)
        if letter:
            yield letter
            at += length
            continue
        times, word = _TIMES.get(words[at], 1), words[at]
        if times > 1 and at + 1 < len(words) and _single(words, at + 1):
            word, at = words[at + 1], at + 1
        else:
            times = 1
        letter = _letter(words, at)
        if letter:
            yield from letter * times
            at += _example(words, at, letter)
        elif word not in _SKIPPED or not _spelling(words, at):
            yield from [word] * times
        at += 1


def _by_example(words: list[str], at: int) -> tuple[str, int]:
    """Letter and length in words of "N as in November", also where "why is in the Yankee" was recognised."""
    rest = words[at + 1 : at + 5]
    if len(rest) < 3 or rest[0] not in _AS_IN or rest[1] != "in":
        return "", 0
    the = rest[2] == "the"
    return _ALPHABET.get(rest[2 + the] if len(rest) > 2 + the else "", ""), 4 + the


_AS_IN = frozenset(("as", "has", "is", "was"))


def _single(words: list[str], at: int) -> bool:
    return words[at] in _DIGIT or len(words[at]) == 1 or bool(_letter(words, at))


def _letter(words: list[str], at: int) -> str:
    """The letter that a word spells there; empty if it spells none."""
    word = words[at]
    if len(word) == 1 and word.isalpha():
        alone = word in "ai" and not _spelling(words, at)
        return "" if alone else word
    known = _ALPHABET.get(word) or _SOUNDS.get(word, "")
    return known if known and _spelling(words, at) else ""


def _spelling(words: list[str], at: int) -> bool:
    """Is a letter or a digit spelled beside it?"""
    beside = [words[n] for n in (at - 1, at + 1) if 0 <= n < len(words)]
    known = _DIGIT | _TIMES.keys() | _ALPHABET.keys() | _SOUNDS.keys()
    return any((len(w) == 1 and w not in "ai") or w in known or w.isdigit() for w in beside)


def _example(words: list[str], at: int, letter: str) -> int:
    """How many words of "for Peter", "as in Peter" follow the letter."""
    rest = words[at + 1 : at + 4]
    if rest[:2] == ["as", "in"] and len(rest) == 3 and rest[2].startswith(letter):
        return 3
    if rest[:1] and rest[0] in _AS and len(rest) > 1 and len(rest[1]) > 1 and rest[1].startswith(letter):
        return 2
    return 0


def _joined(tokens: Iterable[str]) -> Iterator[str]:
    run = ""
    for token in tokens:
        if len(token) == 1 and token.isalpha():
            run += token
            continue
        if run:
            yield run
        run = ""
        yield token
    if run:
        yield run


# -- held against each other ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """What is wrong: a key of the catalogue, 'note.why-…'."""

    why: str
    near: bool = False
    """It is meant, and slipped; not something else."""


RIGHT: Difference | None = None


def code_difference(wrote: str, told: Iterable[str]) -> Difference | None:
    """None if one of the codes in `wrote` is one that was told, in any of its wordings."""
    meant = sorted({c for one in told for c in (*codes(one), _whole(one)) if c}, key=len, reverse=True)
    given = [*codes(wrote), _whole(wrote)]
    long = [c for c in meant if _digits(c) == _digits(meant[0])]
    long = [c for c in long if _alphas(c)] or long
    if any(_same_code(one, other) for one in given for other in long):
        return RIGHT
    told_digits = {_digits(c) for c in meant}
    best = [_slip(_digits(one), digits) for one in given for digits in told_digits if _digits(one)]
    found = min((one for one in best if one), key=lambda one: ORDER.index(one.why), default=None)
    if found is None:
        letters = any(_digits(one) in {_digits(c) for c in long} for one in given)
        return Difference("letters", near=True) if letters else Difference("other-number")
    return found


ORDER = ("swapped", "one-digit", "digit-missing", "digit-extra", "letters", "other-number")


def _same_code(one: str, other: str) -> bool:
    """Letters that one of them lacks altogether do not count: "4471" is NP 4471."""
    if _digits(one) != _digits(other) or not _digits(one):
        return False
    a, b = _alphas(one), _alphas(other)
    return a == b or not a or not b


def _whole(text: str) -> str:
    return "".join(token for token in read_out(text) if any(c.isdigit() for c in token) or len(token) <= 3)


def _digits(code: str) -> str:
    """+44 7700 … and 0044 7700 … are 07700 …"""
    digits = "".join(c for c in code if c.isdigit())
    return "0" + digits[-10:] if _ABROAD.fullmatch(digits) else digits


_ABROAD = re.compile(r"(?:00)?44[1-9]\d{9}")


def _alphas(code: str) -> str:
    return "".join(c for c in code if not c.isdigit())


def _slip(wrote: str, meant: str) -> Difference | None:
    """How one row of digits became the other; None if they have little to do with each other."""
    if wrote == meant or len(meant) < LONG_CODE:
        return None
    if len(wrote) == len(meant):
        off = [n for n, (a, b) in enumerate(zip(wrote, meant, strict=True)) if a != b]
        if len(off) == 2 and wrote[off[0]] == meant[off[1]] and wrote[off[1]] == meant[off[0]]:
            return Difference("swapped", near=True)
        return Difference("one-digit", near=True) if len(off) == 1 else None
    if len(wrote) == len(meant) - 1 and _without_one(meant, wrote):
        return Difference("digit-missing", near=True)
    if len(wrote) == len(meant) + 1 and _without_one(wrote, meant):
        return Difference("digit-extra", near=True)
    return None


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


def name_difference(wrote: str, told: str) -> Difference | None:
    """None if the name is the one that was told: its surname is there, and what else is there fits.

    "Mueller" is Müller.
    """
    found, spread = _name_difference(wrote, told), _spread(told)
    return found if found is RIGHT or spread == told else _name_difference(wrote, spread) and found


def _spread(name: str) -> str:
    """With each umlaut in two letters."""
    return name.translate(_UMLAUTS)


_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa"}
)


def _name_difference(wrote: str, told: str) -> Difference | None:
    given, meant = _name(wrote), _name(told)
    if not meant or not given:
        return RIGHT if given == meant else Difference("other-name")
    joined, whole = "".join(given), "".join(meant)
    if joined == whole or (given[-1] == meant[-1] and _fits(given[:-1], meant[:-1])):
        return RIGHT
    if len(meant) > 1 and given == meant[:1]:
        return Difference("no-surname")
    if given[-1] == meant[-1] and not _near(joined[: -len(meant[-1])], whole[: -len(meant[-1])]):
        return Difference("first-name")
    if _near(joined, whole) or _near(given[-1], meant[-1]):
        return Difference("nearly", near=True)
    return Difference("other-name")


def _name(text: str) -> tuple[str, ...]:
    return tuple(token for token in read_out(text) if token not in _TITLES)


def _fits(given: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    """Each first name, or its initial, is one of those told; none is needed."""
    return all(one in meant or (len(one) == 1 and any(x[0] == one for x in meant)) for one in given)


def _near(wrote: str, meant: str) -> bool:
    """Different by a letter or two, in a name of some length."""
    if len(meant) < 4 or abs(len(wrote) - len(meant)) > 2:
        return False
    same = sum(block.size for block in SequenceMatcher(None, wrote, meant).get_matching_blocks())
    return max(len(wrote), len(meant)) - same <= max(1, len(meant) // 3)
