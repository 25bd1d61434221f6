"""`make evaluate`: print the table and write evaluate.json.

    python -m benchmarks.evaluate [--eval DIR] [--part NAME …] [--another-hand HALF …] [--json FILE]

Some parts are measured on labelled sets that may not be shipped; their folder is given by --eval
or VOICETRAINER_EVAL.  Without it their rows say so, and everything else is measured.

--another-hand adds the rows of sentences by somebody who knew the acts but not the reader: `open`
may be tuned on; `locked` is for one scoring, so nothing asks for it by itself.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import sys
from dataclasses import asdict
from pathlib import Path

from ..machine import describe
from .row import Row


def parts() -> list[str]:
    """The modules of this package that have rows."""
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    return [name for name in names if name.startswith("part_")]


def main(arguments: list[str]) -> None:
    options = _options(arguments)
    rows: list[Row] = []
    for name in parts():
        if options.part and name.removeprefix("part_") not in options.part:
            continue
        print(f"{name.removeprefix('part_')} …", file=sys.stderr, flush=True)
        rows += importlib.import_module(f".{name}", __package__).rows(options.eval)
    for half in options.another_hand:
        rows += importlib.import_module(".part_own_words", __package__).another_hand(half)
    print("\n".join(table(rows)))
    print(describe())
    options.json.write_text(
        json.dumps({"machine": describe(), "rows": [asdict(row) for row in rows]}, indent=1), "utf-8"
    )


def _options(arguments: list[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m benchmarks.evaluate")
    known = os.environ.get("VOICETRAINER_EVAL")
    reader.add_argument("--eval", type=Path, default=Path(known) if known else None)
    reader.add_argument("--part", action="append", choices=[n.removeprefix("part_") for n in parts()])
    reader.add_argument("--another-hand", action="append", choices=["open", "locked"], default=[])
    reader.add_argument("--json", type=Path, default=Path("evaluate.json"))
    options = reader.parse_args(arguments)
    if options.eval and not options.eval.is_dir():
        reader.error(f"there is no folder {options.eval}")
    return options


def table(rows: list[Row]) -> list[str]:
    """A Markdown table."""
    lines = ["| part | figure | value | goal | n | note |", "|---|---|---|---|---|---|"]
    return lines + [f"| {' | '.join(_cells(row))} |" for row in rows]


def _cells(row: Row) -> list[str]:
    value = "–" if row.value is None else f"{row.value:.3g}"
    if row.interval:
        value += f" ({row.interval[0]:.3g} … {row.interval[1]:.3g})"
    verdict = "" if row.met is None else ", met" if row.met else ", **missed**"
    return [row.part, row.figure, value, row.goal + verdict, str(row.n or ""), row.note]


if __name__ == "__main__":
    main(sys.argv[1:])
