"""`voicetrainer pack` and `voicetrainer unpack`: a scenario and all that it needs, as one file."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import catalogue, places
from ..authoring import lint, lint_rubric, load_rubric, load_scenario
from ..core.errors import ScenarioError, StoreError, UsageError
from . import names
from .help import described
from .importing import new_file

if TYPE_CHECKING:
    from ..authoring.interchange.pack import Pack
    from ..core.scenario import Scenario


@click.command(**described("pack"))
@click.argument("scenario", shell_complete=names.complete_scenario)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help=catalogue.say("interchange.opt-pack-out"))  # fmt: skip
@click.option("--rubric", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help=catalogue.say("interchange.opt-pack-rubric"))  # fmt: skip
@click.option("--no-lines", is_flag=True, help=catalogue.say("interchange.opt-no-lines"))
@click.option("--replace", is_flag=True, help=catalogue.say("interchange.opt-replace"))
def pack(scenario: str, out: Path | None, rubric: Path | None, no_lines: bool, replace: bool) -> None:
    from ..authoring.interchange import pack as packs
    from ..store.folder import write_whole

    path = names.scenario_path(scenario)
    loaded = load_scenario(path)
    target = new_file(out or Path(path.stem + packs.SUFFIX), replace)
    inside = f"{path.stem}.yaml"
    files = {inside: _bytes(path), **packs.shared_files(path)}
    if rubric is not None:
        load_rubric(rubric)  # a rubric with mistakes is of no use to anybody
        files[packs.RUBRIC] = _bytes(rubric)
    lines, credits = ({}, "") if no_lines else _rendered(loaded.scenario, path)
    files.update(lines)
    if credits:
        files[packs.CREDITS] = credits.encode()
    content = packs.packed(inside, loaded.scenario.title, files)
    write_whole(target, content)
    sounds = sum(name.startswith("lines/") for name in lines) - bool(lines)
    click.echo(catalogue.say("interchange.packed", file=target, files=len(files), lines=max(0, sounds),
                             size=max(1, len(content) // 1000)))  # fmt: skip


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(catalogue.say("interchange.unreadable", file=path, why=why)) from error


def _rendered(scenario: Scenario, path: Path) -> tuple[dict[str, bytes], str]:
    """The rendered lines that a call would play, with an index of these alone, and their credits."""
    from ..speech.rendered import INDEX, load_line, read_index, write_index
    from ..speech.rendering import lines_of

    own = path.parent / "lines" / path.stem
    shipped = places.audio() / "lines" / path.stem
    # another's scenario may have the name of a shipped one, but not its lines
    ours = places.scenarios().resolve() == path.parent.resolve()
    folder = own if (own / INDEX).is_file() else shipped if ours else None
    if folder is None:
        return {}, ""
    wanted = set(lines_of(scenario))
    index = read_index(folder)
    lines = [line for key, line in index.items() if key in wanted and load_line(folder, line) is not None]
    if not lines:
        return {}, ""
    inside = f"lines/{path.stem}"
    files = {f"{inside}/{line.file}": (folder / line.file).read_bytes() for line in lines}
    with tempfile.TemporaryDirectory() as scratch:
        write_index(Path(scratch), lines)
        files[f"{inside}/{INDEX}"] = (Path(scratch) / INDEX).read_bytes()
    rows = (f"{inside}/{x.file}\t{x.engine}\t{x.voice}\t{x.licence}\tsha256:{x.sha256}\n" for x in lines)
    return files, "".join(sorted(rows))


# -- the way in --------------------------------------------------------------------------------------


@click.command(**described("unpack"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=Path(),
              metavar="FOLDER", help=catalogue.say("interchange.opt-into"))  # fmt: skip
@click.option("--replace", is_flag=True, help=catalogue.say("interchange.opt-replace"))
def unpack(file: Path, into: Path, replace: bool) -> None:
    from ..authoring.interchange import pack as packs

    found = packs.opened(file)
    target = into / found.name
    if target.is_symlink() or (target.exists() and not (replace and target.is_dir())):
        raise UsageError(catalogue.say("interchange.folder-there", folder=target))
    try:
        with _beside(target) as staged:
            _lay_out(found, staged)
            _checked(found, staged, target)
            _move(staged, target, found.files)
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(catalogue.say("interchange.not-unpacked", folder=target, why=why)) from error
    _told(found, target)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder on the same disk that is gone afterwards, whatever happens."""
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        if not target.exists():
            for folder in made:
                folder.rmdir()


def _lay_out(found: Pack, staged: Path) -> None:
    for name, content in found.files.items():
        path = staged / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _checked(found: Pack, staged: Path, target: Path) -> None:
    """Raises ScenarioError if what came in cannot be played."""
    from dataclasses import replace

    problems = [p for p in lint(staged / found.scenario) if not p.warning]
    rubric = staged / "rubric.yaml"
    if rubric.is_file():
        problems += [p for p in lint_rubric(rubric) if not p.warning]
    if problems:
        raise ScenarioError([replace(p, path=target / p.path.relative_to(staged)) for p in problems])


def _move(staged: Path, target: Path, files: Mapping[str, bytes]) -> None:
    """All of it at once; into a folder that is there, each file of the pack over the one of its name."""
    if not target.exists():
        (staged / "new").mkdir()
        for part in [part for part in staged.iterdir() if part.name != "new"]:
            part.rename(staged / "new" / part.name)
        (staged / "new").rename(target)
        return
    if any((target / name).is_symlink() or (target / name).is_dir() for name in files):
        raise UsageError(catalogue.say("interchange.folder-there", folder=target))
    before = staged / "before"
    done: list[str] = []
    try:
        for name in files:
            there = target / name
            there.parent.mkdir(parents=True, exist_ok=True)
            if there.exists():
                (before / name).parent.mkdir(parents=True, exist_ok=True)
                there.rename(before / name)
            done.append(name)
            (staged / name).rename(there)
    except OSError:
        for name in done:  # back to what it was
            if (before / name).exists():
                (before / name).replace(target / name)
            else:
                (target / name).unlink(missing_ok=True)
        raise


def _told(found: Pack, target: Path) -> None:
    from ..authoring.interchange import pack as packs

    scenario = target / found.scenario
    lines = sum(name.startswith("lines/") and not name.endswith(".json") for name in found.files)
    title = json.dumps(found.title, ensure_ascii=False)
    click.echo(catalogue.say("interchange.unpacked", folder=target, title=title, lines=lines))
    rubric = f" --rubric {target / packs.RUBRIC}" if packs.RUBRIC in found.files else ""
    click.echo(f"  voicetrainer call {scenario}{rubric}")
