"""In real time over a private PulseAudio: the real sound card phone, ear, voice worker and files."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from tests.pulse.rig import Pulse, missing
from voicetrainer.core.ports import RATE

from .kills import ROOT
from .lanes import apart, drift, heard_by, offsets, strays
from .resources import Held, Watch, growth
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
        watch = Watch("another process")
        words = [str(seconds), str(options.seed), faults, str(options.root)]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.soak.pulse_calls", *words],
            env={**pulse.environment, "PYTHONPATH": str(ROOT)}, cwd=Path.cwd(),
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        watch.stop()
        for parec in ears:
            parec.terminate()
            parec.wait(5)
    finally:
        pulse.stop()
    return _found(json.loads(done.stdout.splitlines()[-1]), options.root, watch.worst)


def _parec(pulse: Pulse, device: str, file: Path) -> subprocess.Popen[bytes]:
    """Hears what the device gets all the time, into a file of 16-bit samples."""
    form = f"--raw --format=s16le --channels=1 --rate={RATE} --latency-msec=50"
    command = ["parec", f"--device={device}.monitor", *form.split()]
    with file.open("wb") as out:
        return subprocess.Popen(command, env=pulse.environment, stdout=out)


def _found(told: dict[str, Any], root: Path, machine: float) -> Found:
    found = Found()
    calls = told["calls"]
    faults = [f"{call['faults']}: {fault}" for call in calls for fault in call["wrong"]]
    resources = [Held(*row) for row in told["resources"]]
    first = resources[min(2, len(resources) - 1)]
    found.figures = [
        Figure("calls", "calls held", "", (len(calls),)),
        Figure("call-minutes", "  call time", "min", (sum(call["length"] for call in calls) / 60_000,)),
        Figure("broken", "  of them broken off", "", (sum(c["outcome"] == "broken" for c in calls),), goal=0),
        Figure("away", "times that the sound card was lost", "", (sum(len(c["away"]) for c in calls),)),
        Figure("faults", "what must hold and did not", "", (len(faults),), goal=0),
        Figure("lane-caller", "caller's lane − timeline", "ms",
               tuple(abs(x) for call in calls for _, x in call["lane"]), "worst", 5),
        *_apart(calls[0], root),
        Figure("stood-still", "longest standstill of this process", "s", (told["stood_still"],)),
        Figure("machine", "  of another beside it", "s", (machine,)),
        Figure("memory", "memory", "MB", tuple(r.rss_mb for r in resources), "worst"),
        Figure("memory-growth", "  growth, later half", "MB/100 calls", (growth(resources),)),
        Figure("threads", "threads left over", "", tuple(r.threads - first.threads for r in resources[2:]),
               "worst", 0),
        Figure("files", "open files left over", "", tuple(r.files - first.files for r in resources[2:]),
               "worst", 0),
    ]  # fmt: skip
    found.notes = faults[:MOST_TOLD]
    found.notes += [
        f"{call['faults']}: {call['outcome']} {call['why']} {call['notices']} {call['error']} {call['away']}"
        for call in calls
    ]
    return found


def _apart(call: dict[str, Any], root: Path) -> list[Figure]:
    """The long call's two lanes, each against a recorder at its own device, and against each other."""
    caller = offsets(call["caller_chirps"], heard_by(root / "speaker"))
    trainee = offsets(call["trainee_chirps"], heard_by(root / "micfeed"))
    between = apart(caller, trainee)
    if len(between) < 3:
        return []
    slope = drift(between)
    off = strays(between, slope)
    return [
        Figure("microphone-wander", "microphone − its lane, from one chirp to the next", "ms",
               tuple(abs(b - a) for (_, a), (_, b) in pairwise(trainee)), "p95"),
        Figure("loudspeaker-wander", f"loudspeaker − its lane, {len(off)} lines, from the middle", "ms",
               tuple(off), "p95"),
        Figure("drift", "lanes apart, per hour", "ms/h", (abs(slope),)),
        Figure("apart", "lanes apart after this call", "ms", (abs(slope) * call["length"] / 3_600_000,),
               goal=5),
    ]  # fmt: skip
