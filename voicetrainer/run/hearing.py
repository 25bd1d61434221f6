"""Would the recogniser hear it?  Each phrase spoken in several voices, in noise and on the phone.

A phrase is *missed* where the words that were heard no longer hold it, and *mistaken* where they hold
a phrase of another list.  Both are judged by the same matcher as in a call, so a slip that the matcher
forgives is no miss.  A fragment ("by four") is spoken inside a short sentence: nobody says it alone.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from ..core.match import Matcher, plain
from ..core.ports import RATE, Samples
from ..core.scenario import Branch, Scenario

Condition = Literal["clear", "noise 20 dB", "noise 10 dB", "phone"]
CONDITIONS: tuple[Condition, ...] = ("clear", "noise 20 dB", "noise 10 dB", "phone")
QUICK: tuple[Condition, ...] = ("noise 20 dB",)
BEFORE = "Well, I said"
"""A fragment is spoken after it.  Of 45 of `parcel`, in noise, 12 were missed; with words behind them, 16."""
FRAGMENT = 3
"""So many words and fewer are no sentence."""
LEVEL = 0.07
"""RMS at which everything is spoken: −23 dBFS."""
RECURS = 2
"""A wording that was heard so often for a phrase is worth adding."""
LONG = 3
"""Words of a phrase that a recogniser has something to go by with."""
Advice = Literal["add", "other list", "longer", "another"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A phrase as it is spoken."""

    phrase: str
    lists: tuple[str, ...]
    """Lists that find it as it is written; a phrase that a branch names itself is its own list."""
    text: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What was heard of one phrase in one voice under one condition."""

    phrase: str
    voice: str
    condition: str
    heard: str


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one phrase."""

    spoken: Spoken
    trials: int
    missed: tuple[Trial, ...]
    mistaken: Mapping[str, tuple[Trial, ...]]
    """By the other list that would have been found."""
    advice: Advice | None = None
    wording: str = ""
    """For 'add' and 'other list': what was heard instead, again and again."""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    found: tuple[Found, ...]
    """The most missed first."""
    trials: int
    by_voice: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """(missed, trials)."""
    by_condition: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def worst(self) -> list[Found]:
        """Missed in half of the trials or more, or mistaken more than once."""
        return [one for one in self.found if 2 * len(one.missed) >= one.trials or _often(one)]


def _often(one: Found) -> bool:
    return any(len(trials) >= RECURS for trials in one.mistaken.values())


