"""`call --again CALL --at TIME`: the caller, her meters and the seed as they were then."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer.cli import app
from voicetrainer.cli.again import clock
from voicetrainer.cli.opening import Opened, open_call
from voicetrainer.core import events as e
from voicetrainer.core.errors import UsageError
from voicetrainer.store.folder import list_calls

SILENT = ["--trainee", "says nothing at all"]


def held(root: Path, *arguments: str) -> Opened:
    before = {row.folder.name for row in list_calls(root)}
    assert app.run(["call", *arguments, *SILENT, "--out", str(root)]) == 0
    (new,) = [row.folder for row in list_calls(root) if row.folder.name not in before]
    return open_call(new)


def lines(call: Opened) -> list[tuple[int, str]]:
    return [(x.at, x.text) for x in call.heard if isinstance(x, e.Saying)]


def test_a_call_goes_on_from_the_moment_with_all_that_was_before(tmp_path: Path) -> None:
    first = held(tmp_path, "parcel", "--seed", "7", "--set", "anger=7")
    at = lines(first)[1][0]
    onset = next(x.onset for x in first.heard if isinstance(x, e.LineStarted) and x.line == 2)
    again = held(tmp_path, "--again", first.folder.name, "--at", f"{(onset + 150) / 1000:.1f}")
    until = [x for x in first.heard if x.at < at and not isinstance(x, e.Answered)]
    assert [x for x in again.heard if x.at < at and not isinstance(x, e.Answered)] == until
    assert lines(again)[:2] == lines(first)[:2]
    assert again.info.begun.again_of == first.folder.name
    assert again.info.begun.meters == {"anger": 7}
    assert again.info.seed == 7
    recording = again.folder.recording_path
    assert recording is not None
    import soundfile

    assert abs(soundfile.info(recording).duration * 1000 - again.heard[-1].at) < 200


@pytest.mark.parametrize(("written", "ms"), [("1:12", 72_000), ("72", 72_000), ("0:28.5", 28_500)])
def test_a_moment_is_minutes_and_seconds(written: str, ms: int) -> None:
    assert clock(written) == ms


@pytest.mark.parametrize("written", ["", "1:2:3", "soon", "-3"])
def test_what_is_no_moment_is_told(written: str) -> None:
    with pytest.raises(UsageError):
        clock(written)


@pytest.mark.parametrize(
    "arguments", [["--again", "last"], ["--at", "1:00"], ["--again", "last", "--at", "1", "--level", "2"]]
)
def test_again_wants_a_call_and_a_moment_and_nothing_else(arguments: list[str], tmp_path: Path) -> None:
    held(tmp_path, "parcel")
    assert app.run(["call", *arguments, *SILENT, "--out", str(tmp_path)]) == 2
