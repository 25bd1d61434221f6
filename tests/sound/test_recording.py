import signal
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicetrainer.core.cues import Echo
from voicetrainer.core.errors import StoreError
from voicetrainer.core.ports import BLOCK, RATE
from voicetrainer.sound.recorded import RecordedPhone, Room
from voicetrainer.sound.recording import FLAC, WAV, Recording, open_recording

ONE = np.full(BLOCK, 0.25, np.float32)
TWO = np.full(BLOCK, -0.5, np.float32)


def record(folder: Path, blocks: int, caller_delay: int = 0) -> Recording:
    recording = Recording(folder, caller_delay)
    for _ in range(blocks):
        recording.append(ONE, TWO)
    return recording


def test_a_closed_recording_is_a_flac_with_the_trainee_on_the_left(tmp_path: Path) -> None:
    assert record(tmp_path, 60).close() == tmp_path / FLAC
    assert [entry.name for entry in tmp_path.iterdir()] == [FLAC]
    info = soundfile.info(tmp_path / FLAC)
    assert (info.channels, info.samplerate, info.subtype, info.frames) == (2, RATE, "PCM_16", 61 * BLOCK)
    tracks = open_recording(tmp_path)
    assert np.allclose(tracks.trainee[:-BLOCK], 0.25, atol=1e-4)
    assert np.allclose(tracks.caller[BLOCK:], -0.5, atol=1e-4)


def test_the_wav_is_readable_by_others_while_the_call_goes_on(tmp_path: Path) -> None:
    recording = record(tmp_path, 120)
    sound, rate = soundfile.read(tmp_path / WAV)
    assert rate == RATE
    assert 100 * BLOCK <= len(sound) <= 120 * BLOCK
    recording.close()


def test_a_killed_process_leaves_a_recording_that_opens(tmp_path: Path) -> None:
    script = """
import sys, os, signal
from pathlib import Path
import numpy as np
from voicetrainer.sound.recorded import RecordedPhone, Room
from voicetrainer.sound.recording import Recording
recording = Recording(Path(sys.argv[1]))
for _ in range(134):
    recording.append(np.full(320, 0.25, np.float32), np.full(320, -0.5, np.float32))
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(soundfile.read(tmp_path / WAV)[0]) >= 100 * BLOCK
    tracks = open_recording(tmp_path)
    assert len(tracks.trainee) == 130 * BLOCK  # all but the last tenth of a second
    assert np.allclose(tracks.caller[BLOCK:], -0.5, atol=1e-4)


def test_a_half_written_last_frame_is_left_out(tmp_path: Path) -> None:
    record(tmp_path, 10)
    with (tmp_path / WAV).open("ab") as file:
        file.write(b"\x01\x02\x03")
    assert len(open_recording(tmp_path).caller) == 10 * BLOCK


def test_a_wav_cut_short_inside_its_header_is_an_empty_recording(tmp_path: Path) -> None:
    (tmp_path / WAV).write_bytes(b"RIFF\x00")
    assert len(open_recording(tmp_path).trainee) == 0


def test_a_flac_that_breaks_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (200, BLOCK)).astype(np.float32)
    recording = Recording(tmp_path)
    for block in noise:
        recording.append(block, block)
    recording.close()
    raw = (tmp_path / FLAC).read_bytes()
    (tmp_path / FLAC).write_bytes(raw[: len(raw) // 2])
    assert 50 * BLOCK < len(open_recording(tmp_path).trainee) < 150 * BLOCK


def test_a_ruined_flac_is_told(tmp_path: Path) -> None:
    (tmp_path / FLAC).write_bytes(b"no sound at all")
    with pytest.raises(StoreError, match=r"call\.flac"):
        open_recording(tmp_path)


def test_no_recording_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="--no-recording"):
        open_recording(tmp_path)


@pytest.mark.parametrize("delay", [0, 35, 100])
def test_the_callers_side_lies_where_the_trainee_hears_it(tmp_path: Path, delay: int) -> None:
    """A microphone that hears nothing but the loudspeaker records the same on both sides."""
    phone = RecordedPhone(Room(echo=Echo(0.0, delay)))
    recording = Recording(tmp_path, caller_delay=140)
    recording.delay_caller(delay)  # it was told while it rang
    for voice in np.random.default_rng(2).uniform(-0.5, 0.5, (30, BLOCK)).astype(np.float32):
        heard = phone.read()
        phone.write(voice)
        recording.append(heard, voice)
    recording.close()
    tracks = open_recording(tmp_path)
    assert tracks.caller[(20 + delay) * RATE // 1000] != 0
    assert np.allclose(tracks.trainee[: 30 * BLOCK], tracks.caller[: 30 * BLOCK], atol=1e-4)


def test_a_line_lies_at_its_place_over_noise_when_the_delay_has_become_shorter(tmp_path: Path) -> None:
    """After a stall the queue was 1.6 s long, then it was flushed; noise behind the caller never stops."""
    recording = Recording(tmp_path, caller_delay=1600)
    noise = np.random.default_rng(4).normal(0, 0.01, BLOCK).astype(np.float32)
    quiet = np.zeros(BLOCK, np.float32)
    for _ in range(200):
        recording.append(quiet, noise)
    recording.delay_caller(100)
    recording.append(quiet, np.full(BLOCK, 0.5, np.float32))
    recording.close()
    first = np.flatnonzero(open_recording(tmp_path).caller > 0.4)[0]
    assert first == 201 * BLOCK + 100 * RATE // 1000


def test_what_the_caller_said_last_is_kept(tmp_path: Path) -> None:
    record(tmp_path, 10, caller_delay=40).close()
    assert np.count_nonzero(open_recording(tmp_path).caller) == 10 * BLOCK


def test_too_loud_is_limited_and_not_turned_round(tmp_path: Path) -> None:
    recording = Recording(tmp_path)
    recording.append(np.full(BLOCK, 1.7, np.float32), np.full(BLOCK, -1.7, np.float32))
    recording.close()
    tracks = open_recording(tmp_path)
    assert tracks.trainee[:BLOCK].min() > 0.99
    assert tracks.caller[BLOCK:].max() < -0.99


def test_the_header_says_how_long_it_is_after_closing(tmp_path: Path) -> None:
    recording = record(tmp_path, 7)
    (tmp_path / FLAC).mkdir()  # nothing can be put there: the WAV has to do
    assert recording.close() == tmp_path / WAV
    size = struct.unpack("<I", (tmp_path / WAV).read_bytes()[40:44])[0]
    assert size == 8 * BLOCK * 4


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="--no-recording"):
        Recording(tmp_path / "gone")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which is on Linux only")
def test_a_full_disk_from_the_start_is_told(tmp_path: Path) -> None:
    (tmp_path / WAV).symlink_to("/dev/full")
    with pytest.raises(StoreError, match="No space left"):
        Recording(tmp_path)


def test_a_full_disk_is_told_once_and_what_was_recorded_stays(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="file size limits are a Unix thing")
    recording = record(tmp_path, 100)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (44 + 100 * BLOCK * 4 + 500, before[1]))
    try:
        with pytest.raises(StoreError, match="goes on without"):
            for _ in range(5):  # so many are written together
                recording.append(ONE, TWO)
        recording.append(ONE, TWO)  # silently nothing
        assert not recording.going
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert recording.close() == tmp_path / FLAC
    assert len(open_recording(tmp_path).trainee) >= 100 * BLOCK
