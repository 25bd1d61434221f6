"""Numbers as they are spoken, brought to digits: "sixty-two forty" and "62.40" are the same."""

from __future__ import annotations

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
} | {"oh": 0, "nought": 0}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th",
}  # fmt: skip


def as_digits(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Number words as digits, each group said in one breath as one: "forty four" → "44".

    Single digits in a row are one number ("four four seven one" → "4471"), "a hundred and twenty" is
    "120"; "sixty-two forty" stays two numbers, "62" and "40", as "62.40" does.
    """
    out: list[str] = []
    at = 0
    while at < len(tokens):
        value, after, single = _number(tokens, at)
        if after == at:
            out.append(_ORDINALS.get(tokens[at], tokens[at]))
            at += 1
            continue
        digits = str(value)
        while single and after < len(tokens):  # spelled out, digit by digit
            more, end, alone = _number(tokens, after)
            if end == after or not alone:
                break
            digits, after = digits + str(more), end
        out.append(digits)
        at = after
    return tuple(out)


def _number(tokens: tuple[str, ...], at: int) -> tuple[int, int, bool]:
    """Value, where it ends, whether it is one spoken digit; it ends where it begins if there is none."""
    word = tokens[at]
    if word in _UNITS and not (word == "oh" and not _beside_digit(tokens, at)):
        value, end = _UNITS[word], at + 1
    elif word in _TENS:
        value, end = _TENS[word], at + 1
        if end < len(tokens) and 0 < _UNITS.get(tokens[end], 0) < 10:
            value, end = value + _UNITS[tokens[end]], end + 1
    elif word == "a" and at + 1 < len(tokens) and tokens[at + 1] in ("hundred", "thousand"):
        value, end = 1, at + 1
    else:
        return 0, at, False
    whole = end
    value, end = _scaled(tokens, value, end)
    return value, end, whole == end == at + 1 and value < 10


def _scaled(tokens: tuple[str, ...], value: int, end: int) -> tuple[int, int]:
    for scale, factor in (("hundred", 100), ("thousand", 1000)):
        if end < len(tokens) and tokens[end] == scale:
            value, end = value * factor, end + 1
            rest = end + 1 if end < len(tokens) and tokens[end] == "and" else end
            if rest < len(tokens):
                more, after, _ = _number(tokens, rest)
                if after > rest and more < factor:
                    value, end = value + more, after
    return value, end


def _beside_digit(tokens: tuple[str, ...], at: int) -> bool:
    return any(0 <= i < len(tokens) and tokens[i] in _UNITS and tokens[i] != "oh" for i in (at - 1, at + 1))
