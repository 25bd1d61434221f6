"""A line sheet that comes back: recordings become rendered lines, translations another scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import catalogue, places
from ..authoring import Loaded, lint_text, load_scenario
from ..core.errors import ClipError, StoreError, UsageError
from . import names

if TYPE_CHECKING:
    from ..authoring.interchange.sheet import Row
    from ..speech.takes import Take

SUFFIXES = (".wav", ".flac", ".ogg", ".aiff", ".aif", ".mp3")
SHOWN = 12


def take_in(
    sheet: Path,
    scenario: str,
    recordings: Path | None,
    language: str,
    out: Path | None,
    replace: bool,
    licence: str,
) -> None:
    """Raises UsageError, StoreError for what cannot be taken in at all; the rest is told."""
    from ..authoring.interchange.sheet import read_sheet, rows_of
    from ..authoring.tree import parse

    path = names.scenario_path(scenario)
    loaded = load_scenario(path)
    tree = parse(path, loaded.text.encode()).tree
    assert tree, path
    given, wanted = read_sheet(sheet), rows_of(loaded.scenario, tree.root)
    if recordings is None and not language:
        raise UsageError(catalogue.say("interchange.nothing-to-take"))
    if recordings is not None:
        folder = out or _lines_folder(path)
        if language:
            target = _target(loaded, language, out)
            folder = target.parent / "lines" / target.stem
        _recordings(given, wanted, recordings, folder, language, licence)
    if language:
        _translation(loaded, tree.root, given, wanted, language, out, replace)


# -- translations ------------------------------------------------------------------------------------


def _translation(
    loaded: Loaded, root: dict[str, object], given: Sequence[Row], wanted: Sequence[Row],
    language: str, out: Path | None, replace: bool,
) -> None:  # fmt: skip
    from ..authoring.interchange.translate import translated
    from ..authoring.interchange.writing import scenario_text
    from .importing import new_file, remaining, write

    target = new_file(_target(loaded, language, out), replace)
    new = translated(root, wanted, given, language)
    text = scenario_text(new.root)
    write(target, text)
    click.echo(catalogue.say("interchange.translated", file=target, done=new.done, all=len(wanted)))
    _listed("untranslated", new.missing)
    _listed("strange-rows", [str(line) for line in new.strange])
    remaining(lint_text(target, text.encode()))


def _target(loaded: Loaded, language: str, out: Path | None) -> Path:
    return out or Path(f"{loaded.path.stem}-{language.lower()}.yaml")


def _listed(key: str, what: Sequence[str]) -> None:
    if what:
        click.echo(catalogue.say(f"interchange.{key}", count=len(what)))
        for one in what[:SHOWN]:
            click.echo(f"  {one}")
        if len(what) > SHOWN:
            click.echo(f"  {catalogue.say('interchange.and-more', count=len(what) - SHOWN)}")


# -- recordings ----------------------------------------------------------------------------------------


def _recordings(
    given: Sequence[Row], wanted: Sequence[Row], folder: Path, target: Path, language: str, licence: str
) -> None:
    from ..authoring.interchange.sheet import LINE
    from ..speech.takes import faults_of

    if not folder.is_dir():
        raise UsageError(catalogue.say("interchange.no-folder", folder=folder))
    known = {row.id: row for row in wanted if row.kind == LINE}
    rows = [row for row in given if row.id in known]
    _listed("strange-rows", [str(row.line) for row in given if row.id not in {w.id for w in wanted}])
    found: list[Take] = []
    faults: list[str] = []
    missing: list[str] = [row.text for row in known.values() if row.id not in {r.id for r in rows}]
    for row, file in ((row, _file(folder, row)) for row in rows):
        if file is None:
            missing.append(f"{row.id}: {row.text}")
            continue
        try:
            take = _take(known[row.id], row, file, language)
        except ClipError as error:
            faults.append(str(error))
            continue
        wrong = faults_of(take)
        faults += [
            catalogue.say(f"interchange.take-{fault}", file=file.name, text=take.text) for fault in wrong
        ]
        if not {"silent", "short", "long"} & set(wrong):
            found.append(take)
    _write(found, target, licence)
    click.echo(catalogue.say("interchange.taken", count=len(found), all=len(known), folder=target))
    _listed("take-missing", missing)
    _listed("take-faults", faults)


def _take(own: Row, row: Row, file: Path, language: str) -> Take:
    from ..sound.clips import read_clip
    from ..speech.takes import Take

    text = row.translation if language and row.translation else own.text
    return Take(text, own.mood, read_clip(file), own.speaker)


def _file(folder: Path, row: Row) -> Path | None:
    """The recording that the sheet names, or the one that is called by the row's id; inside the folder."""
    if row.file:
        path = (folder / row.file).resolve()
        return path if path.is_file() and folder.resolve() in path.parents else None
    return next((path for path in _called(folder, row.id) if path.is_file()), None)


def _called(folder: Path, id_: str) -> Iterator[Path]:
    for suffix in SUFFIXES:
        yield folder / f"{id_}{suffix}"
        yield folder / f"{id_}{suffix.upper()}"


def _lines_folder(path: Path) -> Path:
    """Where a call looks for them: beside the scenario."""
    if places.scenarios().resolve() in path.resolve().parents:
        raise UsageError(catalogue.say("interchange.shipped-lines", name=path.stem))
    return path.parent / "lines" / path.stem


def _write(takes: Sequence[Take], folder: Path, licence: str) -> None:
    from ..speech.takes import take_in as write_takes

    if not takes:
        return
    try:
        write_takes(takes, folder, licence)
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(catalogue.say("cli.cannot-render", folder=folder, why=why)) from error
