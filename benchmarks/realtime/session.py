"""All scripts against one system, in a process of its own.

`python -m benchmarks.realtime.session SYSTEM RESULT BORN [--quick] [--only NAME] [--keep FOLDER]`

SYSTEM is `ours`, `idle` (ours on a machine with nothing else to do), `baseline`, or
`module:factory` of your own.  BORN is `time.monotonic()` in the parent just before this process was
started; `ready` is the time until the first call was open.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .script import Script, System

KNOWN = {
    "ours": "benchmarks.realtime.ours:Ours",
    "idle": "benchmarks.realtime.idle:Idle",
    "baseline": "benchmarks.realtime.baseline:SilenceTimeout",
}


def make(name: str) -> System:
    module, _, factory = KNOWN.get(name, name).partition(":")
    system: System = getattr(importlib.import_module(module), factory)()
    return system


def run(system: System, scripts: list[Script], keep: Path | None) -> dict[str, Any]:
    from .observed import observe
    from .play import Meter, play

    seen, meter = [], Meter()
    for number, script in enumerate(scripts):
        played = play(script, system, meter)
        seen.append(dataclasses.asdict(observe(played)))
        if keep:
            _keep(keep / f"{script.name}.flac", played)
        print(f"\r{number + 1} of {len(scripts)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {"seen": seen, "cpu": {"all": meter.all, "outside": meter.outside}}


def started(system: System, born: float) -> dict[str, Any]:
    """How soon a call is open, and what one call needs at most."""
    from benchmarks.probes import peak_memory

    from .material import first

    script = first()
    system.open(script)
    ready = time.monotonic() - born
    system.close()

    from .play import play

    play(script, system)
    return {"ready": ready, "memory": peak_memory()}


def material(quick: bool, folder: Path | None) -> list[Script]:
    """The committed clips, or (with a folder for its sounds) what is held out."""
    from .material import held_out, scripts

    return held_out(folder, quick) if folder else scripts(quick)


def _keep(file: Path, played: Any) -> None:
    import numpy as np

    from voicetrainer.sound.clips import write_flac

    file.parent.mkdir(parents=True, exist_ok=True)
    write_flac(file, np.stack([played.trainee, played.caller], axis=1))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.realtime.session", description=__doc__)
    parser.add_argument("system")
    parser.add_argument("result", type=Path)
    parser.add_argument("born", type=float)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--held-out", action="store_true", help="words and voices nothing was chosen on")
    parser.add_argument("--start", action="store_true", help="open one call, and no more")
    options = parser.parse_args(arguments)
    system = make(options.system)
    result: dict[str, Any]
    if options.start:
        result = started(system, options.born)
    else:
        with tempfile.TemporaryDirectory(prefix="voicetrainer-held-out-") as folder:
            every = material(options.quick, Path(folder) if options.held_out else None)
            result = run(system, [s for s in every if s.name.startswith(options.only)], options.keep)
        result |= {"name": system.name, "reply_wait": system.reply_wait, "paced": system.paced}
    options.result.write_text(json.dumps(result), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
