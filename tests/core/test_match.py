"""Phrases against a recogniser's words: what counts as said, and what does not."""

from __future__ import annotations

import pytest

from voicetrainer.core.match import Matcher, is_backchannel, stands_for, words, words_outside

LISTS = {
    "apology": ("sorry", "i am sorry", "i apologise", "my apologies"),
    "commitment": ("i will", "let me", "i am going to"),
    "money": ("refund", "account number", "waive", "compensation"),
    "thanks": ("thank you", "thanks"),
    "refusal": ("i will not", "i can not"),
    "calm down": ("calm down",),
}
MATCHER = Matcher(LISTS)


def says(name: str, text: str) -> bool:
    return MATCHER.find(name, text) is not None


@pytest.mark.parametrize(
    "text",
    ["I'm sorry", "im sorry about that", "SORRY.", "No, I'm sorry", "no sorry", "not only sorry but ashamed",
     "it was not the driver I am sorry", "I am sorry, I cannot say why", "Not today. Sorry.",
     "I didn't call you and I am sorry"],
)  # fmt: skip
def test_said(text: str) -> None:
    assert says("apology", text)


@pytest.mark.parametrize(
    "text",
    ["I am not sorry", "I'm not really that sorry", "I don't think I am sorry", "never sorry",
     "I am not going to say sorry", "don't worry", "the story", "sorely missed", "I'm hardly sorry", ""],
)  # fmt: skip
def test_not_said(text: str) -> None:
    assert not says("apology", text)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("commitment", "I'll ring you", True),
        ("commitment", "I won't ring you", False),
        ("commitment", "I will certainly not ring you", False),
        ("commitment", "I will not only ring you but write", True),
        ("refusal", "I won't ring you", True),
        ("refusal", "I can't do that", True),
        ("money", "there is no refund", False),
        ("money", "no full refund", False),
        ("money", "No, a refund is what I said", True),
        ("thanks", "I can't thank you enough", True),
        ("calm down", "please calm down madam", True),
    ],
)
def test_negation_is_understood(name: str, text: str, said: bool) -> None:
    assert says(name, text) is said


@pytest.mark.parametrize(
    ("heard", "meant"),
    [("refin", "refund"), ("wave", "waive"), ("count", "account"), ("parsel", "parcel"),
     ("appologise", "apologise"), ("delivary", "delivery"), ("compinsation", "compensation")],
)  # fmt: skip
def test_likely_slips_stand_for_the_word(heard: str, meant: str) -> None:
    assert stands_for(heard, meant)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [("worry", "sorry"), ("story", "sorry"), ("thinks", "thanks"), ("letter", "later"), ("police", "please"),
     ("refuse", "refund"), ("personal", "parcel"), ("will", "well"), ("sir", "sorry"), ("place", "please"),
     ("manner", "manager"), ("person", "parson's"), ("4471", "4417"), ("form", "firm")],
)  # fmt: skip
def test_other_words_do_not(heard: str, meant: str) -> None:
    assert not stands_for(heard, meant)


def test_slips_are_found_inside_phrases() -> None:
    assert says("money", "could I have your count number please")


def test_a_name_that_is_no_list_is_the_phrase_itself() -> None:
    assert says("second parcel", "there was a second parcel")
    assert not says("second parcel", "there was no second parcel")


def test_the_longest_phrase_at_a_place_is_the_hit() -> None:
    hit = MATCHER.find("apology", "well I am sorry")
    assert hit and hit.phrase == "i am sorry"


def test_contractions_are_written_out() -> None:
    assert words("I'll, won't; it's Sam's") == ("i", "will", ",", "will", "not", ",", "it", "is", "sams")


BACK = ("mm-hm", "i see", "yes", "of course", "okay")


@pytest.mark.parametrize("text", ["Mm-hm.", "mm hm", "I see", "yes, of course", "okay yes"])
def test_up_to_two_listed_sounds_are_a_backchannel(text: str) -> None:
    assert is_backchannel(text, BACK)


@pytest.mark.parametrize("text", ["", "yes but", "I see yes okay", "sorry"])
def test_more_or_other_words_are_not(text: str) -> None:
    assert not is_backchannel(text, BACK)


def test_words_outside_the_list_are_counted() -> None:
    assert words_outside("yes but listen", BACK) == 2


@pytest.mark.parametrize(
    ("written", "spelt"), [("to-day", "today"), ("Good-by.", "goodbye"), ("four a-clock", "four o'clock")]
)
def test_spellings_that_recognisers_mix_are_one(written: str, spelt: str) -> None:
    assert [w for w in words(written) if w != ","] == list(words(spelt))
