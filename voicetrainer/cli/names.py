"""From what a person typed to what is there: scenarios, rehearsals, recorded trainees."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from .. import catalogue, places
from ..core.errors import UsageError


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence with the nearest name, or with all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, 1, 0.5)
    if close:
        return catalogue.say("cli.did-you-mean", name=close[0])
    return catalogue.say("cli.there-are", names=", ".join(names)) if names else ""


def shipped_scenarios() -> dict[str, Path]:
    return {path.stem: path for path in sorted(places.scenarios().glob("*.yaml"))}


def scenario_path(name: str) -> Path:
    """A file by its path, or a shipped one by its name.  Raises UsageError."""
    shipped = shipped_scenarios()
    if name in shipped:
        return shipped[name]
    path = Path(name).expanduser()
    if path.is_file():
        return path
    if path.suffix in (".yaml", ".yml") or path.parent != Path():
        raise UsageError(catalogue.say("cli.no-file", path=path, near=nearest(path.stem, shipped)))
    raise UsageError(catalogue.say("cli.no-scenario", name=name, near=nearest(name, shipped)))


def recorded_trainees() -> dict[str, Path]:
    """The shipped ones, by name."""
    folder = places.audio() / "trainees"
    return {path.stem: path for path in sorted(folder.glob("*/*.yaml"))}


def trainee_path(name: str) -> Path | None:
    """A cue file by its path or shipped name; None if `name` is neither (a rehearsal, perhaps)."""
    shipped = recorded_trainees()
    if name in shipped:
        return shipped[name]
    path = Path(name).expanduser()
    if path.is_file():
        return path
    if path.suffix in (".yaml", ".yml"):
        raise UsageError(catalogue.say("cli.no-file", path=path, near=nearest(path.stem, shipped)))
    return None


# -- completion in the shell: names there are, and files -------------------------------------------

Completed = list[CompletionItem]


def complete_scenario(
    _context: click.Context, _parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    return _completed(shipped_scenarios(), begun)


def complete_trainee(
    _context: click.Context, _parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    return _completed(recorded_trainees(), begun)


def complete_call(_context: click.Context, _option: click.Parameter, begun: str) -> Completed:
    from ..store.folder import list_calls

    kept = [row.folder.name for row in list_calls(places.calls())]
    return [CompletionItem(name) for name in ["last", *kept] if name.startswith(begun)]


def _completed(known: Iterable[str], begun: str) -> Completed:
    fits = [CompletionItem(name) for name in known if name.startswith(begun)]
    return fits or [CompletionItem(begun, type="file")]
