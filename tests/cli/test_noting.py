"""The note after a call: its form, its file, the folder it is kept in."""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from tests.cli.kept_calls import GOOD, keep
from voicetrainer.cli.app import run
from voicetrainer.cli.dictating import hearing
from voicetrainer.cli.note_form import Form, spoken
from voicetrainer.cli.noting import ask, from_file, offered
from voicetrainer.cli.opening import Opened, open_call
from voicetrainer.cli.timed_lines import TimeUp, timed_lines
from voicetrainer.core.errors import DeviceError, EngineError, UsageError
from voicetrainer.core.events import Noted
from voicetrainer.core.note import form, note_in
from voicetrainer.core.ports import BLOCK, Heard, Samples
from voicetrainer.report import note as shown

FIELDS = form(("order",), abuse=False)


def answers(*lines: str) -> Callable[[str], str]:
    """A person who types these, and then closes the input."""
    left = list(lines)

    def read(_prompt: str) -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    return read


def filled(*lines: str) -> dict[str, list[str]]:
    one = Form(FIELDS, answers(*lines))
    one.fill()
    return one.entries


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return open_call(keep(tmp_path / "calls", GOOD))


# -- the form ------------------------------------------------------------------------------------


def test_each_line_goes_into_its_field() -> None:
    assert filled("Price", "NP 4471", "a watch") == {
        "name": ["Price"], "number: order": ["NP 4471"], "details": ["a watch"],
    }  # fmt: skip


def test_enter_skips_and_the_end_of_input_keeps_what_there_is() -> None:
    assert filled("", "NP 4471") == {"number: order": ["NP 4471"]}
    assert filled() == {}


def test_one_can_go_back_and_put_it_right() -> None:
    assert filled("Prise", "<", "Price", "NP 4471") == {"name": ["Price"], "number: order": ["NP 4471"]}
    assert filled("<", "Price") == {"name": ["Price"]}
    assert filled("Price", "<", "-", "") == {}


def test_promises_are_asked_until_there_is_none() -> None:
    before = [""] * 6
    assert filled(*before, "ring by four", "send it", "", "Sam rings") == {
        "promise": ["ring by four", "send it"], "step": ["Sam rings"],
    }  # fmt: skip
    assert filled(*before, "ring", "<", "write", "", "x")["promise"] == ["write"]


def test_when_the_time_is_up_the_half_line_is_kept_too() -> None:
    def read(prompt: str) -> str:
        if "NP" in prompt or "Order" in prompt:
            raise TimeUp("NP 44")
        return "Price"

    one = Form(FIELDS, read)
    assert not one.fill()
    assert one.entries == {"name": ["Price"], "number: order": ["NP 44"]}


def test_control_characters_do_not_reach_the_note() -> None:
    assert filled("Pri\x1b[31mce\x07") == {"name": ["Pri [31mce"]}


def test_a_form_can_be_spoken() -> None:
    said = iter(["Maureen Price", "go back", "Price.", "Skip.", "", ""])
    told: list[str] = []
    one = Form(FIELDS[:3], spoken(lambda: next(said), told.append))
    one.fill()
    assert one.entries == {"name": ["Price."]}
    assert any("Maureen Price" in line for line in told)


def aloud(*said: str) -> tuple[dict[str, list[str]], list[str]]:
    """What three fields hold when this was heard, and what was told."""
    left, told = iter([*said, "", "", "", "", "", ""]), list[str]()
    one = Form(FIELDS[:3], spoken(lambda: next(left), told.append))
    one.fill()
    return one.entries, told


def test_what_was_scratched_is_not_kept() -> None:
    entries, told = aloud("Maureen Prise, scratch that, Maureen Price", "Scratch that.", "NP 4471", "a watch")
    assert entries == {"name": ["Maureen Price"], "number: order": ["NP 4471"], "details": ["a watch"]}
    assert sum("scratched" in line for line in told) == 1


