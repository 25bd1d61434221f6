"""Calls whose process is killed in the middle: what lies in their folders must open."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from .calls import report_fails

ROOT = Path(__file__).parents[2]
START_S = 60.0


def killed(seed: int, root: Path) -> str:
    """Hold a call, `kill -9` it, open its report; what was wrong, or ''."""
    chance = random.Random(seed)
    scenario, trainee = chance.choice((("parcel", "steady"), ("double-charge", "fair"), ("parcel", "hasty")))
    calls = root / f"killed-{seed}"
    words = ["call", scenario, "--trainee", trainee, "--out", str(calls), "--seed", str(seed)]
    child = subprocess.Popen(
        [sys.executable, "-m", "voicetrainer", *words], cwd=ROOT,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        folder = _begun(child, calls)
        if folder is None:
            return "the call did not begin"
        time.sleep(chance.uniform(0.0, 4.0))
    finally:
        child.kill()
        child.wait()
    return report_fails(folder)


def _begun(child: subprocess.Popen[bytes], calls: Path) -> Path | None:
    """Its folder, once the first event is in it."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and child.poll() is None:
        for timeline in calls.glob("*/timeline.jsonl"):
            if timeline.stat().st_size:
                return timeline.parent
        time.sleep(0.01)
    return None
