"""The form for scoring on paper or in a spreadsheet: written empty, read filled."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path

from ..core.errors import StoreError, UsageError
from ..core.scenario import Scenario
from ..core.score import Judged, Verdict
from ..report import words
from ..store.folder import write_whole
from .reviewing import VERDICTS, say

COLUMNS = ("item", "title", "what to look for", "verdict", "note")


def write_form(path: Path, items: Sequence[Judged], scenario: Scenario) -> None:
    """A row for each item, without any verdict.  Raises StoreError."""
    from ..report.exports.table import cell
    from .scoring import meaning

    file = io.StringIO(newline="")
    rows = csv.writer(file, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for judged in items:
        title, look = words.title(judged.item, scenario), " ".join(meaning(judged))
        rows.writerow([cell(judged.item.id), cell(title), cell(look), "", ""])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # a spreadsheet takes UTF-8 for what it is only with a mark in front
        write_whole(path, file.getvalue().encode("utf-8-sig"))
    except (OSError, StoreError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(say("form-not-written", file=path, reason=reason)) from error


def read_form(path: Path, known: Collection[str]) -> tuple[dict[str, Verdict], dict[str, str]]:
    """Verdicts and notes by item; rows without a verdict are passed over.

    Commas, semicolons or tabs, as spreadsheets like it.  Raises UsageError naming every wrong line.
    """
    text = _text(path)
    head = text.splitlines()[0] if text else ""
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [name.strip().casefold() for name in next(rows, [])]
    if not {"item", "verdict"} <= set(names):
        raise UsageError(say("form-no-columns", file=path))
    verdicts: dict[str, Verdict] = {}
    notes: dict[str, str] = {}
    wrong: list[str] = []
    for row in rows:
        cells = dict(zip(names, (one.strip() for one in row), strict=False))
        item, given = _plain(cells.get("item", ""), known), cells.get("verdict", "")
        if not given:
            continue
        verdict = _verdict(given)
        if item not in known:
            wrong.append(say("form-no-item", file=path, line=rows.line_num, item=item))
        elif verdict is None:
            choices = ", ".join(VERDICTS)
            wrong.append(
                say("form-no-verdict", file=path, line=rows.line_num, verdict=given, choices=choices)
            )
        else:
            verdicts[item] = verdict
            if note := cells.get("note", ""):
                notes[item] = note
    if wrong:
        raise UsageError("\n".join(wrong))
    return verdicts, notes


def _text(path: Path) -> str:
    """Raises UsageError if there is no such file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(say("form-not-read", file=path, reason=error.strerror or error)) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:  # an older spreadsheet on Windows
        return content.decode("cp1252", "replace")


def _plain(item: str, known: Collection[str]) -> str:
    """Without the apostrophe that kept a spreadsheet from taking it for a formula."""
    return item[1:] if item not in known and item[:1] == "'" else item


def _verdict(given: str) -> Verdict | None:
    """'Earned', 'not assessed', 'not-assessed', 'lost' → the verdict; None for anything else."""
    name = "-".join(given.casefold().replace("-", " ").split())
    return "lost" if name == "lost" else VERDICTS.get(name)
