"""The second look at words: which are likely, what they might have been, and what it costs."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.errors import EngineError
from voicetrainer.core.ports import BLOCK, RATE, Samples
from voicetrainer.sound.clips import read_clip
from voicetrainer.speech import moonshine_library
from voicetrainer.speech.confidence import words_of

if reason := moonshine_library.why_not():
    pytest.skip(f"NOT RUN: {reason}", allow_module_level=True)

from voicetrainer.speech.moonshine_ear import MoonshineEar
from voicetrainer.speech.moonshine_tokens import END, Tokens
from voicetrainer.speech.onnx_library import Runtime, Session, library_beside
from voicetrainer.speech.second_look import MoonshineLook, moonshine_look
from voicetrainer.speech.sureness import Look, Sureness

CLIPS = Path(__file__).parents[1] / "floor_sounds" / "clips"
SAID = "What I can do is send you another one today."


@pytest.fixture(scope="module")
def second() -> MoonshineLook:
    found = moonshine_look()
    assert found, "the recogniser's wheel brings the runtime on every system"
    return found


@pytest.fixture(scope="module")
def ear() -> MoonshineEar:
    return MoonshineEar()


def said(name: str) -> Samples:
    """With the silence that an ear hears around it."""
    silence = np.zeros(RATE // 4, np.float32)
    return np.concatenate([silence, read_clip(CLIPS / f"{name}.flac"), silence, silence])


def tokens() -> Tokens:
    folder = moonshine_library.folder()
    assert folder
    return Tokens(folder / "assets" / moonshine_library.MODEL / "tokenizer.bin")


@pytest.mark.parametrize("text", ["I see.", "Yes, of course!", "It's 3 o'clock.", "Mr Ångström-Price", "a"])
def test_a_text_in_pieces_is_the_same_text(text: str) -> None:
    pieces = tokens()
    assert pieces.text([*pieces.numbers(text), END]) == text


def test_every_word_has_one_figure(second: MoonshineLook) -> None:
    look = second.look(said("solution-kal16"), SAID)
    assert len(look.words) == len(SAID.split())
    assert all(0.0 <= one <= 1.0001 for one in look.words)


def test_a_wrong_word_is_the_least_likely(second: MoonshineLook) -> None:
    wrong = SAID.replace("another", "umbrella")
    sound = said("solution-kal16")
    seen = second._seen(second._listened(sound), len(sound), wrong)
    assert wrong.split()[int(np.argmin(seen.words))] == "umbrella"
    assert min(seen.words) < 0.05


def test_capitals_and_marks_are_no_doubt(second: MoonshineLook) -> None:
    sound = said("solution-kal16")
    plain = second.look(sound, SAID.lower().rstrip("."))
    assert plain.words == pytest.approx(second.look(sound, SAID).words, abs=0.2)


def test_a_reading_that_is_likelier_is_taken(second: MoonshineLook) -> None:
    wrong = SAID.replace("another", "umbrella")
    look = second.look(said("solution-kal16"), wrong)
    assert words_of(look.text) == words_of(SAID)
    assert look.others == (wrong,)
    assert min(look.words) > 0.3


def test_sure_words_have_no_other_reading(second: MoonshineLook) -> None:
    assert second.look(said("i-see-slt"), "I see.").others == ()


def test_it_costs_less_than_hearing_does(ear: MoonshineEar, second: MoonshineLook) -> None:
    sound = said("solution-kal16")
    begin = time.thread_time()
    ear._text(sound)
    heard = time.thread_time()
    second.look(sound, SAID)
    assert time.thread_time() - heard < heard - begin


def test_a_model_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    package = moonshine_library.folder()
    assert package
    library = library_beside(package)
    assert library
    broken = tmp_path / "model.ort"
    broken.write_bytes(b"no model at all")
    for model in (broken, tmp_path / "missing.ort"):
        with pytest.raises(EngineError, match="pip install"):
            Session(Runtime(library), model)


def test_an_ear_without_it_hears_as_well(ear: MoonshineEar) -> None:
    sound = said("solution-kal16")
    without = Sureness(None)
    without.start()
    without.decoded(sound, SAID)
    heard = without.heard(sound)
    assert heard.text == SAID and heard.confidence > 0.9 and heard.others == ()


class Counting:
    """Looks, and counts how often."""

    def __init__(self) -> None:
        self.looks = 0

    def look(self, samples: Samples, text: str) -> Look:
        self.looks += 1
        return Look(text, (0.5,) * len(text.split()), (f"not {text}",))

    def close(self) -> None:
        """Nothing is open."""


def test_words_are_looked_at_once_and_before_the_utterance_is_over() -> None:
    second = Counting()
    sureness, sound = Sureness(second), np.zeros(RATE, np.float32)
    sureness.start()
    sureness.decoded(sound, "first part", settled=True)
    sureness.passes(quiet=0)
    sureness.decoded(sound, "and")
    sureness.passes(quiet=100)
    assert second.looks == 1  # the trainee may go on
    sureness.decoded(sound, "and the rest")
    for quiet in (300, 360, 400):
        sureness.passes(quiet)
    assert second.looks == 2
    heard = sureness.heard(sound)
    assert second.looks == 2
    assert (heard.text, heard.confidence) == ("first part and the rest", 0.5)
    assert heard.others == ("not first part and the rest", "first part not and the rest")


def test_a_machine_that_is_too_slow_is_spared_it() -> None:
    second = Counting()
    sureness = Sureness(second)
    sureness.start(looks=False)
    sureness.decoded(np.zeros(RATE, np.float32), "some words")
    sureness.passes(quiet=500)
    assert sureness.heard(np.zeros(RATE, np.float32)).text == "some words"
    assert second.looks == 0


def test_a_live_utterance_comes_with_its_readings(ear: MoonshineEar) -> None:
    sound = np.concatenate([said("of-course-kal16"), np.zeros(RATE // 4, np.float32)])
    ear.start()
    for at in range(0, len(sound), BLOCK):
        ear.feed(sound[at : at + BLOCK])
    heard = ear.finish()
    assert heard.confidence < 0.9
    assert "of course" in (" ".join(words_of(one)) for one in (heard.text, *heard.others))
