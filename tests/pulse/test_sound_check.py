"""The sound check on a private PulseAudio.  Real time, real PortAudio; tolerances are written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicetrainer import places
from voicetrainer.sound.clips import read_clip, write_wav

from .conftest import ROOT
from .rig import Pulse

SCRIPT = Path(__file__).with_name("with_devices.py")


def with_devices(pulse: Pulse, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *words],
        env={**pulse.environment, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(pulse.folder)},
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_loudspeakers_in_a_room_are_found_out_and_remembered(pulse: Pulse, tmp_path: Path) -> None:
    said = tmp_path / "said.wav"
    write_wav(said, np.tile(read_clip(places.audio() / "trainees" / "fair" / "greeting.flac"), 2)[:96_000])
    echo = pulse.control(
        "load-module", "module-loopback", "source=speaker.monitor", "sink=micfeed", "latency_msec=80"
    )
    seen = with_devices(pulse, "check", "5", str(said))
    pulse.control("unload-module", echo)
    assert seen["verdict"] == "good"
    assert 80 < seen["round_trip"] < 350
    delay, level = seen["echo"]
    assert delay == pytest.approx(seen["round_trip"], abs=65), "the queue may be three blocks longer by then"
    assert level == pytest.approx(0, abs=4), "a cable, not a room"
    assert seen["seconds"] == 5
    assert seen["dropouts"] <= 2, "a busy machine"
    assert any("Wear headphones" in line for line in seen["told"])
    assert seen["kept"] == seen["round_trip"]
    assert seen["later"] == [seen["round_trip"], "measured"]
