import numpy as np
import pytest

from voicetrainer.core.cues import Echo
from voicetrainer.sound.latency import measure_round_trip
from voicetrainer.sound.recorded import RecordedPhone, Room, at_level

NOISE = at_level(np.random.default_rng(1).standard_normal(16_000).astype(np.float32), -55.0)


@pytest.mark.parametrize("delay", [0, 35, 120, 400])
@pytest.mark.parametrize("level_db", [-3.0, -30.0])
def test_the_round_trip_is_found_to_a_few_ms(delay: int, level_db: float) -> None:
    phone = RecordedPhone(Room(NOISE, Echo(level_db, delay)))
    assert measure_round_trip(phone) == pytest.approx(delay, abs=2)


def test_without_an_echo_it_is_unknown() -> None:
    assert measure_round_trip(RecordedPhone(Room(NOISE))) is None
    assert measure_round_trip(RecordedPhone()) is None


def test_an_echo_later_than_any_call_could_bear_is_unknown() -> None:
    assert measure_round_trip(RecordedPhone(Room(NOISE, Echo(-3.0, 700)))) is None
