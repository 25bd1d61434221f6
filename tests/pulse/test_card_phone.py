"""The sound card's phone on a private PulseAudio.  Real time, real PortAudio; tolerances are written."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.ports import BLOCK, RATE
from voicetrainer.sound.clips import read_clip, write_wav

from .conftest import ROOT, on_the_phone
from .rig import Pulse

CLIP = ROOT / "tests" / "sound" / "clips" / "sorry.flac"


def test_blocks_come_at_the_microphones_pace(pulse: Pulse) -> None:
    seen = on_the_phone(pulse, "blocks")
    assert seen["shapes"] == [[BLOCK]]
    assert seen["ms_a_block"] == pytest.approx(20, abs=1.5)
    assert seen["lost_ms"] == 0
    assert seen["queued"] <= 80
    *latency, source = seen["latency"]
    assert source == "reported"
    assert 20 < sum(latency) < 250


def test_what_is_handed_over_is_heard_whole(pulse: Pulse) -> None:
    seen = on_the_phone(pulse, "speak", 2)
    assert len(seen["spans"]) == 1
    assert seen["spans"][0] == pytest.approx(2000, abs=10)


def test_what_the_trainee_says_is_read(pulse: Pulse, tmp_path: Path) -> None:
    clip = read_clip(CLIP)[: 2 * RATE]
    write_wav(tmp_path / "said.wav", clip)
    on_the_phone(pulse, "listen", tmp_path / "said.wav")
    heard = np.load(tmp_path / "said.npy")
    match = np.correlate(heard, clip, mode="valid")
    at = int(np.argmax(match))
    piece = heard[at : at + len(clip)]
    likeness = float(match[at] / np.sqrt(np.sum(piece**2) * np.sum(clip**2)))
    assert likeness > 0.98


def test_a_flush_cuts_within_the_devices_own_buffer(pulse: Pulse) -> None:
    seen = on_the_phone(pulse, "flush")
    assert sum(seen["spans"]) < 100 + 140, "500 ms were handed over, 100 ms of them before the cut"


def test_the_measured_round_trip_is_near_the_reported_one(pulse: Pulse) -> None:
    echo = pulse.control(
        "load-module", "module-loopback", "source=speaker.monitor", "sink=micfeed", "latency_msec=20"
    )
    seen = on_the_phone(pulse, "round_trip")
    pulse.control("unload-module", echo)
    assert seen["measured"] is not None
    assert 20 < seen["measured"] < 350
    # the loopback's own 20 ms and more are air to the phone
    assert -40 < seen["measured"] - seen["reported"] < 90


def test_a_line_is_heard_where_it_is_told(pulse: Pulse) -> None:
    pulse.control("set-default-source", "speaker.monitor")
    seen = on_the_phone(pulse, "lines", 12)
    pulse.control("set-default-source", "mic")
    assert seen["chirps"] == 12
    # 2 ms on a machine with time; where it stood still, up to a gap's length until that is known
    assert np.median(np.abs(seen["off"])) < 12


def test_a_process_that_stands_still_has_no_silent_microphone(pulse: Pulse) -> None:
    assert on_the_phone(pulse, "stand_still", 1.8)["lost_ms"] == 0


def test_twenty_seconds_both_ways_have_no_gap(pulse: Pulse) -> None:
    echo = pulse.control(
        "load-module", "module-loopback", "source=speaker.monitor", "sink=micfeed", "latency_msec=80"
    )
    seen = on_the_phone(pulse, "duplex", 20)
    pulse.control("unload-module", echo)
    assert seen["lost_ms"] == 0
    assert seen["silent_blocks"] <= 3, "of 1000; a busy machine"
    assert len(seen["spans"]) <= 3, "as above"
    assert sum(seen["spans"]) == pytest.approx(20_000, abs=60)


def test_the_devices_are_listed_and_found_by_a_part_of_their_name(pulse: Pulse) -> None:
    seen = on_the_phone(pulse, "devices")
    assert "PortAudio" in seen["library"]
    assert {"pulse", "default"} <= set(seen["names"])
    assert seen["input"] == "default"
    assert not seen["trouble"]
    assert seen["by_name"] == "pulse"
    assert len(seen["errors"]) == 2
    assert "no such thing" in seen["errors"][0]


def test_the_meter_shows_a_level_ten_times_a_second(pulse: Pulse) -> None:
    levels = on_the_phone(pulse, "meter")["levels"]
    assert len(levels) == 10
    assert all(level <= -60 for level in levels), "nobody speaks"


def test_c_libraries_do_not_write_on_the_screen_while_a_call_goes_on(pulse: Pulse) -> None:
    written = on_the_phone(pulse, "noise")["stderr"]
    assert "from a C library" not in written
    assert "from python" in written
    assert "afterwards" in written


def test_a_microphone_that_falls_silent_is_told_after_a_second(own_pulse: Pulse) -> None:
    seen = on_the_phone(own_pulse, "stop", "pactl", "suspend-source", "mic", "1")
    assert seen["error"], "nothing was told"
    assert "microphone" in seen["error"]
    assert seen["after"] < 3.0
    assert seen["closed"] < 3.0


def test_a_sound_server_that_dies_is_told(own_pulse: Pulse) -> None:
    seen = on_the_phone(own_pulse, "stop", "kill", "-9", own_pulse.server.pid)
    assert seen["error"], "nothing was told"
    assert seen["after"] < 3.0
    assert seen["closed"] < 3.0
    assert not seen["stderr"]


def test_it_keeps_the_promises_of_every_phone(pulse: Pulse) -> None:
    suite = ROOT / "tests" / "contract" / "test_phones.py"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(suite)],
        cwd=ROOT,
        env={**pulse.environment, "VOICETRAINER_TEST_CARD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
