"""Promises of earlier calls that nobody has rung back about: from the call folders alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from ..core.errors import StoreError
from ..core.promises import Promise, promises_in
from .folder import Listed, list_calls

_BACK = re.compile(r"^callback of:[ \t]*[\"']?(.+?)[\"']?[ \t]*(?:#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Open:
    """A promise, and the call in which it was made."""

    promise: Promise
    call: str
    """The name of its folder."""


def open_promises(root: Path, trainee: str, scenario: str) -> tuple[Open, ...]:
    """Of the trainee's newest call at that scenario in which anything was promised.

    A call that rang back about the scenario since then has settled them.  `scenario`: its name, as typed.
    Folders that cannot be read are passed over.
    """
    for row in list_calls(root):
        if row.info is None or row.info.result is None or row.info.trainee != trainee:
            continue
        if scenario in calls_back(row.info.scenario.text):
            return ()
        if PurePath(row.info.scenario.file).stem == scenario and (found := _made(row)):
            return found
    return ()


def calls_back(text: str) -> tuple[str, ...]:
    """Which scenario a scenario's text is the callback of."""
    return tuple(_BACK.findall(text))


def _made(row: Listed) -> tuple[Open, ...]:
    try:
        promises = promises_in(row.folder.timeline())
    except StoreError:
        return ()
    return tuple(Open(promise, row.folder.name) for promise in promises)
