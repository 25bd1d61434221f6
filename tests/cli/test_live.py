"""The live screen: two threads, real keys' meaning, a real console; only the call is scripted."""

from __future__ import annotations

import io
import os
import queue
import re
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console, ConsoleDimensions

from voicetrainer import places
from voicetrainer.authoring import load_scenario, standard_rubric
from voicetrainer.cli.desk import SHOWN, SURE, Desk, Notices
from voicetrainer.cli.holding import set_up
from voicetrainer.cli.keys import Keys
from voicetrainer.cli.levels import SETTLED, Levels
from voicetrainer.cli.live import LiveScreen, card
from voicetrainer.cli.plan import Plan
from voicetrainer.cli.scene import Scene, first_name
from voicetrainer.cli.surface import Surface
from voicetrainer.core import events as e
from voicetrainer.core.endpointing import Pace
from voicetrainer.core.errors import DeviceError
from voicetrainer.core.scenario import Branch, Caller, Checkpoint, Scenario, State, When, You
from voicetrainer.run.parts import Command, Key, Moment, Typed, Typing
from voicetrainer.store.folder import list_calls

SCENARIO = Scenario(
    name="parcel",
    title="The parcel",
    start="answered",
    caller=Caller("Maureen Price"),
    you=You("Sam", "Northway", ("a search today", "a call back")),
    about="Eleven days without a parcel.",
    states={
        "answered": State(
            "answered",
            trainee_should="Greet her.",
            branches=(Branch("answered.1", When(), credit=("greeted",)),),
        ),
        "opening": State(
            "opening", ("Eleven days!",), branches=(Branch("opening.1", When(), credit=("sorry",)),)
        ),
    },
    checkpoints={
        "greeted": Checkpoint("C01", better="Good morning."),
        "sorry": Checkpoint("D09", better="I am sorry."),
    },
)
QUIET = Moment(0, 0.0, 0.0, False, False, "", 0.0)
MARKS = (
    e.Mark("word", 0, 400, "Eleven"), e.Mark("word", 400, 900, "days!"), e.Mark("pause", 900, 1700),
    e.Mark("word", 1700, 2000, "Nobody"), e.Mark("word", 2000, 2400, "rang."),
)  # fmt: skip
LINE = (
    e.Saying(90, 1, "Eleven days! (pause 0.8 s) Nobody rang.", "angry"),
    e.LineStarted(100, 1, 100, 2400, MARKS),
)


class Screen:
    """What a terminal would show after these bytes: cursor moves, erasing, letters."""

    def __init__(self, raw: str) -> None:
        self.rows: dict[int, str] = {}
        row = 0
        for move, text in re.findall(r"(\x1b\[[\d;?]*[A-Za-z])|([^\x1b]+)", raw):
            if place := re.fullmatch(r"\x1b\[(\d+);\d+H", move):
                row = int(place[1]) - 1
            elif move in ("\x1b[2J", "\x1b[H"):
                self.rows = {} if move == "\x1b[2J" else self.rows
                row = 0
            elif move == "\x1b[2K":
                self.rows[row] = ""
            elif text:
                self.rows[row] = self.rows.get(row, "") + text

    def __str__(self) -> str:
        return "\n".join(self.rows[row] for row in sorted(self.rows))


@dataclass
class ScriptedKeys:
    """Keys as they would be pressed; an exception in the list is raised.  Each may wait for its moment."""

    keys: Sequence[Any]
    ready: Callable[[int], bool] = lambda _: True
    pressed: int = 0

    def __enter__(self) -> ScriptedKeys:
        return self

    def __exit__(self, *_: object) -> None: ...

    def poll(self, seconds: float) -> str | None:
        if self.pressed < len(self.keys) and self.ready(self.pressed):
            self.pressed += 1
            key = self.keys[self.pressed - 1]
            if isinstance(key, BaseException):
                raise key
            return str(key)
        return None


@dataclass
class ScriptedCall:
    broken: list[str] = field(default_factory=list)

    def break_off(self, at: e.Ms, why: str) -> None:
        self.broken.append(why)


