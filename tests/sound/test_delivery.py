"""The meter on sounds of known pitch and level: own pulse trains through formants, no recordings."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.sound.voices import at_level, hiss, telephone, voice
from voicetrainer.core.errors import ClipError
from voicetrainer.core.ports import BLOCK, RATE, Samples
from voicetrainer.core.raised import semitones
from voicetrainer.sound.delivery import DeliveryMeter, baseline_of, delivery_of_clip
from voicetrainer.sound.pitch import AHEAD, candidates, frames_of, settled

SECOND = RATE


def heard(samples: Samples, onset_ms: int, end_ms: int) -> DeliveryMeter:
    """A meter that has heard it all, block by block."""
    meter = DeliveryMeter()
    for first in range(0, len(samples) - BLOCK + 1, BLOCK):
        at = first * 1000 // RATE
        meter.push(samples[first : first + BLOCK], onset_ms <= at < end_ms)
    return meter


def pitch_of(samples: Samples) -> Samples:
    return settled(candidates(frames_of(np.pad(samples, AHEAD).astype(np.float32))))


# -- pitch -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("hz", [80, 110, 160, 220, 300, 430])
@pytest.mark.parametrize("vowel", ["a", "i", "u"])
def test_the_pitch_of_a_voice_is_told_within_a_fifth_of_a_semitone(hz: int, vowel: str) -> None:
    found = pitch_of(voice(hz, vowel))
    assert np.count_nonzero(found) > 85
    assert abs(semitones(float(np.median(found[found > 0])), hz)) < 0.2


@pytest.mark.parametrize("hz", [95, 130, 210, 330])
def test_on_a_telephone_the_missing_fundamental_is_still_told(hz: int) -> None:
    found = pitch_of(telephone(voice(hz, "a")))
    assert abs(semitones(float(np.median(found[found > 0])), hz)) < 0.3


def test_hardly_any_frame_jumps_an_octave_in_noise() -> None:
    for hz in (95, 140, 210, 300):
        noisy = voice(hz, "a") + hiss(SECOND, -40)
        found = pitch_of(noisy)
        found = found[found > 0]
        assert np.mean(np.abs(12 * np.log2(found / hz)) > 3) < 0.02


def test_hiss_and_silence_have_no_pitch() -> None:
    assert np.mean(pitch_of(hiss(2 * SECOND, -30)) > 0) < 0.02
    assert not pitch_of(np.zeros(SECOND, np.float32)).any()


def test_a_tone_has_its_own_pitch() -> None:
    tone = np.sin(2 * np.pi * 200 * np.arange(SECOND) / RATE).astype(np.float32)
    found = pitch_of(tone)
    assert float(np.median(found)) == pytest.approx(200, rel=0.005)


# -- the meter ---------------------------------------------------------------------------------------


def spoken(level: float, hz: float, room: float = -70) -> Samples:
    """1 s of room, 1 s of voice, 1 s of room."""
    sound = hiss(3 * SECOND, room)
    sound[SECOND : 2 * SECOND] += at_level(voice(hz, "a"), level)
    return sound


def test_an_utterance_is_measured_as_it_was_spoken() -> None:
    found = heard(spoken(-26, 180), 1000, 2000).measure(2500, 3, 1000, 2000)
    assert (found.at, found.utterance, found.onset, found.end) == (2500, 3, 1000, 2000)
    assert found.level == pytest.approx(-26, abs=0.5)
    assert found.pitch == pytest.approx(180, rel=0.01)
    assert found.background == pytest.approx(-70, abs=2)
    assert 850 <= found.voiced <= 1000
    assert found.clipped == 0


def test_its_windows_follow_a_voice_that_goes_up() -> None:
    sound = hiss(4 * SECOND, -75)
    sound[SECOND : 2 * SECOND] += at_level(voice(150, "a"), -30)
    sound[2 * SECOND : 3 * SECOND] += at_level(voice(200, "a"), -22)
    windows = heard(sound, 1000, 3000).measure(3500, 1, 1000, 3000).windows
    low = [w for w in windows if w.end <= 2000]
    high = [w for w in windows if w.onset >= 2000]
    assert len(low) >= 3
    assert len(high) >= 3
    for window, later in zip(low, high, strict=False):
        assert later.level - window.level == pytest.approx(8, abs=1)
        assert semitones(later.pitch or 1, window.pitch or 1) == pytest.approx(5, abs=0.3)


def test_the_balance_of_a_sound_tells_its_sharpness_whatever_the_gain() -> None:
    dull = at_level(voice(180, "o"), -20)
    sharp = np.append(dull[:1], np.diff(dull)).astype(np.float32)  # 6 dB more for each octave up
    quiet = np.asarray(0.1 * dull, np.float32)
    found = [delivery_of_clip(np.pad(x, 8000)).windows for x in (dull, sharp, quiet)]
    plain, more, lower = (np.mean([w.balance or 0.0 for w in windows]) for windows in found)
    assert 2 < more - plain < 7
    assert lower == pytest.approx(plain, abs=0.1)


def test_pauses_and_hiss_do_not_lower_the_level() -> None:
    sound = hiss(5 * SECOND, -60)
    for first in (1, 3):
        sound[first * SECOND : (first + 1) * SECOND] += at_level(voice(200, "e"), -24)
    found = heard(sound, 1000, 4000).measure(4500, 1, 1000, 4000)
    assert found.level == pytest.approx(-24, abs=0.7)
    assert 1700 <= found.voiced <= 2100


def test_a_sound_at_full_scale_is_told_as_clipped() -> None:
    sound = np.clip(spoken(-3, 150) * 3, -1, 1)
    assert heard(sound, 1000, 2000).measure(2500, 1, 1000, 2000).clipped > 0.05


def test_a_silent_microphone_has_no_level() -> None:
    found = heard(np.zeros(3 * SECOND, np.float32), 1000, 2000).measure(2500, 1, 1000, 2000)
    assert (found.level, found.pitch, found.voiced, found.windows) == (None, None, 0, ())


def test_blocks_and_a_whole_clip_give_the_same_figures() -> None:
    sound = spoken(-26, 180)
    live = heard(sound, 1000, 2000).measure(2500, 1, 1000, 2000)
    flags = [1000 <= first * 1000 // RATE < 2000 for first in range(0, len(sound), BLOCK)]
    whole = delivery_of_clip(sound, flags)
    assert whole.level == pytest.approx(live.level, abs=0.05)
    assert whole.pitch == pytest.approx(live.pitch, rel=0.001)


def test_two_minutes_into_a_call_it_measures_as_well_as_at_its_start() -> None:
    meter = DeliveryMeter()
    quiet = hiss(BLOCK, -70)
    for _ in range(121 * 50):
        meter.push(quiet, False)
    tone = at_level(voice(210, "a"), -25)
    for first in range(0, len(tone), BLOCK):
        meter.push(tone[first : first + BLOCK], True)
    found = meter.measure(122_000, 9, 121_000, 122_000)
    assert found.pitch == pytest.approx(210, rel=0.01)
    assert found.level == pytest.approx(-25, abs=0.5)


def test_a_second_of_speech_costs_little_and_no_call_blocks_the_loop() -> None:
    sound = np.tile(spoken(-26, 180), 10)
    meter, longest, began = DeliveryMeter(), 0.0, time.thread_time()
    for first in range(0, len(sound) - BLOCK + 1, BLOCK):
        start = time.thread_time()
        meter.push(sound[first : first + BLOCK], True)
        longest = max(longest, time.thread_time() - start)
    start = time.thread_time()
    meter.measure(30_000, 1, 0, 29_500)
    measuring = time.thread_time() - start
    assert (time.thread_time() - began) / 30 < 0.010  # 5 ms meant; a busy machine is allowed twice that
    assert max(longest, measuring) < 0.020


# -- calibrate ---------------------------------------------------------------------------------------


def read_aloud(level: float, room: float = -75, seconds: int = 20) -> Samples:
    sound = hiss(seconds * SECOND, room)
    for i in range(seconds):
        word = at_level(voice(180 * 2 ** ((i % 5 - 2) / 12), "aeiou"[i % 5]), level + i % 3 - 1)[:12_000]
        sound[i * SECOND : i * SECOND + len(word)] += word
    return sound


def test_a_calibration_tells_the_voice_and_how_far_it_spreads() -> None:
    found = baseline_of(read_aloud(-28))
    assert found.level == pytest.approx(-28, abs=1)
    assert found.pitch == pytest.approx(180, rel=0.02)
    assert found.pitch_spread == pytest.approx(1.4, abs=0.3)
    assert 0.5 < found.level_spread < 3


@pytest.mark.parametrize(
    ("sound", "says"),
    [
        (read_aloud(-28, seconds=4), "20 s"),
        (read_aloud(-62, room=-90), "nearer"),
        (np.clip(read_aloud(-3) * 4, -1, 1), "down"),
        (read_aloud(-30, room=-38), "quieter room"),
        (np.zeros(0, np.float32), "nearer"),
        (np.zeros(RATE, np.float32), "nearer"),
    ],
)
def test_a_recording_that_cannot_be_used_is_refused_with_its_remedy(sound: Samples, says: str) -> None:
    with pytest.raises(ClipError, match=says):
        baseline_of(sound)
