"""Scenario file → rehearsal → score → folder → report: what the parts make together."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.authoring.load import load_scenario
from voicetrainer.authoring.rubric import standard_rubric
from voicetrainer.core.floor import floor_of
from voicetrainer.core.judge import score
from voicetrainer.core.program import Program
from voicetrainer.report.html import html_report
from voicetrainer.report.inputs import Report
from voicetrainer.report.terminal import plain
from voicetrainer.run.rehearse import rehearse
from voicetrainer.store import CallFolder, CallInfo, Engine, Result, Source

PATHS = sorted(places.scenarios().glob("*.yaml"))


def report_of(folder: CallFolder, scenario) -> Report:
    timeline = folder.timeline()
    card = score(timeline, scenario, standard_rubric())
    return Report(floor_of(timeline, scenario), card, timeline, scenario, folder.info())


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_rehearsal_opens_again_from_its_folder_with_the_same_report(path: Path, tmp_path: Path):
    loaded = load_scenario(path)
    program = Program(loaded.scenario)
    for rehearsal in loaded.rehearsals:
        folder = CallFolder.create(tmp_path, path.stem, datetime(2026, 11, 21, 14, 10))
        call = rehearse(program, rehearsal.cues)
        writer = folder.writer()
        for event in call.timeline:
            writer.append(event)
        writer.close()
        text = path.read_text("utf-8")
        folder.write_info(
            CallInfo(
                "0.1.0", datetime.now(UTC), "Sam",
                Source.of(path.name, loaded.scenario.title, "1", text),
                Source.of("standard.yaml", "Standard", "1.0", ""),
                Engine("typed"), Engine("none"), Engine("none"), result=Result(call.outcome or "broken"),
            )
        )  # fmt: skip
        assert folder.timeline() == tuple(call.timeline)
        report = report_of(folder, loaded.scenario)
        html = html_report(report)
        assert html == html_report(report_of(CallFolder(folder.path), loaded.scenario))
        assert loaded.scenario.title in html
        assert "Report: r.html" in plain(report, "r.html")
