"""`voicetrainer drill`: its calls one after another."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer.cli import app
from voicetrainer.store.folder import list_calls

DRILL = """voicetrainer: 1
drill: Two calls
calls:
  - parcel
  - {scenario: double-charge, level: 3, set: {anger: 8}}
"""


def test_each_call_is_held_as_the_drill_says_and_kept(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(DRILL, "utf-8")
    calls = tmp_path / "calls"
    assert app.run(["drill", str(file), "--trainee", "says nothing at all", "--out", str(calls)]) == 0
    second, first = (row.info for row in list_calls(calls))
    assert first and second
    assert (first.scenario.file, second.scenario.file) == ("parcel.yaml", "double-charge.yaml")
    assert second.begun.level == 3 and second.begun.meters == {"anger": 8}
    assert "not passed" in capfd.readouterr().out


def test_a_drill_is_checked_as_other_files_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(DRILL, "utf-8")
    assert app.run(["check", str(file)]) == 0
    file.write_text(DRILL.replace("level: 3", "level: 4"), "utf-8")
    assert app.run(["check", str(file)]) == 1
