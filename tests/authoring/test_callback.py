"""Promises of an earlier call in the lines of a later one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.kept_calls import GOOD, keep
from voicetrainer.authoring import load_scenario
from voicetrainer.authoring.callback import filled, with_promises
from voicetrainer.core.promises import Promise, promised
from voicetrainer.store.folder import CallFolder
from voicetrainer.store.info import Result, Source
from voicetrainer.store.promises import open_promises

SMALL = (Path(__file__).parent / "small.yaml").read_text("utf-8")
PLACES = "You said you'd (promise, or ring me soon). (pause 0.5 s) (promised time, or Soon), you said."


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A callback whose first line has both places."""
    text, count = SMALL, 0
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.strip().startswith("caller: ") and "{" not in line:
            lines[number] = line.partition("caller:")[0] + f'caller: "{PLACES}"'
            count += 1
            break
    assert count == 1
    path = tmp_path / "back.yaml"
    path.write_text("\n".join(lines).replace("title:", "callback of: parcel\ntitle:", 1) + "\n", "utf-8")
    return path


def promise(said: str) -> Promise:
    (found,) = promised(said)
    return found


def lines(loaded: object) -> str:
    return str(loaded)


def test_without_a_promise_the_words_behind_the_colon_are_said(scenario: Path) -> None:
    loaded = load_scenario(scenario)
    assert loaded.scenario.callback_of == "parcel"
    said = lines(loaded.scenario)
    assert "You said you'd ring me soon." in said and "Soon, you said." in said
    assert with_promises(loaded, ()) is loaded


def test_a_promise_is_said_as_the_caller_would(scenario: Path) -> None:
    loaded = load_scenario(scenario)
    filled_in = with_promises(loaded, [promise("I will ring you myself at four o'clock today")])
    said = lines(filled_in.scenario)
    assert "You said you'd ring me at four o’clock." in said
    assert "At four o’clock, you said." in said
    assert "(promise" not in filled_in.text


def test_the_filled_text_alone_gives_the_same_call(scenario: Path, tmp_path: Path) -> None:
    filled_in = with_promises(load_scenario(scenario), [promise("I will ring you at four o'clock")])
    other = tmp_path / "kept"
    other.mkdir()
    (other / "back.yaml").write_text(filled_in.text, "utf-8")
    again = load_scenario(other / "back.yaml")
    assert again.scenario == filled_in.scenario and again.sha256 == filled_in.sha256


def test_a_promise_that_does_not_fit_leaves_the_words_as_they_are() -> None:
    text = "caller: You said (promised time, or soon)."
    assert filled(text, promise("We'll send you a letter")) == text


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_the_words_break_no_quotes_of_the_file(scenario: Path, quote: str) -> None:
    text = scenario.read_text("utf-8").replace(
        f'"{PLACES}"', f"{quote}At (promised time, or four), it was.{quote}"
    )
    scenario.write_text(text, "utf-8")
    said = with_promises(load_scenario(scenario), [promise("I will ring you at four o'clock")])
    assert "At at four o’clock, it was." in lines(said.scenario)


# -- which promises are open ----------------------------------------------------------------------


def held(root: Path, when: str, trainee: str = "Ada", text: str = "") -> CallFolder:
    folder = keep(root, GOOD, when, trainee)
    info = replace(folder.info(), result=Result("won", 90.0, True, 1000))
    if text:
        info = replace(info, scenario=Source.of("back.yaml", "Back", "1", text))
    folder.write_info(info)
    return folder


def test_the_promises_of_the_newest_call_are_open(tmp_path: Path) -> None:
    held(tmp_path, "2026-11-20T10:00")
    last = held(tmp_path, "2026-11-21T10:00")
    (found,) = open_promises(tmp_path, "Ada", "parcel")
    assert found.call == last.name
    assert found.promise.by == "at four o'clock today"
    assert datetime.fromisoformat("2026-11-21T10:00")


def test_promises_are_of_one_trainee_and_one_scenario(tmp_path: Path) -> None:
    held(tmp_path, "2026-11-20T10:00")
    assert open_promises(tmp_path, "Ben", "parcel") == ()
    assert open_promises(tmp_path, "Ada", "double-charge") == ()


def test_a_callback_settles_them(tmp_path: Path) -> None:
    held(tmp_path, "2026-11-20T10:00")
    held(tmp_path, "2026-11-21T10:00", text="title: Back\ncallback of: parcel\n")
    assert open_promises(tmp_path, "Ada", "parcel") == ()
    held(tmp_path, "2026-11-22T10:00")
    assert len(open_promises(tmp_path, "Ada", "parcel")) == 1


def test_a_broken_folder_is_passed_over(tmp_path: Path) -> None:
    held(tmp_path, "2026-11-20T10:00")
    held(tmp_path, "2026-11-21T10:00").timeline_path.write_text('{"event": "Nothing"}\n{}\n', "utf-8")
    assert len(open_promises(tmp_path, "Ada", "parcel")) == 1
