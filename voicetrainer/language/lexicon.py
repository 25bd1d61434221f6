"""The acts' signs as read from files, and how much each weighs.

Theory of operation.  An act's score is a sum of what was found, squeezed into 0…1 by the logistic
function.  It begins at the act's `start`; each grade of sign adds its weight, further signs of the
same grade half of it; `measures` (see `measures.py`) add theirs.  A sign does not count where

* it lies within one of the act's `masks` ("sorry what" is no apology),
* it is negated ("I am not sorry"), unless the act says `ignore not` or the sign holds the "not",
* somebody else is reported to have said it ("you said calm down").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ..catalogue import say
from ..core.errors import Problem, ScenarioError
from .acts import ACTS
from .banks import banks
from .measures import MEASURES
from .said import Said
from .signs import Found, Line, PatternError, Sign, Signs, denied, lines

FILES = Path(__file__).with_name("signs")
WEIGHTS = {"proves": 8.0, "shows": 5.0, "hints": 2.0, "slight": 0.8, "against": -2.0}
GRADES = (*WEIGHTS, "masks")
START = -3.0
AGAIN = 0.5
"""What a second sign of a grade weighs against the first; the third again half of it, and so on."""
ACT = "act "
"""A measure that begins so is the score of that act."""
_OPTIONS = ("about", "start", "lists", "ignore not", "needs proof")


@dataclass(slots=True)
class Act:
    """What a file of signs says of an act."""

    name: str
    about: str = ""
    start: float = START
    lists: str = "shows"
    """The grade of the phrases of the same name in `banks/`; off: they are not used."""
    denies: bool = True
    """Does a "not" before a sign undo it?"""
    proof: bool = False
    """Does it need a sign that proves it to be found?  Without one it is only ranked."""
    measures: dict[str, float] = field(default_factory=dict)


class Lexicon:
    """All acts with their signs, compiled: once for a language, or with a scenario's own phrases."""

    def __init__(self, written: Iterable[Line], phrases: Mapping[str, tuple[str, ...]]) -> None:
        every = list(written)
        self.acts: dict[str, Act] = {name: Act(name) for name in ACTS}
        classes: dict[str, list[str]] = {}
        for line in every:
            if line.name.startswith("<"):
                classes.setdefault(line.name.strip("<>"), []).extend(line.text.split())
        self._signs = Signs(classes)
        problems = [problem for line in every if (problem := self._take(line, classes))]
        if problems:
            raise ScenarioError(problems)
        for name, listed in phrases.items():
            if name in self.acts and (grade := self.acts[name].lists) in GRADES:
                for phrase in listed:
                    self._signs.add_phrase(Sign(name, grade, phrase))
        self.in_order = tuple(sorted(self.acts.items(), key=lambda item: self._depth(item[0])))
        """Acts whose score rests on another's come after it."""

    def _take(self, line: Line, classes: Mapping[str, list[str]]) -> Problem | None:
        if line.name.startswith("<"):
            return None
        act = self.acts.get(line.name)
        if act is None:
            return _problem(line, "signs-act", name=line.name)
        try:
            if line.section in GRADES:
                self._signs.add(Sign(line.name, line.section, line.text), classes)
            elif line.section == "measures":
                name, _, weight = line.text.rpartition(" ")
                if name not in MEASURES and name.removeprefix(ACT) not in ACTS:
                    raise ValueError(name)
                act.measures[name] = float(weight)
            elif line.section in _OPTIONS:
                _set(act, line)
            else:
                return _problem(line, "signs-section", name=line.section)
        except PatternError as error:
            return _problem(line, "signs-pattern", part=str(error), pattern=line.text)
        except ValueError:
            return _problem(line, "signs-number", text=line.text)
        return None

    def _depth(self, name: str, above: frozenset[str] = frozenset()) -> int:
        """How many acts stand one upon the other below this one; a ring is not followed round."""
        others = {m.removeprefix(ACT) for m in self.acts[name].measures if m.startswith(ACT)} - above
        return max((1 + self._depth(other, above | {name}) for other in others if other != name), default=0)

    def find(self, text: Said) -> dict[str, dict[str, list[Found]]]:
        """Act → grade → what was found and counts, without overlaps within a grade."""
        raw: dict[str, dict[str, list[Found]]] = {}
        for found in self._signs.find(text):
            sign = found.sign
            raw.setdefault(sign.act, {}).setdefault(sign.grade, []).append(found)
        return {name: self._counting(name, grades, text) for name, grades in raw.items()}

    def _counting(self, name: str, grades: dict[str, list[Found]], text: Said) -> dict[str, list[Found]]:
        masks = grades.pop("masks", [])
        denies = self.acts[name].denies
        counting: dict[str, list[Found]] = {}
        for grade, every in grades.items():
            taken: list[Found] = []
            for found in sorted(every, key=lambda f: (f.start - f.end, f.start)):
                if any(found.start < other.end and other.start < found.end for other in taken):
                    continue
                if any(mask.start < found.end and found.start < mask.end for mask in masks):
                    continue
                if (
                    denies
                    and grade in ("proves", "shows", "hints")
                    and (denied(text, found) or reported(text, found))
                ):
                    continue
                taken.append(found)
            if taken:
                counting[grade] = taken
        return counting


_TOLD = frozenset("said says say saying told tell telling asked".split())
_OTHERS = frozenset(
    "you he she they who somebody someone colleague lady man guy robot people anyone nobody".split()
)
_TOLD_BY = 5


def reported(text: Said, found: Found) -> bool:
    """ "You said …", "he told me to …": do these words repeat somebody else's?"""
    for at in range(found.start - 1, max(-1, found.start - 1 - _TOLD_BY), -1):
        if text.tokens[at] in _TOLD and text.tokens[at - 1 : at] != ("for",):  # "thank you for telling me"
            return any(word in _OTHERS for word in text.tokens[max(0, at - 3) : at])
        if text.tokens[at] in ("and", "but", "so"):
            return False
    return False


def _set(act: Act, line: Line) -> None:
    value = line.text.strip('"')
    match line.section:
        case "about":
            act.about = value
        case "start":
            act.start = float(value)
        case "lists":
            if value not in (*WEIGHTS, "off"):
                raise ValueError(value)
            act.lists = value
        case "needs proof":
            act.proof = value == "yes"
        case _:
            act.denies = value != "yes"


def _problem(line: Line, key: str, **values: object) -> Problem:
    return Problem(
        line.path,
        line.line,
        1,
        "VT005",
        say(f"acts.{key}", **values),
        say(f"acts.{key}-remedy", acts=", ".join(ACTS)),
    )


def read_signs(folder: Path) -> list[Line]:
    """Every entry of the files in a folder.  Raises ScenarioError with file and line."""
    entries: list[Line] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        for entry in lines(path, path.read_text("utf-8")):
            if isinstance(entry, Line):
                entries.append(entry)
            else:
                layout = say("acts.signs-layout"), say("acts.signs-layout-remedy")
                problems.append(Problem(path, entry, 1, "VT005", *layout))
    if problems:
        raise ScenarioError(problems)
    return entries


@cache
def lexicon(language: str = "en") -> Lexicon:
    """The built-in one."""
    return Lexicon(read_signs(FILES / language), banks(language))
