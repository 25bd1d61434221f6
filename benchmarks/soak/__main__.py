"""`python -m benchmarks.soak --hours H [--seed S] [--pulse]`: hold calls for hours, break things, tell."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import table
from benchmarks.machine import describe

from . import virtual
from .virtual import Options


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="voicetrainer-soak-") as folder:
        asked = Options(
            Path(folder), options.hours, options.seed, not options.no_faults, options.real_ears,
            options.kills, options.long, options.traced,
        )  # fmt: skip
        if options.pulse:
            from . import pulse

            found = pulse.measure(asked)
        else:
            found = virtual.measure(asked)
    print(table(found.figures))
    for line in found.notes:
        print(line)
    content = {
        "soak": "pulse" if options.pulse else "virtual", "seed": options.seed, "hours": options.hours,
        "machine": describe(), "figures": [figure.as_json() for figure in found.figures],
        "notes": found.notes,
    }  # fmt: skip
    options.out.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    print(f"\nWritten to {options.out}.")
    return 0 if found.held else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0, help="of call time; with --pulse, of your time")
    parser.add_argument("--seed", type=int, default=1, help="the same seed holds the same calls")
    parser.add_argument("--pulse", action="store_true", help="in real time, over a private PulseAudio")
    parser.add_argument("--no-faults", action="store_true", help="nothing breaks")
    parser.add_argument("--real-ears", type=float, default=0.05, metavar="SHARE",
                        help="share of the calls with the real recogniser")  # fmt: skip
    parser.add_argument("--kills", type=int, default=5, help="calls that are killed in the middle")
    parser.add_argument("--long", type=float, default=1.0, metavar="HOURS",
                        help="length of the two long calls with drift")  # fmt: skip
    parser.add_argument("--traced", type=int, default=100, metavar="CALLS",
                        help="calls whose memory is counted by the object")  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path("soak.json"), help="where the JSON goes")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
