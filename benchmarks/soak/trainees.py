"""Trainees who talk back, drawn from a seed: a mix of characters that use the shipped clips."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache

from voicetrainer import places
from voicetrainer.authoring import load_script
from voicetrainer.core.cues import Cue, Noise, Script
from voicetrainer.core.events import Act

MOST_CUES = 14
KEYS: tuple[Act, ...] = ("hold", "resume", "say again", "transfer", "ask supervisor")


@cache
def clips() -> tuple[Cue, ...]:
    """Every recording of the shipped trainees, with its words."""
    found = sorted(places.audio().glob("trainees/*/*.yaml"))
    return tuple(cue for path in found for cue in load_script(path).cues if cue.clip is not None)


@cache
def rooms() -> tuple[Noise, ...]:
    found = [load_script(path).noise for path in sorted(places.audio().glob("trainees/*/*.yaml"))]
    return tuple(room for room in found if room)


def _said(chance: random.Random, most_words: int = 99) -> Cue:
    return chance.choice([cue for cue in clips() if len(cue.text.split()) <= most_words])


def _patient(chance: random.Random) -> Cue:
    cue = _said(chance)
    return Cue(text=cue.text, clip=cue.clip, after=chance.randrange(400, 2500))


def _hasty(chance: random.Random) -> Cue:
    cue = _said(chance)
    if chance.random() < 0.6:
        return Cue(text=cue.text, clip=cue.clip, over=chance.randrange(200, 5000))
    return Cue(text=cue.text, clip=cue.clip, after=chance.randrange(0, 400))


def _murmuring(chance: random.Random) -> Cue:
    cue = _said(chance, most_words=2)
    return Cue(text=cue.text, clip=cue.clip, over=chance.randrange(500, 9000), gain_db=-6)


def _silent(chance: random.Random) -> Cue:
    return Cue(silence=chance.randrange(3000, 20_000))


def _pressing(chance: random.Random) -> Cue:
    return Cue(act=chance.choice(KEYS), after=chance.randrange(0, 4000))


def _running_on(chance: random.Random) -> Cue:
    """The next clip comes before the detector's endpoint: one long utterance."""
    cue = _said(chance)
    return Cue(text=cue.text, clip=cue.clip, after=chance.randrange(0, 300))


CHARACTERS: dict[str, dict[Callable[[random.Random], Cue], int]] = {
    "patient": {_patient: 8, _murmuring: 2},
    "hasty": {_hasty: 8, _running_on: 2},
    "murmuring": {_murmuring: 8, _patient: 2},
    "silent": {_silent: 7, _patient: 2},
    "pressing": {_pressing: 4, _patient: 5, _hasty: 2},
    "running on": {_running_on: 7, _hasty: 2},
}


def script(chance: random.Random) -> Script:
    """One trainee for one call."""
    name = chance.choice(list(CHARACTERS))
    kinds, weights = zip(*CHARACTERS[name].items(), strict=True)
    makers = chance.choices(kinds, weights, k=chance.randint(1, MOST_CUES))
    cues = [make(chance) for make in makers]
    if chance.random() < 0.15:
        cues.append(Cue(act=chance.choice(("hang up", "stop"))))
    return Script(name, tuple(cues), noise=chance.choice(rooms()) if chance.random() < 0.7 else None)


def endless(chance: random.Random) -> Iterator[Cue]:
    """A patient trainee who never stops."""
    while True:
        yield _patient(chance)
