"""Devices that go away in a call and come back, over a private PulseAudio."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .conftest import ROOT
from .rig import Pulse

SCRIPT = Path(__file__).with_name("with_devices.py")


@contextmanager
def holding(pulse: Pulse) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), "away"],
        env={**pulse.environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def broken_and_mended(
    pulse: Pulse, breaks: Callable[[], object], mends: Callable[[], object]
) -> dict[str, Any]:
    with holding(pulse) as process:
        assert process.stdout and process.stderr
        for word, act in (("ready", breaks), ("away", mends)):
            said = process.stdout.readline().strip()
            assert said == word, said + process.stderr.read()
            act()
        rest, complaints = process.communicate(timeout=60)
        assert process.returncode == 0, complaints
        answer: dict[str, Any] = json.loads(rest.splitlines()[-1])
        return {**answer, "stderr": complaints}


def test_a_call_waits_for_a_microphone_that_fell_silent(own_pulse: Pulse) -> None:
    seen = broken_and_mended(
        own_pulse,
        lambda: own_pulse.control("suspend-source", "mic", "1"),
        lambda: own_pulse.control("suspend-source", "mic", "0"),
    )
    assert seen["after"] == 100
    assert seen["empty"] >= 1
    assert "gone" in seen["told"][0] and "back" in seen["told"][1]
    assert not seen["stderr"], "C libraries are kept off the screen"


def test_a_call_waits_for_a_sound_server_that_died(own_pulse: Pulse) -> None:
    servers = [own_pulse]

    def breaks() -> None:
        own_pulse.server.kill()
        own_pulse.server.wait()

    try:
        seen = broken_and_mended(own_pulse, breaks, lambda: servers.append(Pulse(own_pulse.folder)))
    finally:
        for server in servers[1:]:
            server.stop()
    assert seen["after"] == 100
    assert len(seen["told"]) == 2
    assert seen["closed"] < 3
    assert not seen["stderr"]