def test_where_nothing_was_heard_it_is_asked_once_more() -> None:
    assert aloud("", "Price", "", "", "a watch")[0] == {"name": ["Price"], "details": ["a watch"]}


def test_a_field_can_be_emptied_aloud() -> None:
    assert aloud("Price", "go back", "leave it empty", "NP 4471")[0] == {"number: order": ["NP 4471"]}


@pytest.mark.parametrize("error", [DeviceError("The microphone is gone."), EngineError("The ear broke.")])
def test_when_the_microphone_is_lost_one_goes_on_by_keys(opened: Opened, error: Exception) -> None:
    said, told = iter(["Maureen Price"]), list[str]()

    def hear() -> str:
        for words in said:
            return words
        raise error

    note = ask(opened, {}, hear=hear, read=answers("NP 4471", "eleven days"), tell=told.append)
    assert (note.name, note.numbers, note.details) == (
        "Maureen Price",
        (("order", "NP 4471"),),
        "eleven days",
    )
    assert str(error) in told and sum("type" in line for line in told) == 1


# -- sound ---------------------------------------------------------------------------------------


class LoudIsSpeech:
    def speech(self, block: Samples) -> float:
        return float(np.abs(block).max())

    def reset(self) -> None: ...


class CountingEar:
    """Tells how much it was given."""

    name, poor, cloud = "counting", False, False

    def recognise(self, samples: Samples) -> Heard:
        return Heard(f"{len(samples) // BLOCK} blocks")

    def start(self) -> None: ...
    def feed(self, samples: Samples) -> str | None: ...
    def finish(self) -> Heard: ...
    def close(self) -> None: ...


def blocks(*stretches: tuple[bool, int]) -> Iterator[Samples]:
    for loud, count in stretches:
        for _ in range(count):
            yield np.full(BLOCK, 0.9 if loud else 0.0, np.float32)


def test_an_entry_is_one_utterance_with_a_little_room() -> None:
    sound = blocks((False, 100), (True, 50), (False, 30), (True, 50), (False, 200))
    hear = hearing(lambda: next(sound), LoudIsSpeech(), lambda p: p > 0.5, CountingEar())
    assert hear() == f"{15 + 50 + 30 + 50 + 15} blocks"


def test_who_says_nothing_is_not_waited_for_for_ever() -> None:
    sound = blocks((False, 100_000))
    hear = hearing(lambda: next(sound), LoudIsSpeech(), lambda p: p > 0.5, CountingEar())
    assert hear() == ""


# -- a call --------------------------------------------------------------------------------------


def test_a_note_is_offered_kept_and_judged(opened: Opened) -> None:
    console = Console(file=io.StringIO())
    lines = answers("", "Mrs Price", "NP 4417", "eleven days", "no parcel", "wrong door", "found", "")
    after = offered(opened, opened.folder, console, read=lines)
    kept = open_call(opened.folder)
    note = note_in(kept.heard)
    assert note == note_in(after.heard) and note and note.name == "Mrs Price"
    assert after.info.result and kept.info.result == after.info.result
    verdicts = {j.item.id: j.verdict for s in kept.judged().sections for j in s.items}
    assert verdicts["noted-rightly: name"] == "earned"
    assert verdicts["noted-rightly: order"] == "lost"


@pytest.mark.parametrize("lines", [("n",), ("", "", "")])
def test_who_writes_nothing_is_left_alone(opened: Opened, lines: tuple[str, ...]) -> None:
    after = offered(opened, opened.folder, Console(file=io.StringIO()), read=answers(*lines))
    assert after is opened
    assert note_in(open_call(opened.folder).heard) is None


def test_a_drill_keeps_even_an_empty_note(opened: Opened) -> None:
    after = offered(opened, opened.folder, Console(file=io.StringIO()), limit=60, asked=True, read=answers())
    note = note_in(after.heard)
    assert note and note.asked and note.limit == 60_000


