"""Where a call begins: at a level, in another state, with other meters."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.authoring import Loaded, load_scenario
from voicetrainer.cli import app
from voicetrainer.cli.opening import open_call
from voicetrainer.cli.starting import started
from voicetrainer.core import events as e
from voicetrainer.core.errors import UsageError
from voicetrainer.store.folder import CallFolder

PARCEL = load_scenario(places.scenarios() / "parcel.yaml")


def begun(level: int | None = None, state: str | None = None, *meters: str) -> Loaded:
    return started(PARCEL, level, state, meters)


def test_without_options_the_scenario_is_as_written() -> None:
    assert begun().scenario == PARCEL.scenario


def test_a_call_begins_in_the_state_and_with_the_meters_that_were_asked_for() -> None:
    scenario = begun(None, "hangs up", "anger=8", "patience = 1").scenario
    assert scenario.start == "hangs up"
    assert scenario.meters["anger"].start == 8
    assert scenario.meters["patience"].start == 1


def test_a_meter_stays_inside_its_bounds() -> None:
    assert begun(None, None, "anger=99").scenario.meters["anger"].start == 10


@pytest.mark.parametrize(
    ("state", "meter", "said"),
    [
        ("hang up", "", "hangs up"),
        (None, "angr=3", "anger"),
        (None, "anger", "patience=1"),
        (None, "anger=x", "x"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(state: str | None, meter: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        begun(None, state, *filter(None, [meter]))


def test_a_level_is_the_one_that_was_asked_for() -> None:
    assert begun(3).scenario.level == 3


def test_a_call_that_began_elsewhere_opens_as_it_was_played(tmp_path: Path) -> None:
    arguments = [
        "call",
        "parcel",
        "--trainee",
        "says nothing at all",
        "--out",
        str(tmp_path),
        "--no-recording",
    ]
    assert app.run([*arguments, "--from", "opening", "--set", "anger=9", "--level", "3"]) == 0
    (folder,) = tmp_path.iterdir()
    opened = open_call(CallFolder(folder))
    assert opened.scenario.meters["anger"].start == 9
    assert opened.scenario.level == 3
    entered = [x.state for x in opened.heard if isinstance(x, e.Entered)]
    assert entered[0] == opened.scenario.start == "opening"
