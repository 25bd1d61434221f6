"""Whole timelines, line by line.  A change here is a change of behaviour: look at it, then
write the new ones with  WRITE_GOLDEN=1 python -m pytest tests/golden
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.authoring import Loaded, load_scenario
from voicetrainer.core.cues import Rehearsal
from voicetrainer.core.program import Program
from voicetrainer.run.rehearse import rehearse
from voicetrainer.store.timeline import parse, to_json

HERE = Path(__file__).parent


def rehearsals() -> Iterator[tuple[Loaded, Rehearsal]]:
    for path in sorted(places.scenarios().glob("*.yaml")):
        loaded = load_scenario(path)
        for rehearsal in loaded.rehearsals:
            yield loaded, rehearsal


def file_of(loaded: Loaded, rehearsal: Rehearsal) -> Path:
    name = re.sub(r"[^a-z0-9]+", "-", rehearsal.name.lower()).strip("-")
    return HERE / f"{loaded.scenario.name}--{name}.jsonl"


@pytest.mark.parametrize(
    ("loaded", "rehearsal"), [pytest.param(*pair, id=file_of(*pair).stem) for pair in rehearsals()]
)
def test_a_rehearsal_goes_as_it_went(loaded: Loaded, rehearsal: Rehearsal) -> None:
    lines = [to_json(event) for event in rehearse(Program(loaded.scenario), rehearsal.cues).timeline]
    file = file_of(loaded, rehearsal)
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text("\n".join(lines) + "\n", "utf-8")
    assert lines == file.read_text("utf-8").splitlines()


def test_no_golden_timeline_is_left_behind() -> None:
    assert {f.name for f in HERE.glob("*.jsonl")} == {file_of(*pair).name for pair in rehearsals()}


def test_golden_timelines_are_read_back_as_the_events_they_were() -> None:
    for file in HERE.glob("*.jsonl"):
        content = file.read_bytes()
        assert [to_json(event) for event in parse(content)] == content.decode().splitlines()
