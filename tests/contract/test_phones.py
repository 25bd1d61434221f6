"""What every phone promises (`core.ports.Phone`).  The sound card's turn is in `tests/pulse`."""

import os
from collections.abc import Callable

import numpy as np
import pytest

from voicetrainer.core.cues import Echo
from voicetrainer.core.ports import BLOCK, Latency, Phone
from voicetrainer.sound.card import CardPhone
from voicetrainer.sound.recorded import Pace, RecordedPhone, Room, SilentPhone

VOICE = np.full(BLOCK, 0.1, np.float32)


def hurried() -> Pace:
    """A clock for which no time passes but by sleeping."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    return Pace(lambda: now[0], sleep)


PHONES: dict[str, Callable[[], Phone]] = {
    "recorded": RecordedPhone,
    "recorded in real time": lambda: RecordedPhone(real_time=True, pace=hurried()),
    "recorded with a room": lambda: RecordedPhone(Room(np.zeros(99, np.float32), Echo(-20.0, 80))),
    "silent": lambda: SilentPhone(real_time=False),
    "silent in real time": lambda: SilentPhone(pace=hurried()),
}
if os.environ.get("VOICETRAINER_TEST_CARD"):  # set by tests/pulse, which brings the devices
    PHONES = {"card": CardPhone}


@pytest.fixture(params=PHONES)
def phone(request: pytest.FixtureRequest) -> Phone:
    return PHONES[request.param]()


def test_a_call_can_be_held_on_it(phone: Phone) -> None:
    phone.open()
    for _ in range(100):
        block = phone.read()
        assert block is not None
        assert block.shape == (BLOCK,)
        assert block.dtype == np.float32
        assert np.abs(block).max() <= 1.0
        phone.write(VOICE)
    phone.close()


def test_its_latency_is_known_once_it_is_open(phone: Phone) -> None:
    phone.open()
    assert isinstance(phone.latency, Latency)
    assert phone.latency.source in {"exact", "measured", "reported"}
    phone.close()


def test_flushing_is_harmless_at_any_time(phone: Phone) -> None:
    phone.open()
    phone.flush()
    phone.read()
    for _ in range(3):
        phone.write(VOICE)
    phone.flush()
    phone.flush()
    assert phone.read() is not None
    phone.close()


def test_closing_twice_is_harmless(phone: Phone) -> None:
    phone.open()
    phone.close()
    phone.close()


def test_closing_what_was_never_opened_is_harmless(phone: Phone) -> None:
    phone.close()


def test_what_was_read_is_the_readers_to_keep(phone: Phone) -> None:
    phone.open()
    first = phone.read()
    assert first is not None
    kept = first.copy()
    for _ in range(5):
        phone.write(VOICE)
        phone.read()
    assert np.array_equal(first, kept)
    phone.close()
