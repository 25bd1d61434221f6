"""What a call amounts to for `progress`, remembered in its folder so that it is judged only once.

The small file `.judged.json` holds nothing that cannot be worked out again.  Its key covers the
timeline, the call's info, the reviews and the program's own rules; anything that changes one of them
makes it void.  It goes with the folder when the call is deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from .. import __version__, places
from ..core.errors import StoreError
from ..core.practice import kept_in
from ..store.folder import CallFolder, write_whole
from ..store.reviews import NAME as REVIEWS
from .opening import open_call

NAME = ".judged.json"


@dataclass(frozen=True, slots=True)
class Amount:
    """A scored call in short."""

    level: int
    """Of its scenario."""
    total: float
    passed: bool | None
    pass_mark: float
    advice: Mapping[str, float]
    """Advice → earned share of what could be assessed, 0…1."""


def amount_of(folder: CallFolder) -> Amount | None:
    """None for a call without a score.  Raises StoreError or ScenarioError if it cannot be judged."""
    key = _key(folder)
    known, amount = _remembered(folder, key)
    if known:
        return amount
    amount = _worked_out(folder)
    content = {"key": key, "amount": asdict(amount) if amount else None}
    with contextlib.suppress(StoreError):  # a folder on a disk that is only read: worked out again next time
        write_whole(folder.path / NAME, json.dumps(content).encode())
    return amount


def _worked_out(folder: CallFolder) -> Amount | None:
    opened = open_call(folder)
    card = opened.judged()
    if card.total is None:
        return None
    advice = kept_in(card, opened.timeline)
    return Amount(opened.scenario.level, card.total, card.passed, card.pass_mark, advice)


def _remembered(folder: CallFolder, key: str) -> tuple[bool, Amount | None]:
    """Is it known, and what it is."""
    try:
        content: Any = json.loads((folder.path / NAME).read_bytes())
        if content["key"] != key:
            return False, None
        return True, Amount(**content["amount"]) if content["amount"] else None
    except (OSError, ValueError, TypeError, KeyError):
        return False, None


def _key(folder: CallFolder) -> str:
    found = hashlib.sha256(_rules().encode())
    for path in (folder.timeline_path, folder.info_path, folder.path / REVIEWS):
        with contextlib.suppress(OSError):  # what is not there is nothing
            content = path.read_bytes()
            found.update(b"%d " % len(content) + content)
    return found.hexdigest()


@cache
def _rules() -> str:
    """The program that judges: its version, and when its rules were last written."""
    found = [__version__]
    for part in ("core", "language", "authoring"):
        for path in sorted((places.PACKAGE / part).rglob("*.*")):
            if path.suffix in (".py", ".yaml"):
                stat = path.stat()
                found.append(f"{path.name} {stat.st_size} {stat.st_mtime_ns}")
    return "\n".join(found)
