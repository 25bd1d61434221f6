"""The Whisper ear: its real loading code on a tiny model in the real format, its errors, its doubts."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.errors import EngineError
from voicetrainer.core.ports import BLOCK, RATE, Heard, Samples
from voicetrainer.speech import whisper_ear
from voicetrainer.speech.whisper_ear import (
    FILES,
    MODEL,
    Decoded,
    WhisperEar,
    decoded_from,
    heard_from,
    own_confidence,
    why_not,
)

VOICE = (0.1 * np.sin(np.arange(2 * RATE) / 5)).astype(np.float32)
QUIET = np.zeros(RATE, np.float32)


@pytest.fixture(scope="module")
def installed() -> None:
    try:
        import ctranslate2
        import faster_whisper
    except ImportError:
        reason = "WHISPER IS NOT TESTED; install: pip install 'voicetrainer[whisper]'"
        warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    del ctranslate2, faster_whisper


@pytest.fixture(scope="module")
def folder(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from .tiny_whisper import make

    return make(tmp_path_factory.mktemp("whisper") / "model")


@pytest.fixture(scope="module")
def ear(folder: Path) -> Iterator[WhisperEar]:
    made = WhisperEar(str(folder))
    yield made
    made.close()


def streamed(ear: WhisperEar, samples: Samples) -> tuple[list[str], Heard]:
    ear.start()
    partials = [ear.feed(samples[at : at + BLOCK]) for at in range(0, len(samples), BLOCK)]
    return [words for words in partials if words is not None], ear.finish()


# -- the real library on a tiny model --------------------------------------------------------------


def test_a_model_folder_is_loaded_and_heard_with(ear: WhisperEar) -> None:
    heard = ear.recognise(VOICE)
    assert heard.text == "sorry about that"
    assert 0.4 < heard.confidence <= 1.0
    assert ear.name == "whisper" and ear.version and not ear.poor and not ear.cloud


def test_each_word_has_its_time_inside_the_sound(ear: WhisperEar) -> None:
    heard = ear.recognise(VOICE)
    assert [word for word, _, _ in heard.words] == ["sorry", "about", "that"]
    times = [time for _, onset, end in heard.words for time in (onset, end)]
    assert times == sorted(times) and times[0] >= 0 and times[-1] <= 2000


def test_words_so_far_come_in_a_pause(ear: WhisperEar) -> None:
    partials, heard = streamed(ear, np.concatenate([VOICE, QUIET]))
    assert partials == ["sorry about that"]
    assert heard.text == "sorry about that"


def test_what_a_pause_settled_is_not_decoded_again_at_the_end(ear: WhisperEar) -> None:
    ear.start()
    for block in np.split(np.concatenate([VOICE, QUIET]), 150):
        ear.feed(block)
    model, ear._model = ear._model, None
    assert ear.finish().text == "sorry about that"
    ear._model = model


def test_a_long_speech_is_taken_in_parts_whose_times_go_on(ear: WhisperEar) -> None:
    long = np.tile(np.concatenate([np.tile(VOICE, 4), QUIET]), 2)
    _, heard = streamed(ear, long)
    assert heard.text == "sorry about that sorry about that"
    onsets = [onset for _, onset, _ in heard.words]
    assert onsets == sorted(onsets) and onsets[3] >= 8000


def test_silence_is_nothing_heard(ear: WhisperEar) -> None:
    assert ear.recognise(QUIET) == Heard("", 0.0)
    assert ear.recognise(np.zeros(0, np.float32)) == Heard("", 0.0)
    partials, heard = streamed(ear, QUIET)
    assert not any(partials) and heard == Heard("", 0.0)


def test_the_silence_after_the_last_word_is_not_searched_for_more(ear: WhisperEar) -> None:
    assert ear.recognise(np.concatenate([VOICE, np.tile(QUIET, 4)])).text == "sorry about that"


def test_two_utterances_do_not_mix(ear: WhisperEar) -> None:
    _, first = streamed(ear, VOICE)
    _, nothing = streamed(ear, QUIET)
    _, again = streamed(ear, VOICE)
    assert nothing.text == "" and again == first


def test_a_slow_machine_gets_words_at_the_end_only(folder: Path) -> None:
    slow = WhisperEar(str(folder), threads=1)
    assert slow.ease()
    partials, heard = streamed(slow, np.concatenate([VOICE, QUIET]))
    assert not partials and heard.text == "sorry about that"
    assert not slow.ease(), "nothing is left to spare"


def test_a_model_that_guesses_is_less_sure(installed: None, tmp_path: Path, ear: WhisperEar) -> None:
    from .tiny_whisper import make

    guessing = WhisperEar(str(make(tmp_path / "model", sure=0.6)))
    assert guessing.recognise(VOICE).confidence < 0.8 * ear.recognise(VOICE).confidence


def test_the_folder_can_come_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODEL, str(folder))
    assert WhisperEar().recognise(VOICE).text == "sorry about that"
    assert why_not() is None


def test_nothing_is_ever_asked_of_a_server(ear: WhisperEar) -> None:
    assert os.environ["HF_HUB_OFFLINE"] == "1"


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(name: str, folder: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(folder, tmp_path / "model"))
    (broken / name).unlink()
    with pytest.raises(EngineError, match=name.replace(".", r"\.")):
        WhisperEar(str(broken))


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_a_broken_file_is_an_engine_error_with_a_remedy(name: str, folder: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(folder, tmp_path / "model"))
    (broken / name).write_bytes(b"not what it should be")
    with pytest.raises(EngineError, match="Copy it there anew") as caught:
        WhisperEar(str(broken))
    assert "\n" not in str(caught.value)


def test_a_model_that_fails_while_it_listens_is_an_engine_error(folder: Path) -> None:
    ear = WhisperEar(str(folder))

    class Broken:
        def transcribe(self, *_: object, **__: object) -> object:
            raise RuntimeError("out of memory")

    ear._model = Broken()
    with pytest.raises(EngineError, match="out of memory"):
        ear.recognise(VOICE)


# -- without the library ---------------------------------------------------------------------------


def test_without_a_folder_it_says_how_to_give_one(installed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MODEL, raising=False)
    with pytest.raises(EngineError, match=MODEL):
        WhisperEar()
    with pytest.raises(EngineError, match="/no/such/folder"):
        WhisperEar("/no/such/folder")


def test_a_missing_package_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper_ear.util, "find_spec", lambda name: None)
    with pytest.raises(EngineError, match="pip install"):
        WhisperEar("/anywhere")
    assert "pip install" in (why_not({}) or "")


@dataclass
class Piece:
    """What faster-whisper calls a segment."""

    text: str
    avg_logprob: float = -0.2
    no_speech_prob: float = 0.0
    tokens: list[int] = field(default_factory=lambda: [1, 2])
    words: list[object] = field(default_factory=list)


def test_confidence_falls_with_the_models_own_doubts() -> None:
    sure = [own_confidence(logprob, 0.0) for logprob in (-0.1, -0.5, -0.9, -1.5)]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] == 1.0 and sure[-1] < 0.2
    assert own_confidence(-0.1, 0.9) < 0.6


def test_unsure_words_in_what_is_no_speech_are_left_out() -> None:
    pieces = [Piece("Thank you.", -0.9, 0.8), Piece(" I see.", -0.2, 0.1)]
    assert decoded_from(pieces, 2000).text == "I see."
    assert decoded_from([Piece("I see.", -0.2, 0.8)], 2000).text == "I see.", "sure words stand"
    assert decoded_from([], 2000) == Decoded()


def test_both_doubts_count_the_models_and_what_can_be_seen() -> None:
    noisy = VOICE[:RATE] + np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    clear = np.concatenate([VOICE[:RATE], QUIET[: RATE // 2]])
    both = heard_from([Decoded("sorry about that", sure=0.9)], clear).confidence
    assert heard_from([Decoded("sorry about that", sure=0.2)], clear).confidence < both
    assert heard_from([Decoded("sorry about that", sure=0.9)], noisy).confidence < both
