"""What lies behind the caller: recognisable by its measures, at its level, in her lane alone."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pytest

from voicetrainer.core.ports import BLOCK, RATE, Clip
from voicetrainer.places import audio
from voicetrainer.sound import scenery as shipped
from voicetrainer.sound.clips import level_dbfs, read_clip
from voicetrainer.sound.player import Player
from voicetrainer.sound.scenery import BACKGROUNDS, FADE_BLOCKS, LINES, InScene, PhoneBand, Scenery, scenery
from voicetrainer.sound.surroundings import SOUNDS, write_all
from voicetrainer.sound.vad import Gate, SileroVad

SILENCE = np.zeros(BLOCK, np.float32)
FOLDER = audio() / "scenery"


def blocks(scene: Scenery, number: int) -> np.ndarray:
    return np.concatenate([scene.block(SILENCE) for _ in range(number)])


# -- the sounds


def test_the_shipped_sounds_are_what_this_makes(tmp_path) -> None:
    for path in write_all(tmp_path):
        assert np.allclose(read_clip(path), read_clip(FOLDER / path.name), atol=2e-4), path.name


def test_every_sound_is_credited_with_its_hash_and_they_are_small() -> None:
    credits = dict(re.findall(r"\| (\S+\.flac) \|.*`([0-9a-f]{64})`", (FOLDER / "CREDITS.md").read_text()))
    files = {path.name: path for path in FOLDER.glob("*.flac")}
    assert {*credits} == {*files} == {f"{name}.flac" for name in SOUNDS}
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == credits[name], name
    assert sum(path.stat().st_size for path in files.values()) < 1_500_000


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_goes_round_without_a_seam(name: str) -> None:
    sound = read_clip(FOLDER / f"{name}.flac")
    assert 10 <= len(sound) / RATE <= 20
    seam = np.abs(np.diff(np.concatenate([sound[-200:], sound[:200]]))).max()
    assert seam <= np.abs(np.diff(sound)).max()
    assert np.abs(sound).max() < 0.9


def pitch_at(sound: np.ndarray, seconds: float) -> float:
    """Hz, by autocorrelation between 80 and 800 Hz."""
    piece = sound[round(seconds * RATE) : round((seconds + 0.08) * RATE)]
    match = np.correlate(piece, piece, mode="full")[len(piece) - 1 :]
    lags = np.arange(RATE // 800, RATE // 80)
    return float(RATE / lags[np.argmax(match[lags])])


def test_the_baby_cries_in_fits_with_the_pitch_of_an_infant() -> None:
    sound = read_clip(FOLDER / "baby.flac")
    levels = np.array([level_dbfs(sound[at : at + RATE // 10]) for at in range(0, len(sound), RATE // 10)])
    crying = levels > -40
    assert 0.3 < crying.mean() < 0.7, "and rests between the fits"
    pitches = [pitch_at(sound, at / 10 + 0.01) for at in np.flatnonzero(levels > -28)]
    assert 330 < np.median(pitches) < 600


def test_cars_pass_in_the_street() -> None:
    sound = read_clip(FOLDER / "street.flac")
    levels = np.array([level_dbfs(sound[at : at + RATE // 2]) for at in range(0, len(sound), RATE // 2)])
    peaks = [i for i in range(len(levels)) if levels[i] == max(levels.take(range(i - 2, i + 3), mode="wrap"))]
    assert sum(levels[i] > levels.min() + 5 for i in peaks) == 4


def test_the_bad_line_hums_at_the_mains_overtones() -> None:
    sound = read_clip(FOLDER / "line.flac")
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)

    def around(f: float) -> float:
        return float(power[np.abs(hertz - f) < 2].sum())

    assert all(around(f) > 20 * around(f + 25) for f in (100, 150, 300, 400))


@pytest.mark.parametrize("name", SOUNDS)
def test_nothing_behind_the_caller_is_taken_for_speech(name: str) -> None:
    """Even where a loudspeaker brought all of it back into the microphone."""
    vad, gate = SileroVad(), Gate()
    sound = shipped._shipped(name, BACKGROUNDS.get(name, LINES["noisy"]) or 0)
    heard = [gate.push(vad.speech(sound[at : at + BLOCK])) for at in range(0, len(sound) - BLOCK + 1, BLOCK)]
    assert not any(heard)


# -- mixing


@pytest.mark.parametrize("name", BACKGROUNDS)
def test_a_background_is_heard_at_its_level(name: str) -> None:
    scene = scenery(name)
    assert scene is not None
    blocks(scene, FADE_BLOCKS)
    assert level_dbfs(blocks(scene, 1200)) == pytest.approx(BACKGROUNDS[name], abs=2.5)


def test_a_silent_room_on_a_clear_line_needs_nothing() -> None:
    assert scenery() is None
    assert scenery(None, "mobile") is not None
    with pytest.raises(KeyError):
        scenery("cathedral")


def test_the_background_comes_and_goes_without_a_click() -> None:
    scene = Scenery(np.full(RATE, 0.1, np.float32))
    scene.step_back(True)
    assert not blocks(scene, 3).any()
    scene.step_back(False)
    rising = blocks(scene, FADE_BLOCKS)
    assert np.abs(np.diff(rising)).max() < 0.0002
    assert rising[-1] == pytest.approx(0.1)
    scene.step_back(True)
    falling = blocks(scene, FADE_BLOCKS)
    assert np.abs(np.diff(falling)).max() < 0.0002
    assert not blocks(scene, 1).any()


def test_the_line_is_noisy_even_while_music_plays() -> None:
    noise = np.full(RATE, 0.01, np.float32)
    mouth = InScene(Player(), Scenery(np.full(RATE, 0.1, np.float32), noise))
    assert np.allclose(mouth.block(), 0.01), "no room before the call is answered"
    mouth.loop(np.full(RATE, 0.2, np.float32))
    for _ in range(50):
        mouth.block()
    music_alone = mouth.block().mean()
    mouth.stop_loop()
    for _ in range(50):
        mouth.block()
    assert music_alone == pytest.approx(10 ** (-26 / 20) + 0.01, abs=1e-3)
    assert mouth.block().mean() == pytest.approx(0.11, abs=1e-3)


def test_a_line_goes_through_unchanged_in_place_and_length() -> None:
    said = Clip(np.sin(np.arange(2 * RATE) * 0.3).astype(np.float32) * 0.3)
    plain, staged = Player(), InScene(Player(), Scenery())
    plain.say(said)
    staged.say(said)
    for _ in range(60):
        assert np.allclose(plain.block(), staged.block())
        assert plain.position == staged.position
    plain.duck(True)
    staged.duck(True)
    assert np.allclose(plain.block(), staged.block())
    assert plain.hush() == staged.hush()
    assert np.allclose(plain.block(), staged.block())


def test_the_sound_with_all_on_it_never_leaves_the_scale() -> None:
    scene = Scenery(np.full(RATE, 0.5, np.float32), np.full(RATE, 0.5, np.float32))
    blocks(scene, FADE_BLOCKS)
    assert np.abs(scene.block(np.full(BLOCK, 0.9, np.float32))).max() <= 1.0
    assert scene.peak == pytest.approx(1.0)


# -- the telephone's band


def test_the_band_is_a_telephones_and_streams_without_seams_or_delay() -> None:
    band, click = PhoneBand(), np.zeros(10 * BLOCK, np.float32)
    click[0] = 1
    out = np.concatenate([band.block(click[at : at + BLOCK]) for at in range(0, len(click), BLOCK)])
    loud = 20 * np.log10(np.abs(np.fft.rfft(out)) + 1e-9)
    for hertz, low, high in ((100, -120, -40), (500, -1, 1), (1000, -1, 1), (3000, -1, 1), (4500, -120, -40)):
        assert low < loud[hertz * len(click) // RATE] < high, hertz
    assert int(np.argmax(np.abs(out))) < RATE // 1000, "within a millisecond"
    whole = PhoneBand().block(click)
    assert np.allclose(out, whole, atol=1e-6)
