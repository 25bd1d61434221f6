"""A sound card without a card: the real `CardPhone`, its callbacks called by a world that is arithmetic.

The microphone's clock is the world's.  The loudspeaker's runs fast or slow against it; blocks of
the microphone get lost; the thread that holds the call stands still while the world goes on.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from voicetrainer.core.ports import BLOCK, BLOCK_MS, Phone
from voicetrainer.sound.card import CardPhone

if TYPE_CHECKING:
    from voicetrainer.core.ports import Samples

INPUT_S, OUTPUT_S = 0.030, 0.040
"""From the air into the queue, and from the queue into the air."""
PERIOD = BLOCK_MS / 1000
TOGETHER = 6000 // BLOCK_MS
"""Blocks that come early or late together."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What goes wrong with the sound of one call; times in s of the world."""

    ppm: float = 0.0
    """The loudspeaker takes so many millionths more per second than the microphone gives."""
    dropouts: tuple[tuple[float, int], ...] = ()
    """(when, blocks lost)."""
    stalls: tuple[tuple[float, float], ...] = ()
    """(when, how long the call's thread stands still)."""
    wander: float = 0.0
    """ms: the microphone's blocks come so much too early or late, for seconds at a time."""
    stands: tuple[tuple[float, float], ...] = ()
    """(when, how long the loudspeaker stands still)."""


@dataclass(slots=True)
class _Stream:
    latency: float

    def abort(self, ignore_errors: bool) -> None: ...
    def close(self, ignore_errors: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class _Times:
    currentTime: float = 1.0  # noqa: N815  PortAudio's own names
    inputBufferAdcTime: float = 1.0 - INPUT_S - PERIOD  # noqa: N815
    outputBufferDacTime: float = 1.0 + OUTPUT_S  # noqa: N815


@dataclass(slots=True)
class _Status:
    input_overflow: bool = False
    output_underflow: bool = False


@dataclass(slots=True)
class HeardBlock:
    """What came out of the loudspeaker."""

    at: float
    """In ms of the microphone's sound: where it would lie if the microphone heard it."""
    sound: Samples


@dataclass(slots=True)
class World:
    """Both devices and the trainee, moved on by hand."""

    trainee: Phone
    weather: Weather
    now: float = 0.0
    lost: list[int] = field(default_factory=list)
    """Numbers of the microphone's blocks that never arrived."""
    heard: list[HeardBlock] = field(default_factory=list)
    _captured: int = 0
    _gives: int = 0
    _dropping: int = 0
    _stood: float = 0.0

    def until(self, when: float, card: SimulatedCard) -> None:
        """Let every callback happen that is due before `when`, in order."""
        dropouts = card.dropouts
        while True:
            capture, give = self.next_capture, self._next_give(card)
            due = min(capture, give)
            if due > when:
                break
            self.now = due
            if give < capture:
                self._give(card)
            else:
                while dropouts and dropouts[0][0] <= due:
                    self._dropping += dropouts.pop(0)[1]
                self._capture(card)
        self.now = when

    @property
    def next_capture(self) -> float:
        late = self.weather.wander * _wander(self._captured // TOGETHER) / 1000
        return (self._captured + 1) * PERIOD + INPUT_S + late

    def _next_give(self, card: SimulatedCard) -> float:
        give = self._gives * PERIOD / (1 + self.weather.ppm * 1e-6) + self._stood
        while card.stands and card.stands[0][0] <= give:
            length = card.stands.pop(0)[1]
            self._stood, give = self._stood + length, give + length
        return give

    def _capture(self, card: SimulatedCard) -> None:
        self._captured += 1
        block = self.trainee.read()
        assert block is not None
        if self._dropping:
            self._dropping -= 1
            self.lost.append(self._captured - 1)
        else:
            card.capture(block[:, None])

    def _give(self, card: SimulatedCard) -> None:
        self._gives += 1
        out = np.zeros((BLOCK, 1), np.float32)
        card.give(out)
        if np.any(out):
            at = (self.now + OUTPUT_S) * 1000 - len(self.lost) * BLOCK_MS
            self.heard.append(HeardBlock(at, out[:, 0]))


@cache
def _wander(number: int) -> float:
    """−1…1, another for each stretch."""
    return random.Random(number).uniform(-1, 1)


class SimulatedCard(CardPhone):
    """All of the real phone but PortAudio."""

    def __init__(self, trainee: Phone, weather: Weather) -> None:
        super().__init__()
        self.world = World(trainee, weather)
        self._loudspeaker._clock = lambda: self.world.now
        self.dropouts = list(weather.dropouts)
        self.stalls, self.stands = list(weather.stalls), list(weather.stands)
        self.stood_still = 0.0
        self.before_read: Callable[[], None] = lambda: None

    def open(self) -> None:
        self._streams = [_Stream(OUTPUT_S), _Stream(INPUT_S)]
        self._tell_latency()

    def read(self) -> Samples | None:
        self.before_read()
        world = self.world
        if self.stalls and self.stalls[0][0] <= world.now:
            length = self.stalls.pop(0)[1]
            self.stood_still += length
            world.until(world.now + length, self)
        while not self._microphone._arrived.qsize():
            world.until(world.next_capture, self)
        return super().read()

    def capture(self, indata: Any) -> None:
        self._microphone.take(indata, BLOCK, _Times(), _Status())

    def give(self, outdata: Any) -> None:
        self._loudspeaker.give(outdata, BLOCK, _Times(), _Status())


def runs(heard: list[HeardBlock]) -> Iterator[tuple[float, Samples]]:
    """Blocks that follow one another, joined: (ms where the first begins, sound)."""
    pieces: list[Samples] = []
    start = last = 0.0
    for block in heard:
        if pieces and block.at - last > 1.5 * BLOCK_MS:
            yield start, np.concatenate(pieces)
            pieces = []
        if not pieces:
            start = block.at
        pieces.append(block.sound)
        last = block.at
    if pieces:
        yield start, np.concatenate(pieces)
