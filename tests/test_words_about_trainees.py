"""The product's words about trainees: what they did and how it measured, never what they felt.

A caller may be angry, for an author wrote it so.  Of a trainee no feeling is named, inferred or
denied, in no sentence of the catalogue, the rubric, the advice or a shipped scenario.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.authoring import advice, load_scenario, standard_rubric
from voicetrainer.core.scenario import Scenario

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "voicetrainer" / "catalogue" / "en"
FEELINGS = re.compile(
    r"\b(calm\w*|angr\w*|anger|anxi\w*|nervous\w*|upset\w*|stress\w*|frustrat\w*|annoy\w*|irritat\w*|afraid|scared|"
    r"fear\w*|happy|unhappy|sad|furious|hostil\w*|relax\w*|tens(?:e|ion)|worr\w*|bored|tired|confiden\w*|enthusias\w*|"
    r"emotion\w*|feel\w*|felt|mood\w*|sentiment|panic\w*|embarrass\w*|empath\w*|sincer\w*|rude\w*|arrogan\w*)\b",
    re.IGNORECASE,
)
CALLER = "about the caller, whom an author wrote"
TO_SAY = "a wording to say to the caller, about the caller"
WORDS = "about the trainee's words, which were said or not"
IMAGINED = "a character of the simulation, whom nobody is"
BOUNDARY = "says that it is not measured"
ALLOWED: dict[str, str] = {
    "report.limits-text": BOUNDARY,
    "report.better-E03": TO_SAY,
    "report.advice-V01": CALLER,
    "report.well-V01": CALLER,
    "report.do-V01": CALLER,
    "acts.empathy": WORDS,
    "acts.calm-down": WORDS,
    "lint.VT044_rude_passed": IMAGINED,
    "cli.long-simulate": IMAGINED,
    "cli.examples-simulate": IMAGINED,
    "cli.surprise-rude-passed": IMAGINED,
    "rubric item empathy": WORDS,
    "advice L02": CALLER,
    "advice E01": CALLER,
    "advice V01": CALLER,
    "advice V03": WORDS,
    "advice C07": CALLER,
    "advice C08": CALLER,
    "double-charge checkpoint felt with him": CALLER,
    "parcel checkpoint felt with her": CALLER,
    "promised-call checkpoint felt with her": CALLER,
    "double-charge why: told him to calm down": WORDS,
    "parcel why: told her to calm down": WORDS,
    "promised-call why: told her to calm down": WORDS,
}
"""Places whose text may hold such a word, each with the reason."""


def catalogue() -> Iterator[tuple[str, str]]:
    for path in sorted(CATALOGUE.glob("*.toml")):
        for key, text in tomllib.loads(path.read_text("utf-8")).items():
            yield f"{path.stem}.{key}", text


def about_the_trainee() -> Iterator[tuple[str, str]]:
    """Every text that a trainee may read about themselves: key or place, and the text."""
    yield from catalogue()
    for id_, one in advice().items():
        yield f"advice {id_}", f"{one.title}. {one.says}"
    for section in standard_rubric().sections:
        yield f"rubric section {section.name}", f"{section.name} {section.title}"
        for item in section.items:
            yield f"rubric item {item.id}", f"{item.id} {item.title} {item.missed}"
    for path in sorted(places.scenarios().glob("*.yaml")):
        yield from _of_scenario(load_scenario(path).scenario)


def _of_scenario(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What a scenario says of the trainee: titles of checkpoints, reasons of branches and faults, hints."""
    for name, point in scenario.checkpoints.items():
        yield f"{scenario.name} checkpoint {name}", point.title or name
    for state in scenario.states.values():
        yield f"{scenario.name} hint {state.name}", state.trainee_should
    every = [*scenario.always, *(b for s in scenario.states.values() for b in s.branches)]
    for branch in every:
        for why in filter(None, (branch.why, branch.fault.why if branch.fault else "")):
            yield f"{scenario.name} why: {why}", why
    for section in scenario.rubric.sections:
        for item in section.items:
            yield f"{scenario.name} item {item.id}", f"{section.title} {item.title} {item.missed}"


def of_voices(place: str) -> bool:
    """The list of voices tells in which moods the caller can speak."""
    return place.startswith("voices.") or place.endswith("-voices")


def test_no_sentence_infers_what_the_trainee_feels() -> None:
    found = {place: text for place, text in about_the_trainee() if FEELINGS.search(text)}
    unknown = {place: text for place, text in found.items() if place not in ALLOWED and not of_voices(place)}
    assert not unknown


def test_the_list_of_exceptions_holds_nothing_that_is_gone() -> None:
    texts = dict(about_the_trainee())
    assert not [place for place in ALLOWED if not FEELINGS.search(texts.get(place, ""))]


_VERBS = (
    "are|is|was|were|feel|felt|feels|seem|seemed|seems|sound|sounded|sounds|got|grew|stayed|remained|became|"
    "kept|looked"
)
ASCRIBED = re.compile(
    rf"\b(?:you|trainee|agent|they) (?:{_VERBS}) (?:\w+ ){{0,2}}?{FEELINGS.pattern}", re.IGNORECASE
)
"""A feeling said of the trainee in so many words: no exception lets this through."""


@pytest.mark.parametrize(
    ("text", "ascribed"),
    [
        ("You were calm when she shouted.", True),
        ("You sounded a little nervous.", True),
        ("The trainee seemed stressed.", True),
        ("You stayed level when she shouted.", False),
        ("Your voice was raised for 2 s.", False),
        ("She was angry when you answered.", False),
    ],
)
def test_the_search_itself_finds_what_it_should(text: str, ascribed: bool) -> None:
    assert bool(ASCRIBED.search(text)) == ascribed


def test_nowhere_is_a_feeling_said_of_the_trainee() -> None:
    assert not {place: text for place, text in about_the_trainee() if ASCRIBED.search(text)}


def test_no_section_is_called_calm() -> None:
    names = [f"{section.name} {section.title}" for section in standard_rubric().sections]
    assert not [name for name in names if FEELINGS.search(name)]
    assert "steady-voice Steady voice" in names


@pytest.mark.parametrize("page", ["docs/scoring.md", "docs/rubric.md"])
def test_the_documents_say_what_the_score_is_for(page: str) -> None:
    text = " ".join((ROOT / page).read_text("utf-8").split())
    assert "for practice, not for decisions about employment" in text
    assert "can overrule" in text


def test_the_report_says_it_too() -> None:
    texts = dict(catalogue())
    assert "For practice, not for decisions about employment" in texts["report.limits-text"]
    assert "can overrule" in texts["report.limits-text"]
