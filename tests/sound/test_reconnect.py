"""The phone that waits for its devices, over fakes of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import count

import numpy as np
import pytest

from voicetrainer.core.errors import DeviceError
from voicetrainer.core.ports import BLOCK, Latency
from voicetrainer.sound import reconnect
from voicetrainer.sound.devices import Device
from voicetrainer.sound.reconnect import FALLBACK_S, PATIENCE_S, ReconnectingPhone, Search

HEADSET, BUILT_IN = "headset", "built in"


def block(value: float) -> np.ndarray:
    return np.full(BLOCK, value, np.float32)


class Desk:
    """What is plugged in; every phone made for it, in order."""

    def __init__(self, plugged: set[str]) -> None:
        self.plugged = plugged
        self.phones: list[FakePhone] = []
        self.restarts = 0
        self.deaf: set[str] = set()
        self.now = 0.0
        self.numbers = count(1)

    def make(self, microphone: str | int | None, loudspeaker: str | int | None) -> FakePhone:
        self.phones.append(FakePhone(self, str(microphone or BUILT_IN), str(loudspeaker or BUILT_IN)))
        return self.phones[-1]

    def restart(self) -> None:
        self.restarts += 1


class FakePhone:
    """A phone whose devices can be pulled out."""

    def __init__(self, desk: Desk, microphone: str, loudspeaker: str) -> None:
        self.latency: Latency | None = Latency(10, 20, "reported")
        self.input: Device | None = Device(0, microphone, "fake", 48_000, 1, 0)
        self.output: Device | None = Device(1, loudspeaker, "fake", 48_000, 0, 2)
        self.desk, self.names = desk, {microphone, loudspeaker}
        self.written: list[np.ndarray] = []
        self.flushed = 0
        self.is_open = False
        self.closed = threading.Event()
        self.lost_ms, self.underflows = 20, 1

    def _there(self) -> None:
        if not self.names <= self.desk.plugged:
            raise DeviceError("gone")

    def open(self) -> None:
        self._there()
        self.is_open = True

    def read(self) -> np.ndarray | None:
        self._there()
        if self.names & self.desk.deaf:
            raise DeviceError("silent")
        return block(next(self.desk.numbers))

    def write(self, block: np.ndarray) -> None:
        self.written.append(block)

    def flush(self) -> None:
        self.flushed += 1

    def close(self) -> None:
        self.is_open = False
        self.closed.set()


@pytest.fixture
def desk() -> Desk:
    return Desk({HEADSET, BUILT_IN})


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def phone(desk: Desk, told: list[str]) -> Iterator[ReconnectingPhone]:
    phone = ReconnectingPhone(
        desk.make, HEADSET, HEADSET, told.append, desk.restart, lambda: desk.now, retry_s=0.001, read_s=0.01
    )
    phone.open()
    yield phone
    phone.close()


def sound(phone: ReconnectingPhone, enough: Callable[[], bool] = lambda: False) -> np.ndarray | None:
    """Read until a block with sound comes, or it is `enough`."""
    for _ in range(2000):
        read = phone.read()
        assert read is not None
        if len(read):
            return read
        if enough():
            return None
    raise AssertionError("it never came back")


def test_without_trouble_every_block_goes_through(desk: Desk, phone: ReconnectingPhone) -> None:
    assert [int(phone.read()[0]) for _ in range(3)] == [1, 2, 3]  # type: ignore[index]
    phone.write(block(0.5))
    phone.flush()
    (inner,) = desk.phones
    assert len(inner.written) == 1 and inner.flushed == 1
    assert phone.latency == Latency(10, 20, "reported")
    assert not phone.away


def test_a_device_that_is_missing_from_the_start_is_told_at_once(desk: Desk) -> None:
    desk.plugged = {BUILT_IN}
    with pytest.raises(DeviceError):
        ReconnectingPhone(desk.make, HEADSET, HEADSET, restart=desk.restart).open()


def test_while_the_devices_are_away_no_sound_comes_and_none_is_taken(
    desk: Desk, phone: ReconnectingPhone, told: list[str]
) -> None:
    phone.read()
    desk.plugged = {BUILT_IN}
    for _ in range(5):
        away = phone.read()
        assert away is not None and len(away) == 0, "an empty block: no time passes"
        phone.write(block(0.5))
        phone.flush()
    assert HEADSET in phone.away
    assert told == [phone.away]
    assert not any(p.written or p.flushed for p in desk.phones)


def test_plugged_in_again_the_call_goes_on_with_the_same_devices(
    desk: Desk, phone: ReconnectingPhone, told: list[str]
) -> None:
    assert int(phone.read()[0]) == 1  # type: ignore[index]
    desk.plugged = {BUILT_IN}
    sound(phone, lambda: desk.restarts >= 3)
    desk.plugged = {BUILT_IN, HEADSET}
    assert sound(phone) is not None
    assert not phone.away
    assert len(told) == 2 and "back" in told[1]
    assert phone.input and phone.input.name == HEADSET
    assert desk.phones[0].closed.is_set(), "the lost one was closed"
    assert sum(p.is_open for p in desk.phones) == 1
    phone.write(block(0.5))
    assert desk.phones[-1].written
    assert (phone.lost_ms, phone.underflows) == (40, 2), "of both phones"


def test_it_can_be_unplugged_again_and_again(desk: Desk, phone: ReconnectingPhone) -> None:
    for _ in range(3):
        desk.plugged = {BUILT_IN}
        sound(phone, lambda: bool(phone.away))
        desk.plugged = {BUILT_IN, HEADSET}
        assert sound(phone) is not None
    assert sum(p.is_open for p in desk.phones) == 1


def test_a_device_that_opens_but_gives_no_sound_is_not_back(desk: Desk, phone: ReconnectingPhone) -> None:
    desk.deaf = {HEADSET}
    sound(phone, lambda: desk.restarts >= 3)
    assert phone.away
    desk.deaf = set()
    assert sound(phone) is not None


def test_after_a_while_other_devices_will_do_and_the_trainee_is_told(
    desk: Desk, phone: ReconnectingPhone, told: list[str]
) -> None:
    desk.plugged = {BUILT_IN}
    sound(phone, lambda: desk.restarts >= 3)
    assert phone.away, "the built-in ones are there, but who pulled a plug wants to put it in again"
    desk.now = FALLBACK_S
    assert sound(phone) is not None
    assert phone.input and phone.input.name == BUILT_IN
    assert BUILT_IN in told[-1]


def test_after_ten_minutes_the_call_breaks_off(desk: Desk, phone: ReconnectingPhone) -> None:
    desk.plugged = set()
    phone.read()
    desk.now = PATIENCE_S
    with pytest.raises(DeviceError, match="10 minutes"):
        for _ in range(3):
            phone.read()


def test_hanging_up_while_away_ends_the_search(desk: Desk, phone: ReconnectingPhone) -> None:
    desk.plugged = set()
    phone.read()
    phone.close()
    phone.close()
    assert desk.phones[0].closed.wait(5)
    assert not any(p.is_open for p in desk.phones)


def test_what_is_found_after_hanging_up_is_closed(desk: Desk, told: list[str]) -> None:
    """The devices came back in the very moment of hanging up."""
    begun, let_go = threading.Event(), threading.Event()

    def restart() -> None:
        begun.set()
        assert let_go.wait(5)

    phone = ReconnectingPhone(desk.make, HEADSET, HEADSET, restart=restart, retry_s=0.001, read_s=0.01)
    phone.open()
    desk.plugged = set()
    phone.read()
    desk.plugged = {HEADSET}
    assert begun.wait(5)
    phone.close()
    let_go.set()
    searching = [t for t in threading.enumerate() if t.name == "looking for devices"]
    for thread in searching:
        thread.join(5)
    assert not any(p.is_open for p in desk.phones)


def test_a_library_that_does_not_start_is_tried_again(desk: Desk) -> None:
    fails = [True, True, False]

    def restart() -> None:
        if fails.pop(0):
            raise DeviceError("no sound server")

    search = Search(desk.make, (HEADSET, HEADSET), restart, lambda: 0.0)
    assert [search.attempt() is not None for _ in range(3)] == [False, False, True]


def test_the_system_is_asked_for_the_same_devices_first(desk: Desk) -> None:
    desk.plugged = {"other"}
    search = Search(desk.make, (HEADSET, "speakers"), desk.restart, lambda: desk.now)
    assert search.attempt() is None
    asked = [sorted(p.names) for p in desk.phones]
    assert asked == [[HEADSET, "speakers"]]
    desk.now = reconnect.FALLBACK_S
    search.attempt()
    assert len(desk.phones) == 5, "one of the two may be there yet"
