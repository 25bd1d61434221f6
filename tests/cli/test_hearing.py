"""`voicetrainer hear`, with the real voices and the real recogniser on a scenario of two phrases."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from voicetrainer.cli.app import run
from voicetrainer.speech import moonshine_library

CAKE = Path(__file__).parents[2] / "docs" / "examples" / "cake.yaml"
NEEDS = pytest.mark.skipif(
    bool(moonshine_library.why_not()) or not shutil.which("flite"), reason="needs moonshine and flite"
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicetrainer.places.cache", lambda: tmp_path / "cache")


@pytest.fixture
def cake(tmp_path: Path) -> str:
    """With two times only."""
    text = CAKE.read_text("utf-8").replace("[o'clock, by eleven, at eleven, before eleven, ", "[")
    path = tmp_path / "cake.yaml"
    path.write_text(text, "utf-8")
    return str(path)


@NEEDS
def test_it_speaks_listens_and_tells_and_remembers(
    cake: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["hear", cake, "--quick", "--voices", "flite:male-1", "--format", "json"]
    assert run(command) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["trials"] == 2
    assert {row["phrase"] for row in first["phrases"]} == {"within the hour", "in an hour"}
    kept = list((tmp_path / "cache").glob("heard-*.jsonl"))
    assert len(kept) == 1 and len(kept[0].read_text("utf-8").splitlines()) == 2
    assert run(command) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == first and "Listening" not in told.err


def test_a_voice_that_is_not_there_is_answered_with_the_nearest(
    cake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["hear", cake, "--voices", "pyttsx3:male-l"]) == 2
    assert "Did you mean" in capsys.readouterr().err


def test_typing_is_no_ear_for_this(cake: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hear", cake, "--ear", "typed", "--voices", "pyttsx3:male-1"]) == 2
    assert "doctor" in capsys.readouterr().err
