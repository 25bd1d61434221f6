"""Words for a time, "by four o'clock tomorrow", and whether two of them mean the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBERS = {word: number for number, word in enumerate(_HOURS, 1)} | {
    "a": 1, "an": 1, "half": 0, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45,
    "fifty": 50, "sixty": 60, "couple of": 2,
}  # fmt: skip
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SHORT = {day[:3]: day for day in _DAYS} | {"tues": "tuesday", "weds": "wednesday", "thurs": "thursday"}
_NUMBER = "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True)) + r"|\d{1,2}"
_LEAD = r"(?:by|at|before|around|about|from|on|until|till|within|in|no later than)"
_DAY = re.compile(
    r"\b(?:(?:by|on|before|from|this|next) )?"
    rf"(?P<day>today|tonight|tomorrow|{'|'.join(_DAYS)}|{'|'.join(_SHORT)})\b"
    r"(?:['’]?s)?(?: (?P<part>morning|afternoon|evening|lunchtime|night|am|pm)\b)?"
)
_PART = re.compile(
    r"\b(?:by |before )?"
    r"(?:(?:later )?this (?P<part>morning|afternoon|evening|week)|(?P<later>later today|next week|"
    r"(?:by )?the end of (?:the|this|my) (?:day|week|shift)|first thing|lunchtime|end of (?:day|week)))\b"
)
_NOW = re.compile(
    r"\b(?:now|right away|straight away|immediately|at once|this minute|in a (?:minute|moment|second))\b"
)
_SPAN = re.compile(
    rf"\b(?:within|in|for|inside)(?: the)?(?: next)? (?P<n>{_NUMBER})(?: of)?(?: an?)?(?P<half> and a half)? "
    r"(?P<unit>working days?|business days?|minutes?|mins?|hours?|hrs?|days?|weeks?)\b"
)
_THE_HOUR = re.compile(r"\bwithin the (?:next )?(?P<unit>hour|day|week)\b")
_STEPS = "twenty five|five|ten|twenty|25|5|10|20"
_CLOCK = re.compile(
    rf"(?<![£$€\d.,])\b(?:(?P<lead>{_LEAD}) )?"
    rf"(?:(?:a )?(?P<past>(?:half|quarter|{_STEPS})(?: minutes)? (?:past|to)|half) )?"
    rf"(?P<hour>{'|'.join(_HOURS)}|[01]?\d|2[0-3])"
    r"(?:[:.](?P<min>[0-5]\d)| (?P<spoken>fifteen|thirty|forty[- ]five|twenty|forty|fifty|ten))?"
    r"(?P<oclock> ?(?:o'?clock|a clock))?"
    r"(?: ?(?P<half>[ap]) ?\.?m\b\.?| in the (?P<of>morning|afternoon|evening))?"
)
_NAMED = re.compile(r"\b(?:(?:by|at|before|around|about) )?(?P<named>noon|midday|midnight|lunchtime|lunch)\b")
_TO = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty five": 25}
_PAST = {"fifteen": 15, "thirty": 30, "forty five": 45, "ten": 10, "twenty": 20, "forty": 40, "fifty": 50}


@dataclass(frozen=True, slots=True)
class When:
    words: str
    """As they stand: 'by four o'clock today'."""
    day: str = ""
    """'today', 'tomorrow', a weekday, 'this week'; empty: not said."""
    part: str = ""
    """'morning', 'afternoon', 'evening'; empty: not said."""
    minute: int | None = None
    """Of the day; below twelve without morning or afternoon it may be either."""
    sure: bool = False
    """`minute` is told by half of the day."""
    span: int | None = None
    """Minutes from now."""
    now: bool = False

    def fits(self, other: When) -> bool:
        """May both mean the same time?  What one of them leaves open does not matter, but the clock does."""
        if self.now and other.now:
            return True
        if self.span is not None and other.span is not None:
            return self.span == other.span
        if self.day and other.day and self.day != other.day:
            return False
        if self.part and other.part and self.part != other.part:
            return False
        if self.minute is not None and other.minute is not None:
            return _same_minute(self, other)
        mine, theirs = self._known, other._known
        return bool(mine and theirs and (mine & theirs or not (mine | theirs) & {"minute", "span"}))

    @property
    def _known(self) -> set[str]:
        told = {"day": self.day, "part": self.part}
        return (
            {name for name, value in told.items() if value}
            | ({"minute"} if self.minute is not None else set())
            | ({"span"} if self.span is not None else set())
        )


