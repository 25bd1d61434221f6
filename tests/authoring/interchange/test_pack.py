"""Packs are taken only as they were made."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.authoring.interchange.stories import SMALL
from voicetrainer.authoring.interchange import pack as packs
from voicetrainer.core.errors import StoreError

FILES = {
    "small.yaml": SMALL.read_bytes(),
    "lines/small/index.json": b"{}",
    "CREDITS": b"nobody\n",
}


def made(**more: bytes) -> bytes:
    return packs.packed("small.yaml", "A late taxi", {**FILES, **more})


def zipped(entries: list[tuple[str | zipfile.ZipInfo, bytes]], **manifest: Any) -> bytes:
    """An archive that somebody put together by hand, with a manifest that fits it."""
    out = BytesIO()
    listed = [
        {"path": getattr(name, "filename", name), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in entries
    ]
    told = {"voicetrainer pack": 1, "title": "t", "scenario": "small.yaml", "files": listed, **manifest}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(packs.MANIFEST, json.dumps(told))
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def open_(tmp_path: Path) -> Callable[[bytes], packs.Pack]:
    def read(content: bytes) -> packs.Pack:
        file = tmp_path / "x.vtpack"
        file.write_bytes(content)
        return packs.opened(file)

    return read


Open = Callable[[bytes], packs.Pack]


def test_a_pack_comes_back_as_it_was_made(open_: Open) -> None:
    found = open_(made())
    assert (found.scenario, found.title, found.name) == ("small.yaml", "A late taxi", "small")
    assert found.files == FILES


def test_the_same_content_makes_the_same_pack() -> None:
    assert made() == made()


BASE = [("small.yaml", FILES["small.yaml"])]


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    "name",
    [
        "../small.yaml", "/etc/x.yaml", "a/../../x.yaml", "C:/x.yaml", "C:x.yaml", "a\\..\\..\\x.yaml",
        "..\\x.yaml", "lines//x.yaml", "./x.yaml", ".hidden.yaml", "con.yaml", "lines/NUL.ogg", "x\x1b.yaml",
        "x .yaml/y .yaml ",
        "a/b/c/d/e/f/g/h.yaml", "x" * 250 + ".yaml", "run.sh", "lines/x.py", "x.yaml.",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_or_is_of_another_kind_is_refused(open_: Open, name: str) -> None:
    with pytest.raises(StoreError, match="not unpacked"):
        open_(zipped([*BASE, (name, b"x")]))


def test_symbolic_links_and_folders_are_refused(open_: Open) -> None:
    for entry in (link("lines/x.ogg"), link("x.yaml"), zipfile.ZipInfo("lines/")):
        with pytest.raises(StoreError, match=r"plain file|kind|outside"):
            open_(zipped([*BASE, (entry, b"/etc/passwd")]))


def test_a_bomb_is_refused_before_it_goes_off(open_: Open) -> None:
    with pytest.raises(StoreError, match="far larger"):
        open_(zipped([*BASE, ("lines/x.wav", bytes(30_000_000))]))
    many = [(f"lines/{n}.ogg", b"") for n in range(packs.FILES + 1)]
    with pytest.raises(StoreError, match="more than"):
        open_(zipped([*BASE, *many]))


def test_an_entry_that_lies_about_its_size_is_refused(open_: Open) -> None:
    content = bytearray(zipped([*BASE, ("lines/x.wav", b"a" * 5000)]))
    at = content.rindex(b"lines/x.wav") - 46 + 24  # the size in the archive's own list
    content[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(StoreError, match="not unpacked"):
        open_(bytes(content))


def test_a_changed_missing_or_unlisted_file_is_refused(open_: Open) -> None:
    listed = [{"path": "small.yaml", "sha256": hashlib.sha256(b"other").hexdigest()}]
    with pytest.raises(StoreError, match="not what it was"):
        open_(zipped(BASE, files=listed))
    good = {"path": "small.yaml", "sha256": hashlib.sha256(FILES["small.yaml"]).hexdigest()}
    with pytest.raises(StoreError, match="not in it"):
        open_(zipped(BASE, files=[good, {"path": "lines/x.ogg", "sha256": "0"}]))
    with pytest.raises(StoreError, match="not in its list"):
        open_(zipped([*BASE, ("lines/x.ogg", b"")], files=[good]))


@pytest.mark.parametrize("version", [2, "1", None])
def test_another_version_is_refused(open_: Open, version: object) -> None:
    with pytest.raises(StoreError, match=r"version|list of its files"):
        open_(zipped(BASE, **{"voicetrainer pack": version}))


@pytest.mark.parametrize("scenario", ["", "other.yaml", "../small.yaml", "lines/small/index.json", 5])
def test_a_pack_without_its_scenario_is_refused(open_: Open, scenario: object) -> None:
    with pytest.raises(StoreError, match="no scenario"):
        open_(zipped(BASE, scenario=scenario))


@pytest.mark.parametrize("files", [5, ["x"], [{"path": "x"}], {"a": 1}, "abc"])
def test_a_manifest_of_another_shape_is_refused(open_: Open, files: object) -> None:
    with pytest.raises(StoreError, match="not unpacked"):
        open_(zipped(BASE, files=files))


def test_names_that_differ_in_case_only_are_refused(open_: Open) -> None:
    with pytest.raises(StoreError, match="same name"):
        open_(zipped([*BASE, ("Small.yaml", b"x")]))


def test_what_is_no_archive_or_half_of_one_is_refused(open_: Open) -> None:
    whole = made()
    for content in (b"", b"PK\x03\x04", b"hello", whole[: len(whole) // 2], whole[:-30], whole[10:]):
        with pytest.raises(StoreError, match=r"x\.vtpack"):
            open_(content)


def test_no_single_changed_byte_goes_unnoticed(open_: Open) -> None:
    whole = made()
    for at in range(0, len(whole), 37):
        spoilt = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        try:
            found = open_(spoilt)
        except StoreError:
            continue
        assert found.files == FILES, at


def test_a_shared_file_outside_of_the_folder_is_not_packed(tmp_path: Path) -> None:
    inner = tmp_path / "calls"
    (inner / "common").mkdir(parents=True)
    (tmp_path / "out.yaml").write_text("x")
    (inner / "common" / "a.yaml").write_text("voicetrainer: 1\nshared: a\n")
    scenario = inner / "s.yaml"
    scenario.write_text("use: {a: common/a.yaml}\n")
    assert packs.shared_files(scenario) == {"common/a.yaml": b"voicetrainer: 1\nshared: a\n"}
    for other in ("../out.yaml", str(tmp_path / "out.yaml")):
        scenario.write_text(f"use: {{a: {other}}}\n")
        with pytest.raises(StoreError, match="outside"):
            packs.shared_files(scenario)
    (inner / "link.yaml").symlink_to(tmp_path / "out.yaml")
    scenario.write_text("use: {a: link.yaml}\n")
    with pytest.raises(StoreError, match="outside"):
        packs.shared_files(scenario)