@dataclass
class ScriptedLoop:
    """Tells its events, then takes commands until one of them ends the call."""

    events: Sequence[e.Event] = ()
    error_in_call: Exception | None = None
    moment: Moment = QUIET
    inbox: queue.SimpleQueue[Command] = field(default_factory=queue.SimpleQueue)
    notices: list[str] = field(default_factory=list)
    error: Exception | None = None
    now: int = 5_000
    call: ScriptedCall = field(default_factory=ScriptedCall)
    commands: list[Command] = field(default_factory=list)
    running: threading.Event = field(default_factory=threading.Event)
    told: int = 0
    screen: LiveScreen | None = None
    once_running: Callable[[], object] = lambda: None

    def run(self) -> None:
        assert self.screen
        for event in self.events:
            self.screen.event(event)
        self.running.set()
        self.once_running()
        if self.error_in_call:
            raise self.error_in_call
        while not self.commands or self.commands[-1] not in (Key("stop"), Key("hang up")):
            self.commands.append(self.inbox.get(timeout=10))

    def stop(self) -> None:
        self.told += 1


@dataclass
class ScriptedPlan:
    resumed = None
    practice: str = "live"
    script: object = None
    pace: Pace = field(default_factory=lambda: Pace(800))
    push_to_talk: bool = False
    headphones: bool = True
    scored: bool = True


@dataclass
class ScriptedStudio:
    loop: ScriptedLoop
    plan: ScriptedPlan = field(default_factory=ScriptedPlan)
    recording: object = "recording"
    phone: object = None


def terminal(term: str = "xterm", **more: Any) -> Console:
    return Console(
        file=io.StringIO(), force_terminal=True, width=80, height=24, color_system="standard",
        legacy_windows=False, _environ={"TERM": term}, **more,
    )  # fmt: skip


def waits(studio: ScriptedStudio, answered: Callable[[], bool]) -> bool:
    while not answered():
        pass
    return True


def hold(
    keys: Sequence[Any], loop: ScriptedLoop | None = None, console: Console | None = None,
    let_ring: Callable[..., bool] = waits, notices: Sequence[str] = (), plan: ScriptedPlan | None = None,
) -> tuple[bool, str, ScriptedLoop]:  # fmt: skip
    loop, console = loop or ScriptedLoop(), console or terminal()
    scripted = ScriptedKeys(keys, lambda number: number == 0 or loop.running.is_set())
    screen = LiveScreen(SCENARIO, "script", console, lambda: scripted, let_ring)  # type: ignore[arg-type]
    loop.screen = screen
    for notice in notices:
        screen.tell(notice)
    answered = screen.hold(ScriptedStudio(loop, plan or ScriptedPlan()))  # type: ignore[arg-type]
    return answered, console.file.getvalue(), loop  # type: ignore[attr-defined]


# -- the whole call ------------------------------------------------------------------------------


def test_enter_answers_and_keys_reach_the_call() -> None:
    answered, _, loop = hold(["enter", "t", "S", "g", "h", "q", "q"])
    assert answered
    acts = ["transfer", "ask supervisor", "say again", "hold", "hang up"]
    assert loop.commands == [Key(act) for act in acts]  # type: ignore[arg-type]


def test_a_call_that_is_not_answered_is_none() -> None:
    answered, shown, loop = hold(["q"])
    assert not answered
    assert not loop.running.is_set()
    assert "One slow breath, then Enter." in shown


def test_the_screen_is_left_as_it_was_found_and_the_cursor_comes_back() -> None:
    for keys in (["q"], ["enter", "q", "q"]):
        shown = hold(keys)[1]
        assert shown.startswith("\x1b[?1049h")
        assert shown.rstrip().endswith("\x1b[?1049l") and "\x1b[?25h" in shown


def test_ctrl_c_stops_the_call_and_keeps_it() -> None:
    for last in (KeyboardInterrupt(), EOFError()):
        answered, _, loop = hold(["enter", last])
        assert answered
        assert loop.commands[-1] == Key("stop")


def test_ctrl_c_while_it_rings_is_no_call() -> None:
    answered, _, loop = hold([KeyboardInterrupt()])
    assert not answered and not loop.running.is_set()


def test_a_failure_in_the_call_is_one_sentence_and_what_there_is_is_kept() -> None:
    answered, shown, loop = hold(["enter"], ScriptedLoop(error_in_call=ValueError("odd")))
    assert answered
    assert loop.call.broken == ["ValueError"] and loop.told == 1
    after = shown.split("\x1b[?1049l")[1]
    assert "The call broke off" in after and "kept" in after and "Traceback" not in shown


