"""`python -m benchmarks.bench`: measure, print a table, write bench.json."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from . import live, recorded, simulated, starting, tools
from .child import held
from .figures import Figure, table
from .machine import describe

PARTS: dict[str, Callable[[bool], list[Figure]]] = {
    "simulated": simulated.measure,
    "start": starting.measure,
    "recorded": recorded.measure,
    "live": live.measure,
    "tools": tools.measure,
}
VOICED = ("start", "recorded", "live")
"""They hold calls; the caller's lines are rendered beforehand."""
SCHEMA = 1
MOST_SAMPLES = 200
"""Of one figure in the JSON file; more are thinned evenly."""


def main(arguments: Sequence[str]) -> None:
    options = _parser().parse_args(arguments)
    parts = options.only or list(PARTS)
    machine = describe()
    if any(part in VOICED for part in parts):
        _warm(options.quick)
    figures: list[Figure] = []
    for name in parts:
        print(f"measuring: {name} ...", file=sys.stderr, flush=True)
        figures += PARTS[name](options.quick)
    print(table(figures))
    for figure in figures:
        if "in trouble" in figure.note:
            print(f"\n{figure.title}: {figure.note}")
    print(_told(machine))
    options.out.write_text(json.dumps(_json(figures, machine, options.quick), indent=2) + "\n", "utf-8")
    print(f"\nWritten to {options.out}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few and short runs: does it work at all?")
    parser.add_argument("--only", action="append", choices=list(PARTS), metavar="PART",
                        help=f"one of {', '.join(PARTS)}; may be given again")  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path("bench.json"), help="where the JSON goes")
    return parser


def _warm(quick: bool) -> None:
    """A second call on this machine finds its lines rendered; that is the one that is measured."""
    print("rendering the caller's lines ...", file=sys.stderr, flush=True)
    for scenario, trainee in live.QUICK if quick else live.CALLS:
        held("warm", scenario=scenario, trainee=trainee)


def _told(machine: dict[str, object]) -> str:
    versions = machine["versions"]
    assert isinstance(versions, dict)
    return "\n".join((
        "\n* is held against the goal; of p95, of few runs the worst.",
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_mb']} MB",
        f"load {machine['load']} before the first figure",
        f"{machine['os']}, {machine['python']}, voicetrainer {machine['voicetrainer']}",
        ", ".join(f"{name} {version}" for name, version in versions.items() if version),
    ))  # fmt: skip


def _json(figures: Sequence[Figure], machine: dict[str, object], quick: bool) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "made": datetime.now().astimezone().isoformat(timespec="seconds"),
        "quick": quick,
        "machine": machine,
        "figures": [_thinned(figure.as_json()) for figure in figures],
    }


def _thinned(figure: dict[str, object]) -> dict[str, object]:
    samples = figure["samples"]
    assert isinstance(samples, list)
    step = -(-len(samples) // MOST_SAMPLES) or 1
    return {**figure, "count": len(samples), "samples": samples[::step]}


if __name__ == "__main__":
    main(sys.argv[1:])
