from __future__ import annotations

from itertools import combinations

from voicetrainer.speech.casting import CAST, cast


def test_words_choose_sex_and_age() -> None:
    assert cast(("female", "older"), "Maureen").name.startswith("female-older")
    assert cast(("a", "young", "man")).name.startswith("male-younger")
    assert cast(()).sex == "female"


def test_the_same_caller_always_has_the_same_voice() -> None:
    assert cast(("male",), "Leo") == cast(("male",), "Leo")


def test_no_two_people_share_a_voice_in_any_engine() -> None:
    people = [person for group in CAST.values() for person in group]
    for one, other in combinations(people, 2):
        assert one.espeak != other.espeak
        assert (one.flite, one.semitones) != (other.flite, other.semitones)


def test_unknown_words_are_no_error() -> None:
    assert cast(("husky", "Welsh", "FEMALE")).sex == "female"
