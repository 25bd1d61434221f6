"""Makes the sounds behind a caller, from nothing: an office, a street, a baby next door, a bad line.

Each goes round without a seam: what rings past the end goes on at the start, and all filters are
circular.  `python -m voicetrainer.sound.surroundings FOLDER` writes what ships in `audio/scenery`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import RATE
from .clips import level_dbfs, write_flac
from .tones import circular_band, speech_like

if TYPE_CHECKING:
    from ..core.ports import Samples

Chance = np.random.Generator
FILE_DBFS = -32.0
"""Level of the files: quiet enough to pack well, 60 dB above their rounding noise."""


def office() -> Samples:
    """16 s: colleagues murmur on other calls, someone types, a telephone rings far away."""
    length, chance = 16 * RATE, np.random.default_rng(11)
    murmur = np.zeros(length)
    for person, pitch in enumerate((98.0, 118.0, 132.0, 175.0, 196.0, 215.0)):
        distance = chance.uniform(0.35, 1.0)
        murmur += np.roll(speech_like(16.0, 100 + person, pitch), chance.integers(length)) * distance
    far = in_room(circular_band(murmur, 180, 2200), chance, 0.7, 0.9)  # drier it would pass for speech
    sound = far / _rms(far)
    typing = in_room(_typing(length, chance), chance, 0.15, 0.4)
    sound += 0.3 * typing / _rms(typing)
    bell = in_room(_desk_phone(length, 5.0), chance, 0.6, 0.8)
    sound += 0.35 * bell / _rms(bell)
    return _finished(sound + 0.12 * circular_band(chance.standard_normal(length), 80, 1200))


def street() -> Samples:
    """18 s: the rumble of a town, four cars that pass, a horn two streets away."""
    length, chance = 18 * RATE, np.random.default_rng(12)
    rumble = circular_band(chance.standard_normal(length), 40, 260)
    hiss = circular_band(chance.standard_normal(length), 300, 1500)
    sound = 0.9 * rumble / _rms(rumble) + 0.25 * hiss / _rms(hiss)
    for at, seconds, loud, hertz in (
        (2.0, 1.1, 2.6, 82.0), (6.6, 0.7, 3.4, 110.0), (10.3, 1.5, 2.2, 64.0), (14.6, 0.8, 3.0, 96.0),
    ):  # fmt: skip
        sound += _car(length, chance, at, seconds, loud, hertz)
    horn = in_room(_horn(length, 8.6), chance, 0.8, 0.85)
    return _finished(sound + 0.25 * horn / _rms(horn))


def baby() -> Samples:
    """18 s: cries in the next room, in two fits, with breath drawn between them."""
    length, chance = 18 * RATE, np.random.default_rng(13)
    sound = np.zeros(length)
    for begin, cries in ((0.4, 5), (10.5, 3)):
        at = begin
        for number in range(cries):
            seconds = chance.uniform(0.65, 1.15) * (1.2 if number == cries - 1 else 1.0)
            _add(sound, at, _cry(chance, seconds, 1.0 - 0.1 * number))
            _add(sound, at + seconds + 0.05, _gasp(chance, 0.22))
            at += seconds + chance.uniform(0.32, 0.5)
    room = in_room(circular_band(sound, 250, 4200), chance, 0.35, 0.35)
    quiet = circular_band(chance.standard_normal(length), 100, 900)
    return _finished(room + 0.02 * _rms(room) * quiet / _rms(quiet))


def line() -> Samples:
    """12 s of a bad line: hiss, the hum of the mains with its overtones, crackle."""
    length, chance = 12 * RATE, np.random.default_rng(14)
    t = np.arange(length) / RATE
    hiss = circular_band(chance.standard_normal(length), 350, 3300)
    hum = sum(
        share * np.sin(2 * np.pi * 50 * n * t)
        for n, share in ((2, 0.4), (3, 0.5), (6, 0.35), (8, 0.3), (10, 0.2))
    )
    sound = 0.7 * hiss / _rms(hiss) + 0.5 * hum
    for at in chance.uniform(0, 12, 70):
        ring = np.exp(-np.arange(RATE // 125) / chance.uniform(4, 22))
        _add(sound, at, chance.choice((-1, 1)) * chance.lognormal(0.8, 0.5) * ring)
    return _finished(circular_band(sound, 90, 3500))


SOUNDS: Mapping[str, Callable[[], Samples]] = {"office": office, "street": street, "baby": baby, "line": line}


def write_all(folder: Path) -> list[Path]:
    """Write all four; returns their paths.  Raises StoreError."""
    paths = []
    for name, make in SOUNDS.items():
        paths.append(folder / f"{name}.flac")
        write_flac(paths[-1], make())
    return paths


# -- what they are made of ---------------------------------------------------------------------------


def in_room(sound: np.ndarray, chance: Chance, seconds: float, far: float) -> np.ndarray:
    """With the echoes of a room: they die away by 60 dB in `seconds`; `far` (0…1) is their share."""
    t = np.arange(round(seconds * RATE)) / RATE
    walls = chance.standard_normal(len(t)) * np.exp(-6.9 * t / seconds)
    walls[: RATE // 100] = 0
    response = far * walls / np.sqrt(np.sum(walls**2))
    response[0] += 1 - far
    return np.asarray(np.fft.irfft(np.fft.rfft(sound) * np.fft.rfft(response, len(sound)), len(sound)))


def _typing(length: int, chance: Chance) -> np.ndarray:
    """Words typed in bursts; each key is heard going down and, softer, coming up."""
    sound = np.zeros(length)
    for begin in (0.6, 3.4, 7.5, 9.1, 12.8):
        at = begin
        for _ in range(chance.integers(5, 13)):
            loud = chance.uniform(0.5, 1.0)
            _add(sound, at, loud * _click(chance))
            _add(sound, at + chance.uniform(0.06, 0.1), 0.4 * loud * _click(chance))
            at += chance.uniform(0.09, 0.2)
    return circular_band(sound, 700, 5000)


def _click(chance: Chance) -> np.ndarray:
    t = np.arange(RATE // 50) / RATE
    thud = np.sin(2 * np.pi * chance.uniform(180, 260) * t) * np.exp(-t / 0.006)
    return np.asarray(chance.standard_normal(len(t)) * np.exp(-t / 0.004) + 0.8 * thud)


def _desk_phone(length: int, at: float) -> np.ndarray:
    """Two rings of an office telephone: two tones in quick turns."""
    sound = np.zeros(length)
    t = np.arange(round(0.9 * RATE)) / RATE
    turns = np.sin(2 * np.pi * 14 * t) > 0
    tone = np.where(turns, np.sin(2 * np.pi * 1080 * t), np.sin(2 * np.pi * 1320 * t))
    ring = tone * np.clip(t / 0.01, 0, 1) * np.clip((0.9 - t) / 0.05, 0, 1)
    for start in (at, at + 2.4):
        _add(sound, start, ring)
    return sound


def _car(length: int, chance: Chance, at: float, width: float, loud: float, hertz: float) -> np.ndarray:
    """Tyres and engine of a car that passes at `at`; the engine's pitch drops as it goes by."""
    t = (np.arange(length) / RATE - at + 9) % 18 - 9
    near = 1 / (1 + (t / width) ** 2) ** 1.3
    tyres = circular_band(chance.standard_normal(length), 350, 1300)
    spray = circular_band(chance.standard_normal(length), 1200, 3800)
    drop = 1 - 0.09 * np.tanh(t / (0.6 * width))
    phase = 2 * np.pi * np.cumsum(hertz * drop) / RATE
    engine = sum(np.sin(n * phase) / n for n in range(1, 7))
    rough = 0.7 * tyres / _rms(tyres) + 0.45 * near * spray / _rms(spray) + 0.4 * engine
    return np.asarray(loud * near * (near > 0.01) * rough)


