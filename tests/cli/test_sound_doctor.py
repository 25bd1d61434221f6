"""`doctor --sound` as it reads, over recorded trainees in rooms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicetrainer import places
from voicetrainer.cli.sound_doctor import checked
from voicetrainer.core.cues import Echo
from voicetrainer.core.ports import RATE
from voicetrainer.sound.clips import read_clip
from voicetrainer.sound.devices import Device
from voicetrainer.sound.measured import known
from voicetrainer.sound.recorded import RecordedPhone, Room, at_level

NOISE = at_level(np.random.default_rng(9).standard_normal(7 * RATE).astype(np.float32), -62.0)


class Card(RecordedPhone):
    """A recorded trainee that calls itself by a card's names."""

    input: Device | None = Device(0, "Headset", "ALSA", 44_100, 1, 0)
    output: Device | None = Device(1, "Speakers", "ALSA", 48_000, 0, 2)
    lost_ms = 0
    underflows = 0


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def told(phone: Card, gain_db: float = 0.0) -> str:
    words = read_clip(places.audio() / "trainees" / "fair" / "greeting.flac")
    if gain_db > -100:
        phone.cue(words, 3200, gain_db)
    lines: list[str] = []
    checked(phone, 2, lines.append)
    return "\n".join(lines)


def test_a_good_headset_may_call() -> None:
    said = told(Card(Room(NOISE)))
    assert "Headset [ALSA], its own rate 44100 Hz" in said
    assert "All is well" in said
    assert "does not hear the loudspeaker" in said
    assert "No drop-outs in 2 s" in said


def test_loudspeakers_are_told_with_delay_and_level_and_kept() -> None:
    said = told(Card(Room(NOISE, Echo(-12.0, 140))))
    assert "you can hold a call" in said.lower()
    assert "140 ms later, 12 dB below" in said
    assert "Wear headphones" in said
    kept = known("Headset", "Speakers")
    assert kept is not None
    assert kept.round_trip == pytest.approx(140, abs=2)
    assert kept.echo_db == pytest.approx(-12, abs=1)


def test_what_was_measured_is_not_forgotten_for_a_check_with_headphones_on() -> None:
    told(Card(Room(NOISE, Echo(-12.0, 140))))
    told(Card(Room(NOISE)))
    kept = known("Headset", "Speakers")
    assert kept is not None and kept.round_trip and kept.echo_db is None


def test_a_microphone_without_permission_is_told_as_that() -> None:
    said = told(Card(), -200.0)
    assert "Allow microphone access" in said
    assert "Before you call" in said


def test_a_quiet_voice_is_told_to_come_nearer() -> None:
    said = told(Card(Room(at_level(NOISE, -80.0))), -30.0)
    assert "Too quiet" in said
    assert "Raise the microphone's level" in said
