"""Figures and names as people read them: times, units, titles of items."""

from __future__ import annotations

from datetime import datetime

from .. import catalogue
from ..core.events import Ms
from ..core.floor import SAME_START, Floor, Overlap
from ..core.rubric import Item
from ..core.scenario import Checkpoint, Scenario
from ..core.score import Evidence, Judged, Scorecard

MINUS = "−"
ONLY_THE_TITLE = (
    "rules.checkpoint-earned", "rules.checkpoint-lost", "rules.checkpoint-no-occasion", "rules.said-earned",
    "rules.said-lost", "rules.paired-earned", "rules.boundary-earned",
)  # fmt: skip
"""Sentences made of the item's title, which already stands over them."""


def text(key: str, **values: object) -> str:
    """A sentence of the report's part of the catalogue."""
    return catalogue.say(f"report.{key}", **values)


def clock(at: Ms) -> str:
    """0:34, rounded down, as a person would look for it."""
    seconds = max(0, at) // 1000
    return f"{seconds // 60}:{seconds % 60:02d}"


def tenths(at: Ms) -> str:
    """0:34.4"""
    at = max(0, at)
    return f"{clock(at)}.{at % 1000 // 100}"


def seconds(length: Ms) -> str:
    """5.8 s; −0.25 s where tenths would hide it."""
    return f"{number(length / 1000)} s"


def number(value: float) -> str:
    """At most two decimals, no more than are needed, with a true minus sign."""
    rounded = f"{abs(value):.2f}".rstrip("0").rstrip(".")
    return (MINUS if value < 0 and rounded != "0" else "") + rounded


def duration(length: Ms) -> str:
    minutes, rest = divmod(round(length / 1000), 60)
    return text("duration-min", min=minutes, s=rest) if minutes else text("duration-s", s=rest)


def date(when: datetime) -> str:
    month, day = text("months").split()[when.month - 1], text("days").split()[when.weekday()]
    return text("date", day=f"{day} {when.day}", month=month, year=when.year, time=f"{when:%H:%M}")


def attempt(count: int) -> str:
    key = f"attempt-{count}"
    return text(key) if catalogue.known(f"report.{key}") else text("attempt-n", number=count)


NOBODY = "Caller"
"""What the stand-in for a scenario calls everybody in a recording made elsewhere."""


def first_name(scenario: Scenario) -> str:
    if scenario.caller.name == NOBODY:
        return text("the-caller")
    return scenario.caller.name.split()[0] if scenario.caller.name.split() else text("row-caller")


def whole(score: float) -> str:
    """A score without decimals.  Never rounded up to 100: that must mean all of it."""
    return str(99 if 99 <= score < 100 else round(score))


def count(of: int, inside: bool = False) -> str:
    """'Two'; 'two' inside a sentence; figures from thirteen on."""
    names = text("counts").split()
    name = names[of] if of < len(names) else str(of)
    return name if inside else _capital(name)


def quoted(words: str) -> str:
    return f"“{words}”"


def with_unit(value: float, unit: str) -> str:
    """'0.8 s' from 800 ms, '37 %' from 0.37 of a share, otherwise as it comes."""
    match unit:
        case "ms":
            return seconds(round(value))
        case "share":
            return f"{round(value * 100)} %"
        case "db":
            return f"{number(value)} dB"
        case "wpm":
            return f"{number(value)} {text('words-a-minute')}"
        case "times":
            return f"{number(value)} ×"
        case "turns" | "facts" | "words" if value == 1:
            return f"1 {unit[:-1]}"
        case "":
            return number(value)
        case _:
            return f"{number(value)} {unit}"


UNITS = ("ms", "s", "share", "dB", "db", "st", "semitones", "%", "words", "times", "turns", "facts", "wpm")


def limit(name: str, value: float, share: bool = False) -> str:
    """'from ms': −300 → 'from −0.3 s'.

    The unit is one word of the name.  `share`: what is measured is one.
    """
    units = [word for word in name.split() if word in UNITS]
    rest = " ".join(word for word in name.split() if word not in UNITS)
    if not units and name == "at most" and value == 0:
        return text("limit-none")
    unit = units[0] if units else "share" if share and 0 < value <= 1 else ""
    return f"{rest} {with_unit(value, unit)}".strip()


def limits(judged: Judged) -> str:
    share = any(one.unit in ("share", "%") for one in judged.evidence)
    return ", ".join(limit(name, value, share) for name, value in judged.item.limits.items())


