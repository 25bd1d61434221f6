"""The voice sheet: a list, and one page that needs nothing else."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from voicetrainer.cli.voice_sheet import packed, people, voices
from voicetrainer.core.errors import UsageError, VoiceTrainerError
from voicetrainer.core.scenario import MOODS
from voicetrainer.report.voice_sheet import Engine, Row, Take, render


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(voices, arguments)


def refused(*arguments: str) -> VoiceTrainerError:
    error = run(*arguments).exception
    assert isinstance(error, VoiceTrainerError)
    return error


def test_everybody_who_can_be_cast_is_listed_with_the_moods() -> None:
    said = run("--engine", "pyttsx3").output
    for casting, about in people():
        assert re.search(rf"{casting.name} +{about}", said)
    assert all(mood in said for mood in MOODS)


def test_an_unknown_engine_or_mood_is_answered_with_those_there_are() -> None:
    assert isinstance(refused("--engine", "parrot"), UsageError)
    assert "pyttsx3" in str(refused("--engine", "parrot"))
    assert "furious" in str(refused("--mood", "purple"))


def test_the_sheet_has_a_take_of_every_voice_in_the_mood_asked_for(tmp_path: Path) -> None:
    sheet = tmp_path / "new folder" / "voices.html"
    said = run(
        "--sheet", str(sheet), "--engine", "pyttsx3", "--mood", "tired", "--sentence", "Well <then>."
    ).output
    assert "12 takes of 12 voices" in said
    page = sheet.read_text("utf-8")
    sounds = re.findall(r'src="data:audio/(?:mpeg|flac);base64,([^"]+)"', page)
    assert len(sounds) == 12
    for sound in sounds:
        samples, rate = soundfile.read(io.BytesIO(base64.b64decode(sound)))
        assert rate == 16_000
        assert np.abs(samples).max() > 0.05
    assert "Well &lt;then&gt;." in page


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    error = refused("--sheet", str(tmp_path / "file" / "x.html"), "--engine", "pyttsx3", "--mood", "calm")
    assert "could not be written" in str(error)


def test_the_page_asks_nothing_of_a_network_and_says_what_failed() -> None:
    sound, kind = packed(np.full(1600, 0.1, np.float32))
    take = Take("calm", 0.1, sound, kind)
    rows = (Row("one", "a woman", (take, take)), Row("two", "a man", (take,), "the engine <crashed>"))
    page = render([Engine("loud", "version 1", rows)], ["calm", "angry"], "Hello.")
    assert not re.search(r'(?:src|href)="(?!data:)', page)
    assert "default-src 'none'" in page
    assert page.count("<audio") == 3
    assert "the engine &lt;crashed&gt;" in page
    assert 'aria-label="one, calm"' in page
