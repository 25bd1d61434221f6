"""What the sound check makes of samples whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.cues import Echo
from voicetrainer.core.ports import BLOCK, BLOCK_MS, RATE
from voicetrainer.sound import measured, soundcheck
from voicetrainer.sound.clips import level_dbfs, read_clip, scaled
from voicetrainer.sound.measured import Measured
from voicetrainer.sound.recorded import RecordedPhone, Room, at_level
from voicetrainer.sound.soundcheck import (
    EchoFinding,
    MicrophoneFinding,
    SoundCheck,
    Steadiness,
    advice,
    drift_ppm,
    find_echo,
    holes,
    judge_microphone,
    measure_echo,
    watch,
)
from voicetrainer.sound.tones import speech_like

CLIP = Path(__file__).with_name("clips") / "sorry.flac"


def noise(seconds: float, level: float, seed: int = 9) -> np.ndarray:
    return at_level(
        np.random.default_rng(seed).standard_normal(round(seconds * RATE)).astype(np.float32), level
    )


ROOM = noise(3, -62.0)


def spoken(level: float, room: float = -62.0) -> np.ndarray:
    """Five seconds: a clip of real words at that level, in a room."""
    clip = np.tile(read_clip(CLIP), 4)[: 5 * RATE]
    return scaled(clip, level - level_dbfs(clip)) + noise(5, room, 10)


# -- the microphone


@pytest.mark.parametrize(
    ("level", "verdict"),
    [(-55.0, "no voice"), (-50.0, "too quiet"), (-24.0, "good"), (-9.0, "too loud")],
)
def test_a_microphone_is_judged_by_the_level_of_the_voice(level: float, verdict: str) -> None:
    sound = np.clip(spoken(level), -0.98, 0.98)
    assert judge_microphone(ROOM, sound).verdict == verdict


def test_words_cut_off_at_the_end_of_the_scale_are_called_clipped() -> None:
    found = judge_microphone(ROOM, np.clip(spoken(-24.0) * 30, -1, 1))
    assert found.verdict == "clipped"
    assert found.clipped > 100


def test_a_voice_near_the_noise_of_the_room_is_called_noisy() -> None:
    assert judge_microphone(noise(3, -36.0), spoken(-24.0, -36.0)).verdict == "noisy"


def test_digital_silence_is_a_missing_permission_and_not_a_quiet_voice() -> None:
    nothing = np.zeros(3 * RATE, np.float32)
    assert judge_microphone(nothing, nothing).verdict == "nothing"
    assert judge_microphone(ROOM, noise(5, -62.0, 11)).verdict == "no voice", "it works, and nobody spoke"


def test_the_voices_level_leaves_pauses_out() -> None:
    padded = np.concatenate([spoken(-24.0), noise(3, -62.0, 12)])
    whole, half = judge_microphone(ROOM, spoken(-24.0)), judge_microphone(ROOM, padded)
    assert whole.voice == pytest.approx(half.voice, abs=1.0)
    assert whole.voice > -24


def test_a_fixed_gain_is_not_suspected() -> None:
    found = judge_microphone(ROOM, spoken(-24.0))
    assert not found.gain_moves, found
    assert not judge_microphone(noise(3, -45.0), spoken(-20.0, -45.0)).gain_moves


def with_automatic_gain(sound: np.ndarray, target: float = -24.0, most_db: float = 20.0) -> np.ndarray:
    """Turned down at once, up again by 6 dB a second, as headsets do it."""
    out, gain = sound.copy(), most_db
    for at in range(0, len(sound), BLOCK):
        gain = min(gain + 6 * BLOCK_MS / 1000, most_db)
        gain = min(gain, max(-20.0, target - level_dbfs(sound[at : at + BLOCK])))
        out[at : at + BLOCK] *= 10 ** (gain / 20)
    return out


def test_automatic_gain_is_noticed_by_the_room_that_sinks_between_words() -> None:
    everything = with_automatic_gain(np.concatenate([noise(3, -60.0), spoken(-24.0, -60.0)]))
    found = judge_microphone(everything[: 3 * RATE], everything[3 * RATE :])
    assert found.gain_moves, found


def test_a_noise_gate_is_noticed_too() -> None:
    sound = spoken(-24.0, -90.0).reshape(-1, BLOCK)
    sound[[level_dbfs(block) < -50 for block in sound]] = 0
    assert judge_microphone(ROOM, sound.ravel()).gain_moves


# -- the echo


@pytest.mark.parametrize("delay", [0, 35, 180, 400, 800])
@pytest.mark.parametrize("level", [-3.0, -30.0])
def test_the_echo_is_found_to_3_ms_and_1_db(delay: int, level: float) -> None:
    found = measure_echo(RecordedPhone(Room(noise(7, -60.0), Echo(level, delay))))
    assert found is not None
    assert found.delay == pytest.approx(delay, abs=3)
    assert found.level_db == pytest.approx(level, abs=1.0)


def test_headphones_give_no_echo() -> None:
    assert measure_echo(RecordedPhone(Room(noise(7, -60.0)))) is None
    assert measure_echo(RecordedPhone()) is None


@pytest.mark.parametrize("seed", range(6))
def test_somebody_who_speaks_meanwhile_is_no_echo(seed: int) -> None:
    """Tolerance: another murmur of the same synthesiser is as like it as sound can be."""
    played = np.concatenate([speech_like(4.0), np.zeros(RATE, np.float32)])
    words = np.resize(read_clip(CLIP), len(played)).astype(np.float32)
    assert find_echo(played, words + noise(5, -60.0, seed)) is None


def test_a_ringing_room_and_two_clocks_do_not_hide_the_echo() -> None:
    played = np.concatenate([speech_like(4.0), np.zeros(RATE, np.float32)])
    room = np.random.default_rng(5).standard_normal(4000) * np.exp(-np.arange(4000) / 900)
    room[0] = 12  # 5 dB below what the walls give back
    echo = np.convolve(played, room / np.sqrt(np.sum(room**2)))[: len(played)]
    echo = np.concatenate([np.zeros(100 * RATE // 1000), echo])[: len(played)]
    drifted = np.interp(np.arange(len(echo)) * 1.0005, np.arange(len(echo)), echo)  # 500 ppm
    found = find_echo(played, (0.03 * drifted).astype(np.float32) + noise(5, -65.0))
    assert found is not None
    assert found.delay == pytest.approx(100, abs=5)
    assert found.level_db == pytest.approx(-30, abs=5)


# -- drop-outs


def test_gaps_of_silence_inside_sound_are_counted() -> None:
    sound = noise(3, -40.0)
    sound[1000:1160] = 0  # 10 ms
    sound[20_000:24_000] = 0  # a quarter of a second
    sound[30_000:30_040] = 0  # 2.5 ms
    sound[-500:] = 0  # it ended
    assert holes(sound) == 2


def test_a_microphone_that_is_mostly_silent_has_no_gaps() -> None:
    sound = np.zeros(3 * RATE, np.float32)
    sound[10_000:20_000] = 0.1
    assert holes(sound) == 0
    assert holes(np.zeros(0, np.float32)) == 0


@pytest.mark.parametrize("ppm", [-500, 0, 500])
def test_the_microphones_pace_is_told_against_the_clock(ppm: int) -> None:
    times = np.arange(3000) * 0.02 / (1 + ppm * 1e-6)
    jitter = np.random.default_rng(3).uniform(0, 0.004, 3000)
    assert drift_ppm(times + jitter) == pytest.approx(ppm, abs=15)


class Stuttering(RecordedPhone):
    """Loses 20 ms of each second, as its driver tells."""

    lost_ms = 0
    underflows = 0

    def read(self) -> np.ndarray | None:
        if self.now % 1000 == 980:
            self.lost_ms += BLOCK_MS
        return super().read()


def test_what_the_driver_lost_is_counted_from_now_on() -> None:
    phone, now = Stuttering(Room(noise(2, -50.0))), [0.0]
    phone.lost_ms = 400  # before

    def clock() -> float:
        now[0] += 0.02
        return now[0]

    found = watch(phone, 3, clock)
    assert (found.lost_ms, found.holes, found.underflows, found.dropouts) == (60, 0, 0, 3)
    assert found.seconds == 3
    assert found.longest_wait == 20


# -- what to change

FINE = SoundCheck(
    MicrophoneFinding(-60.0, -24.0, -8.0, 0, "good", 0.0), 90, None, Steadiness(60, 0, 0, 0, 25, 3)
)


def test_where_all_is_well_nothing_is_to_be_changed() -> None:
    assert advice(FINE) == ()
    faint = replace(FINE, echo=EchoFinding(90, -45.0))
    assert advice(faint) == ()


def test_what_stops_a_call_comes_first() -> None:
    broken = replace(
        FINE,
        microphone=replace(FINE.microphone, verdict="too quiet"),
        echo=EchoFinding(120, -10.0),
        steady=Steadiness(60, 900, 0, 40, 300, 0),
    )
    assert advice(broken) == ("dropouts", "turn_up", "busy", "echo")


def test_a_microphone_that_heard_the_chirps_is_allowed_to_hear() -> None:
    """Some gate silence to nothing; then nobody spoke."""
    silent = replace(FINE, microphone=replace(FINE.microphone, verdict="nothing"), round_trip=None)
    assert advice(silent) == ("no_sound",)
    assert advice(replace(silent, round_trip=90)) == ("no_voice",)


def test_late_sound_asks_for_a_cable() -> None:
    assert advice(replace(FINE, round_trip=450)) == ("too_late",)
    assert advice(replace(FINE, round_trip=None, echo=EchoFinding(600, -3.0))) == ("too_late",)


def test_every_advice_has_its_sentence() -> None:
    from voicetrainer import catalogue

    keys = {*soundcheck._MICROPHONE.values(), "dropouts", "few_dropouts", "busy", "automatic_gain", "echo"}
    assert all(catalogue.known(f"soundcheck.advice-{key}") for key in {*keys, "too_late"})


# -- what is kept


def test_what_was_measured_is_kept_for_each_pair_of_devices(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "sound.json"
    headset = Measured("headset", "headset", 40, None, None, "2026-01-01")
    built_in = Measured("built in", "built in", 90, 92, -12.5, "2026-01-01")
    for one in (headset, built_in, replace(headset, round_trip=45)):
        assert measured.save(one, path)
    assert measured.load(path) == (built_in, replace(headset, round_trip=45))
    assert measured.known("headset", "headset", path) == replace(headset, round_trip=45)
    assert measured.known("headset", "built in", path) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"devices": [3]}', '{"devices": [{"round_trip": "soon", "microphone": "x"}]}']
)
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "sound.json").write_text(text)
    assert measured.load(tmp_path / "sound.json") == ()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not measured.save(Measured("a", "b", 1, None, None, ""), tmp_path / "file" / "sound.json")
