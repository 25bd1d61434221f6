"""The command line: the only place, beside `web`, that chooses and builds adapters."""

from __future__ import annotations

import logging
import os
import sys


def main() -> None:
    """Entry point.  Whatever goes wrong is told in words; the exit code says what kind it was."""
    logging.basicConfig(level=os.environ.get("VOICETRAINER_LOG", "ERROR").upper(), stream=sys.stderr)
    from .app import run

    sys.exit(run(sys.argv[1:]))