def when_of(text: str) -> When | None:
    """The time that some words name; None if they name none."""
    spoken = " ".join(text.lower().replace("’", "'").replace("-", " ").split())
    spoken = re.sub(r"\bto (day|morrow|night)\b", r"to\1", spoken)
    spoken = re.sub(r"\b(before|by|at|until|till|past) sex\b", r"\1 six", spoken)  # as recognisers hear it
    day, part = _DAY.search(spoken), _PART.search(spoken)
    span = _SPAN.search(spoken) or _THE_HOUR.search(spoken)
    clock = None if span else _NAMED.search(spoken) or _clock(spoken)
    now = _NOW.search(spoken)
    found = [one for one in (clock, day, part, span, now) if one]
    if not found:
        return None
    return When(
        _shown(spoken, found),
        _day(day, part),
        _part_of(day, part, clock),
        _minute(clock),
        _halved(clock),
        _minutes(span),
        now is not None and len(found) == 1,
    )


def _clock(spoken: str) -> re.Match[str] | None:
    """The first number that is a time of day: with "by", with "o'clock", with "pm" …"""
    for found in _CLOCK.finditer(spoken):
        told = any(found[name] for name in ("past", "oclock", "half", "of", "min"))
        lead = found["lead"] in ("by", "at", "before", "around", "about", "until", "till", "no later than")
        after = spoken[found.end() :].split()[:1]
        counted = bool(after) and after[0] in _COUNTED
        if (told or lead) and not counted and not (found["lead"] == "in" and not told):
            return found
    return None


_COUNTED = frozenset(
    "minutes minute hours hour days day weeks week bills months parts payments percent pounds working least "
    "times of parcels".split()
)


def _shown(spoken: str, found: list[re.Match[str]]) -> str:
    """All the words that tell it, in their order, where they stand together or apart."""
    spans = sorted({one.span() for one in found})
    told: list[tuple[int, int]] = []
    for start, end in spans:
        if told and start <= told[-1][1]:
            told[-1] = (told[-1][0], max(end, told[-1][1]))
        else:
            told.append((start, end))
    return " ".join(spoken[start:end].strip() for start, end in told)


def _day(day: re.Match[str] | None, part: re.Match[str] | None) -> str:
    if day:
        name = _SHORT.get(day["day"], day["day"])
        return "today" if name == "tonight" else name
    if part and part["part"]:
        return "this week" if part["part"] == "week" else "today"
    if part:
        later = part["later"]
        return (
            "next week"
            if "next" in later
            else "this week"
            if "week" in later
            else "today"
            if "day" in later
            else ""
        )
    return ""


def _part_of(day: re.Match[str] | None, part: re.Match[str] | None, clock: re.Match[str] | None) -> str:
    if clock is not None and clock.re is _CLOCK and clock["of"]:
        return str(clock["of"])
    if day and day["part"]:
        return {"am": "morning", "pm": "afternoon"}.get(day["part"], str(day["part"]))
    if part and part["part"] and part["part"] != "week":
        return str(part["part"])
    return "evening" if day and day["day"] == "tonight" else ""


def _minute(clock: re.Match[str] | None) -> int | None:
    if clock is None:
        return None
    if clock.re is _NAMED:
        return {"midnight": 0}.get(clock["named"], 12 * 60)
    hour = int(clock["hour"]) if clock["hour"].isdigit() else _NUMBERS[clock["hour"]]
    minute = int(clock["min"] or _PAST.get(clock["spoken"] or "", 0)) + _offset(clock["past"] or "")
    afternoon = clock["half"] == "p" or clock["of"] in ("afternoon", "evening")
    if afternoon and hour < 12:
        hour += 12
    return hour * 60 + minute


def _offset(past: str) -> int:
    """Minutes of 'half past', 'ten to', and of 'half two', which is half past two."""
    step, _, way = past.replace(" minutes", "").rpartition(" ") if " " in past else (past, "", "past")
    minutes = int(step) if step.isdigit() else _TO.get(step, 0)
    return -minutes if way == "to" else minutes


def _halved(clock: re.Match[str] | None) -> bool:
    if clock is None:
        return False
    if clock.re is _NAMED:
        return True
    return bool(clock["half"] or clock["of"]) or (clock["hour"].isdigit() and int(clock["hour"]) > 12)


_MINUTES = {"min": 1, "hour": 60, "hr": 60, "day": 1440, "week": 10_080, "working": 1440, "business": 1440}


def _minutes(span: re.Match[str] | None) -> int | None:
    if span is None:
        return None
    unit = next(length for name, length in _MINUTES.items() if span["unit"].startswith(name))
    if span.re is _THE_HOUR:
        return unit
    word = span["n"]
    if word == "half":
        return unit // 2
    number = int(word) if word.isdigit() else _NUMBERS[word]
    return number * unit + (unit // 2 if span["half"] else 0)


def _same_minute(one: When, other: When) -> bool:
    assert one.minute is not None and other.minute is not None
    if one.minute == other.minute:
        return True
    return not (one.sure and other.sure) and one.minute % 720 == other.minute % 720
