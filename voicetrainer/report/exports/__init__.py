"""A judged call in formats that other programs read.  Each writer is pure: an `Export` in, text out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import as_json, rttm, table, textgrid, vtt
from .export import Export

FORMATS: Mapping[str, Callable[[Export], str]] = {
    "json": as_json.write,
    "vtt": vtt.write,
    "rttm": rttm.write,
    "textgrid": textgrid.write,
    "csv": table.write,
}
"""By the names of `voicetrainer export --format`."""

ENDINGS: Mapping[str, str] = {
    "json": ".json",
    "vtt": ".vtt",
    "rttm": ".rttm",
    "textgrid": ".TextGrid",
    "csv": ".csv",
}
"""What the files are called by the programs that read them."""

__all__ = ["ENDINGS", "FORMATS", "Export"]
