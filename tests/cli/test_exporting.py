"""`export` and `progress` as people type them, from folders alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voicetrainer.cli.app import run
from voicetrainer.cli.exporting import FORMATS

from .kept_calls import GOOD, HASTY, keep


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_goes_to_a_pipe_as_utf_8(
    form: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    keep(tmp_path / "calls", trainee="Zoë")
    assert run(["export", "last", "--calls", str(tmp_path / "calls"), "--format", form]) == 0
    assert capfdbinary.readouterr().out.decode("utf-8")


def test_a_file_is_written_whole_with_a_mark_for_spreadsheets(tmp_path: Path) -> None:
    keep(tmp_path / "calls")
    out = tmp_path / "für später" / "items.csv"
    assert (
        run(["export", "last", "--calls", str(tmp_path / "calls"), "--format", "csv", "--out", str(out)]) == 0
    )
    assert out.read_bytes().startswith(b"\xef\xbb\xbfcall,")
    assert [path.name for path in out.parent.iterdir()] == ["items.csv"]


def test_the_calls_own_files_are_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = keep(tmp_path / "calls")
    before = folder.info_path.read_bytes()
    assert run(["export", str(folder.path), "--out", str(folder.info_path)]) == 2
    assert "never overwritten" in capsys.readouterr().err and folder.info_path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_answered_with_a_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path / "calls")
    (tmp_path / "file").touch()
    out = str(tmp_path / "file" / "x.json")
    assert run(["export", "last", "--calls", str(tmp_path / "calls"), "--out", out]) == 5
    assert "--out FILE" in capsys.readouterr().err


def test_the_schema_needs_no_call_and_everything_else_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$id"] == "urn:voicetrainer:report:1"
    assert run(["export"]) == 2 and "export last" in capsys.readouterr().err


# -- progress ----------------------------------------------------------------------------------


def progress(root: Path, capsys: pytest.CaptureFixture[str], *more: str, code: int = 0) -> str:
    assert run(["progress", "--calls", str(root), *more]) == code
    shown = capsys.readouterr()
    return shown.out + shown.err


def test_progress_counts_the_scored_calls_of_whoever_called_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, HASTY, "2026-11-02T10:00")
    keep(tmp_path, GOOD, "2026-11-10T10:00")
    keep(tmp_path, GOOD, "2026-11-09T10:00", trainee="Ann")
    keep(tmp_path, GOOD, "2026-11-11T10:00", trainee="", practice="recorded")
    said = progress(tmp_path, capsys)
    assert "Progress of Jörg" in said and "2 calls, 2 November to 10 November" in said
    assert "Calls of others are here too: Ann" in said
    assert "voicetrainer call" in said
    assert "1 call, 9 November" in progress(tmp_path, capsys, "--trainee", "ann")
    assert "Did you mean 'Jörg'" in progress(tmp_path, capsys, "--trainee", "Jörk", code=2)
    assert "No scored call yet" in progress(tmp_path, capsys, "--scenario", "double-charge")


def test_broken_and_unscored_calls_stay_out_and_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path)
    torn, stopped, empty = (keep(tmp_path, when=f"2026-11-1{n}T10:00") for n in (1, 2, 3))
    torn.info_path.write_text("{", "utf-8")
    text = stopped.timeline_path.read_text("utf-8")
    stopped.timeline_path.write_text(text.replace('"outcome": "lost"', '"outcome": "stopped"'), "utf-8")
    empty.timeline_path.write_text("", "utf-8")
    said = progress(tmp_path, capsys)
    assert "1 call, 20 November" in said and "1 call without a score is left out" in said
    assert f"{torn.name} is left out" in said and f"{empty.name} is left out" in said


def test_no_call_yet_and_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No scored call yet" in progress(tmp_path / "none", capsys)
    page = tmp_path / "neue Seite" / "progress.html"
    keep(tmp_path / "calls", HASTY, "2026-11-02T10:00")
    keep(tmp_path / "calls", GOOD, "2026-11-10T10:00")
    assert "Written" in progress(tmp_path / "calls", capsys, "--html", str(page))
    assert "<svg" in page.read_text("utf-8")


def test_a_call_is_judged_once_until_something_of_it_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = keep(tmp_path, HASTY)
    first = progress(tmp_path, capsys)
    kept = folder.path / ".judged.json"
    written = kept.stat().st_mtime_ns
    assert progress(tmp_path, capsys) == first and kept.stat().st_mtime_ns == written
    words = ["overrule", "last", "interruptions", "--verdict", "earned", "--reason", "so", "--by", "Ada"]
    assert run([*words, "--calls", str(tmp_path)]) == 0
    capsys.readouterr()
    assert progress(tmp_path, capsys) != first
    again = progress(tmp_path, capsys)
    kept.write_text("torn", "utf-8")
    assert progress(tmp_path, capsys) == again
    assert run(["delete", "last", "--yes", "--calls", str(tmp_path)]) == 0 and not folder.path.exists()
