"""Keys from a real pseudo-terminal."""

from __future__ import annotations

import os
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

import termios
from collections.abc import Iterator

from voicetrainer.cli.keys import Decoder, Keys


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    master, slave = os.openpty()
    yield master, slave
    os.close(master)
    os.close(slave)


def keys_of(raw: bytes) -> list[str]:
    decoder = Decoder()
    return [*decoder.feed(raw), *decoder.close()]


def test_keys_come_one_by_one_without_enter(terminal: tuple[int, int]) -> None:
    master, slave = terminal
    with Keys(slave) as keys:
        os.write(master, b"hq\r\x7f")
        assert [keys.poll(1) for _ in range(4)] == ["h", "q", "enter", "backspace"]
        assert keys.poll(0) is None


def test_the_terminal_is_put_back_even_after_an_error(terminal: tuple[int, int]) -> None:
    _, slave = terminal
    before = termios.tcgetattr(slave)
    with pytest.raises(ZeroDivisionError), Keys(slave):
        assert termios.tcgetattr(slave) != before
        raise ZeroDivisionError
    assert termios.tcgetattr(slave) == before


def test_what_was_typed_and_not_read_does_not_reach_the_shell(terminal: tuple[int, int]) -> None:
    master, slave = terminal
    with Keys(slave) as keys:
        os.write(master, b"q")
        assert keys.poll(1) == "q"
        os.write(master, b"rm -rf\r")
        assert keys.poll(1) == "r"
    os.set_blocking(slave, False)
    with pytest.raises(BlockingIOError):
        os.read(slave, 100)


def test_echo_is_off_and_suspend_too_but_ctrl_c_is_not(terminal: tuple[int, int]) -> None:
    _, slave = terminal
    with Keys(slave):
        mode = termios.tcgetattr(slave)
        assert not mode[3] & (termios.ECHO | termios.ICANON)
        assert mode[3] & termios.ISIG
        assert mode[6][termios.VSUSP] == b"\x00"
        assert mode[6][termios.VINTR] == b"\x03"


def test_a_lone_escape_is_a_key_and_an_arrow_is_none(terminal: tuple[int, int]) -> None:
    master, slave = terminal
    with Keys(slave) as keys:
        os.write(master, b"\x1b")
        assert keys.poll(1) == "escape"
        os.write(master, b"\x1b[Ax")
        assert keys.poll(1) == "x"


def test_a_terminal_that_went_away_is_the_end(terminal: tuple[int, int]) -> None:
    master, slave = os.openpty()
    with Keys(slave) as keys:
        os.close(master)
        with pytest.raises(EOFError):
            keys.poll(1)
    os.close(slave)


@pytest.mark.parametrize(
    ("raw", "keys"),
    [
        (b"\x1bOP", []), (b"\x1b[1;5C", []), (b"\x1bh", []), (b"\x1b[A\x1b[B?", ["?"]),
        ("é€".encode(), ["é", "€"]), (b"\xff\xfea", ["a"]), (b"\t\x01\x02b", ["b"]), (b"\x1b", ["escape"]),
    ],
)  # fmt: skip
def test_bytes_become_keys(raw: bytes, keys: list[str]) -> None:
    assert keys_of(raw) == keys


def test_a_letter_or_sequence_may_come_in_pieces() -> None:
    decoder = Decoder()
    assert [decoder.feed(b"\xc3"), decoder.feed(b"\xa9")] == [[], ["é"]]
    assert [decoder.feed(b"\x1b"), decoder.feed(b"["), decoder.feed(b"Bq")] == [[], [], ["q"]]
    assert not decoder.unsure


def test_ctrl_c_as_a_letter_is_an_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt):
        Decoder().feed(b"\x03")
