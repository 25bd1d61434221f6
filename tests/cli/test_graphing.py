"""`voicetrainer graph`."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from voicetrainer.authoring import load_scenario
from voicetrainer.cli.app import run
from voicetrainer.cli.graphing import counted

CAKE = Path(__file__).parents[2] / "docs" / "examples" / "cake.yaml"


def test_the_name_of_the_file_tells_the_format(tmp_path: Path) -> None:
    for name, first in (("a.svg", "<svg"), ("a.mmd", "flowchart TD"), ("a.gv", "digraph")):
        assert run(["graph", str(CAKE), "--out", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_text("utf-8").startswith(first)


def test_without_a_file_the_picture_goes_to_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["graph", str(CAKE)]) == 0
    assert ElementTree.fromstring(capsys.readouterr().out).tag.endswith("svg")


def test_a_rehearsal_counts_once_for_each_state_and_branch() -> None:
    found = counted(load_scenario(CAKE))
    assert found.rehearsals == 5
    assert found.states["answered"] == 5
    assert found.states["hangs up"] == found.branches["always.3"] == 4
    assert all(times <= 5 for times in (*found.states.values(), *found.branches.values()))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["graph", str(CAKE), "--out", str(tmp_path / "no" / "a.svg")]) == 5
    assert "--out FILE" in capsys.readouterr().err
