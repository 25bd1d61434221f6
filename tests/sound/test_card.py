"""The two ends of the sound card phone, with PortAudio's callbacks called by hand."""

import queue
from types import SimpleNamespace

import numpy as np
import pytest

from voicetrainer.core.errors import DeviceError
from voicetrainer.core.ports import BLOCK, RATE
from voicetrainer.sound.ends import (
    FULL_BLOCKS,
    LOOK_S,
    QUEUE_BLOCKS,
    UNSETTLED_BLOCKS,
    WAIT_S,
    Loudspeaker,
    Microphone,
)

FINE = SimpleNamespace(input_overflow=False, output_underflow=False)
TIME = SimpleNamespace(currentTime=10.0, inputBufferAdcTime=9.97, outputBufferDacTime=10.06)
SILENCE = np.zeros(BLOCK, np.float32)
VOICE = np.full(BLOCK, 0.5, np.float32)


def arrive(microphone: Microphone, samples: np.ndarray, status: SimpleNamespace = FINE) -> None:
    frames = samples.reshape(len(samples), -1)
    microphone.take(frames, len(frames), TIME, status)


def played(loudspeaker: Loudspeaker, frames: int = BLOCK, channels: int = 1) -> np.ndarray:
    out = np.full((frames, channels), 9.0, np.float32)
    loudspeaker.give(out, frames, TIME, FINE)
    return out


def test_stereo_microphones_are_averaged() -> None:
    microphone = Microphone()
    arrive(microphone, np.stack([VOICE, SILENCE], axis=1))
    assert np.all(microphone.block() == 0.25)


def test_a_block_that_came_is_not_the_drivers_memory() -> None:
    """PortAudio uses its buffer again after the callback."""
    microphone = Microphone()
    buffer = VOICE.copy()
    arrive(microphone, buffer)
    buffer[:] = 9
    assert np.all(microphone.block() == 0.5)


def test_another_rate_becomes_16_khz_without_seams() -> None:
    microphone = Microphone()
    microphone.set_rate(44_100)
    t = np.arange(44_100) / 44_100
    sound = (0.5 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)
    for at in range(0, len(sound), 882):
        arrive(microphone, sound[at : at + 882])
    heard = np.concatenate([microphone.block() for _ in range(45)])
    here = np.arange(len(heard)) / RATE
    assert np.abs(heard - 0.5 * np.sin(2 * np.pi * 440 * here))[200:].max() < 0.01


def test_lost_microphone_sound_is_counted() -> None:
    microphone = Microphone()
    arrive(microphone, VOICE, SimpleNamespace(input_overflow=True))
    arrive(microphone, VOICE)
    assert microphone.lost_ms == 20


def test_a_call_that_is_ten_seconds_behind_loses_sound_rather_than_memory() -> None:
    microphone = Microphone()
    for _ in range(520):
        arrive(microphone, VOICE)
    assert microphone.lost_ms == pytest.approx(380, abs=20)


def test_a_stream_that_ended_is_told_at_once() -> None:
    microphone = Microphone()
    arrive(microphone, VOICE)
    microphone.ended()
    microphone.block()
    with pytest.raises(DeviceError, match="unplugged"):
        microphone.block()


class Late(queue.SimpleQueue):  # type: ignore[type-arg]
    """Nothing comes for so many looks; each may have taken for ever."""

    looks = 0

    def get(self, block: bool = True, timeout: float | None = None) -> object:
        self.looks -= 1
        if self.looks >= 0:
            raise queue.Empty
        return super().get(block, 0)


def test_a_machine_that_stood_still_is_no_silent_microphone() -> None:
    microphone = Microphone()
    arrive(microphone, VOICE)
    microphone.block()
    microphone._arrived = late = Late()
    arrive(microphone, VOICE)
    late.looks = round(WAIT_S / LOOK_S) - 1
    assert np.array_equal(microphone.block(), VOICE), "the last look found it"
    late.looks = round(WAIT_S / LOOK_S)
    with pytest.raises(DeviceError, match="no sound arrived"):
        microphone.block()