def test_a_device_that_fails_says_what_to_do() -> None:
    _, shown, _ = hold(["enter"], ScriptedLoop(error_in_call=DeviceError("Was it unplugged?")))
    assert "Was it unplugged?" in shown.split("\x1b[?1049l")[1]


def test_what_fails_before_the_answer_is_raised_with_the_screen_put_back() -> None:
    def dead(*_: object) -> bool:
        raise DeviceError("no microphone")

    console = terminal()
    with pytest.raises(DeviceError):
        hold([], console=console, let_ring=dead)
    assert "\x1b[?1049l" in console.file.getvalue()  # type: ignore[attr-defined]


def test_notices_from_before_and_within_the_call_are_shown_or_printed_at_the_end() -> None:
    loop = ScriptedLoop(notices=["The voice piper was lost. Another speaks."])
    _, shown, _ = hold(
        ["enter", "q", "q"], loop, notices=["The ear moonshine was not taken. Another listens."]
    )
    assert "The ear moonshine was not taken." in shown
    assert "The voice piper was lost." in shown


def test_typing_is_offered_after_two_unclear_turns() -> None:
    unclear = (e.Unclear(900, (1,), 500, 800, 1), e.Unclear(1900, (2,), 1500, 1800, 2))
    _, shown, loop = hold(["enter", "y", *"Hi!", "enter", "q", "q"], ScriptedLoop(unclear))
    assert "Press y to type" in shown
    assert loop.commands[-2:] == [Typed("Hi!"), Key("hang up")]
    assert Typing() in loop.commands


def test_without_a_screen_the_words_are_printed_and_nothing_moves() -> None:
    events = (
        *LINE,
        e.SpeechStarted(3000, 1, 2900),
        e.SpeechEnded(4000, 1, 3800),
        e.Recognised(4010, 1, "Sorry!"),
    )
    answered, shown, _ = hold(["enter", "q", "q"], ScriptedLoop(events), terminal("dumb"))
    assert answered
    assert "Eleven days!" in shown and "Sorry!" in shown and "q once more" in shown
    assert "\x1b[?" not in shown and "\x1b[1;1H" not in shown


def test_a_small_window_is_told_and_the_words_scroll_by() -> None:
    console = terminal()
    console.size = ConsoleDimensions(40, 10)
    answered, shown, _ = hold(["enter", "q", "q"], ScriptedLoop(LINE), console)
    assert answered
    assert "too small" in shown and "Eleven days!" in shown and "\x1b[?1049h" not in shown


def test_without_colour_the_same_words_and_shapes_are_there() -> None:
    loop = ScriptedLoop(LINE, moment=replace(QUIET, now=700, caller_speaks=True, caller_level=0.1))
    shown = hold(["enter", "q", "q"], loop, terminal(no_color=True))[1]
    assert "● has the floor" in shown and "▌Maureen" in shown
    assert not re.search(r"\x1b\[[\d;]*3[0-7]m", shown)


def test_a_device_lost_in_the_call_is_told_again_afterwards() -> None:
    loop = ScriptedLoop(error=DeviceError("The microphone stopped."))
    shown = hold(["enter", "q", "q"], loop)[1]
    assert "The microphone stopped." in shown.split("\x1b[?1049l")[1]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_real_keys_on_a_real_terminal_hold_a_call() -> None:
    master, slave = os.openpty()
    loop = ScriptedLoop(once_running=lambda: os.write(master, b"tqq"))
    os.write(master, b"\r")
    screen = LiveScreen(SCENARIO, False, terminal(), lambda: Keys(slave), waits)  # type: ignore[arg-type]
    loop.screen = screen
    assert screen.hold(ScriptedStudio(loop))  # type: ignore[arg-type]
    assert loop.commands == [Key("transfer"), Key("hang up")]
    os.close(master)
    os.close(slave)


