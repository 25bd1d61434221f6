"""The scorecard fits its terminal, whatever that can show."""

from __future__ import annotations

import io
from dataclasses import replace

import everything
import parcel
import pytest
from rich.console import Console

from voicetrainer.report import terminal

PATH = "calls/2026-11-21-1410-parcel-7f3a/report.html"


def printed(report=parcel.REPORT, encoding="utf-8", **how) -> str:
    """What a console of this kind gets, byte for byte."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    terminal.show(report, PATH, Console(file=file, **how))
    return raw.getvalue().decode(encoding)


def test_it_fits_a_terminal_of_80_by_24():
    lines = printed(width=80).splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("width", [30, 44, 60, 80, 200])
@pytest.mark.parametrize("report", [parcel.REPORT, parcel.SILENT, parcel.UNSCORED, parcel.NOTHING])
def test_no_line_is_wider_than_the_terminal(width: int, report):
    lines = terminal.scorecard(report, "r.html", width)
    assert max(sum(len(said) for said, _ in line) for line in lines) <= max(width, 28)


def test_the_result_comes_first_and_the_path_of_the_report_last():
    lines = printed(width=80).splitlines()
    assert lines[0].split() == "The parcel that never came Sam · 1:04 · fourth attempt".split()
    assert lines[1].strip() == "✓ Won, and passed   77 of 100   pass mark 65"
    assert lines[-1].strip() == f"Report: {PATH}"


def test_bars_show_what_was_earned_missed_and_not_assessed_by_shape():
    text = printed(width=80)
    assert "━━━━━━━━━━━━────────────   50   all assessed" in text
    assert "━━━━━━━━━━━━━━━━━━╌╌╌╌╌╌  100   75 % assessed" in text
    assert "not needed in this call, so not counted" in text


def test_a_pipe_gets_no_colour_and_a_terminal_does():
    assert "\x1b" not in printed(width=80)
    assert "\x1b[" in printed(width=80, force_terminal=True, color_system="standard")


def test_no_color_is_heeded():
    text = printed(width=80, force_terminal=True, no_color=True)
    assert "\x1b[32m" not in text and "\x1b[1;32m" not in text
    assert "✓" in text


def test_a_terminal_without_unicode_gets_the_same_in_ascii():
    text = printed(width=80, encoding="ascii")
    assert "+ Won, and passed" in text
    assert "============------------   50" in text
    assert '"But the driver did leave a card.' in text


def test_a_latin_terminal_keeps_its_letters():
    report = replace(parcel.REPORT, about=replace(parcel.Setting(), trainee="Zoë"))
    assert "Zoë · 1:04" in printed(report, width=80, encoding="latin-1")


def test_what_was_said_is_never_taken_for_colour():
    scenario = replace(parcel.SCENARIO, title="[red]Hi[/red] [/]")
    report = replace(parcel.REPORT, scenario=scenario)
    assert "[red]Hi[/red] [/]" in printed(report, width=80)


def test_the_plain_text_has_every_item_with_its_times():
    text = terminal.plain(parcel.REPORT, PATH)
    assert "\x1b" not in text
    for section in parcel.SECTIONS:
        assert f"{section.title}: " in text
    assert "missed" in text and "not assessed" in text
    assert "0:20.2  0.8 s over the caller  “But the driver" in text


def test_a_critical_item_is_named_before_the_sections():
    card = replace(parcel.CARD, passed=False, critical_lost=("sent away",))
    lines = terminal.scorecard(replace(parcel.REPORT, scorecard=card), PATH, 80)
    text = "\n".join("".join(said for said, _ in line) for line in lines)
    assert text.index("It is critical") < text.index("Listening")


def test_the_terminal_tells_close_calls_and_where_to_practise_from():
    said = terminal.plain(everything.REPORT, PATH)
    assert "Two verdicts are close calls:" in said
    assert f"voicetrainer call --again {everything.CALL} --at 0:15.5" in said


@pytest.mark.parametrize(("outcome", "sign"), [("won", "✓"), ("lost", "○")])
def test_a_tick_is_only_for_a_caller_who_got_what_was_needed(outcome: str, sign: str) -> None:
    card = replace(parcel.CARD, outcome=outcome, total=71.0, passed=True)
    report = replace(parcel.REPORT, scorecard=card)
    assert any(line.lstrip().startswith(sign) and "passed" in line for line in printed(report).splitlines())
