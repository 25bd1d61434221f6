"""Whether a turn sounds over, from its words."""

from __future__ import annotations

import pytest

from voicetrainer.core.endpointing import early_wait, finished, opening, reply_wait, spelling, unfinished


@pytest.mark.parametrize(
    "text",
    ["I am so sorry and", "I will ring the depot because", "well um", "so it is NP four four", "that is P R",
     "your number is 4 4", "I can offer you a", "Good morning this is", "So your name is Mrs", "erm"],
)  # fmt: skip
def test_these_go_on(text: str) -> None:
    assert unfinished(text) and not finished(text)


@pytest.mark.parametrize(
    "text",
    ["I will call you by four", "Is that right?", "Yes please",
     "I will ring the depot now.", "Can you tell me what is in it?", "it was our mistake"],
)  # fmt: skip
def test_these_are_whole_turns(text: str) -> None:
    assert finished(text) and not unfinished(text)


@pytest.mark.parametrize("text", ["I am so sorry, Mrs Price", "Thank you", "Of course.", "I understand that"])
def test_openings_are_mostly_followed_by_more(text: str) -> None:
    assert opening(text) and not finished(text)
    assert reply_wait(text, 800, early=True) == 1100
    assert reply_wait(text, 800) == 800, "where nothing is answered early everybody waits the same"


def test_what_follows_an_opening_is_what_counts() -> None:
    assert not opening("I am so sorry. I will ring you at four.")
    assert not opening("I am sorry, what was the number?")


def test_one_word_alone_is_never_sure_to_be_the_whole_turn() -> None:
    assert not finished("sorry") and not unfinished("sorry")


def test_a_number_of_one_figure_may_end_a_turn_two_in_a_row_hardly() -> None:
    assert not spelling("by four") and spelling("four four") and spelling("double four seven")


def test_the_wait_grows_after_an_unfinished_turn_and_shrinks_only_to_its_half() -> None:
    assert reply_wait("I am sorry and", 800) == 1500
    assert reply_wait("I am sorry", 800) == 800
    assert (early_wait(800), early_wait(500), early_wait(2000), early_wait(300)) == (400, 400, 1000, 300)
