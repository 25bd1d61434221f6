"""A spectrogram as a PNG: numpy and zlib, nothing else."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicetrainer.core.ports import RATE, Samples

WINDOW = 512
FLOOR_DB, RANGE_DB = -95.0, 70.0
DARK, MIDDLE, BRIGHT = (8, 10, 30), (190, 60, 90), (255, 240, 190)
GAP = 6
"""Empty rows between two pictures."""


def spectrogram(sound: Samples, columns: int, rows: int) -> NDArray[np.uint8]:
    """rows × columns × 3: time to the right, 0…8 kHz upwards, −95…−25 dBFS from dark to bright.

    A column is the loudest of its windows, so that nothing short is lost.
    """
    shape = np.hanning(WINDOW)
    starts = np.linspace(0, max(0, len(sound) - WINDOW), columns + 1).astype(int)
    picture = np.full((rows, columns), FLOOR_DB)
    for column, (first, after) in enumerate(pairwise(starts.tolist())):
        places = range(first, max(first + 1, after), WINDOW // 2)
        pieces = np.stack([_window(sound, at) for at in places]) * shape
        power = np.max(np.abs(np.fft.rfft(pieces, axis=1)) ** 2, axis=0) / (WINDOW / 4) ** 2
        bands = np.array([band.max() for band in np.array_split(power[1:], rows)])
        picture[:, column] = 10 * np.log10(bands[::-1] + 1e-12)
    return _coloured(np.clip((picture - FLOOR_DB) / RANGE_DB, 0, 1))


def _window(sound: Samples, at: int) -> Samples:
    piece = np.zeros(WINDOW, np.float32)
    there = sound[at : at + WINDOW]
    piece[: len(there)] = there
    return piece


def _coloured(value: NDArray[np.float64]) -> NDArray[np.uint8]:
    stops = np.array([DARK, MIDDLE, BRIGHT], float)
    channels = [np.interp(value, (0, 0.55, 1), stops[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)


def stacked(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """One above the other, with a light line between."""
    gap = np.full((GAP, pictures[0].shape[1], 3), 255, np.uint8)
    rows = [part for picture in pictures for part in (picture, gap)]
    return np.concatenate(rows[:-1])


def write_png(path: Path, picture: NDArray[np.uint8]) -> None:
    rows, columns, _ = picture.shape
    lines = b"".join(b"\0" + picture[row].tobytes() for row in range(rows))
    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts)))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    name, body = part
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


assert RATE == 16_000