def test_the_loudspeaker_plays_what_was_handed_over_in_order() -> None:
    loudspeaker = Loudspeaker()
    ramp = np.linspace(-1, 1, 3 * BLOCK, dtype=np.float32)
    for block in ramp.reshape(3, BLOCK):
        loudspeaker.put(block)
    out = np.concatenate([played(loudspeaker, frames) for frames in (100, 500, 360)])
    assert np.array_equal(out[:, 0], ramp)


def test_it_plays_on_every_channel_and_silence_where_nothing_is_queued() -> None:
    loudspeaker = Loudspeaker()
    loudspeaker.put(VOICE)
    out = played(loudspeaker, BLOCK + 100, channels=2)
    assert np.all(out[:BLOCK] == 0.5)
    assert not out[BLOCK:].any()


def test_a_slow_loudspeaker_is_caught_up_with_by_dropping_silence_only() -> None:
    loudspeaker = Loudspeaker()
    for _ in range(QUEUE_BLOCKS + 4):
        loudspeaker.put(VOICE)
    assert loudspeaker.queued == (QUEUE_BLOCKS + 4) * 20
    loudspeaker.put(SILENCE)
    assert loudspeaker.queued == (QUEUE_BLOCKS + 4) * 20
    while loudspeaker.queued >= QUEUE_BLOCKS * 20:
        played(loudspeaker)
    loudspeaker.put(SILENCE)
    assert loudspeaker.queued == QUEUE_BLOCKS * 20


def test_a_loudspeaker_that_takes_nothing_for_a_second_has_stopped() -> None:
    seconds = [0.0]
    loudspeaker = Loudspeaker(lambda: seconds[0])
    for _ in range(FULL_BLOCKS):
        loudspeaker.put(VOICE)
    assert not loudspeaker.stopped
    loudspeaker.put(VOICE)
    assert not loudspeaker.stopped, "so much at once: the call's thread stood still"
    seconds[0] = 1.0
    loudspeaker.put(VOICE)
    assert loudspeaker.stopped


def test_a_cut_leaves_five_ms_that_fade() -> None:
    loudspeaker = Loudspeaker()
    for _ in range(4):
        loudspeaker.put(VOICE)
    loudspeaker.drop()
    assert loudspeaker.queued == 5
    out = played(loudspeaker)[:, 0]
    assert np.all(np.diff(out[:80]) < 0)
    assert not out[80:].any()
    loudspeaker.drop()
    assert not played(loudspeaker).any()


def test_what_follows_a_cut_does_not_click() -> None:
    loudspeaker = Loudspeaker()
    for _ in range(4):
        loudspeaker.put(VOICE)
    loudspeaker.drop()
    for _ in range(2):
        loudspeaker.put(VOICE)
    out = played(loudspeaker, 2 * BLOCK)[:, 0]
    assert np.abs(np.diff(out)).max() < 0.01
    assert out[-1] == 0.5


def test_the_loudspeakers_own_rate_is_met_without_seams() -> None:
    loudspeaker = Loudspeaker()
    loudspeaker.set_rate(48_000)
    t = np.arange(RATE) / RATE
    sound = (0.5 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)
    for block in sound[: 20 * BLOCK].reshape(-1, BLOCK):
        loudspeaker.put(block)
    out = played(loudspeaker, 18 * 960)[:, 0]
    here = np.arange(len(out)) / 48_000
    assert np.abs(out - 0.5 * np.sin(2 * np.pi * 440 * here))[600:].max() < 0.01


def test_the_usual_delay_is_told_and_nonsense_of_the_driver_is_not() -> None:
    microphone = Microphone()
    for _ in range(UNSETTLED_BLOCKS):
        microphone.delay.note(0.6)
    assert microphone.delay.median_ms(promised=0.05) == 50
    for seconds in (0.03, 0.03, 0.031, -5.0, 0.0, 77.0):
        microphone.delay.note(seconds)
    assert microphone.delay.median_ms(promised=0.05) == 30
