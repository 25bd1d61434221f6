"""Two clocks: what a tremble, a wander, a gap and a drift do to the line, and to the loudspeaker's queue."""

from types import SimpleNamespace

import numpy as np
import pytest

from voicetrainer.core.ports import BLOCK, BLOCK_MS, RATE
from voicetrainer.sound.clocks import GOAL, Clocks, Steady
from voicetrainer.sound.ends import ASTRAY, Delay, Loudspeaker

MS = RATE // 1000
FINE = SimpleNamespace(output_underflow=False)
TIME = SimpleNamespace(currentTime=10.0, outputBufferDacTime=10.06)
SILENCE = np.zeros(BLOCK, np.float32)
VOICE = np.full(BLOCK, 0.5, np.float32)


def pairs(minutes: float, ppm: float, stands: tuple[tuple[int, float], ...] = ()) -> np.ndarray:
    """How far the loudspeaker really was at each block; `stands`: (at s, for ms) it stood still."""
    blocks = np.arange(1, round(minutes * 60_000 / BLOCK_MS) + 1)
    reached = blocks * BLOCK * (1 + ppm * 1e-6)
    for at, ms in stands:
        reached[blocks * BLOCK_MS > at * 1000] -= ms * MS
    return reached


def told(true: np.ndarray) -> np.ndarray:
    """As a sound server tells it: it wanders by up to 7 ms for seconds, and some blocks come in a burst."""
    chance = np.random.default_rng(5)
    seconds = len(true) * BLOCK_MS // 1000 + 1
    wander = np.repeat(chance.uniform(-7, 7, seconds // 6 + 1), 6 * 1000 // BLOCK_MS)[: len(true)]
    burst = np.where(chance.random(len(true)) < 0.02, chance.uniform(0, 60, len(true)), 0)
    return true + (wander + burst + chance.normal(0, 1, len(true))) * MS


@pytest.mark.parametrize("ppm", [500.0, -500.0, 120.0])
def test_the_difference_of_the_clocks_is_found_under_a_servers_wander(ppm: float) -> None:
    clocks, true = Clocks(), pairs(8, ppm)
    for reached in told(true):
        clocks.push(float(reached))
    assert clocks.slope * 1e6 == pytest.approx(ppm, abs=25)


def test_gaps_of_the_loudspeaker_do_not_hide_the_difference_and_each_moves_the_line() -> None:
    stands = tuple((at, 21.0 + at) for at in range(15, 300, 23))
    clocks, true = Clocks(), pairs(5, 500, stands)
    off = np.array([clocks.push(float(reached)) for reached in told(true)]) - true
    assert len(stands) <= clocks.line <= len(stands) + 2, "a gap within a point may count twice"
    assert clocks.slope * 1e6 == pytest.approx(500, abs=60)
    seconds = np.arange(len(true)) * BLOCK_MS / 1000
    after = np.array([min((s - at for at, _ in stands if s >= at), default=99.0) for s in seconds])
    assert np.median(np.abs(off)) < 4 * MS
    assert np.abs(off[after > 3]).max() < 12 * MS


def test_one_clock_for_both_is_left_alone() -> None:
    clocks = Clocks()
    for reached in told(pairs(5, 0)):
        clocks.push(float(reached))
    assert clocks.slope == 0


def test_once_it_is_known_that_there_is_one_clock_a_wander_moves_the_line_little() -> None:
    clocks, true = Clocks(), pairs(5, 0)
    off = np.array([clocks.push(float(reached)) for reached in told(true)]) - true
    assert np.abs(off[len(off) // 2 :]).max() < 4 * MS


def test_a_point_astray_moves_nothing() -> None:
    clocks, true = Clocks(), pairs(1, 0)
    true[1500:1525] += 30 * MS
    lines = [clocks.push(float(reached)) - (n + 1) * BLOCK for n, reached in enumerate(true)]
    assert np.abs(lines).max() == 0 and clocks.line == 0


def test_what_the_loudspeaker_will_come_to_is_known_to_the_sample() -> None:
    steady = Steady()
    for n, reached in enumerate(pairs(0.1, 0), 1):
        steady.push(float(reached), n * BLOCK + 1234)
    assert steady.depth == 1234
    assert steady.surplus == 1234 - GOAL


def give(loudspeaker: Loudspeaker, frames: int = BLOCK) -> None:
    loudspeaker.give(np.zeros((frames, 1), np.float32), frames, TIME, FINE)


def test_silence_is_left_out_or_put_in_until_the_queue_has_its_length() -> None:
    loudspeaker = Loudspeaker(lambda: 0.0)
    for surplus, written in ((0.0, BLOCK), (BLOCK * 1.5, 0), (100.0, BLOCK - 100), (-90.0, BLOCK + 90)):
        loudspeaker.surplus, before = surplus, loudspeaker.written
        loudspeaker.put(SILENCE)
        assert loudspeaker.written - before == written, surplus
    assert loudspeaker.surplus == 0


def test_no_word_is_cut_however_long_the_queue() -> None:
    loudspeaker = Loudspeaker(lambda: 0.0)
    loudspeaker.surplus = 10.0 * BLOCK
    loudspeaker.put(VOICE)
    assert loudspeaker.written == BLOCK and loudspeaker.surplus == 10 * BLOCK


def test_a_queue_that_is_a_little_off_is_let_be() -> None:
    loudspeaker = Loudspeaker(lambda: 0.0)
    loudspeaker.surplus = ASTRAY - 1.0
    loudspeaker.put(SILENCE)
    assert loudspeaker.written == BLOCK


def test_what_ran_dry_or_was_cut_is_counted() -> None:
    loudspeaker = Loudspeaker(lambda: 0.0)
    for _ in range(3):
        loudspeaker.put(VOICE)
    give(loudspeaker)
    loudspeaker.drop()
    assert loudspeaker.written == BLOCK + 5 * MS
    give(loudspeaker)
    assert loudspeaker.written == 2 * BLOCK, "the rest of it was silence"


def test_a_delay_that_wanders_is_told_as_it_mostly_is_and_one_that_changed_within_ten_seconds() -> None:
    delay = Delay()
    for seconds in [0.08] * 3000 + [0.088] * 300 + [0.072] * 300:
        delay.note(seconds)
    assert delay.median_ms(0.05) == 80
    for _ in range(500):
        delay.note(0.1)
    assert delay.median_ms(0.05) == 100
