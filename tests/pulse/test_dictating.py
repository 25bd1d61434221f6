"""A note spoken into a real microphone, over a private PulseAudio, through the real recogniser."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from voicetrainer.language.spelling import code_difference

from .conftest import ROOT
from .rig import Pulse

SCRIPT = Path(__file__).with_name("dictated.py")


def run(pulse: Pulse, what: str, *said: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), what, *said],
        env={**pulse.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_each_field_takes_what_was_said(pulse: Pulse) -> None:
    seen = run(
        pulse, "dictate",
        "Mrs Price", "November, Papa, double four seven one", "She waited eleven days.",
        "The parcel never came.", "The driver made a mistake.",
        "It was found. Scratch that. The depot searches.", "Sam rings her back by four.",
    )  # fmt: skip
    entries = seen["entries"]
    assert len(entries) >= 6
    assert code_difference(entries["number: order"][0], ("4471",)) is None
    assert "eleven days" in entries["details"][0] and "parcel" in entries["problem"][0]
    assert entries["cause"]
    assert "found" not in entries["outcome"][0]
    assert seen["note"]["promises"][0] == "by four"
    assert seen["typed"] == []


def test_a_microphone_that_falls_silent_leaves_the_form_to_the_keys(own_pulse: Pulse) -> None:
    seen = run(own_pulse, "dictate", "skip", "double four seven one", "unplug")
    assert "number: order" in seen["entries"]
    assert any("microphone" in line.lower() for line in seen["told"])
    assert seen["entries"]["details"] == ["by hand"]


def test_without_a_recogniser_the_form_is_for_the_keys(pulse: Pulse) -> None:
    seen = run(pulse, "without_an_ear")
    assert seen["heard"] is False
    assert "keys" in seen["told"][-1]
