"""Calls between two people who never were: two channels, rendered from a page of text.

The pages lie in `calls/`.  At the top stand the voices (flite's, or `espeak` and one of its own), levels
in dBFS, noise in dBFS, `telephone:` for sides that go through a G.711 line at 8 kHz, and `leak:` for how
many dB under itself each side comes back in the other's channel.  Then a line for each utterance:

    WHO AFTER [cuts] [raised]: TEXT

AFTER is in seconds from the end of what was said last; below zero it begins before that end, and with
`cuts` the other one gives up half a second later.  `WHO sync:` lets the next time count from the end of
WHO's last words.  `hold SECONDS [music]` is a silence in which the agent's channel may play music.

Needs flite, espeak-ng and sox.  The programs run as processes; what they say is nobody's voice.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from voicetrainer.core.ports import RATE
from voicetrainer.sound.clips import level_dbfs, read_clip, scaled

if TYPE_CHECKING:
    from voicetrainer.core.ports import Samples

CALLS = Path(__file__).parent / "calls"
PROGRAMS = ("flite", "espeak-ng", "sox")
WHO = ("agent", "caller")
AFTERWARDS_S = 1.0
UNHURRIED = "duration_stretch=1.3"
"""flite's own pace is that of a newsreader."""
RAISED = ("pitch", "420", "tempo", "1.08")
"""What sox does to a voice that goes up; it gets louder, too."""
RAISED_DB = 9.0
TELEPHONE = ("highpass", "300", "lowpass", "3400")
_SAID = re.compile(r"(agent|caller) ([+-][\d.]+)( cuts)?( raised)?: (.+)")
GIVES_UP = RATE // 2
"""Samples after which somebody who is cut off falls silent."""
FADE = RATE // 20

Who = Literal["agent", "caller"]


@dataclass(frozen=True, slots=True)
class Placed:
    """One utterance, where it lies."""

    who: str
    onset: int
    """Sample."""
    sound: Samples


@dataclass(slots=True)
class Page:
    settings: Mapping[str, str]
    lines: list[str]
    folder: Path
    placed: list[Placed] = field(default_factory=list)
    music: list[tuple[int, int]] = field(default_factory=list)


def missing() -> list[str]:
    """Programs that are needed and not there."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def names() -> list[str]:
    return sorted(path.stem for path in CALLS.glob("*.txt"))


def render(name: str, folder: Path) -> Path:
    """The call as a WAV of two channels in `folder`: the agent left, the caller right."""
    import soundfile

    page = _read(CALLS / f"{name}.txt", folder)
    _place(page)
    sides = _sides(page)
    wide = "telephone" in page.settings
    path = folder / f"{name}.wav"
    frames = np.stack([sides[who] for who in WHO], axis=1)
    if not wide:
        soundfile.write(path, frames, RATE)
        return path
    plain = folder / f"{name}-16.wav"
    soundfile.write(plain, frames, RATE)
    _run("sox", plain, "-r", "8000", "-e", "u-law", path, *TELEPHONE)
    return path


def _read(path: Path, folder: Path) -> Page:
    head, _, body = path.read_text("utf-8").partition("\n\n")
    settings = dict(line.split(": ", 1) for line in head.splitlines() if not line.startswith("#"))
    return Page(settings, [line for line in body.splitlines() if line], folder)


def _place(page: Page) -> None:
    """Each line where it belongs, one after the other."""
    clock = 0
    ends = dict.fromkeys(WHO, 0)
    for number, line in enumerate(page.lines):
        if line.startswith("hold "):
            length = int(float(line.split()[1]) * RATE)
            if line.endswith("music"):
                page.music.append((clock + RATE, clock + length - RATE))
            clock += length
        elif line.endswith(" sync:"):
            clock = ends[line.split()[0]]
        else:
            found = _SAID.fullmatch(line)
            assert found, line
            who, after, cuts, raised, text = found.groups()
            sound = _spoken(page, who, text, bool(raised), number)
            onset = max(ends[who], clock + int(float(after) * RATE))
            if cuts:
                page.placed[-1] = _cut(page.placed[-1], onset)
                ends[page.placed[-1].who] = page.placed[-1].onset + len(page.placed[-1].sound)
            page.placed.append(Placed(who, onset, sound))
            clock = ends[who] = onset + len(sound)


def _cut(one: Placed, by: int) -> Placed:
    """What is left of it when somebody else begins at sample `by`."""
    kept = one.sound[: by + GIVES_UP - one.onset].copy()
    kept[-FADE:] *= np.linspace(1, 0, FADE, dtype=np.float32)
    return Placed(one.who, one.onset, kept)


def _spoken(page: Page, who: str, text: str, raised: bool, number: int) -> Samples:
    """An utterance at its level, without the silence around it."""
    made, loud = (page.folder / f"{number}{end}.wav" for end in ("", "-raised"))
    engine, _, voice = page.settings[who].rpartition(" ")
    if engine == "espeak":
        _run("espeak-ng", "-v", voice, "-s", "150", "-w", made, text)
    else:
        _run("flite", "-voice", voice, "--setf", UNHURRIED, "-t", text, "-o", made)
    if raised:
        _run("sox", made, loud, *RAISED)
        made = loud
    sound = _trimmed(read_clip(made))
    level = _of(page.settings["level"], who) + (RAISED_DB if raised else 0)
    return scaled(sound, level - level_dbfs(sound))


def _trimmed(sound: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    return sound[loud[0] : loud[-1] + 1]


def _sides(page: Page) -> dict[str, Samples]:
    """Both channels, with noise, music and what leaks."""
    length = max(one.onset + len(one.sound) for one in page.placed) + int(AFTERWARDS_S * RATE)
    dice = np.random.default_rng(5)
    dry = {who: np.zeros(length, np.float32) for who in WHO}
    for one in page.placed:
        dry[one.who][one.onset : one.onset + len(one.sound)] += one.sound
    for first, last in page.music:
        dry["agent"][first:last] += _music(last - first)
    leak = np.float32(10 ** (-float(page.settings.get("leak", "90")) / 20))
    sides = {}
    for who, other in zip(WHO, WHO[::-1], strict=True):
        noise = dice.normal(0, 10 ** (_of(page.settings["noise"], who) / 20), length)
        sides[who] = (dry[who] + leak * dry[other] + noise).astype(np.float32)
    return sides


def _music(length: int) -> Samples:
    """A slow tune of four notes, as hold music is: −28 dBFS."""
    at = np.arange(length) / RATE
    note = np.array([262.0, 330.0, 392.0, 330.0])[(at / 0.5).astype(int) % 4]
    beat = np.exp(-4 * (at % 0.5))
    tune = sum(np.sin(2 * np.pi * k * note * at) / k for k in (1, 2, 3)) * beat
    return scaled(np.asarray(tune, np.float32), -28 - level_dbfs(np.asarray(tune, np.float32)))


def _of(setting: str, who: str) -> float:
    """From 'agent -20, caller -22'."""
    return float(dict(one.split() for one in setting.split(", "))[who])


def _run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
