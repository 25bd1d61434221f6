"""The kinds of value that files hold: texts, lists, numbers, times with units, limits in words.

Every value arrives as the text that was written.  What is wrong is raised as a Pydantic error whose
type is a message key of `catalogue/en/lint.toml`, so that the code and the wording live there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Annotated, Any, Literal, LiteralString

from pydantic import BeforeValidator, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from ..core.events import Ms
from ..core.scenario import Comparison

_number = r"[-+−]?\d+(?:[.]\d+)?"
_time = re.compile(rf"\s*({_number})\s*(ms|s|min)\s*")
_units = {"ms": 1, "s": 1000, "min": 60_000}
_limit = re.compile(rf"\s*(at least|at most)\s+({_number})\s*")
_level = re.compile(rf"\s*({_number})\s*(dBFS|dB)\s*")
PAUSE = re.compile(r"\(\s*pause\b([^)]*)\)", re.IGNORECASE)
PROMISE = re.compile(r"\(\s*(promise|promised time)\s*,\s*or\s+([^()\n]*?)\s*\)", re.IGNORECASE)
"""A place for what was promised in an earlier call, with the words for when nothing was; see callback.py."""
LONGEST: Ms = 24 * 60 * 60_000
"""No time in a file is longer than a day."""


def wrong(key: LiteralString, **values: object) -> PydanticCustomError:
    """The error for message `key`; raise it from a validator."""
    return PydanticCustomError(key, "see the catalogue", values)


def shown(value: object) -> str:
    """A value as a message shows it: quoted, and not too long."""
    match value:
        case None:
            return "nothing"
        case list():
            return "a list"
        case dict():
            return "a block of words"
    written = " ".join(str(value).split())
    return f"'{written}'" if len(written) <= 60 else f"'{written[:57]}…'"


def _float(text: str) -> float:
    return float(text.replace("−", "-"))


def text(value: Any) -> str:
    match value:
        case str():
            return value.strip()
        case None:
            raise wrong("VT005_empty")
        case dict() if len(value) == 1:
            raise wrong("VT008_colon")
        case _:
            raise wrong("VT005_text")


def number(value: Any) -> float:
    written = str(value).strip() if value is not None else ""
    if not isinstance(value, str | int | float) or not re.fullmatch(_number, written):
        raise wrong("VT005_number", value=shown(value))
    found = _float(written)
    if not math.isfinite(found) or abs(found) > 1e9:
        raise wrong("VT005_number", value=shown(value))
    return found


def whole(value: Any) -> int:
    found = number(value)
    if found != int(found):
        raise wrong("VT005_whole", value=shown(value))
    return int(found)


def milliseconds(value: Any) -> Ms:
    """'4 s', '700 ms', '-0.3 s', '6 min' → ms."""
    found = _time.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise wrong("VT002_time", value=shown(value))
    length = _float(found[1]) * _units[found[2]]
    if abs(length) > LONGEST:
        raise wrong("VT005_long", value=shown(value))
    return round(length)


def duration(value: Any) -> Ms:
    """A time that is not negative."""
    length = milliseconds(value)
    if length < 0:
        raise wrong("VT005_negative", value=shown(value))
    return length


def at_least(least: Ms) -> Callable[[Any], Ms]:
    """A time that is not shorter: with 0 the call would go on for ever within one moment."""

    def read(value: Any) -> Ms:
        length = duration(value)
        if length < least:
            raise wrong("VT005_short", value=shown(value), least=f"{least} ms")
        return length

    return read


def span(value: Any) -> tuple[Ms, Ms]:
    """'-300 ms to 3 s' → both bounds; '3 s' alone counts from 0."""
    first, to, last = str(value).partition(" to ")
    if not to:
        bounds = (0, milliseconds(value))
    elif re.fullmatch(rf"\s*{_number}\s*", first) and (unit := _time.fullmatch(last)):
        bounds = (milliseconds(f"{first} {unit[2]}"), milliseconds(last))  # '0 to 3 s'
    else:
        bounds = (milliseconds(first), milliseconds(last))
    if bounds[0] >= bounds[1]:
        raise wrong("VT005_span", value=shown(value))
    return bounds


def limit(value: Any) -> tuple[Comparison, float]:
    """'at least 8' → ('at least', 8.0)."""
    found = _limit.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise wrong("VT005_limit", value=shown(value))
    comparison: Comparison = "at least" if found[1] == "at least" else "at most"
    return comparison, _float(found[2])


def level(unit: Literal["dB", "dBFS"]) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        found = _level.fullmatch(value) if isinstance(value, str) else None
        if not found or found[2] != unit:
            raise wrong("VT002_level", value=shown(value), unit=unit)
        decibels = _float(found[1])
        if not -120 <= decibels <= 60 or (unit == "dBFS" and decibels > 0):
            raise wrong("VT005_level", value=shown(value))
        return decibels

    return read


def bounds(*units: str) -> Callable[[Any], tuple[Comparison, float]]:
    """'at least 6 dB', 'at most 165 words/min' → ('at least', 6.0); `over own baseline` may stand behind."""

    def read(value: Any) -> tuple[Comparison, float]:
        written = str(value).strip().removesuffix("over own baseline").strip()
        for unit in units:
            if written.endswith(unit):
                return limit(written.removesuffix(unit).strip())
        raise wrong("VT002_bounds", value=shown(value), unit=units[0])

    return read


def facts(value: Any) -> int:
    """'2 facts' → 2."""
    found = re.fullmatch(r"\s*(\d+)\s+facts?\s*", value) if isinstance(value, str) else None
    if not found or not int(found[1]):
        raise wrong("VT002_facts", value=shown(value))
    return int(found[1])


def yes_no(value: Any) -> bool:
    if value in ("yes", "no"):
        return bool(value == "yes")
    raise wrong("VT005_yes_no", value=shown(value))


def one_of(names: Sequence[str]) -> Callable[[Any], str]:
    """A validator for one word out of a few; the message offers the nearest."""

    def read(value: Any) -> str:
        if isinstance(value, str) and value in names:
            return value
        raise wrong("VT005_choice", value=shown(value), known=", ".join(names))

    return read


def listed(value: Any) -> Any:
    """One value stands for a list of one."""
    if value is None:
        raise wrong("VT005_empty")
    return value if isinstance(value, list) else [value]


def line(value: Any) -> str:
    """A sentence the caller says; pauses in it need a unit."""
    sentence = text(value)
    for pause in PAUSE.finditer(sentence):
        if not _time.fullmatch(pause[1]):
            raise wrong("VT002_pause", value=shown(pause[0]))
    if not sentence:
        raise wrong("VT005_empty")
    return PROMISE.sub(lambda found: found[2], sentence)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """How a value looks in the JSON Schema.

    Each use gets its own copy: pydantic 2.7 writes defaults and descriptions into the one it is given.
    """

    schema: Mapping[str, Any]

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return deepcopy(dict(self.schema))


_scalar = {"type": ["string", "number", "boolean"]}  # as editors read what we read as text
_text_or_list = {"anyOf": [_scalar, {"type": "array", "items": _scalar}]}
_unit = r"(ms|s|min)"

Text = Annotated[str, BeforeValidator(text), Shape(_scalar)]
Line = Annotated[str, BeforeValidator(line), Shape({"type": "string"})]
Words = Annotated[list[Text], BeforeValidator(listed), Shape(_text_or_list)]
Lines = Annotated[list[Line], BeforeValidator(listed), Shape(_text_or_list)]
Number = Annotated[float, BeforeValidator(number), Shape({"type": "number"})]
Whole = Annotated[int, BeforeValidator(whole), Shape({"type": "integer"})]
_length = Shape({"type": "string", "pattern": rf"^\d+(\.\d+)?\s*{_unit}$"})
Time = Annotated[int, BeforeValidator(duration), _length]
Wait = Annotated[int, BeforeValidator(at_least(100)), _length]
TotalTime = Annotated[int, BeforeValidator(at_least(1000)), _length]
Span = Annotated[tuple[int, int], BeforeValidator(span), Shape({"type": "string", "pattern": rf"{_unit}$"})]
Limit = Annotated[
    tuple[str, float],
    BeforeValidator(limit),
    Shape({"type": "string", "pattern": r"^at (least|most) -?\d+(\.\d+)?$"}),
]
_bounds = r"^at (least|most) -?\d+(\.\d+)?\s*"
Louder = Annotated[
    tuple[str, float], BeforeValidator(bounds("dB")), Shape({"type": "string", "pattern": _bounds + "dB"})
]
Higher = Annotated[
    tuple[str, float],
    BeforeValidator(bounds("semitones", "st")),
    Shape({"type": "string", "pattern": _bounds + "(semitones|st)"}),
]
Pace = Annotated[
    tuple[str, float],
    BeforeValidator(bounds("words/min")),
    Shape({"type": "string", "pattern": _bounds + "words/min$"}),
]
Facts = Annotated[int, BeforeValidator(facts), Shape({"type": "string", "pattern": r"^\d+ facts?$"})]
YesNo = Annotated[bool, BeforeValidator(yes_no), Shape({"enum": ["yes", "no", True, False]})]
Decibels = Annotated[float, BeforeValidator(level("dB")), Shape({"type": "string", "pattern": r"dB$"})]
FullScale = Annotated[float, BeforeValidator(level("dBFS")), Shape({"type": "string", "pattern": r"dBFS$"})]
