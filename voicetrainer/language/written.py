"""Dates, times of day and weekdays as people write them: "3rd of March", "March 3" and "03/03" are one day.

Theory of operation.  Two things are asked of a piece of text: its *values* (which day of which month,
which time of day), so that one value can be held against another; and its *plain form*, in which
numbers, ordinals, amounts and short weekdays are written in one way, so that words can be compared.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ..core.times import when_of
from .numbers import as_digits
from .said import said

Kind = Literal["date", "time"]
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = {name[:short]: n for n, name in enumerate(_MONTHS, 1) for short in (3, 4, len(name))}
_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_UNITS = "first second third fourth fifth sixth seventh eighth ninth".split()
_TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth".split()
_ORDINAL = {
    **{word: n for n, word in enumerate([*_UNITS, *_TEENS, "nineteenth"], 1)},
    "twentieth": 20, "thirtieth": 30, "thirty first": 31,
    **{f"twenty {word}": n for n, word in enumerate(_UNITS, 21)},
}  # fmt: skip
_DAY = rf"(?P<day>\d{{1,2}}|{'|'.join(sorted(_ORDINAL, key=len, reverse=True))})(?:st|nd|rd|th)?"
_DAY_MONTH = re.compile(rf"\b{_DAY}(?: of)? (?P<month>{_NAMES})\b\.?")
_MONTH_DAY = re.compile(rf"\b(?P<month>{_NAMES})\.? (?:the )?{_DAY}\b")
_FIGURES = re.compile(
    r"(?<![\d.,/£$€])(?:(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/\d{2,4})?|"
    r"(?P<day2>\d{1,2})\.\s?(?P<month2>0\d|1[0-2]|\d\.)\.?(?:\d{2,4})?|\d{4}-(?P<month3>\d{2})-(?P<day3>\d{2}))(?!\d)"
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SHORT = {
    **{day[:3]: day for day in _WEEKDAYS},
    "tues": "tuesday", "weds": "wednesday", "thurs": "thursday", "thur": "thursday",
}  # fmt: skip
_MONEY = re.compile(r"£\s?(\d+)(?:\.00)?(?![\d.,]*\d)")
_NTH = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
_CALLED = dict.fromkeys("rang rung ring rings call calls called phone phoned phones".split(), "call")


@lru_cache(maxsize=2048)
def values(text: str) -> frozenset[tuple[Kind, int]]:
    """Each date as 100 · month + day; the time of day in minutes after noon or midnight, whichever."""
    spoken = " ".join(text.lower().replace("-", " ").split())
    found: set[tuple[Kind, int]] = set()
    for one in (*_DAY_MONTH.finditer(spoken), *_MONTH_DAY.finditer(spoken)):
        day = int(one["day"]) if one["day"].isdigit() else _ORDINAL[one["day"]]
        found |= _date(day, _MONTH[one["month"]])
    for one in _FIGURES.finditer(" ".join(text.split())):
        day, month = (int((one[n] or one[f"{n}2"] or one[f"{n}3"]).strip(".")) for n in ("day", "month"))
        found |= _date(day, month) or _date(month, day)
    when = when_of(_FIGURES.sub(" ", text))
    if when is not None and when.minute is not None:
        found.add(("time", when.minute % 720))
    return frozenset(found)


def _date(day: int, month: int) -> set[tuple[Kind, int]]:
    return {("date", 100 * month + day)} if 1 <= day <= 31 and 1 <= month <= 12 else set()


@lru_cache(maxsize=2048)
def plainly(text: str) -> tuple[str, ...]:
    """Its words in one form: "£12" → 12 pound, "18th" → 18, "Sat" → saturday, "11-day" → 11 day."""
    spoken = _MONEY.sub(r"\1 pounds", text).replace("-", " ")
    return tuple(_plain(token) for token in as_digits(said(spoken).tokens))


def _plain(token: str) -> str:
    if nth := _NTH.match(token):
        return nth[1]
    token = _SHORT.get(token, _CALLED.get(token, token))
    return token[:-1] if len(token) > 3 and token.endswith("s") and not token.endswith("ss") else token


def weekdays(tokens: tuple[str, ...]) -> frozenset[str]:
    return frozenset(tokens) & frozenset(_WEEKDAYS)
