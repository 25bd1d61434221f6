"""Places and ways of a story → a scenario file's values, with what a call needs and a story lacks.

A story does not say what happens when nobody speaks or says something else; a call must know.  What is
filled in is told: each is a note.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...catalogue import say
from ..values import PAUSE
from .cast import Cast, cast_of
from .phrases import matcher, phrases_of
from .story import If, Limits, Node, Note, Option, Options, Statement, Story, shortened, unique
from .weave import Place, Way, Woven, limits_in, woven

PATIENCE = 5
LOST = re.compile(
    r"\b(lost|lose|loses|losing|fail(s|ed|ure)?|bad|worse|hangs? up|hung up|game over|dead|dies?"
    r"|angry|furious)\b"
)
LONGEST = 40
"""Turns in a rehearsal that is made up."""


@dataclass(frozen=True, slots=True)
class Imported:
    root: dict[str, Any]
    """The scenario's values, as `writing.scenario_text` takes them."""
    filled: tuple[Note, ...]
    """What was added, so that it can be played."""
    left: tuple[Note, ...]
    """What could not be carried over; of our own Twee, what was changed."""
    own: bool = False
    """It was our own Twee."""


def scenario_of(
    story: Story, *, caller: str = "", trainee: str = "", language: str = "en", source: str = ""
) -> Imported:
    cast = cast_of(story, caller, trainee)
    cloth = woven(story, cast)
    return _Tailor(story, cast, cloth, language, source).made()


class _Tailor:
    def __init__(self, story: Story, cast: Cast, cloth: Woven, language: str, source: str) -> None:
        self._story, self._cast, self._cloth = story, cast, cloth
        self._language, self._source = language, source
        self._bank = matcher(language)
        self._filled: dict[Note, None] = {}
        self._patience = unique("patience", story.meters)
        self._hangs_up = unique("hangs up", {*cloth.places, *story.nodes})
        self._starts = _starts(story, cloth)

    def made(self) -> Imported:
        states = {name: self._state(place) for name, place in self._cloth.places.items()}
        states[self._hangs_up] = {
            "mood": "cold",
            "caller": say("interchange.line-hangs-up"),
            "ending": "lost",
        }
        self._told()
        root: dict[str, Any] = {
            "voicetrainer": "1",
            "title": shortened(self._story.title, 100) or say("interchange.no-title"),
            "language": self._language,
            "about": say("interchange.about", source=self._source),
            "caller": {"name": self._cast.caller or say("interchange.caller")},
            "people": {name: {} for name in self._cast.people},
            "meters": self._meters(),
            "always": [{"when": {"meter": {self._patience: "at most 0"}}, "go": self._hangs_up}],
            "start": self._cloth.start,
            "states": states,
            "rehearsals": self._rehearsals(),
        }
        left = dict.fromkeys((*self._story.notes, *self._cloth.notes))
        return Imported({k: v for k, v in root.items() if v}, tuple(self._filled), tuple(left))

    def _told(self) -> None:
        for key in ("patience", "words"):
            self._fill(key)
        if self._cast.caller and self._cast.people:
            self._fill("caller-is", self._cast.caller)
        elif not self._cast.caller:
            self._fill("nobody-named")

    def _fill(self, key: str, what: str = "", line: int = 0) -> None:
        self._filled[Note(f"filled-{key}", line, what)] = None

    # -- meters ---------------------------------------------------------------------------------------

    def _meters(self) -> dict[str, Any]:
        used = {
            name
            for place in self._cloth.places.values()
            for way in place.ways
            for name in (*way.limits, *way.change)
        }
        found = {name: self._meter(name) for name in self._starts if name in used}
        return {**found, self._patience: {"start": str(PATIENCE), "max": str(PATIENCE)}}

    def _meter(self, name: str) -> dict[str, str]:
        start = self._starts[name]
        if name in self._story.flags:
            return {"start": _number(min(1, max(0, start))), "max": "1"}
        asked = [
            value
            for node in self._story.nodes.values()
            for meter, value in _asked(node.body)
            if meter == name
        ]
        least, most = min(0.0, start, *asked), max(10.0, start, *asked)
        return {"start": _number(start), "min": _number(least), "max": _number(most)}

    # -- states ---------------------------------------------------------------------------------------

    def _state(self, place: Place) -> dict[str, Any]:
        if place.ends:
            return self._ending(place)
        if place.router:
            return {"branches": [self._routed(way) for way in place.ways]}
        lines = [_sayable(line) for line in place.lines]
        said = list(dict.fromkeys(way.words[0] for way in place.ways))
        state: dict[str, Any] = {"caller": lines[0] if len(lines) == 1 else lines} if lines else {}
        shown = " · ".join(f"“{shortened(words, 90)}”" for words in said)
        state["trainee should"] = say(
            "interchange.should-one" if len(said) == 1 else "interchange.should", words=shown
        )
        state["branches"] = [*self._branches(place), *self._otherwise(place)]
        return state

    def _ending(self, place: Place) -> dict[str, Any]:
        words = " ".join((place.name, *place.tags)).lower()
        how = "lost" if LOST.search(words) and "won" not in place.tags else "won"
        if not place.tags & {"won", "lost"}:
            self._fill(f"ending-{how}", place.name)
        lines = [_sayable(line) for line in place.lines]
        caller = {"caller": lines[0] if len(lines) == 1 else lines} if lines else {}
        return {**caller, "ending": how}

    def _branches(self, place: Place) -> Iterator[dict[str, Any]]:
        phrases = phrases_of(
            [way.words for way in place.ways], self._bank, (self._cast.caller, *self._cast.people)
        )
        for way, said in zip(place.ways, phrases, strict=True):
            heard = [phrase for phrase in said if phrase]
            when: Any = {"says": heard[0] if len(heard) == 1 else heard} if heard else "silent"
            if way.limits and heard:
                when["meter"] = _limits(way.limits)
            yield self._branch(when, way)

    def _branch(self, when: Any, way: Way) -> dict[str, Any]:
        branch: dict[str, Any] = {"when": when}
        if change := {name: _signed(by) for name, by in way.change.items() if by}:
            branch["change"] = change
        if way.caller is not None:
            branch["caller"] = _sayable(way.caller)
        return {**branch, "go": way.go}

    def _routed(self, way: Way) -> dict[str, Any]:
        limits: Mapping[str, str] = _limits(way.limits)
        return self._branch({"meter": limits or {self._patience: "at least 0"}}, way)

    def _otherwise(self, place: Place) -> Iterator[dict[str, Any]]:
        impatient = {self._patience: "-1"}
        if not any(_silent(way) for way in place.ways):
            yield {"when": "silent", "change": impatient, "caller": say("interchange.line-hello")}
        ways = {way.go for way in place.ways}
        if len(ways) == 1 and not any(way.limits for way in place.ways):
            yield self._branch("otherwise", place.ways[0])
        else:
            yield {"when": "otherwise", "change": impatient, "caller": say("interchange.line-what")}

    # -- rehearsals -------------------------------------------------------------------------------------

    def _rehearsals(self) -> dict[str, Any]:
        """The shortest way to each kind of ending, and a trainee who says nothing."""
        found = {say("interchange.rehearsal-silent"): [{"ends": "lost"}]}
        for how in ("won", "lost"):
            ends = {
                p.name for p in self._cloth.places.values() if p.ends and self._ending(p)["ending"] == how
            }
            if ends and (route := self._route(ends)) is not None and (route or how == "won"):
                cues: list[dict[str, Any]] = [{"trainee": words} for words in route]
                found[say(f"interchange.rehearsal-{how}")] = [*cues, {"ends": how}]
        return found

    def _route(self, ends: set[str]) -> list[str] | None:
        """What to say, by the story's own words; None if no way is found."""
        first = self._cloth.start
        waiting = deque([(first, tuple(sorted(self._starts.items())), ())])
        known = {waiting[0][:2]}
        while waiting and len(known) < 5_000:
            name, meters, said = waiting.popleft()
            if name in ends:
                return list(said)
            if len(said) >= LONGEST:
                continue
            for way in self._open(self._cloth.places[name], dict(meters)):
                after = tuple(sorted(self._changed(dict(meters), way).items()))
                if (way.go, after) not in known:
                    known.add((way.go, after))
                    waiting.append((way.go, after, (*said, *way.words[:1])))  # type: ignore[arg-type]
        return None

    def _open(self, place: Place, meters: Mapping[str, float]) -> Iterator[Way]:
        for way in place.ways:
            if all(_within(meters.get(m, 0), how, value) for m, (how, value) in way.limits.items()):
                if place.router:
                    yield way
                    return
                if not _silent(way):
                    yield way

    def _changed(self, meters: dict[str, float], way: Way) -> dict[str, float]:
        for name, by in way.change.items():
            top = 1.0 if name in self._story.flags else 1e9
            meters[name] = min(top, max(0.0, meters.get(name, 0) + by))
        return meters


