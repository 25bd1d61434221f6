"""`python -m benchmarks.realtime`: how real a call feels, as a table and as bench-realtime.json."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.child import ROOT
from benchmarks.machine import describe

from . import edges_score, results
from .edges_score import Edges
from .observed import Observed, Under
from .rows import Row, table

SCHEMA = 1
SYSTEMS = ("ours", "baseline")
STARTS = 5
CPU_GOAL, OUTSIDE_GOAL, MEMORY_GOAL, READY_GOAL = 0.15, 0.05, 350, 1.0
HAND_LABELS = ROOT.parent / "shared" / "eval" / "audio" / "turns"
ECHO_MINUTES, ECHO_QUICK = 6.6, 0.0


def main(arguments: Sequence[str]) -> None:
    options = _parser().parse_args(arguments)
    machine = describe()
    systems: dict[str, list[Row]] = {}
    calls: dict[str, list[Any]] = {}
    for name in options.system or SYSTEMS:
        print(f"measuring: {name} ...", file=sys.stderr, flush=True)
        found = session(name, options.quick, options.only, options.keep, held_out=options.held_out)
        calls[found["name"]] = found["seen"]
        seen = [observed(one) for one in found["seen"]]
        systems[found["name"]] = [
            *results.rows(seen, found["reply_wait"]), *_own(name, found, seen, options.quick)
        ]  # fmt: skip
    if "voicetrainer" in systems and not options.only:
        systems["voicetrainer"] += [*_hand_labels(options.hand_labels), *_echo(options.quick)]
    print(table(systems))
    _tell_notes(systems)
    written = {
        "schema": SCHEMA,
        "made": datetime.now().astimezone().isoformat(timespec="seconds"),
        "quick": options.quick,
        "machine": machine,
        "systems": {name: [row.as_json() for row in rows] for name, rows in systems.items()},
        "calls": calls,
    }
    options.out.write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    print(f"\nload {machine['load']} before the first figure\nWritten to {options.out}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.realtime", description=__doc__)
    parser.add_argument("--held-out", action="store_true",
                        help="words and voices nothing was chosen on; needs espeak-ng")  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="a taste of each kind, in two minutes")
    parser.add_argument("--system", action="append", metavar="NAME",
                        help="ours, idle, baseline, or MODULE:FACTORY; may be given again")  # fmt: skip
    parser.add_argument("--only", default="", metavar="PREFIX", help="scripts whose name begins so")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep each call's two lanes as FLAC")
    parser.add_argument("--hand-labels", type=Path, default=HAND_LABELS, metavar="FOLDER",
                        help="recordings beside a ref.rttm, to score onsets and ends on")  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path("bench-realtime.json"), help="where the JSON goes")
    return parser


def session(
    system: str,
    quick: bool,
    only: str = "",
    keep: Path | None = None,
    start: bool = False,
    held_out: bool = False,
) -> dict[str, Any]:
    """One system over the material, in a process of its own.  Raises CalledProcessError."""
    with tempfile.TemporaryDirectory(prefix="voicetrainer-bench-") as folder:
        result = Path(folder) / "result.json"
        command = [sys.executable, "-m", "benchmarks.realtime.session", system, str(result)]
        flags = [
            *(["--quick"] if quick else []),
            *(["--held-out"] if held_out else []),
            *(["--start"] if start else []),
            "--only",
            only,
        ]
        if keep:
            flags += ["--keep", str(keep.resolve() / system)]
        subprocess.run([*command, str(time.monotonic()), *flags], check=True, cwd=ROOT)
        found: dict[str, Any] = json.loads(result.read_text("utf-8"))
        return found


def observed(one: dict[str, Any]) -> Observed:
    """Back from JSON."""
    edges = one["edges"]
    return Observed(**{
        **one,
        "under": tuple(Under(**under) for under in one["under"]),
        "edges": Edges(tuple(edges["onsets"]), tuple(edges["ends"]), edges["missed"]),
    })  # fmt: skip


def _own(system: str, found: dict[str, Any], seen: Sequence[Observed], quick: bool) -> list[Row]:
    """What the system itself costs."""
    seconds = sum(o.seconds for o in seen)
    starts = [session(system, quick, start=True) for _ in range(1 if quick else STARTS)]
    rows = [
        Row("memory", "peak memory", "MB", tuple(one["memory"] for one in starts), MEMORY_GOAL,
            note="of a process that holds one call, the benchmark's own 20 MB included"),
        Row("ready", "start to ready", "s", tuple(one["ready"] for one in starts), READY_GOAL,
            note="start of the process until a call is open"),
    ]  # fmt: skip
    if not found["paced"]:
        return rows
    whole, outside = found["cpu"]["all"], found["cpu"]["outside"]
    note = f"{seconds:.0f} s of call; somebody speaks more of the time than in a typical call"
    return [
        Row("cpu", "CPU seconds per second of call", "s/s", (whole / seconds,), CPU_GOAL, note=note),
        Row("cpu-outside", "  outside the recogniser", "s/s", (outside / seconds,), OUTSIDE_GOAL),
        Row("late", "  lateness of a block", "ms", tuple(o.late for o in seen),
            note="worst of each call"),
        *rows,
    ]  # fmt: skip


def _hand_labels(folder: Path) -> list[Row]:
    if not (folder / "ref.rttm").is_file():
        print(f"no hand labels in {folder}: onsets and ends are scored on exact labels only", file=sys.stderr)
        return []
    edges = edges_score.on_hand_labels(folder)
    note = f"{edges.missed} not noticed; several people in a room, labelled by hand"
    return [
        Row("edges-hand", "onset and end against hand labels", "ms", tuple(edges.absolute), 20, 80, note=note)
    ]


def _echo(quick: bool) -> list[Row]:
    """From the rooms of `echo.py`; left out of a quick run, and where flite is missing."""
    minutes = ECHO_QUICK if quick else ECHO_MINUTES
    if not minutes:
        return []
    import shutil

    from . import echo

    if not shutil.which("flite"):
        print("echo is not measured: flite is missing", file=sys.stderr)
        return []
    rooms = [room for room in echo.figures(minutes, True) if room.usable]
    hours = sum(room.caller_s for room in rooms) / 3600
    false, stops = sum(room.false for room in rooms), sum(room.stops for room in rooms)
    where = f"in {hours * 60:.1f} min of caller speech, {len(rooms)} rooms"
    return [
        Row("echo-false", "false interruptions from echo, per hour", "", (stops / hours,), 0,
            note=f"{stops} {where}: the caller would have stopped"),
        Row("echo-starts", "  false starts from echo, per hour", "", (false / hours,),
            note=f"{false} {where}: the caller is lowered for a moment"),
    ]  # fmt: skip


def _tell_notes(systems: dict[str, list[Row]]) -> None:
    for name, rows in systems.items():
        for row in rows:
            if row.note:
                print(f"{name}: {row.title.strip()}: {row.note}")
