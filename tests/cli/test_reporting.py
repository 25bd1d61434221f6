"""What a report is given beside the call itself."""

from __future__ import annotations

from pathlib import Path

from voicetrainer.cli import app
from voicetrainer.cli.opening import open_call
from voicetrainer.cli.reporting import report_of
from voicetrainer.store.folder import list_calls

SILENT = ["call", "parcel", "--trainee", "says nothing at all", "--no-recording", "--out"]


def test_a_call_stands_beside_those_before_it_and_never_beside_itself(tmp_path: Path) -> None:
    for _ in range(2):
        assert app.run([*SILENT, str(tmp_path)]) == 0
    newest, oldest = (open_call(row.folder) for row in list_calls(tmp_path))
    assert len(report_of(newest, newest.folder, root=tmp_path).earlier) == 1
    assert report_of(oldest, oldest.folder, root=tmp_path).earlier == () or (
        oldest.info.started == newest.info.started
    )


def test_a_report_knows_its_call_and_its_figures(tmp_path: Path) -> None:
    assert app.run([*SILENT, str(tmp_path)]) == 0
    opened = open_call(list_calls(tmp_path)[0].folder)
    report = report_of(opened, opened.folder, root=tmp_path)
    assert report.call == opened.folder.name
    assert {one.name for one in report.measures} >= {"interruptions", "longest-silence"}
    assert report.earlier == ()
