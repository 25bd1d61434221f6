"""Packs: a scenario with all that it needs in one file, to give to a colleague.

A pack is a zip archive:

  manifest.json         format version, title, the scenario's name; size and SHA-256 of every file
  parcel.yaml           the scenario
  common/identity.yaml  shared files it uses, under the paths that it uses
  lines/parcel/…        its rendered lines and their index
  rubric.yaml           the rubric it is judged by, if one was given
  CREDITS               who made the sounds, and under which licence

Nothing is taken from a pack that its manifest does not list with the right hash, and nothing is read
further than it promises: what comes in may have been made by anybody.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from ... import __version__
from ...catalogue import say
from ...core.errors import StoreError
from ..outline import mapping, string
from ..tree import read

FORMAT = 1
MANIFEST = "manifest.json"
CREDITS = "CREDITS"
RUBRIC = "rubric.yaml"
SUFFIX = ".vtpack"
FILES = 5_000
TOTAL = 300_000_000
"""Bytes of all files together."""
PACKED = 300_000_000
"""Bytes of the pack itself."""
RATIO = 200
"""So many times smaller than its content is no sound or text, but a bomb."""
ENDINGS = (".yaml", ".yml", ".json", ".ogg", ".flac", ".wav")
_WHEN = (1980, 1, 1, 0, 0, 0)
"""All files bear one date: the same content gives the same pack."""
_PLAIN = re.compile(r"[^\\/:*?\"<>|\x00-\x1f\x7f]+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was checked."""

    scenario: str
    """The path of the scenario inside."""
    title: str
    files: Mapping[str, bytes]
    """Path inside → content, without the manifest."""

    @property
    def name(self) -> str:
        return PurePosixPath(self.scenario).stem


def shared_files(path: Path) -> dict[str, bytes]:
    """The files that a scenario uses, by the path it uses.  Raises StoreError if one lies outside of its
    folder: it would lie elsewhere for a colleague."""
    tree = read(path).tree
    found: dict[str, bytes] = {}
    for file in mapping(mapping(tree.root if tree else None).get("use")).values():
        name = PurePosixPath(string(file)).as_posix()
        inside = (path.parent / name).resolve()
        if path.parent.resolve() not in inside.parents or not _fits(name):
            raise StoreError(say("interchange.pack-outside", file=path, other=name))
        found[name] = read(inside).content
    return found


def packed(scenario: str, title: str, files: Mapping[str, bytes]) -> bytes:
    """The pack's bytes.  `scenario`: the path of the scenario among the files."""
    assert scenario in files, scenario
    manifest = {
        "voicetrainer pack": FORMAT,
        "made with": __version__,
        "title": title,
        "scenario": scenario,
        "files": [
            {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        ],
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _put(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        for name, content in sorted(files.items()):
            _put(archive, name, content)
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    # sounds are packed already
    packing = zipfile.ZIP_STORED if name.endswith((".ogg", ".flac")) else zipfile.ZIP_DEFLATED
    archive.writestr(entry, content, packing)


# -- the way in --------------------------------------------------------------------------------------


def opened(path: Path) -> Pack:
    """Read and check a whole pack.  Raises StoreError with the reason why it is not taken."""
    try:
        if path.stat().st_size > PACKED:
            raise _refused(path, "pack-large", limit=PACKED // 1_000_000)
        with zipfile.ZipFile(path) as archive:
            return _checked(path, archive)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StoreError(say("interchange.unreadable", file=path, why=why)) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        # RuntimeError: a password; NotImplementedError: a packing that Python does not know
        raise _refused(path, "pack-broken") from error
    except _UNPACKING as error:
        raise _refused(path, "pack-broken") from error


def _unpacking_errors() -> tuple[type[Exception], ...]:
    import zlib

    return (zlib.error,)


_UNPACKING = _unpacking_errors()


def _refused(path: Path, key: str, **values: object) -> StoreError:
    return StoreError(say("interchange.pack-refused", file=path, why=say(f"interchange.{key}", **values)))


def _checked(path: Path, archive: zipfile.ZipFile) -> Pack:
    entries = archive.infolist()
    _bounded(path, entries)
    for entry in entries:
        _harmless(path, entry)
    names = [entry.filename for entry in entries]
    if MANIFEST not in names:
        raise _refused(path, "pack-no-manifest")
    manifest = _manifest(path, _content(path, archive, archive.getinfo(MANIFEST)))
    listed = _listed(path, manifest)
    for name in names:
        if name != MANIFEST and name not in listed:
            raise _refused(path, "pack-unlisted", name=name)
    files: dict[str, bytes] = {}
    for name, digest in listed.items():
        if name not in names:
            raise _refused(path, "pack-missing", name=name)
        content = _content(path, archive, archive.getinfo(name))
        if hashlib.sha256(content).hexdigest() != digest:
            raise _refused(path, "pack-changed", name=name)
        files[name] = content
    scenario = string(manifest.get("scenario"))
    if scenario not in files or "/" in scenario or not scenario.endswith((".yaml", ".yml")):
        raise _refused(path, "pack-no-scenario")
    return Pack(scenario, string(manifest.get("title")), files)


def _bounded(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > FILES:
        raise _refused(path, "pack-many", limit=FILES)
    total = sum(entry.file_size for entry in entries)
    if total > TOTAL:
        raise _refused(path, "pack-large", limit=TOTAL // 1_000_000)
    if any(entry.file_size > 1_000_000 + RATIO * entry.compress_size for entry in entries):
        raise _refused(path, "pack-bomb")
    folded = [entry.filename.casefold() for entry in entries]
    if len(set(folded)) < len(folded):
        raise _refused(path, "pack-twice")


def _harmless(path: Path, entry: zipfile.ZipInfo) -> None:
    """A plain file with a plain path that stays inside, on every system."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or entry.is_dir():
        raise _refused(path, "pack-link", name=entry.filename)
    # zipfile cuts a name at a NUL and turns backslashes; what the archive really says counts
    written = getattr(entry, "orig_filename", entry.filename)
    if written != entry.filename or not _fits(entry.filename):
        raise _refused(path, "pack-path", name=repr(written)[1:-1])
    if entry.filename not in (MANIFEST, CREDITS) and not entry.filename.endswith(ENDINGS):
        raise _refused(path, "pack-kind", name=entry.filename)


def _fits(name: str) -> bool:
    """A relative path of plain names, down only."""
    parts = name.split("/")
    plain = all(_PLAIN.fullmatch(part) and not _DEVICES.fullmatch(part) for part in parts)
    return (
        plain
        and len(parts) <= 6
        and len(name) <= 200
        and not any(p[0] == "." or p[-1] in ". " for p in parts)
    )


def _content(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Never more than the entry promises, whatever comes out of it."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise _refused(path, "pack-changed", name=entry.filename)
    return content


def _manifest(path: Path, content: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError):
        raise _refused(path, "pack-no-manifest") from None
    version = mapping(manifest).get("voicetrainer pack")
    if not isinstance(manifest, dict) or version is None:
        raise _refused(path, "pack-no-manifest")
    if version != FORMAT:
        raise _refused(path, "pack-version", version=version, known=FORMAT)
    return manifest


def _listed(path: Path, manifest: Mapping[str, Any]) -> dict[str, str]:
    """Path → hash, as the manifest has them."""
    files = manifest.get("files")
    try:
        return {str(one["path"]): str(one["sha256"]) for one in files or ()}
    except (TypeError, KeyError):
        raise _refused(path, "pack-no-manifest") from None
