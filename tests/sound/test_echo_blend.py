"""The filter beside the canceller, and what of it is handed on."""

from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.ports import BLOCK, RATE
from voicetrainer.sound.clips import level_dbfs, read_clip
from voicetrainer.sound.echo_blend import Blend
from voicetrainer.sound.echo_filter import EchoFilter
from voicetrainer.sound.echo_guard import EchoGuard
from voicetrainer.sound.recorded import at_level

TRAINEES = Path(__file__).parents[2] / "audio" / "trainees"
HISS = at_level(np.random.default_rng(3).standard_normal(RATE).astype(np.float32), -65.0)


def caller(seconds: float) -> np.ndarray:
    """Speech of the recorded trainees, −20 dBFS."""
    clips = [read_clip(clip) for clip in sorted(TRAINEES.glob("fair/*.flac")) if clip.stem != "room"]
    return np.resize(np.concatenate([at_level(clip, -20.0) for clip in clips]), round(seconds * 50) * BLOCK)


def in_the_room(played: np.ndarray) -> np.ndarray:
    """150 ms late and 10 dB quieter, with a little hiss."""
    late = 150 * RATE // 1000
    echo = np.concatenate([np.zeros(late, np.float32), played[:-late]]) * 10 ** (-10 / 20)
    return (echo + np.resize(HISS, len(played))).astype(np.float32)


def test_the_filter_learns_the_room_and_takes_the_caller_out() -> None:
    said = caller(16)
    played = np.concatenate([np.zeros(BLOCK, np.float32), said])[: len(said)]
    heard = in_the_room(played)
    room_filter = EchoFilter()
    blocks = [slice(at, at + BLOCK) for at in range(0, len(heard), BLOCK)]
    left = np.concatenate([room_filter.push(played[block], heard[block])[0] for block in blocks])
    assert level_dbfs(left[-4 * RATE :]) < level_dbfs(heard[-4 * RATE :]) - 15


def test_the_filter_lets_everything_be_while_the_caller_is_silent() -> None:
    silence = np.zeros(BLOCK, np.float32)
    left, echo = EchoFilter().push(silence, HISS[:BLOCK])
    assert np.array_equal(left, HISS[:BLOCK])
    assert not echo.any()


def blended(cleaned_db: float, left_db: float, echo_db: float, doubt: bool = False) -> float:
    """Level of the newest block after two seconds of echo at −30 dBFS, of which the filter left −50 dB."""
    noise = np.random.default_rng(1).standard_normal((3, BLOCK)).astype(np.float32)
    cleaned, left, echo = noise / np.sqrt(np.mean(noise**2, axis=1, keepdims=True))
    gain = [10 ** (db / 20) for db in (-66, -50, -30)]
    blend = Blend(0)
    for _ in range(100):
        before = blend.push(gain[0] * cleaned, gain[1] * left, gain[2] * echo, doubt=False)
    assert level_dbfs(before) == pytest.approx(-66, abs=0.5)
    gain = [10 ** (db / 20) for db in (cleaned_db, left_db, echo_db)]
    for _ in range(2):
        block = blend.push(gain[0] * cleaned, gain[1] * left, gain[2] * echo, doubt=doubt)
    return level_dbfs(block)


def test_a_voice_that_the_canceller_turned_down_is_handed_on_as_it_was() -> None:
    assert blended(-55, -28, -30) == pytest.approx(-28, abs=0.5)


def test_what_the_filter_usually_leaves_is_not_handed_on() -> None:
    assert blended(-55, -48, -30) == pytest.approx(-55, abs=0.5)


def test_where_the_canceller_hears_nothing_at_all_nothing_is_handed_on() -> None:
    assert blended(-66, -28, -30) == pytest.approx(-66, abs=0.5)


def test_while_clocks_are_in_doubt_all_is_left_to_the_canceller() -> None:
    assert blended(-55, -28, -30, doubt=True) == pytest.approx(-55, abs=0.5)


def test_an_echo_that_the_filter_misjudged_is_no_voice() -> None:
    blend, noise = Blend(0), HISS[:BLOCK]
    for _ in range(100):
        blend.push(0.1 * noise, noise, 20 * HISS[BLOCK : 2 * BLOCK], doubt=False)
    out = blend.push(noise, -30 * noise, 30 * noise, doubt=False)
    assert level_dbfs(out) == pytest.approx(level_dbfs(noise), abs=0.5)


def test_what_rings_on_in_a_hall_and_the_filter_knows_is_no_voice() -> None:
    guard = EchoGuard()
    said, loud, soft = (np.full(BLOCK, level, np.float32) for level in (0.1, 0.05, 0.001))
    for block in caller(30).reshape(-1, BLOCK):
        guard.push(block, 0 * block, 0 * block, 0 * block)
    for _ in range(8):
        guard.push(said, loud, loud, soft)
    assert not guard.audible
