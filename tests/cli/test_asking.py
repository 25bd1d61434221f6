"""The questions before the first live call, with scripted answers."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from rich.console import Console

from voicetrainer.cli.asking import Microphones, ask, consent_to_cloud, judged
from voicetrainer.cli.settings import Settings
from voicetrainer.core.errors import DeviceError

SPEECH = [-60.0] * 20 + [-25.0] * 30


def console(terminal: bool = False) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=80, legacy_windows=False)


def answers(*said: str) -> Callable[[str], str]:
    left = iter(said)

    def read(_: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return read


def mics(*names: str, levels: Sequence[float] = SPEECH) -> Microphones:
    return Microphones(lambda: [(name, not n) for n, name in enumerate(names)], lambda _: iter(levels))


def shown(out: Console) -> str:
    return " ".join(out.file.getvalue().split())  # type: ignore[attr-defined]


def test_the_answers_become_settings_and_the_rest_stays() -> None:
    before = Settings(reply_wait=1200, called=True)
    got = ask(before, console(), answers("Sam", "y", "2", "", "n"), mics("Built-in", "Headset"))
    assert got == replace(before, name="Sam", headphones=True, microphone="Headset", record=False)


def test_enter_takes_what_was_there_before() -> None:
    before = Settings(name="Ada", headphones=False, record=True)
    got = ask(before, console(), answers("", "", "", "", ""), mics("Built-in", "Headset"))
    assert got == before


def test_the_first_time_headphones_must_be_answered() -> None:
    out = console()
    got = ask(Settings(), out, answers("", "", "maybe", "no", "", ""), mics("Built-in"))
    assert got.headphones is False
    assert shown(out).count("Please answer y or n.") == 2
    assert "interruptions are not scored" in shown(out)


def test_the_systems_own_microphone_is_kept_as_no_name() -> None:
    assert ask(Settings(), console(), answers("", "y", "1", "", "y"), mics("Built-in", "X")).microphone == ""


def test_a_number_that_is_not_there_is_asked_again() -> None:
    out = console()
    got = ask(Settings(), out, answers("", "y", "7", "x", "2", "", "y"), mics("Built-in", "Headset"))
    assert got.microphone == "Headset"
    assert shown(out).count("Please answer 1…2.") == 2


def test_a_microphone_can_be_tried_again_or_changed() -> None:
    tried: list[str] = []

    def levels(name: str) -> Iterator[float]:
        tried.append(name)
        return iter(SPEECH)

    heard = Microphones(lambda: [("Built-in", True), ("Headset", False)], levels)
    got = ask(Settings(), console(), answers("", "y", "1", "r", "m", "2", "", "y"), heard)
    assert tried == ["", "", "Headset"] and got.microphone == "Headset"


def test_a_microphone_that_cannot_be_opened_says_why_and_another_may_be_taken() -> None:
    def levels(name: str) -> Iterator[float]:
        if not name:
            raise DeviceError("Close other programs that use it.")
        return iter(SPEECH)

    out = console()
    heard = Microphones(lambda: [("Built-in", True), ("Headset", False)], levels)
    got = ask(Settings(), out, answers("", "y", "1", "m", "2", "", "y"), heard)
    assert got.microphone == "Headset"
    assert "Close other programs" in shown(out)


def test_the_bar_is_drawn_on_a_terminal_only() -> None:
    for terminal in (True, False):
        out = console(terminal)
        ask(Settings(), out, answers("", "y", "", "y"), mics("Built-in"))
        assert ("▮" in shown(out)) is terminal
        assert out.file.getvalue().count("\r") == (len(SPEECH) if terminal else 0)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("levels", "verdict"),
    [
        (SPEECH, "judge-good"), ([-70.0] * 50, "judge-nothing"), ([], "judge-nothing"),
        ([-60.0] * 20 + [-50.0] * 30, "judge-quiet"), ([-40.0] * 20 + [-3.0] * 30, "judge-loud"),
    ],
)  # fmt: skip
def test_a_level_gets_a_word(levels: list[float], verdict: str) -> None:
    assert judged(levels)[0] == verdict


def test_the_end_of_input_counts_as_ctrl_c() -> None:
    with pytest.raises(KeyboardInterrupt):
        ask(Settings(), console(), answers("Sam"), mics("Built-in"))


def test_a_cloud_ear_says_what_goes_where_and_no_is_the_default() -> None:
    out = console()
    assert consent_to_cloud("sr:google", Settings(), out, answers("")) == Settings()
    assert "everything you say" in shown(out) and "to Google" in shown(out) and "[y/N]" in shown(out)


def test_consent_is_remembered_for_that_ear_alone() -> None:
    got = consent_to_cloud("sr:azure", Settings(cloud_ears=("sr:google",)), console(), answers("yes"))
    assert got.cloud_ears == ("sr:google", "sr:azure")


def test_a_cloud_ear_nobody_knows_names_itself() -> None:
    out = console()
    consent_to_cloud("acme", Settings(), out, answers("n"))
    assert "the provider of acme" in shown(out)


def test_names_typed_with_control_characters_are_cleaned() -> None:
    got = ask(Settings(), console(), answers("S\x1b[2Jam", "y", "", "y"), mics("Built-in"))
    assert got.name.isprintable()


def test_nobody_is_told_that_all_stays_here_who_agreed_to_a_cloud_ear() -> None:
    for ears, said in (((), "Everything you say stays"), (("sr:google",), "Only the cloud ear")):
        out = console()
        ask(Settings(cloud_ears=ears), out, answers("Sam", "y", "", "y"), mics("Built-in"))
        assert said in shown(out)