def _starts(story: Story, cloth: Woven) -> dict[str, float]:
    found = dict(story.meters)
    for name, by in cloth.start_change.items():
        found[name] = found.get(name, 0) + by
    return found


def _asked(body: tuple[Statement, ...]) -> Iterator[tuple[str, float]]:
    """Every number that a condition compares with."""
    for one in body:
        match one:
            case Options(options=options):
                for option in options:
                    yield from limits_in(option.condition)
                    yield from _asked(option.body)
            case If(cases=cases):
                for condition, inner in cases:
                    yield from limits_in(condition)
                    yield from _asked(inner)


def _silent(way: Way) -> bool:
    return not any(sign.isalnum() for words in way.words for sign in words)


def _within(value: float, how: str, limit: float) -> bool:
    return value >= limit if how == "at least" else value <= limit


def _limits(limits: Limits) -> dict[str, str]:
    return {name: f"{how} {_number(value)}" for name, (how, value) in limits.items()}


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + _number(value)


def _sayable(line: Any) -> Any:
    """A line whose brackets are no pauses that we would misread."""
    match line:
        case dict():
            return {key: _sayable(value) for key, value in line.items()}
        case list():
            return [_sayable(one) for one in line]
        case _:
            return PAUSE.sub(
                lambda found: found[0] if re.search(r"\d\s*m?s\s*\)", found[0]) else "(pause 1 s)", str(line)
            )


__all__ = ["Imported", "Node", "Option", "scenario_of"]
