"""A call in which others speak beside the caller."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicetrainer.core.errors import EngineError
from voicetrainer.core.ports import Clip
from voicetrainer.core.scenario import Branch, Caller, Choice, Person, Scenario, State, Variant, When
from voicetrainer.speech.choose import choose_voice, voice_for_rendering, voices_of_people
from voicetrainer.speech.rendered import read_index
from voicetrainer.speech.rendering import render_lines
from voicetrainer.speech.several import SeveralVoices, speakers_of

PRIYA = Choice((Variant(("Priya here.",)),), "Priya")
SCENARIO = Scenario(
    "two", "Two", "a",
    {
        "a": State("a", caller=("Hello.", PRIYA), branches=(Branch("a.1", When("otherwise"), go="b"),)),
        "b": State("b", caller=("Bye.",), ending="won"),
    },
    Caller("Maureen", ("female",)),
    people={"Priya": Person("billing", ("male",))},
)  # fmt: skip


class Named:
    def __init__(self, name: str) -> None:
        self.name = name
        self.said: list[str] = []
        self.closed = False

    def render(self, text: str, mood: str) -> Clip:
        self.said.append(text)
        return Clip([0.0])  # type: ignore[arg-type]

    def close(self) -> None:
        self.closed = True


def test_each_line_is_said_by_whose_it_is() -> None:
    caller, priya = Named("one"), Named("two")
    both = SeveralVoices(caller, {"Priya": priya}, speakers_of(SCENARIO))
    for text in ("Hello.", "Priya here.", "Bye."):
        both.render(text, "calm")
    both.close()
    assert (caller.said, priya.said) == (["Hello.", "Bye."], ["Priya here."])
    assert caller.closed and priya.closed


def test_rendered_lines_are_in_the_voice_of_whoever_says_them(tmp_path: Path) -> None:
    try:
        caller, _ = voice_for_rendering(SCENARIO, "flite")
    except EngineError as error:
        pytest.skip(str(error))
    people = voices_of_people(SCENARIO, caller)
    render_lines(SCENARIO, caller, tmp_path, people=people)
    lines = {text: line.voice for (text, _), line in read_index(tmp_path).items()}
    assert lines["Hello."] == lines["Bye."] != lines["Priya here."]


def test_the_voice_of_a_call_knows_the_others() -> None:
    voice, _ = choose_voice(SCENARIO, "captions")
    assert voice.name == "captions"
