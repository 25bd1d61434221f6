"""In real time over a private PulseAudio: the real sound card phone, ear, voice worker and files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.figures import Figure
from tests.pulse.rig import Pulse, missing
from voicetrainer.core.ports import RATE

from .chirps import find
from .kills import ROOT
from .resources import Held, growth, slope
from .virtual import MOST_TOLD, Found, Options


def measure(options: Options) -> Found:
    """Calls for `options.hours` in a process of its own; the first takes half the time, with drift."""
    if lacking := missing():
        raise SystemExit(f"install: apt-get install {' '.join(lacking)}")
    folder = options.root / "pulse"
    folder.mkdir(parents=True)
    pulse = Pulse(folder)
    try:
        ears = [_parec(pulse, name, options.root / name) for name in ("speaker", "micfeed")]
        seconds, faults = options.hours * 3600, str(int(options.faults))
        words = [str(seconds), str(options.seed), faults, str(options.root)]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.soak.pulse_calls", *words],
            env={**pulse.environment, "PYTHONPATH": str(ROOT)}, cwd=Path.cwd(),
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        for parec in ears:
            parec.terminate()
            parec.wait(5)
    finally:
        pulse.stop()
    return _found(json.loads(done.stdout.splitlines()[-1]), options.root)


def _parec(pulse: Pulse, device: str, file: Path) -> subprocess.Popen[bytes]:
    """Hears what the device gets all the time, into a file of 16-bit samples."""
    form = f"--raw --format=s16le --channels=1 --rate={RATE} --latency-msec=50"
    command = ["parec", f"--device={device}.monitor", *form.split()]
    with file.open("wb") as out:
        return subprocess.Popen(command, env=pulse.environment, stdout=out)


def _found(told: dict[str, Any], root: Path) -> Found:
    found = Found()
    calls = told["calls"]
    faults = [f"{call['faults']}: {fault}" for call in calls for fault in call["wrong"]]
    resources = [Held(*row) for row in told["resources"]]
    first = resources[min(2, len(resources) - 1)]
    found.figures = [
        Figure("calls", "calls held", "", (len(calls),)),
        Figure("call-minutes", "  call time", "min", (sum(call["length"] for call in calls) / 60_000,)),
        Figure("faults", "what must hold and did not", "", (len(faults),), goal=0),
        Figure("lane-caller", "caller's lane − timeline", "ms",
               tuple(abs(x) for call in calls for _, x in call["lane"]), "worst", 5),
        *_apart(calls[0], root),
        Figure("memory", "memory", "MB", tuple(r.rss_mb for r in resources), "worst"),
        Figure("memory-growth", "  growth, later half", "MB/100 calls", (growth(resources),)),
        Figure("threads", "threads left over", "", tuple(r.threads - first.threads for r in resources[2:]),
               "worst", 0),
        Figure("files", "open files left over", "", tuple(r.files - first.files for r in resources[2:]),
               "worst", 0),
    ]  # fmt: skip
    found.notes = faults[:MOST_TOLD]
    found.notes += [f"{call['faults']}: {call['outcome']} {call['why']} {call['notices']}" for call in calls]
    return found


def _apart(call: dict[str, Any], root: Path) -> list[Figure]:
    """The long call's two lanes, each against a recorder at its own device, and against each other."""
    speaker = _offsets(call["caller_chirps"], root / "speaker")
    microphone = _offsets(call["trainee_chirps"], root / "micfeed")
    if len(speaker) < 3 or len(microphone) < 3:
        return []
    figures = []
    for name, pairs in (("loudspeaker", speaker), ("microphone", microphone)):
        late = [off for _, off in pairs]
        middle = median(late)
        figures.append(Figure(f"{name}-wander", f"{name} − its lane, from the middle", "ms",
                              tuple(abs(x - middle) for x in late), "p95"))  # fmt: skip
    drift = [_drift(pairs) for pairs in (speaker, microphone)]
    figures.append(Figure("apart", "lanes apart after this call", "ms",
                          (abs(drift[0] - drift[1]) * call["length"] / 3_600_000,), goal=5))  # fmt: skip
    return figures


def _drift(pairs: list[tuple[float, float]]) -> float:
    """ms per hour."""
    return slope([at / 3_600_000 for at, _ in pairs], [off for _, off in pairs])


def _offsets(lane: list[float], file: Path) -> list[tuple[float, float]]:
    """(place in the lane, its recorder − the lane) in ms, for the chirps that both have."""
    raw = np.fromfile(file, "<i2").astype(np.float32) / np.float32(32768)
    heard = np.array([at * 1000 / RATE for at in find(raw)])
    if not len(lane) or not len(heard):
        return []
    places = np.array(lane)
    # the shift at which most chirps meet: both recorders began at times of their own
    shifts = (heard[:, None] - places[None, :]).ravel()
    counts = [int(np.sum(np.abs(shifts - shift) < 100)) for shift in shifts]
    shift = shifts[int(np.argmax(counts))]
    pairs = []
    for place in places:
        near = heard[int(np.argmin(np.abs(heard - place - shift)))]
        if abs(near - place - shift) < 200:
            pairs.append((float(place), float(near - place)))
    return pairs
