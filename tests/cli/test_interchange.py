"""import, convert, pack and unpack as they are typed."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicetrainer.authoring import load_scenario
from voicetrainer.authoring.interchange.pack import packed
from voicetrainer.cli.app import run
from voicetrainer.speech.rendered import read_index

ROOT = Path(__file__).parent.parent
STORIES = ROOT / "authoring" / "interchange"
SMALL = ROOT / "authoring" / "small.yaml"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SMALL, tmp_path)
    for name in ("kettle.twee", "kettle.yarn"):
        shutil.copy(STORIES / name, tmp_path)
    return tmp_path


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["kettle.twee", "kettle.yarn"])
def test_a_story_becomes_a_scenario_that_can_be_played(
    desk: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", name, "--out", "new/call.yaml"]) == 0
    told = capsys.readouterr().out
    assert "Not carried over:" in told and "Filled in" in told and "VT034" in told
    loaded = load_scenario(desk / "new" / "call.yaml")
    assert len(loaded.rehearsals) >= 2
    assert run(["check", "new/call.yaml", "--trainees", "0"]) == 0


def test_nothing_is_written_over_unless_asked(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "kettle.twee", "--out", "small.yaml"]) == 2
    assert "--replace" in capsys.readouterr().err
    assert (desk / "small.yaml").read_bytes() == SMALL.read_bytes()
    assert run(["import", "kettle.twee", "--out", "small.yaml", "--replace"]) == 0


def test_an_import_that_fails_leaves_nothing_behind(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "odd.yarn").write_text("title: A\n---\nHi.\n")
    before = files(desk)
    assert run(["import", "odd.yarn", "--out", "deep/er/x.yaml"]) == 5
    assert capsys.readouterr().err.startswith("odd.yarn:1: ")
    assert files(desk) == before
    assert not (desk / "deep").exists()


def test_a_scenario_goes_to_twine_and_comes_back(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["convert", "small.yaml", "--to", "twee"]) == 0
    assert run(["import", "small.twee", "--out", "back.yaml"]) == 0
    assert "unchanged" in capsys.readouterr().out
    assert load_scenario(desk / "back.yaml").scenario.states == load_scenario(SMALL).scenario.states
    assert run(["convert", "small.yaml", "--to", "scxml"]) == 0
    assert (desk / "small.scxml").read_text("utf-8").startswith("<?xml")


def sheet(desk: Path) -> list[dict[str, str]]:
    assert run(["convert", "small.yaml", "--to", "sheet"]) == 0
    with (desk / "small.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def save(desk: Path, rows: list[dict[str, str]]) -> None:
    with (desk / "small.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def record(path: Path, seconds: float, peak: float = 0.5, rate: int = 44_100) -> None:
    path.parent.mkdir(exist_ok=True)
    at = np.arange(round(seconds * rate)) / rate
    soundfile.write(path, peak * np.sin(2 * np.pi * 220 * at), rate)


def test_recordings_become_the_callers_lines(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row for row in sheet(desk) if row["kind"] == "line"]
    record(desk / "recordings" / f"{rows[0]['id']}.wav", 4)
    record(desk / "recordings" / "yes.flac", 1.5, rate=8_000)
    record(desk / "recordings" / f"{rows[2]['id']}.wav", 1, peak=0)
    record(desk / "recordings" / f"{rows[3]['id']}.wav", 40)
    (desk / "recordings" / f"{rows[4]['id']}.wav").write_bytes(b"no sound")
    (desk / "secret.wav").write_bytes((desk / "recordings" / "yes.flac").read_bytes())
    rows[1]["file"], rows[5]["file"] = "yes.flac", "../secret.wav"
    save(desk, rows)
    command = ["import", "small.csv", "--scenario", "small.yaml", "--recordings", "recordings"]
    assert run([*command, "--licence", "ours"]) == 0
    told = capsys.readouterr().out
    assert "2 of 6 lines are recorded" in told
    assert "nobody is heard" in told and "too long" in told and rows[4]["id"] in told
    assert rows[5]["text"] in told, "a file outside of the folder is none"
    index = read_index(desk / "lines" / "small")
    assert {text for text, _ in index} == {rows[0]["text"], rows[1]["text"]}
    assert {line.voice for line in index.values()} == {"Ada Frost"}


def test_a_translation_becomes_a_scenario_and_what_is_left_is_told(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = sheet(desk)
    for row in rows[:-1]:
        row["translation"] = row["text"] + " Right."
    save(desk, rows)
    command = ["import", "small.csv", "--scenario", "small.yaml", "--language", "en-US"]
    assert run(command) == 0
    told = capsys.readouterr().out
    assert "1 texts have no translation" in told
    new = load_scenario(desk / "small-en-us.yaml").scenario
    assert new.language == "en-US"
    assert new.states["thanks"].caller == ("Thank you. Right.",)
    assert run([*command[:-1], "xx", "--out", "xx.yaml"]) == 1
    assert "VT005" in capsys.readouterr().out


def test_a_sheet_needs_to_know_what_for(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet(desk)
    capsys.readouterr()
    for more in ([], ["--scenario", "small.yaml"], ["--scenario", "small.yaml", "--recordings", "nowhere"]):
        assert run(["import", "small.csv", *more]) == 2
        assert "--" in (told := capsys.readouterr().err) or "nowhere" in told
    (desk / "recordings").mkdir()
    assert run(["import", "small.csv", "--scenario", "parcel", "--recordings", "recordings"]) == 2


# -- packs -------------------------------------------------------------------------------------------


def test_a_pack_is_unpacked_with_its_lines_and_rubric(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(desk / "recordings" / f"{sheet(desk)[0]['id']}.wav", 4)
    run(
        ["import", "small.csv", "--scenario", "small.yaml", "--recordings", "recordings", "--licence", "ours"]
    )
    rubric = next(ROOT.parent.glob("voicetrainer/authoring/rubrics/standard.yaml"))
    assert run(["pack", "small.yaml", "--rubric", str(rubric)]) == 0
    assert run(["unpack", "small.vtpack", "--into", "there"]) == 0
    told = capsys.readouterr().out
    assert "voicetrainer call there/small/small.yaml --rubric there/small/rubric.yaml" in told
    there = desk / "there" / "small"
    assert (there / "small.yaml").read_bytes() == SMALL.read_bytes()
    assert list(read_index(there / "lines" / "small").values()) == list(
        read_index(desk / "lines" / "small").values()
    )
    assert "\tours\tsha256:" in (there / "CREDITS").read_text()
    assert {path.name for path in (desk / "there").iterdir()} == {"small"}


def test_shared_files_go_along_and_the_call_can_be_played(desk: Path) -> None:
    (desk / "common").mkdir()
    (desk / "common" / "bye.yaml").write_text(
        "voicetrainer: 1\nshared: an end\nstates:\n  gone: {caller: Goodbye then., ending: lost}\n"
    )
    text = SMALL.read_text().replace("start: opening", "use: {end: common/bye.yaml}\nstart: opening")
    (desk / "uses.yaml").write_text(text.replace("go: hangs up", "go: end.gone", 1))
    assert run(["pack", "uses.yaml"]) == 0
    shutil.rmtree(desk / "common")
    assert run(["unpack", "uses.vtpack"]) == 0
    assert "end.gone" in load_scenario(desk / "uses" / "uses.yaml").scenario.states
    assert run(["check", "uses/uses.yaml", "--trainees", "0"]) == 0


def test_a_folder_that_is_there_is_left_alone_unless_asked(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pack", "small.yaml"]) == 0
    assert run(["pack", "small.yaml"]) == 2
    (desk / "small").mkdir()
    (desk / "small" / "small.yaml").write_text("mine")
    (desk / "small" / "notes.txt").write_text("mine too")
    assert run(["unpack", "small.vtpack"]) == 2
    assert "--replace" in capsys.readouterr().err
    assert (desk / "small" / "small.yaml").read_text() == "mine"
    assert run(["unpack", "small.vtpack", "--replace"]) == 0
    assert (desk / "small" / "small.yaml").read_bytes() == SMALL.read_bytes()
    assert (desk / "small" / "notes.txt").read_text() == "mine too"


def test_a_pack_is_never_written_through_a_link(desk: Path) -> None:
    assert run(["pack", "small.yaml"]) == 0
    (desk / "elsewhere").mkdir()
    (desk / "small").symlink_to(desk / "elsewhere")
    assert run(["unpack", "small.vtpack", "--replace"]) == 2
    assert not files(desk / "elsewhere")


def test_a_pack_whose_scenario_has_mistakes_leaves_nothing_behind(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = SMALL.read_bytes().replace(b"go: thanks", b"go: thnks")
    (desk / "bad.vtpack").write_bytes(packed("bad.yaml", "Bad", {"bad.yaml": bad}))
    before = files(desk)
    assert run(["unpack", "bad.vtpack", "--into", "new/place"]) == 1
    told = capsys.readouterr().err
    assert "new/place/bad/bad.yaml:" in told and "VT012" in told
    assert files(desk) == before
    assert not (desk / "new").exists()


def test_a_pack_that_leads_out_of_its_folder_leaves_nothing_behind(desk: Path) -> None:
    with zipfile.ZipFile(desk / "evil.vtpack", "w") as archive:
        archive.writestr(
            "manifest.json", json.dumps({"voicetrainer pack": 1, "scenario": "x.yaml", "files": []})
        )
        archive.writestr("../evil.yaml", "x")
    before = files(desk.parent)
    assert run(["unpack", "evil.vtpack"]) == 5
    assert files(desk.parent) == before


def test_a_shipped_scenario_is_packed_with_its_shipped_lines(desk: Path) -> None:
    assert run(["pack", "parcel"]) == 0
    assert run(["pack", "parcel", "--no-lines", "--out", "small.vtpack"]) == 0
    whole, small = (desk / "parcel.vtpack").stat().st_size, (desk / "small.vtpack").stat().st_size
    assert small < 20_000
    assert whole > 1_000_000