def checkpoint(item: Item, scenario: Scenario) -> Checkpoint | None:
    """The one of the scenario that this item is about, if there is exactly one."""
    if item.rule != "checkpoint":
        return None
    named = scenario.checkpoints.get(item.id.partition(": ")[2])  # 'courtesy: said sorry'
    if named:
        return named
    fits = [one for one in scenario.checkpoints.values() if one.advice in item.advice]
    return fits[0] if len(fits) == 1 else None


def title(item: Item, scenario: Scenario) -> str:
    """What the report calls an item."""
    reached = checkpoint(item, scenario)
    if reached and reached.title:
        return _capital(reached.title)
    if item.title:
        return item.title
    for key in (f"item-{slug(item.id)}", f"item-{slug(item.rule)}"):
        if catalogue.known(f"report.{key}"):
            return text(key)
    if item.rule in ("checkpoint", "fault") and len(item.advice) == 1:
        return advice(item.advice[0]) or _capital(item.id)
    return _capital(item.id.rpartition(": ")[2])


def slug(name: str) -> str:
    """'floor.reply gaps' → 'floor-reply-gaps', as the catalogue writes it."""
    return name.replace(".", "-").replace(" ", "-")


def advice(id_: str) -> str:
    """Its short name; empty for one we do not know (a trainer's own)."""
    return text(f"advice-{id_}") if catalogue.known(f"report.advice-{id_}") else ""


def own(kind: str, item: Item, caller: str) -> str:
    """The text of a kind for this very item; empty if it has none."""
    key = f"report.{kind}-{slug(item.id)}"
    return catalogue.say(key, caller=caller) if catalogue.known(key) else ""


def told(kind: str, item: Item, caller: str) -> str:
    """The text of a kind ('well', 'do', 'better') for the item's rule, else for its advice."""
    for name in (slug(item.id), slug(item.rule), *item.advice):
        if catalogue.known(f"report.{kind}-{name}"):
            return text(f"{kind}-{name}", caller=caller)
    return ""


def reason(judged: Judged) -> str:
    """The rule's own sentence."""
    return catalogue.say(judged.reason, **dict(judged.values))


def raised(louder: float | None, higher: float | None) -> str:
    """'+5 dB, +3 st', whatever of it could be measured."""
    parts = [(louder, "dB"), (higher, "st")]
    return ", ".join(f"{signed(value)} {unit}" for value, unit in parts if value is not None)


def signed(value: float) -> str:
    value = round(value, 1 if abs(value) < 1 else 0)
    return f"{'+' if value > 0 else ''}{number(value)}"


def overlap(one: Overlap, floor: Floor) -> str:
    """The class as the catalogue names it.  'caller-cut-in': the trainee had been speaking already,
    which is as neutral as beginning together, but is not the same thing."""
    if one.kind != "simultaneous start":
        return slug(one.kind)
    onset = next((found.onset for found in floor.utterances if found.number == one.utterance), one.onset)
    return "caller-cut-in" if one.onset - onset > SAME_START else slug(one.kind)


def sentence(said: str) -> str:
    """A note of a scenario's author, as a sentence."""
    said = said.strip()
    return said[:1].upper() + said[1:] + ("" if said[-1:] in (".", "?", "!", "…", "") else ".")


def measured(evidence: Evidence) -> str:
    """Its value; empty if the rule measured none."""
    return "" if evidence.value is None else with_unit(evidence.value, evidence.unit)


def head(scorecard: Scorecard, practice: str = "live") -> str:
    """'Won, and passed'; where a recorded call should have led is not known, so only 'Passed'."""
    if practice == "assessed":
        return text(f"head-assessed-{_passed(scorecard)}")
    return text(f"head-{scorecard.outcome.replace(' ', '-')}-{_passed(scorecard)}")


def ticked(scorecard: Scorecard, practice: str = "live") -> bool:
    """Passed, and not with a caller who hung up empty-handed: that is no case for a tick."""
    return bool(scorecard.passed) and (practice == "assessed" or scorecard.outcome == "won")


def _passed(scorecard: Scorecard) -> str:
    if scorecard.total is None:
        return "unscored"
    if scorecard.passed is None:
        return "undecided"
    return "passed" if scorecard.passed else "failed"


def _capital(words: str) -> str:
    words = words.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]
