"""The scripts: committed clips and seeded noises, put together with exact labels."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from voicetrainer.core.events import Mark, Ms
from voicetrainer.core.ports import Samples
from voicetrainer.sound.clips import read_clip

from . import texts
from .noises import MAKERS
from .render import CLIPS, LABELS
from .script import Line, Script, Sound
from .texts import Said

SEED = 20_261_121
FIRST: Ms = 400
"""The trainee begins so long after the call, where the trainee speaks first."""
NOISES = 10
"""Of each kind."""
UNDER = 6
"""Sounds under one line."""


@dataclass(slots=True)
class Shelf:
    """The clips, each read once, when it is asked for."""

    labels: dict[str, Any] = field(default_factory=lambda: json.loads(LABELS.read_text("utf-8")))

    _read: dict[str, Samples] = field(default_factory=dict)

    def clip(self, name: str) -> Samples:
        if name not in self._read:
            self._read[name] = read_clip(CLIPS / f"{name}.flac")
        return self._read[name]

    def line(self, name: str) -> Line:
        label = self.labels[name]
        marks = tuple(Mark("sentence", onset, end) for onset, end in label["sentences"])
        return Line(label["text"], self.clip(name), marks)

    def sound(self, name: str, at: Ms, what: str = "speech") -> Sound:
        return Sound(what, at, self.clip(name), self.labels[name]["text"])


def scripts(quick: bool = False) -> list[Script]:
    """All of them, in an order that does not let one kind follow itself; `quick`: a taste of each."""
    shelf, chance = Shelf(), random.Random(SEED)
    paused, plain = list(_paused(shelf)), list(_plain(shelf))
    talked_over, murmured = list(_interruptions(shelf, chance)), list(_murmurs(shelf, chance))
    if quick:
        # a stride that is no divisor of the four pauses takes some of each
        return [*paused[::9], *plain[::7], *talked_over[::8], *murmured[::5]]
    every = [*paused, *plain, *talked_over, *murmured]
    chance.shuffle(every)
    return every


def first() -> Script:
    """Any one, quickly."""
    return next(_plain(Shelf()))


def _paused(shelf: Shelf) -> Iterator[Script]:
    for number, said in enumerate(texts.PAUSED):
        for pause in texts.PAUSES:
            first = shelf.sound(f"pause-{number:02}-0", FIRST)
            second = shelf.sound(f"pause-{number:02}-1", first.end + pause)
            yield _turn(shelf, f"pause-{number:02}-{pause}", (first, second), said, number, pause)


def _plain(shelf: Shelf) -> Iterator[Script]:
    for number, said in enumerate(texts.PLAIN):
        sound = shelf.sound(f"plain-{number:02}", FIRST)
        yield _turn(shelf, f"plain-{number:02}", (sound,), said, number, 0)


def _turn(
    shelf: Shelf, name: str, sounds: tuple[Sound, ...], said: Said, number: int, pause: Ms
) -> Script:  # fmt: skip
    reply = shelf.line(f"reply-{number % len(texts.REPLIES)}")
    kind = "pause" if pause else "plain"
    return Script(name, kind, sounds, None, reply, said.decided_by, pause, said.natural)  # type: ignore[arg-type]


def _interruptions(shelf: Shelf, chance: random.Random) -> Iterator[Script]:
    """Each on headphones; every second again on loudspeakers, later, when their echo is known."""
    for number in range(len(texts.INTERRUPTIONS)):
        for aloud in (False, True)[: 1 + number % 2]:
            at = chance.randrange(4500, 7000) if aloud else chance.randrange(1200, 4000)
            yield Script(
                f"interruption-{number:02}{'-aloud' if aloud else ''}", "interruption",
                (shelf.sound(f"interruption-{number:02}", at),),
                shelf.line(f"line-{number % len(texts.LINES)}"), shelf.line("reply-0"), loudspeakers=aloud,
            )  # fmt: skip


def _murmurs(shelf: Shelf, chance: random.Random) -> Iterator[Script]:
    """Several sounds under each line, at least two seconds apart."""
    sounds = [("backchannel", shelf.labels[name]["text"], shelf.clip(name)) for name in sorted(shelf.labels)
              if name.startswith("backchannel")]  # fmt: skip
    for what, make in MAKERS.items():
        sounds += [(what, "", make(np.random.default_rng(SEED + seed))) for seed in range(NOISES)]
    chance.shuffle(sounds)
    for number, start in enumerate(range(0, len(sounds), UNDER)):
        line = shelf.line(f"line-{number % len(texts.LINES)}")
        under = _spread(sounds[start : start + UNDER], line, chance)
        yield Script(f"murmur-{number:02}", "murmur", under, line, shelf.line("reply-0"))


def _spread(
    sounds: Sequence[tuple[str, str, Samples]], line: Line, chance: random.Random
) -> tuple[Sound, ...]:
    """Under the line, each far enough from the last, and from the line's end, to be told apart."""
    step = (line.length - 1500) // UNDER
    return tuple(
        Sound(what, 800 + number * step + chance.randrange(0, 400), clip, text)
        for number, (what, text, clip) in enumerate(sounds)
    )