def _horn(length: int, at: float) -> np.ndarray:
    sound = np.zeros(length)
    t = np.arange(round(0.5 * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * f * n * t) / n for f in (405, 510) for n in (1, 2, 3, 4))
    for start, seconds in ((at, 0.16), (at + 0.28, 0.45)):
        _add(sound, start, tone * np.clip(t / 0.015, 0, 1) * np.clip((seconds - t) / 0.03, 0, 1))
    return sound


def _cry(chance: Chance, seconds: float, loud: float) -> np.ndarray:
    """One cry: the pitch jumps up, wavers and falls, the mouth opens wide and closes again."""
    t = np.arange(round(seconds * RATE)) / RATE
    part = t / seconds
    top = chance.uniform(430, 520)
    melody = np.interp(part, (0, 0.12, 0.35, 0.75, 1), (0.78, 1.0, 1.08, 0.95, 0.7)) * top
    waver = 1 + 0.018 * np.sin(2 * np.pi * chance.uniform(6, 8) * t)
    steps = round(100 * seconds)
    rough = 1 + 0.012 * np.interp(t, np.arange(steps) / 100, chance.standard_normal(steps))
    hertz = melody * waver * rough
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    mouth = np.interp(part, (0, 0.2, 0.8, 1), (850, 1350, 1250, 800))
    cry = np.zeros_like(t)
    for n in range(1, 15):
        pitch = n * hertz
        open_ = 1 / (1 + ((pitch - mouth) / 330) ** 2) + 0.55 / (1 + ((pitch - 3100) / 500) ** 2)
        cry += (open_ + 0.12 / n) * np.sin(n * phase) * (pitch < 7000)
    cry += 0.10 * chance.standard_normal(len(t)) * part
    envelope = np.clip(t / 0.05, 0, 1) * np.clip((seconds - t) / 0.18, 0, 1) ** 0.7
    return np.asarray(loud * cry * envelope)


def _gasp(chance: Chance, seconds: float) -> np.ndarray:
    """Breath drawn in."""
    t = np.arange(round(seconds * RATE)) / RATE
    noise = circular_band(chance.standard_normal(len(t)), 900, 3800)
    return np.asarray(0.12 * noise / _rms(noise) * np.sin(np.pi * t / seconds) ** 2)


def _add(sound: np.ndarray, at: float, piece: np.ndarray) -> None:
    """Mix in at that second; what goes past the end goes on at the start."""
    places = (round(at * RATE) + np.arange(len(piece))) % len(sound)
    np.add.at(sound, places, piece)


def _rms(sound: np.ndarray) -> float:
    return float(np.sqrt(np.mean(sound**2)))


def _finished(sound: np.ndarray) -> Samples:
    samples = np.asarray(sound, np.float32)
    return np.asarray(samples * 10 ** ((FILE_DBFS - level_dbfs(samples)) / 20), np.float32)


if __name__ == "__main__":
    for path in write_all(Path(sys.argv[1] if len(sys.argv) > 1 else "audio/scenery")):
        print(path)
