"""Names and numbers that are spelled out, held against what was told."""

from __future__ import annotations

import pytest

from voicetrainer.language.spelling import code_difference, codes, name_difference, read_out

ORDER = ("NP 4471", "4471", "double four seven one", "forty-four seventy-one")


@pytest.mark.parametrize(
    "said",
    [
        "It's NP four four seven one.",
        "N P double four seven one",
        "November Papa, 4471",
        "en pee forty-four seventy-one",
        "N as in Nellie, P for Peter, four four, seven one",
        "np4471",
        "NP-4471",
    ],
)
def test_a_number_is_one_however_it_is_said(said: str) -> None:
    assert codes(said) == ("np4471",)


@pytest.mark.parametrize(
    ("said", "spelled"),
    [
        ("P for Peter R I C E", "price"),
        ("S, double T, O", "stto"),
        ("capital M, Q", "mq"),
        ("sierra tango alfa", "sta"),
    ],
)
def test_letters_in_a_row_make_a_word(said: str, spelled: str) -> None:
    assert read_out(said) == (spelled,)


@pytest.mark.parametrize("said", ["I am a nurse", "he plays golf at the hotel", "two of them", "delta"])
def test_ordinary_words_are_not_taken_for_letters(said: str) -> None:
    assert not any(len(code) > 1 and not code.isdigit() for code in codes(said))
    assert read_out(said)[-1] == said.rsplit(maxsplit=1)[-1].lower()


@pytest.mark.parametrize("wrote", ["NP 4471", "4471", "np4471", "order NP 4471", "double four 71"])
def test_a_number_that_is_right_stays_right(wrote: str) -> None:
    assert code_difference(wrote, ORDER) is None


@pytest.mark.parametrize(
    ("wrote", "why"),
    [
        ("NP 4417", "swapped"),
        ("NP 4472", "one-digit"),
        ("NP 447", "digit-missing"),
        ("NP 44711", "digit-extra"),
        ("MP 4471", "letters"),
        ("NP 9038", "other-number"),
        ("no idea", "other-number"),
    ],
)
def test_what_is_wrong_with_a_number_has_a_name(wrote: str, why: str) -> None:
    found = code_difference(wrote, ORDER)
    assert found and found.why == why


@pytest.mark.parametrize("wrote", ["£62.40", "62 pounds 40", "sixty-two forty", "62,40"])
def test_an_amount_is_compared_by_its_digits(wrote: str) -> None:
    assert code_difference(wrote, ("sixty-two pound forty", "£62.40")) is None


@pytest.mark.parametrize(
    "wrote", ["Maureen Price", "mrs price", "M. Price", "P R I C E", "PRICE", "Maureen  PRICE"]
)
def test_a_surname_alone_will_do(wrote: str) -> None:
    assert name_difference(wrote, "Maureen Price") is None


@pytest.mark.parametrize(
    ("wrote", "why"),
    [
        ("Maureen Pryce", "nearly"),
        ("Maurine Price", "nearly"),
        ("Doreen Price", "first-name"),
        ("Maureen", "no-surname"),
        ("Smith", "other-name"),
    ],
)
def test_what_is_wrong_with_a_name_has_a_name(wrote: str, why: str) -> None:
    found = name_difference(wrote, "Maureen Price")
    assert found and found.why == why


def test_accents_do_not_matter() -> None:
    assert name_difference("Jorg Muller", "Jörg Müller") is None
    assert name_difference("Strasser", "Straßer") is None


@pytest.mark.parametrize("text", ["", "   ", "…", "\x00", "💥 9", "a" * 3000, "1" * 3000])
def test_no_text_is_too_odd(text: str) -> None:
    codes(text)
    name_difference(text, "Maureen Price")
    code_difference(text, ORDER)


def test_a_number_with_its_country_and_a_name_with_its_umlaut_spread_are_the_same() -> None:
    assert code_difference("+44 7700 900461", ("07700 900461",)) is None
    assert code_difference("+44 7700 900416", ("07700 900461",)) is not None
    assert name_difference("Joerg Mueller", "Jörg Müller") is None
    assert name_difference("Moeller", "Jörg Müller") is not None


def test_the_example_tells_the_letter_that_a_recogniser_missed() -> None:
    heard = "In as in November, he has in Papa, double four, seven, one."
    assert code_difference(heard, ("NP 4471",)) is None
    heard = "B as in Bravo, why is in the Yankee, or as in Romeo, and as in November, he has in Echo."
    assert name_difference(heard, "Byrne") is None
