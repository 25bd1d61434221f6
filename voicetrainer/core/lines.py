"""How a caller's line is written: sentences, and pauses in brackets."""

from __future__ import annotations

import re

_PAUSE = re.compile(r"\(\s*pause\s+(\d+(?:\.\d+)?)\s*(ms|s)\s*\)", re.IGNORECASE)


def caption(text: str) -> str:
    """The words alone, as they are shown: pauses are heard, not read."""
    return " ".join(_PAUSE.sub(" ", text).split())
