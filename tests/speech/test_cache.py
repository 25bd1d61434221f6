from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.events import Mark
from voicetrainer.core.ports import Clip
from voicetrainer.speech import clipfile
from voicetrainer.speech.cache import CachedVoice

from .fakes import ToneVoice


def test_a_line_is_rendered_once_in_its_life(tmp_path: Path) -> None:
    voice = ToneVoice()
    first = CachedVoice(voice, tmp_path).render("Hello there", "calm")
    again = CachedVoice(voice, tmp_path).render("Hello there", "calm")
    assert len(voice.rendered) == 1
    assert np.abs(first.samples - again.samples).max() < 1e-4


@pytest.mark.parametrize("change", ["text", "mood", "key"])
def test_whatever_changes_the_sound_makes_a_new_entry(tmp_path: Path, change: str) -> None:
    voice = ToneVoice()
    cached = CachedVoice(voice, tmp_path)
    cached.render("Hello", "calm")
    if change == "key":
        voice.key = "tone 2"
    cached.render("Hullo" if change == "text" else "Hello", "angry" if change == "mood" else "calm")
    assert len(voice.rendered) == 2


def test_marks_are_kept(tmp_path: Path) -> None:
    marks = (Mark("sentence", 0, 900, "Well, “Sam” – no."), Mark("pause", 300, 500))
    clipfile.save(tmp_path / "a.flac", Clip(np.zeros(16000, np.float32), marks))
    loaded = clipfile.load(tmp_path / "a.flac")
    assert loaded is not None and loaded.marks == marks


@pytest.mark.parametrize("damage", ["empty", "cut", "rubbish"])
def test_a_damaged_entry_is_rendered_again(tmp_path: Path, damage: str) -> None:
    voice = ToneVoice()
    cached = CachedVoice(voice, tmp_path)
    cached.render("Hello there my friend", "calm")
    (file,) = tmp_path.rglob("*.flac")
    content = file.read_bytes()
    file.write_bytes({"empty": b"", "cut": content[: len(content) * 2 // 3], "rubbish": b"?" * 500}[damage])
    assert cached.render("Hello there my friend", "calm").length == 1000
    assert len(voice.rendered) == 2
    cached.render("Hello there my friend", "calm")
    assert len(voice.rendered) == 2


def test_the_ones_not_used_for_longest_go_first(tmp_path: Path) -> None:
    cached = CachedVoice(ToneVoice(), tmp_path)
    for age, text in enumerate(("old", "used", "new")):
        cached.render(text, "calm")
        (fresh,) = (f for f in tmp_path.rglob("*.flac") if f.stat().st_mtime > 2000)
        os.utime(fresh, (1000 + age, 1000 + age))
    cached.render("used", "calm")
    size = sum(file.stat().st_size for file in tmp_path.rglob("*.flac"))
    small = CachedVoice(ToneVoice(), tmp_path, limit=size)
    small.render("one more", "calm")
    assert not small.holds("old", "calm")
    assert small.holds("used", "calm") and small.holds("one more", "calm")
    assert sum(file.stat().st_size for file in tmp_path.rglob("*.flac")) <= size


def test_a_folder_that_cannot_be_made_only_costs_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    voice = ToneVoice()
    cached = CachedVoice(voice, tmp_path / "file" / "cache")
    assert cached.render("Hello", "calm").length == 250
    assert cached.render("Hello", "calm").length == 250
    assert len(voice.rendered) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NOT RUN: needs /dev/full")
def test_a_full_disk_is_an_os_error_of_the_file_and_none_of_the_voice() -> None:
    with pytest.raises(OSError):
        clipfile.save(Path("/dev/full"), Clip(np.ones(160_000, np.float32) * 0.1))


def test_nothing_half_written_stays_behind(tmp_path: Path) -> None:
    CachedVoice(ToneVoice(), tmp_path).render("Hello", "calm")
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="NOT RUN: root may write anywhere")
def test_a_read_only_folder_only_costs_the_memory(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert CachedVoice(ToneVoice(), tmp_path / "cache").render("Hello", "calm").length == 250
