"""What the five-minute call is judged by."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from benchmarks.soak.five_minutes import word_errors
from benchmarks.soak.picture import spectrogram, stacked, write_png
from voicetrainer.core.ports import RATE


@pytest.mark.parametrize(
    ("heard", "percent"),
    [("I will call you back.", 0), ("I call you back", 20), ("I will call you back now", 20), ("", 100)],
)
def test_words_left_out_put_in_and_changed_are_errors(heard: str, percent: float) -> None:
    assert word_errors("I will call you back", heard) == percent


def test_a_tone_is_bright_where_it_sounds_and_at_its_height() -> None:
    tone = np.zeros(2 * RATE, np.float32)
    tone[RATE:] = 0.3 * np.sin(2 * np.pi * 2000 * np.arange(RATE) / RATE)
    seen = spectrogram(tone, 40, 64).sum(axis=2)
    assert seen[:, :18].max() == seen.min()
    assert abs(int(seen[:, 30].argmax()) - 48) <= 1, "2 of 8 kHz from below"


def test_the_picture_is_a_png_of_its_size(tmp_path: Path) -> None:
    part = spectrogram(np.zeros(RATE, np.float32), 30, 20)
    write_png(tmp_path / "call.png", stacked([part, part]))
    written = (tmp_path / "call.png").read_bytes()
    assert struct.unpack(">II", written[16:24]) == (30, 46)
    size = struct.unpack(">I", written[33:37])[0]
    assert len(zlib.decompress(written[41 : 41 + size])) == 46 * (1 + 3 * 30)
