"""The commands that a report shows: a file cannot act, so it says what to type."""

from __future__ import annotations

import re

from ..core.events import Ms
from ..core.score import Judged, Verdict
from . import words
from .inputs import Report

SAFE = re.compile(r"[\w.,:/=+-]+", re.ASCII)
OTHER: dict[Verdict, str] = {"earned": "missed", "lost": "earned"}
"""What a person would say instead; earned for whatever could not be assessed."""


INTO: Ms = 100
"""So far into the caller's line points the time of a command: rounded down to tenths it stays inside."""


def practise(report: Report, at: Ms | None) -> tuple[str, str] | None:
    """(time, command) to practise from the caller's line before a moment; None without moment or folder,
    and for a call that was recorded elsewhere: nobody can hold it again."""
    if at is None or not report.call or report.about.practice == "assessed":
        return None
    line = max((line.onset for line in report.floor.lines if line.onset <= at), default=at)
    return words.clock(line), again(report.call, line + INTO)


def again(call: str, at: Ms) -> str:
    """Practise from this moment; empty for a call without a folder."""
    return f"voicetrainer call --again {quoted(call)} --at {words.tenths(at)}" if call else ""


def overrule(call: str, judged: Judged, reason: str) -> str:
    if not call:
        return ""
    verdict = OTHER.get(judged.verdict, "earned")
    return f"{overrule_start(call, judged)} --verdict {verdict} --reason {quoted(reason, always=True)}"


def overrule_start(call: str, judged: Judged) -> str:
    """What comes before the verdict and the reason."""
    return f"voicetrainer overrule {quoted(call)} {quoted(judged.item.id)}"


def correct(call: str, at: Ms, said: str) -> str:
    """Put misheard words right."""
    return f"{correct_start(call)} --at {words.tenths(at)} --words {quoted(said, always=True)}"


def correct_start(call: str) -> str:
    return f"voicetrainer correct {quoted(call)}"


def quoted(word: str, always: bool = False) -> str:
    """In double quotes where it needs them: the only ones that sh, PowerShell and cmd all know."""
    if SAFE.fullmatch(word) and not always:
        return word
    kept = re.sub(r"[\\$`!%\r\n]", "", word).replace('"', "'")
    return f'"{kept}"'
