"""Makes the clips: `python -m benchmarks.realtime.render`.  Needs flite and espeak-ng on the path.

Each clip is cut to its first and last audible sample, so that its labels are exact: speech begins
with the clip and ends with it.  A caller's line is rendered sentence by sentence, 180 ms apart.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from voicetrainer.core.lines import BREATH, Speech, pieces_of
from voicetrainer.core.ports import RATE, Samples
from voicetrainer.sound.clips import read_clip, write_flac
from voicetrainer.sound.recorded import at_level

from .texts import SHIPPED, Words

CLIPS = Path(__file__).parent / "clips"
LABELS = CLIPS / "labels.json"
CALLERS = ("rms", "slt", "awb")
TRAINEE_DBFS, MURMUR_DBFS, CALLER_DBFS = -26.0, -30.0, -22.0
STEPS = 8192
"""A clip's samples are whole multiples of 1/8192: noise at −89 dBFS, and a quarter less to store."""
SOUNDS = {"mm-hm": "[[m'mhm]]"}
"""What voices spell out as letters is told to eSpeak as sounds."""
LONGEST_MURMUR = RATE * 6 // 10
"""A backchannel that a voice drags out is said again, faster: people take 0.2 to 0.6 s."""
AUDIBLE_DB = -42.0
"""Against the clip's loudest 5 ms: what is quieter at its edges is cut off."""


def main() -> None:
    CLIPS.mkdir(exist_ok=True)
    for old in CLIPS.glob("*.flac"):
        old.unlink()
    labels = render(SHIPPED, CLIPS)
    size = sum(file.stat().st_size for file in CLIPS.glob("*.flac"))
    print(f"{len(labels)} clips, {size / 1e6:.2f} MB")


def render(words: Words, folder: Path) -> dict[str, Any]:
    """All clips of these words, and their labels, into `folder`."""
    labels = dict(_clips(words, folder))
    (folder / LABELS.name).write_text(json.dumps(labels, indent=1) + "\n", "utf-8")
    return labels


def _clips(words: Words, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    wanted = [
        *((f"pause-{n:02}-{part}", text, n, TRAINEE_DBFS)
          for n, said in enumerate(words.paused) for part, text in enumerate(said.parts)),
        *((f"plain-{n:02}", said.parts[0], n, TRAINEE_DBFS) for n, said in enumerate(words.plain)),
        *((f"interruption-{n:02}", text, n, TRAINEE_DBFS) for n, text in enumerate(words.interruptions)),
        *((f"backchannel-{n:02}-{m}", text, n + 3 * m, MURMUR_DBFS)
          for n, text in enumerate(words.backchannels) for m in (0, 1)),
    ]  # fmt: skip
    for name, text, number, level in wanted:
        voice = words.voices[words.humming[number % 2] if text in SOUNDS else number % len(words.voices)]
        samples = spoken(SOUNDS.get(text, text), voice)
        if name.startswith("backchannel") and len(samples) > LONGEST_MURMUR:
            samples = spoken(SOUNDS.get(text, text), voice, LONGEST_MURMUR / len(samples))
        yield _kept(folder / f"{name}.flac", text, voice, at_level(samples, level), [])
    for kind, lines in (("line", words.lines), ("reply", words.replies)):
        for number, text in enumerate(lines):
            voice = CALLERS[number % len(CALLERS)]
            samples, sentences = _line(text, voice)
            yield _kept(folder / f"{kind}-{number}.flac", text, voice, samples, sentences)


def _line(text: str, voice: str) -> tuple[Samples, list[list[int]]]:
    """The whole line, and (onset, end) of its sentences in ms."""
    pieces: list[Samples] = []
    sentences = []
    for piece in pieces_of(text):
        if isinstance(piece, Speech):
            start = sum(map(len, pieces))
            pieces.append(at_level(spoken(piece.text, voice), CALLER_DBFS))
            sentences.append([start * 1000 // RATE, sum(map(len, pieces)) * 1000 // RATE])
        else:
            pieces.append(np.zeros(BREATH * RATE // 1000, np.float32))
    return np.concatenate(pieces), sentences


def _kept(
    file: Path, text: str, voice: str, samples: Samples, sentences: list[list[int]]
) -> tuple[str, dict[str, Any]]:
    write_flac(file, (np.round(samples * STEPS) / STEPS).astype(np.float32))
    label: dict[str, Any] = {
        "text": text, "voice": voice, "onset": 0, "end": len(samples) * 1000 // RATE,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }  # fmt: skip
    return file.stem, label | ({"sentences": sentences} if sentences else {})


def spoken(text: str, voice: str, stretch: float = 1.0) -> Samples:
    """Rendered and cut to what is audible."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        engine, _, which = voice.partition(" ")
        faster = ["--setf", f"duration_stretch={stretch}"] if stretch != 1 else []
        command = (
            ["espeak-ng", "-v", which, "-s", str(round(175 / stretch)), "-w", str(file), text]
            if which
            else ["flite", "-voice", engine, *faster, "-t", text, "-o", str(file)]
        )
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return trimmed(read_clip(file))


def trimmed(samples: Samples) -> Samples:
    """From the first to the last 5 ms that stand out."""
    step = RATE // 200
    power = np.mean(samples[: len(samples) // step * step].reshape(-1, step) ** 2, axis=1)
    audible = np.flatnonzero(power > power.max() * 10 ** (AUDIBLE_DB / 10))
    return samples[audible[0] * step : (audible[-1] + 1) * step]


if __name__ == "__main__":
    main()
