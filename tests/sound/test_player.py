from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetrainer.core.ports import BLOCK, RATE, Clip
from voicetrainer.sound.clips import level_dbfs
from voicetrainer.sound.player import FADE, RAMP, Player


def flat(ms: int, value: float = 0.5) -> Clip:
    return Clip(np.full(ms * RATE // 1000, value, np.float32))


def take(player: Player, blocks: int) -> np.ndarray:
    return np.concatenate([player.block() for _ in range(blocks)])


def test_nothing_to_say_is_silence_and_finished() -> None:
    player = Player()
    assert player.finished
    block = player.block()
    assert block.shape == (BLOCK,)
    assert block.dtype == np.float32
    assert not block.any()


def test_a_line_comes_out_sample_by_sample() -> None:
    line = Clip(np.random.default_rng(1).uniform(-0.9, 0.9, 1000).astype(np.float32))
    player = Player()
    player.say(line)
    out = take(player, 4)
    assert np.allclose(out[:1000], line.samples)
    assert not out[1000:].any()
    assert player.finished


def test_position_counts_what_was_handed_over() -> None:
    player = Player()
    player.say(flat(50))
    seen = []
    while not player.finished:
        player.block()
        seen.append(player.position)
    assert seen == [20, 40, 50]


def test_a_cut_line_is_silent_after_five_ms() -> None:
    player = Player()
    player.say(flat(1000))
    take(player, 3)
    assert player.hush() == 60
    assert player.finished
    tail = take(player, 2)
    assert np.all(np.diff(tail[:FADE]) <= 0)
    assert tail[0] > 0.4
    assert not tail[FADE:].any()
    assert player.position == 60


def test_cutting_twice_or_after_the_end_is_harmless() -> None:
    player = Player()
    player.say(flat(30))
    take(player, 2)
    assert player.hush() == 30
    assert player.hush() == 30
    assert not take(player, 1).any()


def test_a_cut_does_not_change_the_clip_itself() -> None:
    line = flat(100)
    player = Player()
    player.say(line)
    player.hush()
    take(player, 2)
    assert np.all(line.samples == 0.5)


def test_a_new_line_after_a_cut_starts_at_once_and_whole() -> None:
    player = Player()
    player.say(flat(100))
    take(player, 1)
    player.duck(True)
    player.hush()
    player.say(flat(40, 0.25))
    out = take(player, 2)
    assert out[0] == pytest.approx(0.75)  # the old one fades under the new one
    assert np.all(out[FADE:] == 0.25)
    assert player.finished


def test_a_line_that_takes_over_lets_the_old_one_fade() -> None:
    player = Player()
    player.say(flat(1000))
    before = take(player, 2)
    player.say(flat(1000, 0.0))
    assert np.abs(np.diff(np.concatenate([before, take(player, 2)]))).max() < 0.01


@given(st.lists(st.sampled_from(["say", "hush", "down", "up", "loop", "stop loop", "block"]), max_size=60))
def test_whatever_is_asked_of_it_nothing_clicks_and_time_never_goes_back(asked: list[str]) -> None:
    slow = 0.4 * np.sin(np.arange(4800) * 2 * np.pi / 480).astype(np.float32)
    player, out = Player(), [np.zeros(BLOCK, np.float32)]
    acts: dict[str, Callable[[], object]] = {
        "say": lambda: player.say(Clip(slow)),
        "hush": player.hush,
        "down": lambda: player.duck(True),
        "up": lambda: player.duck(False),
        "loop": lambda: None if looping else player.loop(slow, -40.0),
        "stop loop": player.stop_loop,
        "block": lambda: None,
    }
    looping = False
    for what in asked:
        position = player.position
        acts[what]()
        looping |= what == "loop"
        assert player.position == (0 if what == "say" else position)
        out.append(player.block())
        assert 0 <= player.position <= 300
    sound = np.concatenate(out)
    assert np.abs(sound).max() <= 1.0
    assert np.abs(np.diff(sound)).max() < 0.03


def test_ducking_goes_down_14_db_without_a_click_and_comes_back() -> None:
    player = Player()
    player.say(flat(1000))
    take(player, 1)
    player.duck(True)
    down = take(player, 3)
    assert np.abs(np.diff(down)).max() < 0.002
    assert down[RAMP - 1] == pytest.approx(0.5 * 10 ** (-14 / 20), abs=1e-4)
    player.duck(False)
    up = take(player, 3)
    assert np.abs(np.diff(up)).max() < 0.002
    assert np.all(up[RAMP:] == 0.5)


def test_ducking_back_in_mid_ramp_does_not_jump() -> None:
    player = Player()
    player.say(flat(1000))
    player.duck(True)
    first = take(player, 1)
    player.duck(False)
    second = take(player, 3)
    assert np.abs(np.diff(np.concatenate([first, second]))).max() < 0.002
    assert second[-1] == 0.5


def test_a_loop_goes_round_under_the_line_at_its_level() -> None:
    music = np.sin(np.arange(700) * 2 * np.pi / 70).astype(np.float32)
    player = Player()
    player.loop(music, level=-30.0)
    take(player, 2)
    assert level_dbfs(take(player, 35)) == pytest.approx(-30.0, abs=0.1)
    player.say(flat(20, 0.25))
    assert player.block().mean() == pytest.approx(0.25, abs=0.01)
    player.stop_loop()
    take(player, 2)
    assert not take(player, 2).any()


def test_a_loop_is_continuous_where_it_goes_round() -> None:
    music = np.sin(np.arange(700) * 2 * np.pi / 70).astype(np.float32)
    player = Player()
    player.loop(music, level=level_dbfs(music))
    out = take(player, 10)
    assert np.abs(np.diff(out)).max() < 2 * np.pi / 70 * 1.05


def test_a_loud_line_over_a_loop_is_limited() -> None:
    player = Player()
    player.loop(np.ones(500, np.float32), level=-3.0)
    player.say(flat(200, 0.9))
    assert take(player, 5).max() == 1.0


def test_a_silent_loop_is_harmless() -> None:
    player = Player()
    player.loop(np.zeros(500, np.float32))
    assert not take(player, 3).any()
