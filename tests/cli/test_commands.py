"""The commands as a person uses them, in processes of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.store.timeline import parse

from .conftest import Home


def test_a_recorded_call_goes_through_the_whole_loop_and_says_that_it_is_one(held: tuple[Home, str]) -> None:
    home, said = held
    assert "recorded trainee" in said
    assert "Maureen" in said and "of 100" in said
    (folder,) = home.calls
    assert {f.name for f in folder.iterdir()} == {"timeline.jsonl", "call.json", "call.flac", "report.html"}
    assert str(folder) in said.replace("\n", "")


def test_the_same_call_again_has_the_same_branches_and_score(held: tuple[Home, str], home: Home) -> None:
    home.run("call", "parcel", "--trainee", "hasty", "--seed", "7")
    first, second = (
        [x for x in parse((h.calls[0] / "timeline.jsonl").read_bytes()) if type(x).__name__ != "Answered"]
        for h in (held[0], home)
    )
    assert first == second, "rendered lines and recorded clips leave nothing to chance"


def test_report_and_rescore_need_the_folder_alone_and_give_the_same_score(
    held: tuple[Home, str], tmp_path: Path
) -> None:
    home, said = held
    folder = tmp_path / home.calls[0].name
    shutil.copytree(home.calls[0], folder)
    (folder / "report.html").unlink()
    total = re.search(r"(\d+) of 100", said)
    assert total and f"{total[1]} of 100" in home.run("report", str(folder))
    assert (folder / "report.html").stat().st_size > 100_000
    assert "the same as before" in home.run("rescore", str(folder))
    assert "of 100" in home.run("report", str(folder), "--format", "text")


def test_calls_are_listed_and_deleted_with_all_they_left(home: Home) -> None:
    assert "No calls yet" in home.run("calls")
    home.run("call", "parcel", "--trainee", "mm-hm", "--no-recording")
    (folder,) = home.calls
    assert not (folder / "call.flac").exists()
    assert folder.name in home.run("calls")
    assert "--yes" in home.run("delete", "last", code=2)
    home.run("delete", "last", "--yes")
    assert not home.calls


def test_a_rehearsal_is_spoken_and_heard(home: Home) -> None:
    said = home.run("call", "parcel", "--trainee", "says nothing at all")
    assert "Lost" in said and "0 of 100" in said


def test_out_keeps_the_call_elsewhere_even_in_a_folder_with_spaces(home: Home, tmp_path: Path) -> None:
    home.run("call", "--trainee", "mm-hm", "--out", str(tmp_path / "my calls"))
    assert not home.calls and len(list((tmp_path / "my calls").iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["cal"], 2, "Did you mean 'call'"),
        (["call", "parcle"], 2, "Did you mean 'parcel'"),
        (["call", "no/such.yaml"], 2, "There is no file"),
        (["call", "parcel", "--trainee", "hasti"], 2, "Did you mean 'hasty'"),
        (["call", "parcel", "--trainee", "nobody.yaml"], 2, "There is no file"),
        (["call", "parcel", "--trainee", "hasty", "--ear", "moonshin"], 2, "moonshine"),
        (["call", "parcel", "--trainee", "hasty", "--voice", "pytts"], 2, "pyttsx3"),
        (["call", "parcel", "--ear", "typed"], 2, "terminal"),
        (["call", "parcel", "--trainee", "hasty", "--ear", "sr:google"], 2, "off this machine"),
        (["call", "parcel", "--reply-wait", "20"], 2, "500"),
        (["report", "last"], 2, "no calls"),
        (["delete", "x", "--yes"], 2, "no calls"),
        (["render", "nothing"], 2, "There is no scenario"),
    ],
)
def test_wrong_use_is_answered_with_a_remedy(home: Home, arguments: list[str], code: int, words: str) -> None:
    assert words.lower() in home.run(*arguments, code=code).lower()


def test_a_broken_scenario_is_answered_with_places_all_at_once(home: Home, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = (places.scenarios() / "parcel.yaml").read_text("utf-8")
    broken.write_text(
        text.replace("answer within: 5 s", "answer within: 5", 1).replace("go: opening", "go: opning", 1)
    )
    for command in (["call", str(broken)], ["check", str(broken)]):
        said = home.run(*command, code=1)
        assert re.search(r"broken\.yaml:\d+:\d+: VT002", said) and re.search(r":\d+:\d+: VT012", said)
        assert "did you mean 'opening'?" in said


def test_a_missing_clip_is_named_with_its_place(home: Home, tmp_path: Path) -> None:
    cues = tmp_path / "me.yaml"
    cues.write_text("trainee: me\ncues:\n  - {clip: gone.wav, after: 1 s}\n")
    assert re.search(r"me\.yaml:3:\d+: VT050 .*gone\.wav", home.run("call", "--trainee", str(cues), code=1))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("empty.wav", b"", "empty"), ("text.wav", b"this is no sound" * 10, "text.wav")],
)
def test_a_clip_that_is_no_sound_is_named(
    home: Home, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    cues = tmp_path / "me.yaml"
    cues.write_text(f"trainee: me\ncues:\n  - {{clip: {name}, after: 1 s}}\n")
    assert words in home.run("call", "--trainee", str(cues), code=5)


def until_answered(home: Home, process: subprocess.Popen[str]) -> Path:
    """Read what the call shows until the caller answers, so it has a turn; returns its folder."""
    assert process.stdout
    shown = []
    for line in process.stdout:
        shown.append(line)
        if re.match(r" *0:\d\d +Maureen", line):
            return home.calls[0]
    raise AssertionError("nobody answered:\n" + "".join(shown))


def test_a_killed_call_opens_with_report(home: Home) -> None:
    process = home.start("call", "parcel", "--trainee", "steady", "--real-time")
    folder = until_answered(home, process)
    process.kill()
    process.communicate()
    assert b'"Turn"' in (folder / "timeline.jsonl").read_bytes()
    assert json.loads((folder / "call.json").read_text())["result"] is None
    assert (folder / "call.wav").exists()
    assert "broken off" in home.run("calls")
    said = home.run("report", "last")
    assert "not scored" in said.lower() or "broken" in said.lower()
    assert (folder / "report.html").exists()


def test_ctrl_c_ends_the_call_and_keeps_it(home: Home) -> None:
    process = home.start("call", "parcel", "--trainee", "steady", "--real-time")
    folder = until_answered(home, process)
    os.kill(process.pid, signal.SIGINT)
    assert process.stdout
    said = process.stdout.read()
    process.communicate(timeout=30)
    assert "Traceback" not in said
    assert parse((folder / "timeline.jsonl").read_bytes())[-1].outcome == "stopped"  # type: ignore[attr-defined]
    assert (folder / "call.flac").exists() and (folder / "report.html").exists()


def test_where_nothing_can_be_written_the_call_is_held_all_the_same(home: Home) -> None:
    said = home.run("call", "--trainee", "mm-hm", "--out", "/proc/voicetrainer")
    assert "of 100" in said and "/proc/voicetrainer" in said


def test_doctor_tells_what_would_be_used_and_why(home: Home) -> None:
    said = home.run("doctor")
    for word in ("moonshine", "pyttsx3", "sr:google", "cloud", "Sound (PortAudio)", str(home.path)):
        assert word in said, word


def test_help_is_there_for_every_command(home: Home) -> None:
    from voicetrainer.cli.app import COMMANDS

    for command in COMMANDS:
        assert "Examples:" in home.run(command, "--help")


def test_schema_is_json_schema(home: Home) -> None:
    assert json.loads(home.run("schema"))["$schema"].startswith("https://json-schema.org")


def test_scenarios_lists_both(home: Home) -> None:
    said = home.run("scenarios")
    assert "parcel" in said and "double-charge" in said


def test_check_passes_for_what_ships(home: Home) -> None:
    assert "0 mistakes, 0 warnings" in home.run("check")
