"""What people said of a call afterwards: `reviews.jsonl` in its folder, a line for each, only appended.

    {"review": "overruling", "item": "sorry: said sorry", "verdict": "earned", "by": "Ada", …}

The timeline is never touched.  Nothing is edited either: a withdrawal is a line of its own, which
names the line that no longer stands, so everything that was ever said stays readable.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from .. import catalogue
from ..core.errors import StoreError
from ..core.review import Correction, Overruling
from ..core.score import Verdict
from .folder import CallFolder

NAME = "reviews.jsonl"


@dataclass(frozen=True, slots=True)
class Scoring:
    """A person's own verdicts, given without seeing the program's."""

    by: str
    verdicts: Mapping[str, Verdict]
    """By item id; items nobody looked at are not in it."""
    notes: Mapping[str, str] = field(default_factory=dict)
    when: str = ""
    """ISO date and time."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What line `of` said does not stand any longer."""

    of: int
    by: str
    reason: str = ""
    when: str = ""


Review = Correction | Overruling | Scoring | Withdrawal

KINDS: Mapping[str, type[Any]] = {
    "correction": Correction,
    "overruling": Overruling,
    "scoring": Scoring,
    "withdrawal": Withdrawal,
}
VERDICTS = frozenset(get_args(Verdict))


@dataclass(frozen=True, slots=True)
class Filed:
    """One line, and what became of it."""

    line: int
    """From 1."""
    review: Correction | Overruling | Scoring
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, slots=True)
class Reviews:
    """Everything that was said of one call, oldest first."""

    filed: tuple[Filed, ...] = ()

    @property
    def standing(self) -> Iterator[Filed]:
        return (one for one in self.filed if one.withdrawn is None)

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Those that stand; of several of one utterance the last counts."""
        return tuple(one.review for one in self.standing if isinstance(one.review, Correction))

    @property
    def overrulings(self) -> tuple[Overruling, ...]:
        """Those that stand; of several of one item the last counts."""
        return tuple(one.review for one in self.standing if isinstance(one.review, Overruling))

    @property
    def scorings(self) -> tuple[Scoring, ...]:
        """Those that stand; of several by one person the last counts."""
        return tuple(one.review for one in self.standing if isinstance(one.review, Scoring))


def reviews_of(folder: CallFolder) -> Reviews:
    """What was said of this call.  Raises StoreError naming the line that cannot be read.

    A last line that breaks off was never finished, and is passed over.
    """
    path = folder.path / NAME
    filed: dict[int, Filed] = {}
    for number, line in enumerate(_whole_lines(_read(path)), 1):
        place = f"{path}:{number}"
        match _parsed(line, place):
            case Withdrawal() as gone:
                if gone.of not in filed:
                    raise StoreError(catalogue.say("reviews.bad-line", place=place, why=f"of: {gone.of}"))
                filed[gone.of] = dataclasses.replace(filed[gone.of], withdrawn=gone)
            case review:
                filed[number] = Filed(number, review)
    return Reviews(tuple(filed.values()))


def add_review(folder: CallFolder, review: Review) -> None:
    """Append one line, whole, to what was said of this call.  Raises StoreError."""
    path = folder.path / NAME
    line = json.dumps(_fields(review), ensure_ascii=False, allow_nan=False)
    try:
        with path.open("ab") as file:
            # half a line of a program that died was never answered with "kept": it may go
            whole = _end_of_whole(path)
            if file.tell() > whole:
                file.truncate(whole)
            file.write(line.encode("utf-8", "replace") + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            catalogue.say("store.cannot-append", place=path, why=error.strerror or error)
        ) from error


def _fields(review: Review) -> dict[str, Any]:
    name = next(name for name, kind in KINDS.items() if isinstance(review, kind))
    return {"review": name, **dataclasses.asdict(review)}


def _parsed(line: bytes, place: str) -> Review:
    try:
        fields = json.loads(line.decode())
        kind = KINDS[fields.pop("review")]
        review: Review = kind(**fields)
        _check(review)
        return review
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(catalogue.say("reviews.bad-line", place=place, why=error)) from error


def _check(review: Review) -> None:
    """Raises ValueError for what no program of ours wrote."""
    verdicts: list[Any] = []
    match review:
        case Overruling():
            verdicts = [review.verdict]
        case Scoring():
            verdicts = list(review.verdicts.values())
        case Correction():
            verdicts = [] if isinstance(review.utterance, int) else [review.utterance]
    wrong = [verdict for verdict in verdicts if verdict not in VERDICTS]
    if wrong:
        raise ValueError(f"{wrong[0]!r}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(catalogue.say("store.unreadable", place=path, why=why)) from error


def _whole_lines(content: bytes) -> list[bytes]:
    return content.split(b"\n")[:-1]


def _end_of_whole(path: Path) -> int:
    """Bytes up to the last line's end."""
    return path.read_bytes().rfind(b"\n") + 1
