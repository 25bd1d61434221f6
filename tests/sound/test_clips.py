import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from voicetrainer.core.errors import ClipError, StoreError
from voicetrainer.core.ports import RATE
from voicetrainer.sound.clips import SILENCE_DBFS, level_dbfs, read_clip, write_flac, write_wav


def tone(rate: int = RATE, seconds: float = 0.5, hertz: float = 440) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
def test_any_rate_becomes_16_khz_and_stays_in_place(tmp_path: Path, rate: int) -> None:
    soundfile.write(tmp_path / "a.wav", tone(rate), rate)
    clip = read_clip(tmp_path / "a.wav")
    assert clip.dtype == np.float32
    assert abs(len(clip) - RATE // 2) <= 1
    middle = slice(2000, 6000)  # a filter rings at the edges
    assert np.abs(clip[middle] - tone()[middle]).max() < 0.01


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_any_depth_is_read(tmp_path: Path, subtype: str) -> None:
    soundfile.write(tmp_path / "a.wav", tone(), RATE, subtype=subtype)
    assert np.abs(read_clip(tmp_path / "a.wav") - tone()).max() < 0.03


def test_flac_and_ogg_are_read_too(tmp_path: Path) -> None:
    for name in ("a.flac", "a.ogg"):
        soundfile.write(tmp_path / name, tone(), RATE)
        assert level_dbfs(read_clip(tmp_path / name)) == pytest.approx(level_dbfs(tone()), abs=0.5)


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", tone(), RATE, format="WAV")
    assert len(read_clip(tmp_path / "a.flac")) == RATE // 2


def test_stereo_is_averaged(tmp_path: Path) -> None:
    left, right = tone(), 0.5 * tone()
    soundfile.write(tmp_path / "a.wav", np.stack([left, right], axis=1), RATE, subtype="FLOAT")
    assert np.allclose(read_clip(tmp_path / "a.wav"), 0.75 * tone(), atol=1e-6)


def test_a_wav_that_breaks_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "whole.wav", tone(), RATE)
    raw = (tmp_path / "whole.wav").read_bytes()
    (tmp_path / "cut.wav").write_bytes(raw[: 44 + 4001])
    assert np.array_equal(read_clip(tmp_path / "cut.wav"), read_clip(tmp_path / "whole.wav")[:2000])


def test_a_flac_that_breaks_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, 10 * RATE).astype(np.float32)
    soundfile.write(tmp_path / "whole.flac", noise, RATE)
    raw = (tmp_path / "whole.flac").read_bytes()
    (tmp_path / "cut.flac").write_bytes(raw[: len(raw) // 2])
    clip = read_clip(tmp_path / "cut.flac")
    assert 3 * RATE < len(clip) < 6 * RATE
    assert np.allclose(clip[: 3 * RATE], noise[: 3 * RATE], atol=1e-4)


def refused(path: Path) -> str:
    with pytest.raises(ClipError) as caught:
        read_clip(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert message.rstrip().endswith(".")
    return message


def test_a_missing_clip_offers_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "greeting.wav").write_bytes(b"x")
    assert "Did you mean greeting.wav?" in refused(tmp_path / "greting.wav")


def test_a_clip_in_a_missing_folder_says_so(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "gone" / "a.wav")


def test_a_folder_is_no_clip(tmp_path: Path) -> None:
    assert "folder" in refused(tmp_path)


def test_an_empty_file_is_no_clip(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    assert "0 bytes" in refused(tmp_path / "a.wav")


@pytest.mark.parametrize(
    "content", [b"this is a text", b"RIFF", b"RIFF\xff\xff\xff\xffWAVEfmt ", bytes(5000)]
)
def test_what_is_no_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    assert "no sound file" in refused(tmp_path / "a.wav")


def test_raw_samples_without_a_header_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.raw").write_bytes(bytes(32_000))
    assert "no sound file" in refused(tmp_path / "a.raw")


def test_a_header_without_samples_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(0, np.float32), RATE)
    assert "without any sound" in refused(tmp_path / "a.wav")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_no_sound_are_refused(tmp_path: Path, bad: float) -> None:
    samples = tone()
    samples[3] = bad
    soundfile.write(tmp_path / "a.wav", samples, RATE, subtype="FLOAT")
    assert "NaN" in refused(tmp_path / "a.wav")


def test_floats_that_were_never_scaled_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone() * 32767, RATE, subtype="FLOAT")
    assert "outside" in refused(tmp_path / "a.wav")


def test_floats_a_little_too_loud_are_limited(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone() * 3, RATE, subtype="FLOAT")
    assert np.abs(read_clip(tmp_path / "a.wav")).max() == 1.0


@pytest.mark.parametrize("rate", [1, 50, 2_000_000])
def test_an_impossible_rate_is_refused(tmp_path: Path, rate: int) -> None:
    soundfile.write(tmp_path / "a.wav", tone(seconds=0.1), rate)
    assert "Hz" in refused(tmp_path / "a.wav")


def test_longer_than_an_hour_is_refused_before_it_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(4_000 * 3601, np.int16), 4_000)
    assert "one hour" in refused(tmp_path / "a.wav")


def test_resampling_a_long_clip_in_pieces_is_the_same_as_at_once(tmp_path: Path) -> None:
    sound = np.random.default_rng(2).uniform(-0.3, 0.3, 44_100 * 9).astype(np.float32)
    soundfile.write(tmp_path / "a.wav", sound, 44_100, subtype="FLOAT")
    clip = read_clip(tmp_path / "a.wav")
    whole = soxr.resample(sound, 44_100, RATE)
    assert len(clip) == len(whole)
    assert np.abs(clip - np.clip(whole, -1, 1)).max() < 1e-4


@pytest.mark.parametrize("write", [write_wav, write_flac])
def test_what_is_written_is_read_again(tmp_path: Path, write) -> None:
    write(tmp_path / "new" / "a", tone())
    assert np.abs(read_clip(tmp_path / "new" / "a") - tone()).max() < 1e-4
    assert [entry.name for entry in (tmp_path / "new").iterdir()] == ["a"]


def test_a_place_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file"):
        write_wav(tmp_path / "file" / "a.wav", tone())
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which is on Linux only")
def test_a_full_disk_is_told_and_the_old_file_stays(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", tone())
    before = (tmp_path / "a.wav").read_bytes()
    (tmp_path / f".a.wav.{os.getpid()}.part").symlink_to("/dev/full")
    with pytest.raises(StoreError, match=r"a\.wav"):
        write_wav(tmp_path / "a.wav", tone(seconds=9))
    assert (tmp_path / "a.wav").read_bytes() == before


def test_levels_are_rms_against_one() -> None:
    assert level_dbfs(np.ones(100, np.float32)) == 0
    assert level_dbfs(tone() * 2) == pytest.approx(-3.01, abs=0.01)
    assert level_dbfs(np.zeros(100, np.float32)) == SILENCE_DBFS
    assert level_dbfs(np.zeros(0, np.float32)) == SILENCE_DBFS
