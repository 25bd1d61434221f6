"""Calls as folders: found, listed, deleted whole, and never anything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from voicetrainer.core.errors import StoreError, UsageError
from voicetrainer.core.events import Answered, Ended
from voicetrainer.core.ports import Latency
from voicetrainer.store import (
    CallFolder,
    CallInfo,
    Engine,
    Result,
    Source,
    delete_call,
    find_call,
    list_calls,
)

WHEN = datetime(2026, 11, 21, 14, 10, tzinfo=timezone(timedelta(hours=1)))
INFO = CallInfo(
    program="0.1.0",
    started=WHEN,
    trainee="Sam",
    scenario=Source.of("parcel.yaml", "The parcel that never came", "1", "voicetrainer: 1\ntitle: …\n"),
    rubric=Source.of("standard.yaml", "Standard", "1.0", "rubric: 1\n"),
    ear=Engine("moonshine", "0.1.0"),
    voice=Engine("rendered"),
    vad=Engine("silero", "0.4"),
    seed=4711,
    latency=Latency(40, 44, "measured"),
    headphones=True,
    recording="call.flac",
    result=Result("won", 67.5, True, 125_400),
)


def made(root: Path, scenario: str = "parcel", minute: int = 10) -> CallFolder:
    folder = CallFolder.create(root, scenario, WHEN.replace(minute=minute))
    writer = folder.writer()
    writer.append(Answered(0))
    writer.append(Ended(900, "won"))
    writer.close()
    folder.write_info(INFO)
    return folder


def test_a_folder_is_named_by_time_scenario_and_a_short_id(tmp_path: Path):
    name = CallFolder.create(tmp_path / "calls", "Parcel (new)/../x", WHEN).name
    assert name.startswith("2026-11-21-1410-parcel-new-x-")
    assert len(name.rpartition("-")[2]) == 4


def test_a_call_comes_back_from_its_folder_alone(tmp_path: Path):
    folder = CallFolder(made(tmp_path).path)
    assert folder.info() == INFO
    assert folder.timeline() == (Answered(0), Ended(900, "won"))
    assert folder.recording_path is None
    (folder.path / "call.wav").write_bytes(b"RIFF")
    assert folder.recording_path == folder.path / "call.wav"


@pytest.mark.parametrize(
    "info", [replace(INFO, latency=None, headphones=None, result=None), replace(INFO, trainee="Zoë ☏")]
)
def test_what_is_not_known_stays_unknown(tmp_path: Path, info: CallInfo):
    folder = made(tmp_path)
    folder.write_info(info)
    assert folder.info() == info


def test_the_scenario_lies_in_the_folder_whole(tmp_path: Path):
    scenario = made(tmp_path).info().scenario
    assert scenario.text == "voicetrainer: 1\ntitle: …\n"
    assert scenario == Source.of(scenario.file, scenario.title, scenario.version, scenario.text)


def test_a_folder_is_found_by_path_name_beginning_end_and_last(tmp_path: Path):
    old, new = made(tmp_path, "parcel", 10), made(tmp_path, "bill", 20)
    for name in (str(new.path), str(new.report_path.with_name("call.json")), new.name, new.name[-4:], "last"):
        assert find_call(tmp_path, name) == new
    assert find_call(tmp_path, "2026-11-21-1410") == old
    assert find_call(tmp_path, old.name[:-2]) == old


def test_within_a_minute_the_last_call_is_the_one_that_ended_last(tmp_path: Path):
    first = made(tmp_path)
    second = made(tmp_path)
    import os

    os.utime(first.timeline_path, ns=(1, 1))
    first.write_report("<p>anew</p>")
    assert find_call(tmp_path, "last") == second


def test_an_unknown_name_is_answered_with_the_nearest(tmp_path: Path):
    folder = made(tmp_path)
    with pytest.raises(UsageError, match=folder.name):
        find_call(tmp_path, folder.name.replace("parcel", "parsel"))
    with pytest.raises(UsageError, match="voicetrainer calls"):
        find_call(tmp_path, "zzz")


def test_a_name_that_fits_two_calls_is_answered_with_both(tmp_path: Path):
    first, second = made(tmp_path), made(tmp_path)
    with pytest.raises(UsageError) as caught:
        find_call(tmp_path, "2026")
    assert first.name in str(caught.value)
    assert second.name in str(caught.value)


def test_without_any_call_the_way_to_hold_one_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match="voicetrainer call"):
        find_call(tmp_path / "nowhere", "last")
    assert list_calls(tmp_path / "nowhere") == []


def test_the_list_is_newest_first_and_shows_broken_folders_as_such(tmp_path: Path):
    names = [made(tmp_path, "parcel", minute).name for minute in (5, 20, 11)]
    died = CallFolder.create(tmp_path, "bill", WHEN.replace(minute=30))
    (tmp_path / "notes").mkdir()
    (tmp_path / names[2] / "call.json").write_text("{")
    rows = list_calls(tmp_path)
    assert [row.folder.name for row in rows] == [died.name, names[1], names[2], names[0]]
    assert rows[0].info is None and "broke off" in rows[0].problem
    assert rows[1].info == INFO
    assert rows[2].info is None and "call.json" in rows[2].problem


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"voicetrainer call": 1}', '{"voicetrainer call": 9}', "\0"]
)
def test_a_spoilt_call_json_is_explained(tmp_path: Path, text: str):
    folder = made(tmp_path)
    folder.info_path.write_text(text)
    with pytest.raises(StoreError, match=r"call\.json"):
        folder.info()


def test_deleting_takes_all_of_the_call(tmp_path: Path):
    folder = made(tmp_path)
    folder.write_report("<p>report</p>")
    (folder.path / "call.flac").write_bytes(b"fLaC")
    delete_call(folder)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_ours_is_never_deleted(tmp_path: Path):
    mine = tmp_path / "thesis"
    mine.mkdir()
    (mine / "timeline.jsonl").write_text("precious")
    named = tmp_path / "2026-11-21-1410-parcel-7f3a"
    named.mkdir()
    (named / "letter.txt").write_text("precious")
    linked = tmp_path / "2026-11-21-1410-parcel-7f3b"
    linked.symlink_to(made(tmp_path).path)
    for path in (mine, named, linked, tmp_path / "gone"):
        with pytest.raises(StoreError, match="left alone"):
            delete_call(CallFolder(path))
    assert (mine / "timeline.jsonl").exists() and (named / "letter.txt").exists()


def test_a_report_is_replaced_in_one_step(tmp_path: Path):
    folder = made(tmp_path)
    folder.write_report("old")
    folder.write_report("new ✓")
    assert folder.report_path.read_text("utf-8") == "new ✓"
    assert {path.name for path in folder.path.iterdir()} == {"timeline.jsonl", "call.json", "report.html"}


def test_a_root_that_cannot_be_made_is_explained(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="--out"):
        CallFolder.create(tmp_path / "file", "parcel", WHEN)


def test_a_folder_without_a_timeline_is_explained(tmp_path: Path):
    with pytest.raises(StoreError, match=r"timeline\.jsonl"):
        CallFolder(tmp_path).timeline()
