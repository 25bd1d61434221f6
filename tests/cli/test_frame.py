"""The call's screen, row by row, without a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from voicetrainer.cli.frame import LOWEST, NARROWEST, STYLES, frame, ringing
from voicetrainer.cli.rows import Line, clean, flow
from voicetrainer.cli.view import Caption, Ringing, View

CAPTIONS = (
    Caption(5_000, "caller", "Eleven days! Eleven days I have waited for that parcel,"),
    Caption(7_000, "trainee", "Mm-hm."),
    Caption(10_000, "caller", "and nobody rings me back."),
    Caption(17_000, "caller", "Well. Thank you. I rang on Monday, and", "both times they", live=True),
)
VIEW = View(
    title="The parcel that never came", caller="Maureen Price", name="Maureen", clock=21_000, floor="caller",
    caller_levels=(2, 5, 7, 8, 3), captions=CAPTIONS, source="Microphone", level=7, level_word="good",
    status=("reply wait 0.8 s", "headphones", "recording"), card="Sam, Northway Parcels. Offer: redelivery.",
    hint="Let her finish.", wording="I am so sorry.", way=(("done", "greeted"), ("now", "said sorry")),
)  # fmt: skip
RINGING = Ringing(
    "The parcel that never came", "Maureen Price", "level 1", "She has waited eleven days.",
    "Let her finish.", "Sam, Northway Parcels.", "One slow breath, then Enter.",
)  # fmt: skip
SIZES = [(80, 24), (50, 14), (63, 17), (100, 30), (200, 60), (80, 15), (50, 40)]


def text(lines: list[Line]) -> str:
    return "\n".join("".join(said for said, _ in line).rstrip() for line in lines)


def styled(lines: list[Line], style: str) -> str:
    return " ".join(said.strip() for line in lines for said, name in line if name == style)


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize(
    "more", [{}, {"banner": "A. " * 80, "question": "Sure?"}, {"typing": "x" * 300}, {"help": True}]
)
def test_no_row_is_wider_than_the_window_and_there_are_never_too_many(
    width: int, height: int, more: dict[str, object]
) -> None:
    lines = frame(replace(VIEW, **more), width, height)
    assert len(lines) <= height
    assert all(sum(cell_len(said) for said, _ in line) <= width for line in lines)
    assert {style for line in lines for _, style in line} <= STYLES.keys()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_keys_and_newest_words_are_there_in_every_window(width: int, height: int) -> None:
    shown = text(frame(VIEW, width, height))
    assert "hang up" in shown
    assert "I rang on" in shown
    assert "0:21" in shown


def test_the_floor_has_a_shape_and_a_word_besides_its_colour() -> None:
    caller, you = text(frame(VIEW, 80, 24)).splitlines()[2:4]
    assert "▌Maureen" in caller and "● has the floor" in caller and "▂▅▇█▃" in caller
    assert "▌" not in you and "○ you listen" in you and "· · ·" in you


def test_only_the_lane_of_whoever_speaks_is_drawn() -> None:
    turned = replace(VIEW, floor="trainee", trainee_levels=(4, 4, 6))
    caller, you = text(frame(turned, 80, 24)).splitlines()[2:4]
    assert "▅" not in caller and "○ listens" in caller
    assert "▄▄▆" in you and "● you have the floor" in you


def test_the_reply_wait_fills_the_trainees_lane() -> None:
    waiting = replace(VIEW, floor="waiting", reply_wait=0.5)
    you = text(frame(waiting, 80, 24)).splitlines()[3]
    assert "━" * 13 + "─" * 13 in you
    assert "reply wait" in you


def test_what_the_caller_still_has_to_say_is_quiet_and_what_was_said_is_bold() -> None:
    lines = frame(VIEW, 80, 24)
    assert "Thank you. I rang on Monday, and" in styled(lines, "bold")
    assert "both times they" in styled(lines, "quiet")


def test_a_banner_never_covers_the_captions() -> None:
    notice = "The ear moonshine was lost. Another one listens now. " * 3
    shown = text(frame(replace(VIEW, banner=notice), 80, 24))
    assert "▲ The ear moonshine was lost." in shown
    assert all(caption.text[:20] in shown for caption in CAPTIONS[-2:])


def test_no_hint_no_way_and_no_wording_unless_they_are_given() -> None:
    shown = text(frame(replace(VIEW, hint="", wording="", way=()), 80, 24))
    assert "Way" not in shown and "Let her finish" not in shown
    assert "Your card" in shown


def test_the_way_begins_shortly_before_the_next_step() -> None:
    steps = (*((("done", f"step {n}")) for n in range(9)), ("now", "say sorry"), ("next", "sum up"))
    shown = text(frame(replace(VIEW, way=steps), 60, 24))
    assert "✓ step 8   ▸ say sorry   · sum up" in shown
    assert "step 7" not in shown


def test_markup_and_control_characters_of_others_stay_letters() -> None:
    nasty = "[red]hello[/red] \x1b[2J\x07 \u202eevil\u202c \x9b31m :smile:"
    shown = text(
        frame(replace(VIEW, captions=(Caption(0, "trainee", nasty),), caller=nasty, card=nasty), 110, 24)
    )
    assert "[red]hello[/red]" in shown and ":smile:" in shown
    assert not set(shown) & {"\x1b", "\x07", "\u202e", "\x9b"}


def test_wide_letters_keep_the_box_closed() -> None:
    wide = replace(VIEW, caller="山田花子" * 12, name="山田花子山田", title="荷物")
    for line in frame(wide, 80, 24)[:6]:
        assert sum(cell_len(said) for said, _ in line) == 80


def test_captions_can_be_off() -> None:
    shown = text(frame(replace(VIEW, show_captions=False), 80, 24))
    assert "Eleven days" not in shown and "Captions are off" in shown


def test_typing_shows_the_end_of_a_long_text_and_its_two_keys() -> None:
    shown = text(frame(replace(VIEW, typing="word " * 30 + "last"), 80, 24))
    assert "last▏" in shown
    assert "Enter  send" in shown and "Esc  give up" in shown and "hang up" not in shown


def test_all_keys_are_explained() -> None:
    shown = text(frame(replace(VIEW, help=True), 80, 24))
    for key in ("Enter", " h ", " t ", " s ", " g ", " y ", " c ", " q ", " x ", "Ctrl-C"):
        assert key in shown


def test_a_window_too_small_says_so() -> None:
    assert str(NARROWEST) in text(frame(VIEW, NARROWEST - 1, 24))
    assert str(LOWEST) in text(frame(VIEW, 80, LOWEST - 1)).replace("\n", " ")
    assert frame(VIEW, 3, 1)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_ringing_screen_says_who_calls_and_to_breathe(width: int, height: int) -> None:
    lines = ringing(replace(RINGING, notice="An ear was not taken. Another listens."), width, height)
    shown = text(lines)
    assert len(lines) <= height
    assert all(sum(cell_len(said) for said, _ in line) <= width for line in lines)
    assert "Maureen Price" in shown and "One slow breath, then Enter." in shown and "answer" in shown


def test_words_flow_into_rows_with_their_styles() -> None:
    assert flow((("one two", "bold"), ("three", "quiet")), 8) == (
        (("one two", "bold"),),
        (("three", "quiet"),),
    )
    assert flow((("one", "bold"), ("two", "quiet")), 8) == ((("one", "bold"), (" two", "quiet")),)
    assert text(list(flow((("abcdefghij", ""),), 5))).split() == ["ab", "cd", "ef", "gh", "ij"]


def test_clean_makes_one_row() -> None:
    assert clean(" a\tb\nc\u00a0d ") == "a b c d"
