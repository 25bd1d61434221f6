"""Two channels as two people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.sound.voices import voice
from voicetrainer.core.errors import ClipError
from voicetrainer.core.ports import RATE, Samples
from voicetrainer.sound.channels import own_blocks, read_channels


def beside(first: Samples, second: Samples) -> Samples:
    """One after the other, in a channel each."""
    return np.stack([np.pad(first, (0, len(second))), np.pad(second, (len(first), 0))], axis=1)


CALL = beside(voice(120, "a"), voice(210, "o"))


@pytest.mark.parametrize(
    ("rate", "subtype", "ending"),
    [(8_000, "ULAW", "wav"), (44_100, "PCM_24", "flac"), (16_000, "VORBIS", "ogg")],
)
def test_any_rate_and_format_comes_out_at_16_khz(
    tmp_path: Path, rate: int, subtype: str, ending: str
) -> None:
    import soxr

    path = tmp_path / f"call.{ending}"
    soundfile.write(path, soxr.resample(CALL, RATE, rate), rate, subtype=subtype)
    found = read_channels(path)
    assert found.length == pytest.approx(2_000, abs=30)
    first = found.left[: RATE // 2], found.right[: RATE // 2]
    assert np.abs(first[0]).max() > 20 * np.abs(first[1]).max()
    assert np.array_equal(found.swapped.left, found.right)


@pytest.mark.parametrize(
    ("sound", "said"),
    [
        (CALL[:, 0], "one channel"),
        (np.repeat(CALL[:, :1], 2, axis=1), "same sound in both"),
        (np.repeat(CALL[:, :1], 3, axis=1), "3 channels"),
        (np.zeros_like(CALL), "is silent"),
        (CALL * np.array([1, 0], np.float32), "The right channel of"),
    ],
)
def test_what_is_no_call_of_two_people_says_why(tmp_path: Path, sound: Samples, said: str) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, sound, RATE)
    with pytest.raises(ClipError, match=said):
        read_channels(path)


def test_a_file_that_breaks_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, CALL, RATE)
    path.write_bytes(path.read_bytes()[: len(CALL) * 3])
    assert 1_000 < read_channels(path).length < 2_000


def test_what_came_back_from_the_other_channel_is_not_taken_for_a_voice() -> None:
    own, other = CALL[:, 0], CALL[:, 1]
    leaking = own + 0.05 * other  # −26 dB
    flags = own_blocks(leaking.astype(np.float32), other)
    assert flags[5:45].all()
    assert not flags[55:95].any()


def test_a_soft_voice_under_a_loud_one_stays() -> None:
    soft, loud = 0.1 * voice(120, "a"), voice(210, "o")
    assert own_blocks(soft.astype(np.float32), loud).all()


def test_a_constant_is_taken_out_and_an_overdriven_side_is_told(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, CALL * 0.5 + 0.3, RATE)
    found = read_channels(path)
    assert abs(float(found.left.mean())) < 1e-4
    assert not found.clipped
    soundfile.write(path, np.clip(CALL * 40, -1, 1), RATE)
    assert read_channels(path).clipped


def test_a_wav_that_breaks_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, CALL, RATE)
    assert read_channels(path).whole
    path.write_bytes(path.read_bytes()[:-20_000])
    assert not read_channels(path).whole
