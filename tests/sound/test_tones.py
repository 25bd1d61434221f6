import numpy as np
import pytest

from voicetrainer.core.ports import RATE
from voicetrainer.places import audio
from voicetrainer.sound.clips import level_dbfs, read_clip
from voicetrainer.sound.tones import hold_music, ring_uk, ring_us, telephone_band, write_all


def power_at(samples: np.ndarray, hertz: float) -> float:
    t = np.arange(len(samples)) / RATE
    return float(abs(np.mean(samples * np.exp(-2j * np.pi * hertz * t))))


def test_the_british_ring_has_two_bursts_of_400_and_450_hz() -> None:
    ring = ring_uk()
    assert len(ring) == 3 * RATE
    loud = [level_dbfs(ring[at : at + RATE // 20]) > -40 for at in range(0, len(ring), RATE // 20)]
    assert loud == [True] * 8 + [False] * 4 + [True] * 8 + [False] * 40
    burst = ring[: RATE * 2 // 5]
    assert power_at(burst, 400) > 10 * power_at(burst, 600)
    assert power_at(burst, 450) > 10 * power_at(burst, 600)


def test_the_american_ring_sounds_two_seconds_in_six() -> None:
    ring = ring_us()
    assert len(ring) == 6 * RATE
    assert ring[: 2 * RATE].any()
    assert not ring[2 * RATE :].any()


def test_hold_music_goes_round_without_a_click() -> None:
    music = hold_music()
    seam = np.abs(np.diff(np.concatenate([music[-200:], music[:200]]))).max()
    assert seam <= np.abs(np.diff(music)).max()
    quiet = min(level_dbfs(music[at : at + RATE]) for at in range(0, len(music), RATE))
    assert quiet > -45  # it never falls silent, so a trainee knows the line is alive


def test_the_telephone_carries_speech_and_neither_rumble_nor_hiss() -> None:
    t = np.arange(RATE) / RATE
    for hertz, low, high in ((100, -90, -25), (500, -1, 1), (1000, -1, 1), (3000, -1, 1), (5000, -90, -40)):
        tone = np.sin(2 * np.pi * hertz * t).astype(np.float32)
        change = level_dbfs(telephone_band(tone)[2000:-2000]) - level_dbfs(tone)
        assert low < change < high, hertz


def test_the_telephone_band_is_neither_late_nor_longer() -> None:
    click = np.zeros(1000, np.float32)
    click[500] = 1
    out = telephone_band(click)
    assert len(out) == 1000
    assert int(np.argmax(out)) == 500


def test_the_shipped_tones_are_what_this_makes(tmp_path) -> None:
    for path in write_all(tmp_path):
        assert np.allclose(read_clip(path), read_clip(audio() / path.name), atol=2e-4), path.name


@pytest.mark.parametrize("make", [ring_uk, ring_us, hold_music])
def test_no_tone_is_clipped(make) -> None:
    assert np.abs(make()).max() < 0.5
