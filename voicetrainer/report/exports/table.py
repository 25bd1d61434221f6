"""CSV for spreadsheets: a row for each item.  RFC 4180: commas, CRLF, quotes doubled.

Words of a call and texts of a scenario could begin as a formula does, and a spreadsheet would run
it; such a cell gets an apostrophe in front, as OWASP advises under "CSV injection".  Figures are ours.
"""

from __future__ import annotations

import csv
import io

from ...core.score import Evidence, Judged
from .. import words
from .export import Export, one_line

COLUMNS = (
    "call", "started", "trainee", "scenario", "section", "item", "title", "advice", "rule", "weight",
    "critical", "verdict", "close_call", "verdict_before", "overruled_by", "overruled_why", "reason",
    "onset_ms", "end_ms", "value", "limit", "unit", "words", "stretches", "limits",
)  # fmt: skip
"""onset … words are those of the item's first proof; stretches lists all of them, in seconds."""

FORMULA = "=+-@|%\t\r\n＝＋－＠"
"""What a spreadsheet may take for the beginning of a formula or a command."""

Cell = str | float | int | None


def write(export: Export) -> str:
    file = io.StringIO(newline="")
    rows = csv.writer(file, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for section, judged in export.judged:
        rows.writerow([cell(value) for value in _row(export, section, judged)])
    return file.getvalue()


def _row(export: Export, section: str, judged: Judged) -> list[Cell]:
    about, item = export.report.about, judged.item
    proof = judged.evidence[0] if judged.evidence else None
    over = judged.overruled
    return [
        export.name, about.started.isoformat(timespec="seconds"), about.trainee, about.scenario.title,
        section, item.id, words.title(item, export.report.scenario), " ".join(item.advice), item.rule,
        item.weight, "yes" if item.critical else "no",
        judged.verdict, _close(judged), over.was if over else None, over.by if over else None,
        over.reason if over else None, words.reason(judged),
        *(_figures(proof) if proof else [None] * 6),
        "; ".join(f"{one.onset / 1000:.3f}-{one.end / 1000:.3f}" for one in judged.evidence),
        "; ".join(f"{name}: {value:g}" for name, value in item.limits.items()),
    ]  # fmt: skip


def _figures(proof: Evidence) -> list[Cell]:
    return [proof.onset, proof.end, proof.value, proof.limit, proof.unit, proof.words]


def _close(judged: Judged) -> str | None:
    """Empty where nobody worked it out."""
    if judged.stability is None:
        return None
    return "yes" if judged.stability.flips else "no"


def cell(value: Cell) -> str:
    """As it stands in the file: one line, and nothing that a spreadsheet would run."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:.10g}"
    shown = one_line(value)
    return f"'{shown}" if (value[:1] in FORMULA and shown) or (shown[:1] in FORMULA and shown) else shown
