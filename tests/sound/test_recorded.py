from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicetrainer.core.cues import Cue, Echo, Noise, Script
from voicetrainer.core.errors import ClipError
from voicetrainer.core.ports import BLOCK, RATE
from voicetrainer.sound.clips import level_dbfs
from voicetrainer.sound.recorded import Pace, RecordedPhone, Room, SilentPhone, at_level


def listen(phone: RecordedPhone, blocks: int) -> np.ndarray:
    return np.concatenate([phone.read() for _ in range(blocks)])


def test_a_clip_starts_at_its_exact_sample() -> None:
    phone = RecordedPhone()
    assert phone.cue(np.full(100, 0.5, np.float32), at=47) == 53
    out = listen(phone, 4)
    start = 47 * RATE // 1000
    assert np.flatnonzero(out).tolist() == list(range(start, start + 100))


def test_a_clip_that_is_late_starts_with_the_next_block() -> None:
    phone = RecordedPhone()
    listen(phone, 5)
    assert phone.cue(np.full(160, 0.5, np.float32), at=10) == 110
    assert phone.read()[:160].all()


def test_clips_may_overlap_and_have_a_gain() -> None:
    phone = RecordedPhone()
    phone.cue(np.full(BLOCK, 0.2, np.float32), at=0)
    phone.cue(np.full(BLOCK, 0.2, np.float32), at=10, gain_db=6.0206)
    out = listen(phone, 2)
    assert out[0] == pytest.approx(0.2)
    assert out[200] == pytest.approx(0.6, abs=1e-3)
    assert out[400] == pytest.approx(0.4, abs=1e-3)


def test_silence_goes_on_after_the_last_clip() -> None:
    phone = RecordedPhone()
    phone.cue(np.ones(BLOCK, np.float32), at=0)
    assert phone.speaking_until == 20
    listen(phone, 1)
    assert phone.speaking_until == 20
    assert not listen(phone, 500).any()
    assert phone.now == 501 * 20


def test_noise_goes_round_at_its_level() -> None:
    noise = at_level(np.random.default_rng(1).standard_normal(1000).astype(np.float32), -50.0)
    out = listen(RecordedPhone(Room(noise)), 50)
    assert level_dbfs(out) == pytest.approx(-50.0, abs=0.2)
    assert np.array_equal(out[:1000], out[1000:2000])


@pytest.mark.parametrize("delay", [0, 13, 80, 300])
def test_the_echo_is_the_callers_voice_late_and_low(delay: int) -> None:
    phone = RecordedPhone(Room(echo=Echo(-20.0, delay)))
    voice = np.random.default_rng(2).uniform(-0.9, 0.9, 50 * BLOCK).astype(np.float32)
    heard = []
    for block in range(50):
        heard.append(phone.read())
        phone.write(voice[block * BLOCK : (block + 1) * BLOCK])
    out = np.concatenate(heard)
    late = BLOCK + delay * RATE // 1000  # the block written after the first read is heard in the second
    assert not out[:late].any()
    assert np.allclose(out[late:], 0.1 * voice[: len(out) - late], atol=1e-6)


def test_a_pause_in_writing_is_a_pause_in_the_echo() -> None:
    phone = RecordedPhone(Room(echo=Echo(0.0, 80)))
    voice = np.full(BLOCK, 0.5, np.float32)
    out = []
    for block in range(200):
        out.append(phone.read())
        if block in (3, 4, 90):
            phone.write(voice)
    loud = [number for number, block in enumerate(out) if block.any()]
    assert loud == [8, 9, 95]


def test_what_was_flushed_is_not_in_the_echo() -> None:
    phone = RecordedPhone(Room(echo=Echo(0.0, 40)))
    phone.read()
    for _ in range(5):
        phone.write(np.full(BLOCK, 0.5, np.float32))  # handed over ahead of time
    phone.read()
    phone.flush()
    out = [bool(phone.read().any()) for _ in range(8)]
    assert out == [False, True, False, False, False, False, False, False]


def test_a_script_reads_its_clips_beforehand(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "hello.wav", np.full(8_000, 0.5), 8_000)
    soundfile.write(tmp_path / "cafe.wav", np.random.default_rng(3).uniform(-0.1, 0.1, RATE), RATE)
    cue = Cue(clip=tmp_path / "hello.wav", gain_db=-6.0)
    script = Script("one", (cue, Cue(silence=500)), noise=Noise(tmp_path / "cafe.wav", -60.0))
    phone = RecordedPhone.of(script)
    (tmp_path / "hello.wav").unlink()
    assert phone.speak(cue, at=100) == 1100
    out = listen(phone, 60)
    assert level_dbfs(out[: RATE // 20]) == pytest.approx(-60.0, abs=1.0)
    assert out[RATE // 2] == pytest.approx(0.25, abs=0.01)


def test_a_script_with_a_missing_clip_is_refused_before_the_call(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match=r"gone\.wav"):
        RecordedPhone.of(Script("one", (Cue(clip=tmp_path / "gone.wav"),)))


class FakeTime:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds + 0.003  # every sleep is a little too long


def test_the_pace_is_absolute_so_that_lateness_does_not_add_up() -> None:
    time = FakeTime()
    phone = SilentPhone(pace=Pace(time.clock, time.sleep))
    for _ in range(1000):
        phone.read()
    assert time.now - 100.0 == pytest.approx(20.0, abs=0.01)


def test_a_slow_reader_is_not_made_to_wait() -> None:
    time = FakeTime()
    phone = RecordedPhone(real_time=True, pace=Pace(time.clock, time.sleep))
    phone.read()
    time.now += 0.5
    time.slept.clear()
    for _ in range(20):
        phone.read()
    assert not time.slept


def test_after_a_long_sleep_of_the_machine_the_pace_starts_anew() -> None:
    time = FakeTime()
    phone = SilentPhone(pace=Pace(time.clock, time.sleep))
    phone.read()
    time.now += 3600
    time.slept.clear()
    for _ in range(3):
        phone.read()
    assert len(time.slept) == 2
