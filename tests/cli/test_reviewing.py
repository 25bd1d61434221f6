"""Overruling, correcting, scoring and comparing, as people type it; the folder is all there is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from voicetrainer.cli.app import run
from voicetrainer.cli.opening import open_call
from voicetrainer.cli.reviewing import moment
from voicetrainer.core.errors import UsageError
from voicetrainer.store.folder import CallFolder
from voicetrainer.store.reviews import reviews_of

from .kept_calls import GOOD, HASTY, keep

Say = Callable[..., str]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of calls with a space and an umlaut in its name, and a home of its own."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "meine Anrufe – Jörg"


@pytest.fixture
def say(root: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    def said(*words: str, code: int = 0) -> str:
        """What the program prints; the exit code must be `code`."""
        got = run([*words, "--calls", str(root)])
        shown = capsys.readouterr()
        assert got == code, shown
        return shown.out + shown.err

    return said


def verdict(folder: CallFolder, item: str) -> str:
    card = open_call(folder).judged()
    return next(j.verdict for s in card.sections for j in s.items if j.item.id == item)


def total(folder: CallFolder) -> float:
    found = open_call(folder).judged().total
    assert found is not None
    return found


# -- overruling ------------------------------------------------------------------------------


def test_an_overruled_verdict_counts_and_the_programs_stays_beside_it(root: Path, say: Say) -> None:
    folder = keep(root)
    before, timeline = total(folder), folder.timeline_path.read_bytes()
    said = say("overrule", "last", "interruptions", "--verdict", "earned", "--reason", "er fragte: „ja?“",
               "--by", "Jörg Ölmüller")  # fmt: skip
    assert "earned" in said and "before missed" in said and "voicetrainer report" in said
    assert verdict(folder, "interruptions") == "earned" and total(folder) > before
    listed = say("overrule", "last")
    assert "Jörg Ölmüller overruled the program's 'missed': er fragte: „ja?“" in listed
    assert folder.timeline_path.read_bytes() == timeline


def test_taken_back_the_programs_verdict_counts_again_and_all_stays_readable(root: Path, say: Say) -> None:
    folder = keep(root)
    before = total(folder)
    for who, which in (("Ada", "earned"), ("Ben", "not-assessed")):
        say("overrule", "last", "interruptions", "--verdict", which, "--reason", "so", "--by", who)
    assert verdict(folder, "interruptions") == "not assessed"
    assert "what Ben said" in say("overrule", "last", "interruptions", "--withdraw", "--by", "Ben")
    assert verdict(folder, "interruptions") == "earned", "the one before it stands again"
    say("overrule", "last", "interruptions", "--withdraw", "--by", "Ben")
    assert total(folder) == before and len(reviews_of(folder).filed) == 2
    assert "Nobody overruled" in say("overrule", "last", "interruptions", "--withdraw", "--by", "Ben", code=2)


def test_the_list_of_calls_shows_the_new_total(root: Path, say: Say) -> None:
    folder = keep(root)
    say("overrule", "last", "interruptions", "--verdict", "earned", "--reason", "so", "--by", "Ada")
    result = folder.info().result
    assert result and result.total == total(folder) and f"{total(folder):.0f} of 100" in say("calls")


def test_an_item_is_found_by_id_title_or_a_part_that_only_one_has(root: Path, say: Say) -> None:
    folder = keep(root)
    for name in ("INTERRUPTIONS", "interrupti"):
        say("overrule", "last", name, "--verdict", "earned", "--reason", "so", "--by", "Ada")
    assert {one.item for one in reviews_of(folder).overrulings} == {"interruptions"}
    assert "fits several items" in say("overrule", "last", "no-", "--verdict", "earned", code=2)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["interruption-s", "--verdict", "earned"], "Did you mean 'interruptions'"),
        (["interruptions"], "--verdict"),
        (["interruptions", "--verdict", "earned", "--by", "Ada"], "--reason"),
        (["interruptions", "--verdict", "earned", "--by", "Ada", "--reason", "  "], "--reason"),
        (["interruptions", "--verdict", "earned", "--reason", "so"], "--by NAME"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_kept(
    root: Path, say: Say, words: list[str], remedy: str
) -> None:
    folder = keep(root)
    assert remedy in say("overrule", "last", *words, code=2)
    assert reviews_of(folder).filed == ()


# -- correcting ------------------------------------------------------------------------------


def test_corrected_words_are_judged_and_what_was_heard_stays_visible(root: Path, say: Say) -> None:
    folder = keep(root, GOOD)
    heard = say("correct", "last").splitlines()
    sorry = next(line for line in heard if "sorry" in line.casefold())
    assert verdict(folder, "sorry: said sorry") == "earned"
    at = sorry.split()[0]
    say(
        "correct",
        "last",
        "--at",
        at,
        "--words",
        "Eleven days is long",
        "--reason",
        "no apology",
        "--by",
        "Ada",
    )
    assert verdict(folder, "sorry: said sorry") == "lost"
    listed = say("correct", "last")
    assert sorry in listed and "Ada corrected it to “Eleven days is long”: no apology" in listed
    say("correct", "last", "--at", sorry.split()[0], "--withdraw", "--by", "Ada")
    assert verdict(folder, "sorry: said sorry") == "earned"
    assert "Nobody corrected" in say("correct", "last", "--at", sorry.split()[0], "--withdraw", code=2)


def test_a_time_at_which_nobody_spoke_is_answered_with_the_nearest(root: Path, say: Say) -> None:
    keep(root)
    assert "Nearest:" in say("correct", "last", "--at", "99:00", "--words", "x", code=2)
    assert "no time" in say("correct", "last", "--at", "soon", "--words", "x", code=2)


def test_times_are_read_as_people_write_them() -> None:
    assert [moment(t) for t in ("0:28", "1:02.5", "28", "28,5 s", " 0:00 ")] == [
        28_000,
        62_500,
        28_000,
        28_500,
        0,
    ]
    for wrong in ("", "x", "1:2:3", "-5", "0:28 min"):
        with pytest.raises(UsageError):
            moment(wrong)


def test_an_export_shows_both_words_and_both_verdicts(root: Path, say: Say, tmp_path: Path) -> None:
    keep(root, GOOD)
    at = next(line for line in say("correct", "last").splitlines() if "sorry" in line.casefold()).split()[0]
    say("correct", "last", "--at", at, "--words", "So sorry", "--reason", "clearer", "--by", "Ada")
    say("overrule", "last", "outcome", "--verdict", "missed", "--reason", "too late", "--by", "Ada")
    say("export", "last", "--out", str(tmp_path / "r.json"))
    made = json.loads((tmp_path / "r.json").read_text("utf-8"))
    (correction,) = made["corrections"]
    assert correction["words"] == "So sorry" and "sorry" in correction["was"].casefold()
    items = {item["id"]: item for section in made["sections"] for item in section["items"]}
    assert items["outcome"]["verdict"] == "lost" and items["outcome"]["overruled"]["was"] == "earned"


# -- scoring blind -----------------------------------------------------------------------------


def test_the_form_and_the_questions_show_no_verdict(
    root: Path, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = keep(root)
    program = open_call(folder).by_program()
    say("score", "last", "--form", str(tmp_path / "form.csv"))
    rows = form(tmp_path / "form.csv")
    assert [row["item"] for row in rows] == [j.item.id for s in program.sections for j in s.items]
    assert all(row["verdict"] == "" and row["what to look for"] for row in rows)
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    asked = say("score", "last", "--by", "Ada")
    for words in ((tmp_path / "form.csv").read_text("utf-8-sig"), asked.partition("1 of ")[2]):
        assert not any(shown in words for shown in ("You began", "overruled", "missed,", "earned,"))


def form(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_a_filled_form_is_read_with_semicolons_and_in_any_spelling(
    root: Path, say: Say, tmp_path: Path
) -> None:
    folder = keep(root)
    path = tmp_path / "form.csv"
    rows = (
        "Item;Verdict;Note",
        "interruptions;Not Assessed;zu leise, Jörg",
        "reply-gaps;MISSED;",
        "dead-air;;",
    )
    path.write_text("\n".join(rows), "cp1252")
    assert "Kept: 2 of" in say("score", "last", "--by", "Ada", "--from", str(path))
    (scoring,) = reviews_of(folder).scorings
    assert scoring.verdicts == {"interruptions": "not assessed", "reply-gaps": "lost"}
    assert scoring.notes == {"interruptions": "zu leise, Jörg"}


def test_every_mistake_in_a_form_is_named_with_its_line(root: Path, say: Say, tmp_path: Path) -> None:
    folder = keep(root)
    path = tmp_path / "form.csv"
    path.write_text("item,verdict\ninterruptions,great\nnonsense,earned\nreply-gaps,earned\n", "utf-8")
    said = say("score", "last", "--by", "Ada", "--from", str(path), code=2)
    assert "form.csv:2: 'great'" in said and "form.csv:3:" in said and reviews_of(folder).filed == ()
    path.write_text("a,b\n1,2\n", "utf-8")
    assert "'item' and 'verdict'" in say("score", "last", "--by", "Ada", "--from", str(path), code=2)
    assert "cannot be read" in say("score", "last", "--by", "Ada", "--from", str(tmp_path / "no"), code=2)


def test_at_the_terminal_what_was_answered_is_kept_and_can_be_gone_on_with(
    root: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = keep(root)
    monkeypatch.setattr("sys.stdin", io.StringIO("e\nm well after 5 s\nwhat\ns\na\n"))  # then the input ends
    said = say("score", "last", "--by", "Ada")
    assert "One of: e earned" in said and "Kept: 3 of" in said
    first = reviews_of(folder).scorings[-1]
    assert list(first.verdicts.values()) == ["earned", "lost", "not assessed"]
    assert list(first.notes.values()) == ["well after 5 s"]
    monkeypatch.setattr("sys.stdin", io.StringIO("e\n" * 99))
    say("score", "last", "--by", "ada")
    every = reviews_of(folder).scorings[-1].verdicts
    assert every.items() >= first.verdicts.items() and len(every) > 15
    assert "has scored all" in say("score", "last", "--by", "Ada")
    say("score", "last", "--by", "Ada", "--withdraw")
    assert reviews_of(folder).scorings == ()
    assert "has not scored" in say("score", "last", "--by", "Ada", "--withdraw", code=2)


# -- agreement ---------------------------------------------------------------------------------


def scored(say: Say, path: Path, call: str, by: str, verdicts: dict[str, str]) -> None:
    rows = "".join(f"{item},{verdict}\n" for item, verdict in verdicts.items())
    path.write_text(f"item,verdict\n{rows}", "utf-8")
    say("score", call, "--by", by, "--from", str(path))


def test_scorers_and_the_program_are_compared_over_all_calls(root: Path, say: Say, tmp_path: Path) -> None:
    one, two = keep(root, HASTY), keep(root, GOOD, "2026-11-21T10:00")
    path = tmp_path / "f.csv"
    for call in (one, two):
        program = {j.item.id: j.verdict for s in open_call(call).by_program().sections for j in s.items}
        words = {
            "earned": "earned",
            "lost": "missed",
            "not assessed": "not assessed",
            "not needed": "not needed",
        }
        scored(say, path, call.name, "Ada", {item: words[verdict] for item, verdict in program.items()})
    scored(say, path, one.name, "Jörg", {"interruptions": "earned", "outcome": "missed"})
    say("overrule", one.name, "interruptions", "--verdict", "earned", "--reason", "so", "--by", "Jörg")
    said = say("agree")
    assert said.startswith("2 calls") and "scored by Ada, Jörg, the program" in said
    assert "100 %, kappa 1.00" in said, "an overruled verdict does not count for the program"
    assert "Krippendorff's alpha with the program" in said
    assert f"{one.name}: Ada missed, Jörg earned, the program missed" in said
    assert "1 call" in say("agree", two.name)


def test_nobody_has_scored_yet(root: Path, say: Say) -> None:
    assert "Nobody has scored a call yet" in say("agree", "--all")
    keep(root)
    assert "Nobody has scored a call yet" in say("agree")


def test_a_broken_folder_is_named_and_left_out(root: Path, say: Say, tmp_path: Path) -> None:
    good, broken = keep(root), keep(root, when="2026-11-21T10:00")
    for call in (good, broken):
        scored(say, tmp_path / "f.csv", call.name, "Ada", {"outcome": "missed"})
    (broken.path / "reviews.jsonl").write_text("torn\n", "utf-8")
    said = say("agree")
    assert f"{broken.name} is left out" in said and "1 call" in said
    assert "reviews.jsonl:1" in say("agree", broken.name, code=5)