def listened_for(scenario: Scenario, built_in: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """Every list that a branch asks for, with its phrases; without those named as `built_in`."""
    every = [*scenario.always, *(b for state in scenario.states.values() for b in state.branches)]
    left_out = frozenset(built_in)
    names = dict.fromkeys(name for branch in every for name in _names(branch))
    return {name: scenario.phrases.get(name, (name,)) for name in names if name not in left_out}


def _names(branch: Branch) -> tuple[str, ...]:
    return (*branch.when.any_of, *branch.when.all_of, *branch.when.none_of)


def spoken(lists: Mapping[str, tuple[str, ...]], matcher: Matcher) -> list[Spoken]:
    """Each phrase once, as it is to be said; left out is what no list finds even as written."""
    found: dict[str, Spoken] = {}
    for phrases in lists.values():
        for phrase in phrases:
            text = sentence(phrase)
            there = tuple(name for name in lists if matcher.find(name, text))
            if there and phrase not in found:
                found[phrase] = Spoken(phrase, there, text)
    return list(found.values())


def sentence(phrase: str) -> str:
    """The phrase as somebody would say it."""
    if len(plain(phrase)) > FRAGMENT:
        return f"{phrase[:1].upper()}{phrase[1:]}."
    return f"{BEFORE} {phrase}."


# -- sound -----------------------------------------------------------------------------------


def levelled(samples: Samples) -> Samples:
    """At the same level whatever the voice, after a breath of silence."""
    loud = samples[np.abs(samples) > 0.01]
    rms = float(np.sqrt(np.mean(np.square(loud)))) if len(loud) else 1.0
    quiet = np.zeros(RATE // 10, np.float32)
    return np.concatenate([quiet, samples * np.float32(LEVEL / max(rms, 1e-4))])


def in_noise(samples: Samples, noise: Samples, snr_db: float, seed: str) -> Samples:
    """Speech at `LEVEL` over a piece of the noise, so many dB softer; the same seed, the same piece."""
    start = zlib.crc32(seed.encode()) % len(noise)
    piece = noise[np.arange(start, start + len(samples)) % len(noise)]
    rms = float(np.sqrt(np.mean(np.square(piece)))) or 1.0
    mixed: Samples = np.clip(samples + piece * (LEVEL * 10 ** (-snr_db / 20) / rms), -1, 1).astype(np.float32)
    return mixed


# -- what was heard before -----------------------------------------------------------------------


Key = tuple[str, str, str, str]
"""(text, voice, condition, ear); voice and ear with their versions."""
STAGE = 1
"""Raise when the sentence, the level or a condition changes: what was heard before holds no longer."""


class Memory:
    """What was heard, kept in a file, one line for each, so that a run that was stopped goes on."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[Key, str] = {}
        try:
            lines = file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []
        for line in lines:
            self._learn(line)

    def _learn(self, line: str) -> None:
        try:
            row = json.loads(line)
        except ValueError:
            return  # the line that was being written when the run was stopped
        if isinstance(row, list) and len(row) == 5 and all(isinstance(part, str) for part in row):
            self._known[row[0], row[1], row[2], row[3]] = row[4]

    def get(self, key: Key) -> str | None:
        return self._known.get(key)

    def keep(self, heard: Mapping[Key, str]) -> None:
        """A disk that is full or read-only only makes it forget."""
        self._known.update(heard)
        lines = (json.dumps([*key, text], ensure_ascii=False) + "\n" for key, text in heard.items())
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as out:
                out.writelines(lines)
        except OSError:
            return


# -- judging ------------------------------------------------------------------------------------


def judged(
    phrases: Sequence[Spoken], trials: Iterable[Trial], lists: Mapping[str, tuple[str, ...]], matcher: Matcher
) -> Report:
    """What was missed and mistaken, with what might be done about it."""
    by_phrase: dict[str, list[Trial]] = defaultdict(list)
    every = list(trials)
    for trial in every:
        by_phrase[trial.phrase].append(trial)
    judge = _Judge(lists, matcher)
    found = [judge.phrase(one, by_phrase[one.phrase]) for one in phrases if by_phrase[one.phrase]]
    found.sort(key=lambda one: (-len(one.missed) / one.trials, -len(one.mistaken), one.spoken.phrase))
    missed = [trial for one in found for trial in one.missed]
    return Report(
        tuple(found),
        len(every),
        _shares(every, missed, lambda trial: trial.voice),
        _shares(every, missed, lambda trial: trial.condition),
    )


def _shares(
    every: Sequence[Trial], missed: Sequence[Trial], of: Callable[[Trial], str]
) -> dict[str, tuple[int, int]]:
    counted, lost = Counter(map(of, every)), Counter(map(of, missed))
    return {name: (lost[name], count) for name, count in counted.items()}


class _Judge:
    def __init__(self, lists: Mapping[str, tuple[str, ...]], matcher: Matcher) -> None:
        self._lists, self._matcher = lists, matcher

    def phrase(self, one: Spoken, trials: Sequence[Trial]) -> Found:
        missed = tuple(t for t in trials if not any(self._matcher.find(n, t.heard) for n in one.lists))
        mistaken: dict[str, list[Trial]] = defaultdict(list)
        for trial in trials:
            for name in self._lists:
                if name not in one.lists and self._matcher.find(name, trial.heard):
                    mistaken[name].append(trial)
        taken = {name: tuple(wrong) for name, wrong in mistaken.items()}
        advice, wording, other = self._advice(one, missed)
        return Found(one, len(trials), missed, taken, advice, wording, other)

    def _advice(self, one: Spoken, missed: Sequence[Trial]) -> tuple[Advice | None, str, str]:
        if not missed:
            return None, "", ""
        heard = Counter(filter(None, (part_heard(trial.heard) for trial in missed)))
        for wording, times in heard.most_common(3):
            if times < RECURS or len(wording.split()) > len(one.phrase.split()) + 2:
                continue
            other = next(
                (n for n in self._lists if n not in one.lists and self._matcher.find(n, wording)), ""
            )
            if other:
                return "other list", wording, other
            if len(wording.split()) > 1:
                return "add", wording, ""
        return ("longer" if len(plain(one.phrase)) < LONG else "another"), "", ""


def part_heard(heard: str) -> str:
    """What stands for the phrase in what was heard: without the words before it, however they were heard."""
    tokens = [token.strip(".?!") for token in heard.lower().replace(",", " ").split()]
    at = next((n for n, token in enumerate(tokens[:3]) if token == "i"), None)
    if at is not None and len(tokens) > at + 2 and tokens[at + 1].startswith("s"):
        tokens = tokens[at + 2 :]
    return " ".join(filter(None, tokens))


def wanted(
    phrases: Sequence[Spoken], voices: Mapping[str, str], conditions: Sequence[str], ear: str, memory: Memory
) -> Iterator[tuple[Spoken, str, tuple[str, ...]]]:
    """(phrase, voice, conditions) that nobody has listened to yet; `voices` maps each to its version."""
    for one in phrases:
        for voice, version in voices.items():
            left = tuple(c for c in conditions if memory.get((one.text, version, c, ear)) is None)
            if left:
                yield one, voice, left
