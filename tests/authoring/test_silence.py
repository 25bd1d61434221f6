"""The linter's word on silence, held against calls that are really played."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.authoring import lint, load_scenario
from voicetrainer.core.program import Program
from voicetrainer.run.rehearse import rehearse

HERE = Path(__file__).parent
STOPPED_BY_ERRORS = [
    *("VT000", "VT001", "VT002", "VT003", "VT004", "VT005", "VT006", "VT007", "VT008", "VT009", "VT010"),
    *(
        "VT012",
        "VT013",
        "VT018",
        "VT019",
        "VT026",
        "VT027",
        "VT029",
        "VT070",
        "VT071",
        "VT024",
        "VT030",
        "VT031",
        "VT035",
        "VT041",
        "VT050",
        *(f"VT06{number}" for number in range(10)),  # these are rubrics
    ),
]
PLAYABLE = [
    path
    for path in [*(HERE / "broken").glob("*.yaml"), *places.scenarios().glob("*.yaml"), *HERE.glob("*.yaml")]
    if path.name[:5] not in STOPPED_BY_ERRORS
]


@pytest.mark.parametrize("path", PLAYABLE, ids=lambda path: path.stem)
def test_a_silent_call_runs_out_of_time_only_where_the_linter_warns(path: Path) -> None:
    call = rehearse(Program(load_scenario(path).scenario), [])
    warned = any(problem.code in ("VT014", "VT015") for problem in lint(path))
    assert call.outcome in ("lost", "won") or (call.outcome == "out of time" and warned)
