"""What was heard of a phrase, judged: missed, mistaken, and what might be done."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.match import Matcher
from voicetrainer.core.ports import RATE
from voicetrainer.run.hearing import (
    LEVEL,
    Memory,
    Report,
    Spoken,
    Trial,
    in_noise,
    judged,
    levelled,
    part_heard,
    sentence,
    spoken,
    wanted,
)

LISTS = {
    "a time": ("by four", "o'clock", "within the hour"),
    "farewell": ("bye for now", "goodbye"),
    "apology": ("I am so very sorry",),
}
MATCHER = Matcher(LISTS)
PHRASES = {one.phrase: one for one in spoken(LISTS, MATCHER)}


def report(phrase: str, *heard: str) -> Report:
    trials = [Trial(phrase, f"voice {n}", "clear", text) for n, text in enumerate(heard)]
    return judged([PHRASES[phrase]], trials, LISTS, MATCHER)


def test_a_fragment_is_said_in_a_sentence_and_a_sentence_as_it_is() -> None:
    assert sentence("by four") == "Well, I said by four."
    assert sentence("I am so very sorry") == "I am so very sorry."


def test_a_phrase_of_two_lists_is_spoken_once_and_belongs_to_both() -> None:
    lists = {"a": ("by four",), "b": ("by four", "by five")}
    found = spoken(lists, Matcher(lists))
    assert [(one.phrase, one.lists) for one in found] == [("by four", ("a", "b")), ("by five", ("b",))]


def test_what_the_list_finds_is_no_miss_even_if_it_was_heard_otherwise() -> None:
    (found,) = report("o'clock", "Well, I said o'clock.", "I said a-clock.").found
    assert not found.missed and found.advice is None


def test_a_wording_that_recurs_and_is_no_other_lists_is_offered() -> None:
    (found,) = report("by four", "Well, I said buy for.", "We'll, I sent buy, for", "By four").found
    assert len(found.missed) == 2 and found.trials == 3
    assert (found.advice, found.wording) == ("add", "buy for")


def test_a_wording_of_another_list_is_not_offered_but_told() -> None:
    (found,) = report("by four", "Well, I said bye for now.", "I said bye for now.").found
    assert found.advice == "other list" and found.other == "farewell"
    assert list(found.mistaken) == ["farewell"] and len(found.mistaken["farewell"]) == 2


def test_a_short_phrase_that_is_heard_differently_each_time_should_be_longer() -> None:
    (found,) = report("by four", "Well I said buffalo", "Well I said before").found
    assert found.advice == "longer"
    (found,) = report("I am so very sorry", "I'm a berry", "Somewhere").found
    assert found.advice == "another"


def test_the_worst_are_those_missed_in_half_or_mistaken_twice() -> None:
    good = ["Well, I said by four"] * 4
    assert not report("by four", *good, "Buffalo").worst
    assert report("by four", *good[:2], "Buffalo", "Bluff").worst
    assert not report("by four", *good[:2], "Buffalo").worst
    wrong = "Well, I said by four, goodbye"
    assert report("by four", *good, wrong, wrong).worst and not report("by four", *good, wrong).worst


def test_the_shares_count_misses_by_voice_and_condition() -> None:
    found = report("by four", "Buffalo", "By four")
    assert found.by_voice == {"voice 0": (1, 1), "voice 1": (0, 1)}
    assert found.by_condition == {"clear": (1, 2)}


@pytest.mark.parametrize(
    ("heard", "part"),
    [
        ("Well, I said, by for.", "by for"),
        ("Will I sent by four?", "by four"),
        ("Buffalo.", "buffalo"),
    ],
)
def test_the_sentence_around_a_phrase_is_taken_off(heard: str, part: str) -> None:
    assert part_heard(heard) == part


def test_noise_is_so_many_db_below_the_speech_and_the_same_again() -> None:
    chance = np.random.default_rng(1)
    said = levelled(np.sin(np.arange(RATE) / 9).astype(np.float32) * 0.3)
    loud = said[np.abs(said) > 0.001]
    assert np.sqrt(np.mean(loud**2)) == pytest.approx(LEVEL, rel=0.05)
    noise = chance.standard_normal(3 * RATE).astype(np.float32)
    mixed = in_noise(said, noise, 20, "a")
    under = mixed - said
    assert 20 * np.log10(LEVEL / np.sqrt(np.mean(under**2))) == pytest.approx(20, abs=0.2)
    assert np.array_equal(mixed, in_noise(said, noise, 20, "a"))
    assert not np.array_equal(mixed, in_noise(said, noise, 20, "b"))


def test_what_was_heard_is_not_listened_to_again(tmp_path: Path) -> None:
    memory, voices = Memory(tmp_path / "heard.jsonl"), {"v": "v 1"}
    one = Spoken("by four", ("a time",), "Well, I said by four.")
    assert list(wanted([one], voices, ["clear", "phone"], "e", memory)) == [(one, "v", ("clear", "phone"))]
    memory.keep({(one.text, "v 1", "clear", "e"): "By four"})
    again = Memory(tmp_path / "heard.jsonl")
    assert list(wanted([one], voices, ["clear", "phone"], "e", again)) == [(one, "v", ("phone",))]
    assert list(wanted([one], {"v": "v 2"}, ["clear"], "e", again)), "another version of the voice"


def test_half_a_line_in_the_memory_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "heard.jsonl"
    Memory(file).keep({("t", "v", "c", "e"): "x"})
    with file.open("a", encoding="utf-8") as out:
        out.write('["t", "v", "d"')
    assert Memory(file).get(("t", "v", "c", "e")) == "x"


def test_a_memory_that_cannot_be_written_only_forgets(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    memory = Memory(tmp_path / "file" / "heard.jsonl")
    memory.keep({("t", "v", "c", "e"): "x"})
    assert memory.get(("t", "v", "c", "e")) == "x"
