"""Many recordings in one run of the command, as a person starts it: by the clock, and how much memory."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import soundfile

from .row import Row

JOBS = 2
FEW, MANY = 5, 20
SHORT_S = 25
"""Of the copies whose memory is looked at: what grows shows by their number, not by their length."""
COPIES = 3
"""Of each held call, for the clock: the start of the program should not count for more than in a real run."""
LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Ran:
    seconds: float
    parent_mb: float
    """The most it had at any time."""
    worker_mb: float
    """Of the largest process at work."""


def rows(part: str, folder: Path) -> Iterator[Row]:
    """`folder` holds the calls that were held there: …/CALL/call.flac."""
    held = sorted(folder.glob("*/*/call.flac"))
    held = [path for path in held if path.parent.parent.name != "assessed"]
    batch = _folder(folder / "batch", [path for path in held for _ in range(COPIES)])
    sound = sum(soundfile.info(path).duration for path in batch.iterdir())
    ran = run(batch, folder / "batch-out")
    speed, count = sound / ran.seconds, len(held) * COPIES
    note = f"{sound:.0f} s in one run of {JOBS} processes, from start to end by the clock; load {_load()}"
    yield Row(part, "recordings, times real time, two cores", speed, "≥ 10", speed >= 10, count, note=note)
    short = folder / "short.wav"
    frames, rate = soundfile.read(held[0], dtype="int16")
    soundfile.write(short, frames[: SHORT_S * rate], rate)
    few, many = (run(_folder(folder / f"m{n}", [short] * n), folder / f"m{n}-out") for n in (FEW, MANY))
    for who, before, after in (
        ("the parent", few.parent_mb, many.parent_mb),
        ("the largest worker", few.worker_mb, many.worker_mb),
    ):
        more = after - before
        note = f"{before:.0f} MB with {FEW} calls, {after:.0f} MB with {MANY}"
        yield Row(
            part,
            f"memory of {who}, MB more for four times the calls",
            more,
            "≤ 20",
            more <= 20,
            MANY,
            note=note,
        )


def run(folder: Path, out: Path) -> Ran:
    """`voicetrainer assess FOLDER --jobs 2`, watched."""
    command = [
        sys.executable,
        "-m",
        "voicetrainer",
        "assess",
        str(folder),
        "--out",
        str(out),
        "--jobs",
        str(JOBS),
    ]
    began, parent, worker = time.perf_counter(), 0.0, 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None:
            parent = max(parent, _peak_mb(running.pid))
            worker = max([worker, *(_peak_mb(child) for child in _children(running.pid))])
            time.sleep(LOOK_S)
        seconds = time.perf_counter() - began
    assert running.returncode == 0, running.returncode
    return Ran(seconds, parent, worker)


def _folder(folder: Path, files: list[Path]) -> Path:
    """Copies with names of their own."""
    folder.mkdir()
    for number, file in enumerate(files):
        shutil.copy(file, folder / f"{number:03}{file.suffix}")
    return folder


def _peak_mb(process: int) -> float:
    """The most memory it had so far; 0 if it is gone, or where /proc is not."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _children(process: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def _load() -> str:
    return Path("/proc/loadavg").read_text().split()[0] if Path("/proc/loadavg").exists() else "?"
