"""The one-shot worker: real renders, and small workers that fail as real ones did."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from voicetrainer.core.errors import EngineError
from voicetrainer.core.ports import RATE
from voicetrainer.speech import pyttsx3_voice
from voicetrainer.speech.casting import Casting, cast
from voicetrainer.speech.piper_voice import WORKER as PIPER_WORKER
from voicetrainer.speech.pyttsx3_voice import Pyttsx3Engine

CASTING = cast(("female", "older"), "Maureen Price")
GOOD = """
import json, sys, wave
request = json.load(sys.stdin)
with wave.open(request["file"], "wb") as sound:
    sound.setnchannels(1); sound.setsampwidth(2); sound.setframerate(22050)
    sound.writeframes(b"\\x10\\x10" * 22050)
"""


def engine(tmp_path: Path, script: str, seconds: float = 10.0) -> Pyttsx3Engine:
    worker = tmp_path / "worker of a test.py"
    worker.write_text(script)
    return Pyttsx3Engine(CASTING, worker, seconds)


def test_what_the_worker_wrote_is_read_at_our_rate(tmp_path: Path) -> None:
    assert len(engine(tmp_path, GOOD).speak("hello")) == pytest.approx(RATE, abs=2)


def test_a_crash_is_tried_again_once(tmp_path: Path) -> None:
    flag = tmp_path / "crashed once"
    crash = f"import pathlib, sys\nflag = pathlib.Path({str(flag)!r})\n"
    crash += "if not flag.exists(): flag.touch(); sys.exit(3)\n"
    assert len(engine(tmp_path, crash + GOOD).speak("hello"))


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import sys; sys.exit('espeak: out of memory')", "espeak: out of memory"),
        ("import os; os.kill(os.getpid(), 9)", "exit code -9"),
        ("", "no usable sound"),
        (GOOD + "open(request['file'], 'w').write('?')", "no usable sound"),
        (GOOD.replace("* 22050", "* 0"), "no usable sound"),
    ],
    ids=["says why", "killed", "writes nothing", "writes rubbish", "writes no samples"],
)  # fmt: skip
def test_a_worker_that_fails_twice_is_an_error_that_says_why(tmp_path: Path, script: str, words: str) -> None:
    with pytest.raises(EngineError, match="pyttsx3") as caught:
        engine(tmp_path, script).speak("hello")
    assert words in str(caught.value)


def test_a_worker_that_hangs_is_stopped(tmp_path: Path) -> None:
    hangs = "import threading; threading.Event().wait(60)"
    with pytest.raises(EngineError, match="no answer within"):
        engine(tmp_path, hangs, seconds=0.3).speak("hello")


@pytest.mark.parametrize("worker", [pyttsx3_voice.WORKER, PIPER_WORKER], ids=lambda path: path.stem)
def test_a_worker_imports_nothing_of_ours(worker: Path) -> None:
    for node in ast.walk(ast.parse(worker.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not any(name.name.startswith("voicetrainer") for name in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0 and not (node.module or "").startswith("voicetrainer")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="voices of espeak-ng")
def test_rate_and_pitch_are_obeyed_and_voices_differ() -> None:
    slow = Casting("slow", "female", "en+f5", "slt", 110, 50)
    fast = Casting("fast", "female", "en+f5", "slt", 220, 50)
    other = Casting("other", "male", "en-us+m6", "rms", 110, 20)
    text = "I have waited eleven days for that parcel."
    sounds = [Pyttsx3Engine(casting).speak(text) for casting in (slow, fast, other)]
    assert len(sounds[0]) > 1.5 * len(sounds[1])
    assert len(sounds[0]) != len(sounds[2])
    assert len({Pyttsx3Engine(casting).key for casting in (slow, fast, other)}) == 3


def test_our_process_never_loads_the_engine() -> None:
    Pyttsx3Engine(CASTING).speak("Hello.")
    assert "pyttsx3" not in sys.modules
    assert "espeakng_loader" not in sys.modules