def test_a_typed_call_through_the_real_studio_is_kept(tmp_path: Path) -> None:
    plan = Plan(
        loaded=load_scenario(places.scenarios() / "parcel.yaml"), source="", rubric=standard_rubric(),
        rubric_source="", practice="typed", root=tmp_path, voice="captions",
    )  # fmt: skip
    console = terminal()
    pressed = ScriptedKeys(
        ["enter", "y", *"Hello", "enter", "q", "q"], lambda n: n == 0 or studio.loop.now > 0
    )
    screen = LiveScreen(plan.loaded.scenario, "script", console, lambda: pressed)
    studio = set_up(plan, [screen], screen.tell)
    assert screen.hold(studio)
    held = studio.finish()
    assert held.call.outcome == "hung up"
    assert held.folder and list_calls(tmp_path)[0].info
    assert any(isinstance(event, e.Recognised) and event.text == "Hello" for event in held.call.timeline)


# -- keys ----------------------------------------------------------------------------------------


def test_hanging_up_asks_once_and_any_other_key_goes_on() -> None:
    desk = Desk()
    assert desk.press("q", 0, False) == [] and desk.question == "sure-hang-up"
    assert desk.press("t", 1, False) == [] and not desk.question
    assert desk.press("q", 2, False) == []
    assert desk.press("q", 3, False) == [Key("hang up")]


def test_the_question_is_withdrawn_after_a_while() -> None:
    desk = Desk()
    desk.press("x", 0, False)
    desk.look(SURE + 0.1)
    assert not desk.question
    assert desk.press("x", SURE + 0.2, False) == []
    assert desk.press("x", SURE + 0.3, False) == [Key("stop")]


def test_hold_goes_back_with_the_same_key_or_enter() -> None:
    assert Desk().press("h", 0, False) == [Key("hold")]
    assert Desk().press("h", 0, True) == Desk().press("enter", 0, True) == [Key("resume")]
    assert Desk().press("enter", 0, False) == []


def test_while_typing_letters_are_letters() -> None:
    desk = Desk()
    desk.press("y", 0, False)
    for key in ("q", "q", "x", "backspace", "?"):
        desk.press(key, 0, False)
    assert desk.typing == "qq?"
    assert desk.press("enter", 0, False) == [Typing(), Typed("qq?")]
    assert desk.typing is None


def test_giving_up_a_typed_turn_says_nothing() -> None:
    desk = Desk(typed_call=True)
    desk.press("enter", 0, False)
    assert desk.press("a", 0, False) == [Typing()]
    assert desk.press("escape", 0, False) == [Typed("")]


def test_all_keys_and_captions_are_toggled() -> None:
    desk = Desk()
    desk.press("?", 0, False)
    assert desk.help
    desk.press("q", 0, False)
    assert not desk.help and not desk.question
    desk.press("c", 0, False)
    assert not desk.captions


def test_a_notice_stays_its_time_and_the_next_waits() -> None:
    notices = Notices()
    for text in ("one", "two", "one"):
        notices.add(text)
    assert notices.look(0.0) == notices.look(SHOWN - 0.1) == "one"
    assert notices.look(SHOWN) == "two"
    notices.drop("two")
    assert notices.look(SHOWN + 1) == ""


# -- what is told ----------------------------------------------------------------------------------


def scene(*events: e.Event, hints: bool = True) -> Scene:
    told = Scene(SCENARIO, "script" if hints else "nothing")
    for event in events:
        told.event(event)
    return told


def test_a_line_is_told_piece_by_piece_with_its_words_as_they_are_said() -> None:
    told = scene(*LINE)
    (now,) = told.captions(300, "")
    assert (now.at, now.text, now.rest, now.live) == (100, "Eleven", "days!", True)
    (whole,) = told.captions(1200, "")
    assert (whole.text, whole.rest) == ("Eleven days!", "")
    first, second = told.captions(1900, "")
    assert (second.at, second.text, second.rest) == (1800, "Nobody", "rang.")
    assert not first.live


def test_a_line_that_was_cut_keeps_what_was_heard_of_it() -> None:
    (cut,) = scene(*LINE, e.LineEnded(400, 1, 400, cut=True)).captions(5000, "")
    assert (cut.text, cut.rest, cut.live) == ("Eleven –", "", False)


