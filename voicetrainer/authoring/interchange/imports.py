"""A file of another program, whichever it is → a scenario's values."""

from __future__ import annotations

from pathlib import Path

from ...catalogue import say
from ...core.errors import UsageError
from . import reading, twee, twee_back, yarn
from .scenario import Imported, scenario_of
from .story import Story

KINDS = {".twee": "twee", ".tw": "twee", ".html": "page", ".htm": "page", ".yarn": "yarn"}
"""Endings of the files that can be read."""


def imported(
    path: Path, *, caller: str = "", trainee: str = "", start: str = "", language: str = "en"
) -> Imported:
    """Raises UsageError for an unknown kind or start, StoreError for a file that is not whole."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise UsageError(say("interchange.unknown-kind", file=path, known=", ".join(KINDS)))
    if kind == "twee" and twee_back.has_own(found := twee.passages(path, reading.text_of(path))):
        root, notes = twee_back.restored(path, found)
        return Imported(root, (), tuple(notes), own=True)
    story = _story(path, kind, start)
    return scenario_of(story, caller=caller, trainee=trainee, language=language, source=path.name)


def _story(path: Path, kind: str, start: str) -> Story:
    text = reading.text_of(path)
    match kind:
        case "yarn":
            return yarn.story(path, text, start)
        case "page":
            return twee.story(path, twee.page(path, text), start)
    return twee.story(path, twee.passages(path, text), start)
