"""The built-in phrase lists, and what they hear in the words of a recogniser."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer import language
from voicetrainer.core.errors import ScenarioError
from voicetrainer.core.match import Matcher, is_backchannel, words
from voicetrainer.language.banks import _as_yaml, _plainly, _read

MATCHER = Matcher(language.banks())
EXPECTED = (
    "greeting, offer of help, thanks, please, apology, empty apology, empathy, ownership, willingness, "
    "partnership, reflection, clarifying question, open question, confirmation, commitment, offer, refusal, "
    "cannot, permission, hold request, boundary, escalation, transfer, closing, recap, blame, argument, "
    "defence, minimising, hurry, sarcasm, calm down, not my department, swearing, self-blame, assurance, "
    "asks to repeat"
).split(", ")


def test_every_promised_list_is_there_and_told_about() -> None:
    assert list(language.banks()) == EXPECTED
    assert all(told.endswith(".") for told in language.about().values())


@pytest.mark.parametrize("name", EXPECTED)
def test_a_list_is_generous_lower_case_without_punctuation_and_without_doubles(name: str) -> None:
    phrases = language.banks()[name]
    assert 15 <= len(phrases) <= 110
    spoken = [words(phrase) for phrase in phrases]
    assert len(set(spoken)) == len(spoken), [p for p in phrases if spoken.count(words(p)) > 1]
    for phrase in phrases:
        assert phrase == phrase.lower() and not set(phrase) & set(".,;:!?"), phrase


SAID = [
    ("Good morning, Northway Parcels, Sam speaking.", "greeting"),
    ("how can I help you today", "offer of help"),
    ("Thanks for waiting", "thanks"),
    ("could you please spell that", "please"),
    ("I'm so sorry, Mrs Price.", "apology"),
    ("I do apologise for the trouble", "apology"),
    ("I'm sorry you feel that way", "empty apology"),
    ("that must have been really frustrating", "empathy"),
    ("I can hear how upsetting that was", "empathy"),
    ("That's our mistake, we should have rung you", "ownership"),
    ("leave it with me", "ownership"),
    ("I'd be glad to look into this with you", "willingness"),
    ("let's work this out together", "partnership"),
    ("So you've been waiting eleven days", "reflection"),
    ("If I understand you correctly it came twice", "reflection"),
    ("what's your account number", "clarifying question"),
    ("could you tell me the order number", "clarifying question"),
    ("Can you tell me what happened?", "open question"),
    ("have I got that right", "confirmation"),
    ("I'll ring the depot and call you by four", "commitment"),
    ("let me check", "commitment"),
    ("Would you like me to send it again tomorrow", "offer"),
    ("there's nothing I can do", "refusal"),
    ("I won't do that", "refusal"),
    ("we can't refund that", "cannot"),
    ("may I put you on hold for a moment", "permission"),
    ("may I put you on hold for a moment", "hold request"),
    ("I want to help you but I need you to stop swearing", "boundary"),
    ("I'll get my supervisor", "escalation"),
    ("I'm putting you through to Anna in billing", "transfer"),
    ("thank you for your patience goodbye", "closing"),
    ("so to be clear the parcel comes tomorrow", "recap"),
    ("well you should have rung us", "blame"),
    ("that's not what happened", "argument"),
    ("it's company policy", "defence"),
    ("it's only a parcel", "minimising"),
    ("I have other customers waiting", "hurry"),
    ("whatever you say", "sarcasm"),
    ("please just calm down", "calm down"),
    ("that's not my department", "not my department"),
    ("oh bloody hell", "swearing"),
    ("I'm such an idiot", "self-blame"),
    ("we'll get this sorted", "assurance"),
    ("sorry could you repeat that", "asks to repeat"),
]


@pytest.mark.parametrize(("text", "name"), SAID, ids=lambda value: value)
def test_what_is_said_is_heard(text: str, name: str) -> None:
    assert MATCHER.find(name, text)


UNSAID = [
    ("I am not sorry at all", "apology"),
    ("I will not ring them", "commitment"),
    ("I won't ring them", "commitment"),
    ("it's not our mistake", "ownership"),
    ("I'm sorry about the wait", "empty apology"),
    ("eleven days I have waited", "apology"),
    ("hello how can I help", "swearing"),
    ("I'll ring the depot now", "refusal"),
    ("I can do that for you", "cannot"),
    ("it was not your fault", "blame"),
    ("mm-hm", "commitment"),
]


@pytest.mark.parametrize(("text", "name"), UNSAID, ids=lambda value: value)
def test_what_is_not_said_is_not_heard(text: str, name: str) -> None:
    assert not MATCHER.find(name, text)


@pytest.mark.parametrize("text", ["mm-hm", "Mm hm.", "uh huh", "I see.", "yeah right", "okay", "oh dear"])
def test_sounds_of_listening_are_backchannels(text: str) -> None:
    assert is_backchannel(text, language.backchannels())


@pytest.mark.parametrize("text", ["I see what you mean but", "sorry", "hello", "let me stop you there"])
def test_words_that_want_the_floor_are_not(text: str) -> None:
    assert not is_backchannel(text, language.backchannels())


def test_a_regional_language_reads_the_file_of_its_language() -> None:
    assert language.banks("en-GB") == language.banks("en") == language.banks("en_US")


@pytest.mark.parametrize("name", ["tlh", "", "../en", "english", "e"])
def test_a_language_without_lists_is_an_error_with_a_remedy(name: str) -> None:
    with pytest.raises(ScenarioError, match="languages at hand: en"):
        language.banks(name)


def test_nobody_can_change_the_lists_by_accident() -> None:
    with pytest.raises(TypeError):
        language.banks()["apology"] = ()  # type: ignore[index]


def test_the_quick_reading_and_yaml_agree() -> None:
    file = language.BANKS / "en.yaml"
    text = file.read_text("utf-8")
    assert _plainly(text) == _as_yaml(file, text)


OTHERWISE = (
    "\ncourtesy: {about: x, phrases: [dear sir]}\n",
    "    - 'tis a pleasure\n",
    "    - two: three\n",
    "    - a # b\n",
    "\ngreeting:\n  about: Again.\n  phrases:\n    - hi\n",
    "\nempty:\n  about: Nothing.\n  phrases:\n",
    "\tx\n",
)


@pytest.mark.parametrize("extra", OTHERWISE)
def test_what_is_laid_out_otherwise_is_left_to_yaml(extra: str) -> None:
    assert _plainly((language.BANKS / "en.yaml").read_text("utf-8") + extra) is None


def test_a_list_may_be_written_as_any_yaml(tmp_path: Path) -> None:
    file = tmp_path / "xx.yaml"
    file.write_text("courtesy: {about: Manners., phrases: [dear sir, 'yours, truly']}", "utf-8")
    assert _read(file) == {"courtesy": ("Manners.", ("dear sir", "yours, truly"))}


@pytest.mark.parametrize("text", ["courtesy: []", "courtesy: {phrases: }", "- a", "a: [b", "", "\ta"])
def test_a_broken_list_is_an_error_with_its_place_and_a_remedy(text: str, tmp_path: Path) -> None:
    file = tmp_path / "xx.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match="a list looks like this") as error:
        _read(file)
    assert error.value.problems[0].path == file


FAULTS = (
    "empty apology, refusal, cannot, blame, argument, defence, minimising, hurry, sarcasm, calm down, "
    "not my department, swearing, self-blame"
).split(", ")
KIND = [
    "I'll deal with it right away",
    "so what you're saying is that nobody rang you back",
    "I will do whatever I can",
    "would Tuesday be good for you",
    "we obviously got this wrong",
    "that's not right, and I'm sorry about it",
    "no, you're right about that",
    "you should have had it on Monday",
    "you should have received a text from us and you didn't",
    "you must have been worried",
    "I understand your problem",
    "you always pay on time",
    "it's only fair that we take the fee off",
    "it's just a moment, please bear with me",
    "if it happens again, ring me",
    "it will only take a few days",
    "I'll be quick",
    "I need to go through your account with you",
    "let's speed this up together",
    "I'm putting you through to Anna in another department who knows this best",
    "that can't have been easy",
    "I couldn't agree more",
    "he'll ring you back by four",
    "I'm so sorry, Mrs Price, eleven days is far too long",
    "Thank you for telling me. I'll find out where it is and call you by four.",
    "That was our mistake and I'll put it right today",
    "may I put you on hold for a minute while I check",
    "what happened then",
    "your fault has been logged with our engineers",
    "how many times did you ring us",
    "oh great, thank you for that",
    "oh really? tell me more about that",
]


@pytest.mark.parametrize("text", KIND, ids=lambda value: value)
def test_a_kind_sentence_is_never_taken_for_a_fault(text: str) -> None:
    assert [name for name in FAULTS if MATCHER.find(name, text)] == []