def test_a_backchannel_stands_between_the_pieces_it_was_said_between() -> None:
    said = (e.SpeechStarted(1300, 1, 1200), e.SpeechEnded(1900, 1, 1500), e.Recognised(1950, 1, "Mm-hm."))
    told = scene(*LINE, *said, e.LineEnded(2500, 1, 2500))
    assert [c.text for c in told.captions(3000, "")] == ["Eleven days!", "Mm-hm.", "Nobody rang."]


def test_without_marks_the_words_are_estimated() -> None:
    told = scene(LINE[0], replace(LINE[1], marks=()))
    assert [c.text for c in told.captions(1500, "")] == ["Eleven days!", "Nobody"]


def test_words_so_far_may_change_and_unclear_ones_say_so() -> None:
    told = scene(e.SpeechStarted(100, 1, 50))
    assert told.words_due
    (partial,) = told.captions(500, "I am")
    assert partial.live and partial.text == "I am"
    for event in (
        e.SpeechEnded(900, 1, 800),
        e.Recognised(950, 1, "", 0.0),
        e.Unclear(1700, (1,), 50, 800, 1),
    ):
        told.event(event)
    assert [c.text for c in told.captions(2000, "")] == ["(not clear)"]
    assert not told.words_due


def test_hints_show_what_this_state_can_credit_next_and_only_if_wanted() -> None:
    told = scene(e.Entered(0, "answered"))
    assert (told.hint, told.wording) == ("Greet her.", "Good morning.")
    assert told.way == (("now", "greeted"), ("next", "sorry"))
    told.event(e.Credited(100, "greeted", "C01", 0, 0, ""))
    told.event(e.Entered(100, "opening"))
    assert told.way == (("done", "greeted"), ("now", "sorry"))
    unhinted = scene(e.Entered(0, "answered"), hints=False)
    assert (unhinted.hint, unhinted.wording, unhinted.way) == ("", "", ())


def test_hold_is_over_when_the_caller_speaks_up_again() -> None:
    told = scene(e.Did(100, "hold"))
    assert told.on_hold
    told.event(e.Saying(60_100, 2, "Hello?", "neutral"))
    assert not told.on_hold


def test_names_beside_the_words() -> None:
    assert first_name("Maureen Price") == "Maureen"
    assert first_name("Mrs Price") == "Mrs Price"
    assert card(SCENARIO.you) == "Sam, Northway. Offer: a search today; a call back."
    assert card(You()) == ""


# -- levels and rows ---------------------------------------------------------------------------------


def test_lanes_grow_while_a_side_speaks_and_start_anew() -> None:
    levels = Levels()
    for _ in range(3):
        levels.take(replace(QUIET, caller_speaks=True, caller_level=0.1))
    assert len(levels.caller) == 3 and not levels.trainee
    levels.take(QUIET)
    assert not levels.caller


@pytest.mark.parametrize(("rms", "word"), [(0.001, "very quiet"), (0.05, "good"), (0.7, "too loud")])
def test_the_microphone_is_judged_by_its_speech_only(rms: float, word: str) -> None:
    levels = Levels()
    levels.take(replace(QUIET, trainee_level=0.9))
    assert levels.meter == 0
    for _ in range(SETTLED):
        levels.take(replace(QUIET, trainee_speaks=True, trainee_level=rms))
    assert levels.word == word


def test_only_rows_that_changed_are_drawn() -> None:
    console = terminal()
    with Surface(console) as surface:
        surface.show([(("one", ""),), (("two", "bold"),)])
        before = console.file.tell()
        surface.show([(("one", ""),), (("2", "bold"),)])
        drawn = console.file.getvalue()[before:]  # type: ignore[attr-defined]
    assert "2" in drawn and "one" not in drawn
    assert str(Screen(console.file.getvalue().split("\x1b[?1049l")[0])) == "one\n2"  # type: ignore[attr-defined]


def test_a_terminal_without_our_shapes_gets_others_of_the_same_width() -> None:
    raw = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    console = Console(
        file=raw, force_terminal=True, width=80, height=24, legacy_windows=False, _environ={"TERM": "vt100"}
    )
    with Surface(console) as surface:
        surface.show([(("╭─ ▂▅█ ● “é” ─╮", ""),)])
    raw.flush()
    assert b'+- .=# * "?" -+' in raw.buffer.getvalue()  # type: ignore[attr-defined]
