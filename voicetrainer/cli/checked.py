"""What `check` found in some files, and how it is told: to a person, an editor, a code host."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .. import __version__, catalogue
from ..core.errors import Problem

Style = Literal["text", "json", "sarif", "github"]
PAGES = "docs/lint"
"""Where each rule has its page, from the root of the project."""
SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    path: Path
    problems: tuple[Problem, ...]
    praise: str = ""
    """A line for a file without mistakes."""

    @property
    def errors(self) -> int:
        return sum(not problem.warning for problem in self.problems)


def told(files: Sequence[CheckedFile], style: Style, quiet: bool) -> Iterator[str]:
    """The lines to print."""
    match style:
        case "json":
            yield json.dumps(as_data(files), ensure_ascii=False, indent=1)
        case "sarif":
            yield json.dumps(as_sarif(files), ensure_ascii=False, indent=1)
        case "github":
            yield from (_annotation(problem) for one in files for problem in one.problems)
        case "text":
            yield from _text(files, quiet)


def _text(files: Sequence[CheckedFile], quiet: bool) -> Iterator[str]:
    for one in files:
        yield from (str(problem) for problem in one.problems)
        if one.praise and not quiet:
            yield one.praise
    if len(files) > 1 and not quiet:
        errors = sum(one.errors for one in files)
        warnings = sum(len(one.problems) for one in files) - errors
        yield catalogue.say("cli.check-summary", files=len(files), errors=errors, warnings=warnings)


def as_data(files: Sequence[CheckedFile]) -> dict[str, Any]:
    return {
        "voicetrainer": __version__,
        "files": [{"path": str(one.path), "errors": one.errors} for one in files],
        "problems": [
            {
                "path": str(p.path), "line": p.line, "column": p.column, "code": p.code,
                "severity": _severity(p), "message": p.message, "remedy": p.remedy,
            }
            for one in files for p in one.problems
        ],
    }  # fmt: skip


def as_sarif(files: Sequence[CheckedFile]) -> dict[str, Any]:
    """SARIF 2.1.0, the form in which code hosts and editors take a checker's results."""
    problems = [problem for one in files for problem in one.problems]
    codes = sorted({problem.code for problem in problems})
    rules = [{"id": code, "helpUri": f"{PAGES}/{code}.md"} for code in codes]
    driver = {"name": "voicetrainer", "version": __version__, "rules": rules}
    results = [_result(problem) for problem in problems]
    return {"$schema": SARIF, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(problem: Problem) -> dict[str, Any]:
    region = {"startLine": problem.line, "startColumn": problem.column}
    place = {"artifactLocation": {"uri": problem.path.as_posix()}, "region": region}
    return {
        "ruleId": problem.code,
        "level": _severity(problem),
        "message": {"text": " ".join(filter(None, (problem.message, problem.remedy)))},
        "locations": [{"physicalLocation": place}],
    }


def _annotation(problem: Problem) -> str:
    """A workflow command of GitHub's."""
    message = _escaped("\n".join(filter(None, (problem.message, problem.remedy))))
    path = _escaped(str(problem.path), property_=True)
    place = f"file={path},line={problem.line},col={problem.column},title={problem.code}"
    return f"::{_severity(problem)} {place}::{message}"


def _escaped(text: str, property_: bool = False) -> str:
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(sign, code)
    return text.replace(":", "%3A").replace(",", "%2C") if property_ else text


def _severity(problem: Problem) -> str:
    return "warning" if problem.warning else "error"
