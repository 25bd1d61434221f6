"""The scripts: committed clips and seeded noises, put together with exact labels."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from voicetrainer.core.events import Mark, Ms
from voicetrainer.core.ports import Samples
from voicetrainer.sound.clips import read_clip

from .noises import MAKERS
from .render import CLIPS, LABELS
from .script import Line, Script, Sound
from .texts import PAUSES, SHIPPED, Said, Words

FIRST: Ms = 400
"""The trainee begins so long after the call, where the trainee speaks first."""
NOISES = 10
"""Of each kind."""
UNDER = 6
"""Sounds under one line."""


@dataclass(slots=True)
class Shelf:
    """The words and their clips, each read once, when it is asked for."""

    words: Words = SHIPPED
    folder: Path = CLIPS
    labels: dict[str, Any] = field(default_factory=dict)
    _read: dict[str, Samples] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.labels.update(json.loads((self.folder / LABELS.name).read_text("utf-8")))

    def clip(self, name: str) -> Samples:
        if name not in self._read:
            self._read[name] = read_clip(self.folder / f"{name}.flac")
        return self._read[name]

    def line(self, name: str) -> Line:
        label = self.labels[name]
        marks = tuple(Mark("sentence", onset, end) for onset, end in label["sentences"])
        return Line(label["text"], self.clip(name), marks)

    def sound(self, name: str, at: Ms, what: str = "speech") -> Sound:
        return Sound(what, at, self.clip(name), self.labels[name]["text"])


def scripts(quick: bool = False, shelf: Shelf | None = None) -> list[Script]:
    """All of them, in an order that does not let one kind follow itself; `quick`: a taste of each."""
    shelf = shelf or Shelf()
    chance = random.Random(shelf.words.seed)
    paused, plain = list(_paused(shelf)), list(_plain(shelf))
    talked_over, murmured = list(_interruptions(shelf, chance)), list(_murmurs(shelf, chance))
    if quick:
        # a stride that is no divisor of the four pauses takes some of each
        return [*paused[::9], *plain[::7], *talked_over[::8], *murmured[::5]]
    every = [*paused, *plain, *talked_over, *murmured]
    chance.shuffle(every)
    return every


def held_out(folder: Path, quick: bool = False) -> list[Script]:
    """The same kinds of scripts of words and voices that nothing was chosen on, rendered into `folder`."""
    from .held_out import HELD_OUT
    from .render import render

    render(HELD_OUT, folder)
    return scripts(quick, Shelf(HELD_OUT, folder))


def first() -> Script:
    """Any one, quickly."""
    return next(_plain(Shelf()))


def _paused(shelf: Shelf) -> Iterator[Script]:
    for number, said in enumerate(shelf.words.paused):
        for pause in PAUSES:
            first = shelf.sound(f"pause-{number:02}-0", FIRST)
            second = shelf.sound(f"pause-{number:02}-1", first.end + pause)
            yield _turn(shelf, f"pause-{number:02}-{pause}", (first, second), said, number, pause)


def _plain(shelf: Shelf) -> Iterator[Script]:
    for number, said in enumerate(shelf.words.plain):
        sound = shelf.sound(f"plain-{number:02}", FIRST)
        yield _turn(shelf, f"plain-{number:02}", (sound,), said, number, 0)


def _turn(
    shelf: Shelf, name: str, sounds: tuple[Sound, ...], said: Said, number: int, pause: Ms
) -> Script:  # fmt: skip
    reply = shelf.line(f"reply-{number % len(shelf.words.replies)}")
    kind = "pause" if pause else "plain"
    return Script(name, kind, sounds, None, reply, said.decided_by, pause, said.natural)  # type: ignore[arg-type]


def _interruptions(shelf: Shelf, chance: random.Random) -> Iterator[Script]:
    """Each on headphones; every second again on loudspeakers, later, when their echo is known."""
    lines = len(shelf.words.lines)
    for number in range(len(shelf.words.interruptions)):
        for aloud in (False, True)[: 1 + number % 2]:
            at = chance.randrange(4500, 7000) if aloud else chance.randrange(1200, 4000)
            yield Script(
                f"interruption-{number:02}{'-aloud' if aloud else ''}", "interruption",
                (shelf.sound(f"interruption-{number:02}", at),),
                shelf.line(f"line-{number % lines}"), shelf.line("reply-0"), loudspeakers=aloud,
            )  # fmt: skip


def _murmurs(shelf: Shelf, chance: random.Random) -> Iterator[Script]:
    """Several sounds under each line, at least two seconds apart."""
    sounds = [("backchannel", shelf.labels[name]["text"], shelf.clip(name)) for name in sorted(shelf.labels)
              if name.startswith("backchannel")]  # fmt: skip
    for what, make in MAKERS.items():
        sounds += [(what, "", make(np.random.default_rng(shelf.words.seed + seed))) for seed in range(NOISES)]
    chance.shuffle(sounds)
    for number, start in enumerate(range(0, len(sounds), UNDER)):
        line = shelf.line(f"line-{number % len(shelf.words.lines)}")
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
