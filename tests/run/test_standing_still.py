"""A call whose devices go away stands still, and goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voicetrainer.core import events as e
from voicetrainer.core.ports import BLOCK, Samples
from voicetrainer.run.parts import Key

from .parts import Room, loop, of

GREETING = (400, 1200)


@dataclass
class Unplugged(Room):
    """Away for some reads, in mid-call."""

    away_at: int = 2400
    reads: int = 50

    def read(self) -> Samples | None:
        if self.now >= self.away_at and self.reads:
            self.reads -= 1
            return np.zeros(0, np.float32)
        return super().read()


def test_the_call_is_the_same_as_if_nothing_had_been_unplugged() -> None:
    plain = loop([GREETING], ["Hello"]).run()
    held = loop([GREETING], ["Hello"], room=Unplugged([GREETING]))
    away = held.run()
    without = [x for x in away.timeline if not isinstance(x, e.Trouble)]
    assert without == plain.timeline
    room = held.parts.phone
    assert isinstance(room, Room)
    assert len(room.written) == held.now // 20, "nothing was handed over meanwhile"


def test_it_is_told_once_with_its_time() -> None:
    call = loop([GREETING], ["Hello"], room=Unplugged([GREETING])).run()
    assert of(call, e.Trouble) == [e.Trouble(2400, "devices away")]


def test_a_trainee_may_hang_up_while_the_call_stands_still() -> None:
    held = loop([GREETING], ["Hello"], room=Unplugged([GREETING], reads=10**9))
    held.call.start()
    while not of(held.call, e.Trouble):
        held.step()
    held.inbox.put(Key("hang up"))
    held.step()
    assert held.call.outcome == "hung up"
    assert held.now == 2400
    assert len(held.parts.phone.written[0]) == BLOCK  # type: ignore[attr-defined]
