"""Which words of a line are said: by the meters as they stand, and by the call's seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

from .scenario import Branch, Choice, Comparison, Level, Scenario, State, Words


@dataclass(frozen=True, slots=True)
class Worded:
    text: str
    by: str = ""
    """Who says it; empty: the caller."""


def within(value: float, how: Comparison, limit: float) -> bool:
    return value >= limit if how == "at least" else value <= limit


def worded(words: Words, meters: Mapping[str, float], seed: int, place: str) -> Worded:
    """What is said now.  The same seed at the same place gives the same words."""
    if isinstance(words, str):
        return Worded(words)
    for variant in words.variants:
        if all(within(meters[name], how, limit) for name, how, limit in variant.meters):
            number = crc32(f"{seed} {place}".encode()) % len(variant.texts)
            return Worded(variant.texts[number], words.by)
    raise AssertionError(f"a line at {place} has no variant without conditions")


def wordings(words: Words) -> Iterator[Worded]:
    """Everything that may be said in its place."""
    if isinstance(words, Choice):
        for variant in words.variants:
            for text in variant.texts:
                yield Worded(text, words.by)
    else:
        yield Worded(words)


def mood_after(scenario: Scenario, branch: Branch, state: State) -> str:
    """A branch's own line is said in the mood of the state it leads to, else of the one it is in."""
    return scenario.states[branch.go].mood if branch.go else state.mood


DEFAULT_LEVELS: Mapping[int, Level] = {1: Level("script"), 2: Level("hints"), 3: Level("nothing")}


def level_of(scenario: Scenario, number: int) -> Level:
    return scenario.levels.get(number) or DEFAULT_LEVELS[number]
