"""`calibrate`: one's own voice at rest, kept for later calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.cli import app, settings

STEADY = places.audio() / "trainees" / "steady"


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.json"
    monkeypatch.setattr(places, "settings", lambda: path)
    return path


def spoken(folder: Path) -> Path:
    """Enough of a voice in one file."""
    import numpy as np
    import soundfile

    from voicetrainer.core.ports import RATE
    from voicetrainer.sound.clips import read_clip

    clips = [read_clip(path) for path in sorted(STEADY.glob("*.flac"))]
    path = folder / "me.wav"
    soundfile.write(path, np.concatenate(clips)[: 30 * RATE], RATE)
    return path


def test_a_recording_is_measured_kept_and_forgotten(
    own_settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.run(["calibrate", "--from", str(spoken(tmp_path))]) == 0
    kept = settings.load().own_voice
    assert kept is not None and kept.microphone == ""
    assert kept.baseline.pitch is not None and 60 < kept.baseline.pitch < 400
    assert f"{kept.baseline.pitch:.0f} Hz" in capsys.readouterr().out
    assert set(json.loads(own_settings.read_text("utf-8"))["own_voice"]) == {"microphone", "baseline"}
    assert app.run(["calibrate", "--forget"]) == 0
    assert settings.load().own_voice is None


def test_too_little_voice_keeps_nothing(
    own_settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import numpy as np
    import soundfile

    path = tmp_path / "quiet.wav"
    soundfile.write(path, np.zeros(16_000, np.float32), 16_000)
    assert app.run(["calibrate", "--from", str(path)]) == 5
    assert capsys.readouterr().err.strip()
    assert not own_settings.exists()


def test_settings_of_an_older_program_are_read(own_settings: Path) -> None:
    own_settings.write_text('{"name": "Sam", "own_voice": {"microphone": "x"}}', "utf-8")
    assert settings.load() == settings.Settings()
    own_settings.write_text('{"name": "Sam"}', "utf-8")
    assert settings.load().name == "Sam"