def test_the_clock_stops_the_form(opened: Opened) -> None:
    times = iter([0.0, 0.0, 1.0, 2.0, 5.0, 61.0, 61.0, 61.0, 61.0])
    lines = answers("Price", "NP 4471", "too late")
    note = ask(opened, {}, limit=60, read=lines, tell=lambda _: None, clock=lambda: next(times))
    assert note.took == 60_000 and note.numbers == (("order", "NP 4471"),)


def test_the_report_shows_the_note_beside_the_call(opened: Opened) -> None:
    note = Noted(0, promises=())
    after = offered(opened, None, Console(file=io.StringIO()), read=answers("", "Prise", "NP 4417"))
    part = shown.part(after.heard, opened.scenario)
    assert part and part.written
    rows = {row.title: row for row in part.rows}
    assert rows["Order"].check == "two digits changed places" and rows["Order"].tone == "lost"
    assert rows["Waiting"].tone == "not-needed" and rows["Waiting"].at is not None
    assert [one.check for one in part.promises] == ["missing"]
    assert shown.part(opened.heard, opened.scenario) is not None and note.facts is None


# -- from a file ---------------------------------------------------------------------------------

GOOD_NOTE = """\
name: Maureen Price
numbers: {order: NP 4471}
details: "Eleven days. A watch."
promises: [Sam rings her by four]
next step: Sam rings the depot
"""


def test_a_file_fills_the_form(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "note.yaml"
    path.write_text(GOOD_NOTE, "utf-8")
    assert from_file(path, opened.scenario) == {
        "name": ["Maureen Price"], "number: order": ["NP 4471"], "details": ["Eleven days. A watch."],
        "promise": ["Sam rings her by four"], "step": ["Sam rings the depot"],
    }  # fmt: skip
    path.write_text('{"name": "Price", "promises": ["ring", "write"]}', "utf-8")
    assert from_file(path, opened.scenario) == {"name": ["Price"], "promise": ["ring", "write"]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nam: Price", "no entry 'nam'"),
        ("numbers: {ordre: NP 4471}", "no fact 'ordre'"),
        ("promises: {a: b}", "needs a text"),
        ("name: [a, b]", "needs a text"),
        ("just words", "no entries"),
        ("", "no entries"),
        ("name: 'open", "cannot be read"),
    ],
)
def test_a_file_with_a_mistake_is_told_what_it_is(
    opened: Opened, tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "note.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=says):
        from_file(path, opened.scenario)
    with pytest.raises(UsageError, match="cannot be read"):
        from_file(tmp_path / "none.yaml", opened.scenario)


def test_the_command_writes_it_once(
    opened: Opened, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "note.yaml"
    path.write_text(GOOD_NOTE, "utf-8")
    calls = ["--calls", str(tmp_path / "calls")]
    assert run(["note", "last", "--from", str(path), *calls]) == 0
    said = capsys.readouterr().out
    assert "Name: Maureen Price  (right)" in said and "Promises" in said
    assert run(["note", "last", "--from", str(path), *calls]) == 0
    assert "--again" in capsys.readouterr().out
    assert sum(isinstance(x, Noted) for x in open_call(opened.folder).heard) == 1
    assert run(["note", "last", "--from", str(path), "--again", *calls]) == 0
    assert sum(isinstance(x, Noted) for x in open_call(opened.folder).heard) == 2
    assert "Your note" in opened.folder.report_path.read_text("utf-8") or opened.folder.report_path.is_file()


def test_without_a_terminal_or_a_file_it_says_what_to_do(
    opened: Opened, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert run(["note", opened.folder.name, "--calls", str(opened.folder.path.parent)]) == 2
    assert "--from FILE" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_a_half_typed_line_is_not_lost_when_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "r") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        os.write(ours, b"Price\nNP 44")
        assert select.select([theirs], [], [], 5)[0]
        read = timed_lines(0.2)
        assert read("Name: ") == "Price"
        with pytest.raises(TimeUp) as up:
            read("Order: ")
        assert up.value.half == "NP 44"
        os.close(ours)
