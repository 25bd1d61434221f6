"""Every recogniser of the package SpeechRecognition, by name: `sr:sphinx`, `sr:google`, `sr:whisper`, …

It recognises finished utterances only, so there are no partial words.  A recogniser's own settings
(keys, models, languages) come from the environment: its parameter `key` of `azure` is
`VOICETRAINER_SR_AZURE_KEY`.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from importlib import metadata, util
from typing import TYPE_CHECKING, Any

import numpy as np

from ..catalogue import say
from ..core.errors import EngineError
from ..core.ports import RATE, Heard
from .confidence import confidence, signs_of
from .elsewhere import Elsewhere

if TYPE_CHECKING:
    from ..core.ports import Samples

PREFIX = "sr:"
LOCAL = frozenset({"sphinx", "whisper", "faster_whisper", "vosk", "tensorflow"})
"""These work on this machine; all others, also ones to come, count as cloud."""
MODULES: Mapping[str, tuple[str, str]] = {
    "sphinx": ("pocketsphinx", "pocketsphinx"),
    "whisper": ("whisper", '"SpeechRecognition[whisper-local]"'),
    "faster_whisper": ("faster_whisper", '"SpeechRecognition[faster-whisper]"'),
    "vosk": ("vosk", '"SpeechRecognition[vosk]"'),
    "tensorflow": ("tensorflow", "tensorflow"),
    "google_cloud": ("google.cloud.speech", '"SpeechRecognition[google-cloud]"'),
    "openai": ("openai", '"SpeechRecognition[openai]"'),
    "groq": ("groq", '"SpeechRecognition[groq]"'),
    "cohere_api": ("cohere", '"SpeechRecognition[cohere-api]"'),
    "assemblyai": ("requests", '"SpeechRecognition[assemblyai]"'),
    "lex": ("boto3", "boto3"),
    "amazon": ("boto3", "boto3"),
}
"""What an engine needs beside SpeechRecognition: the module, and what pip calls it."""
POOR = frozenset({"sphinx", "tensorflow"})
"""So many errors (sphinx: 39 % of read words, 83 % on the telephone) that words must not be judged."""
SELFISH = frozenset({"sphinx"})
"""These hold Python's lock while they work, so they get a process of their own."""
SECONDS = 10.0
"""A cloud engine that takes longer is given up."""
SILENCE_DBFS = -70.0
"""Nothing so quiet is speech; sphinx hears "dog" in it."""
_NOT_SETTINGS = frozenset(
    {"self", "recognizer", "_recognizer", "audio_data", "show_all", "show_dict", "verbose"}
)


def names() -> list[str]:
    """`sr:…` for each recogniser the installed package has; empty if it is not installed."""
    try:
        import speech_recognition
    except ImportError:
        return []
    found = (name for name in dir(speech_recognition.Recognizer) if name.startswith("recognize_"))
    return sorted(PREFIX + name.removeprefix("recognize_") for name in found)


def variable(engine: str, parameter: str) -> str:
    """The environment variable that sets a recogniser's parameter."""
    return f"VOICETRAINER_SR_{engine}_{parameter}".upper()


def is_cloud(engine: str) -> bool:
    return engine not in LOCAL


def why_not(engine: str) -> str | None:
    """What the engine lacks, as a sentence; None if nothing.  Imports none of the engines."""
    if not _there("speech_recognition"):
        return say("speech.package_missing", engine=PREFIX + engine, package="SpeechRecognition")
    module, package = MODULES.get(engine, ("", ""))
    if module and not _there(module):
        return say("speech.package_missing", engine=PREFIX + engine, package=package)
    return None


def _there(module: str) -> bool:
    try:
        return util.find_spec(module) is not None
    except ModuleNotFoundError:  # a parent package is missing
        return False


class SpeechRecognitionEar:
    """One recogniser of that package behind core.ports.Ear."""

    def __init__(self, name: str, environment: Mapping[str, str] | None = None) -> None:
        """`name` with or without `sr:`.  Raises EngineError that says what is missing and how to set it."""
        engine = name.removeprefix(PREFIX)
        if reason := why_not(engine):
            raise EngineError(reason)
        import speech_recognition

        self._package: Any = speech_recognition
        self._recogniser = speech_recognition.Recognizer()
        self._recogniser.operation_timeout = SECONDS
        method: Callable[..., object] | None = getattr(self._recogniser, f"recognize_{engine}", None)
        if method is None:
            raise EngineError(say("speech.sr_unknown", engine=engine, names=", ".join(names())))
        self._elsewhere = Elsewhere(f"recognize_{engine}", speech_recognition) if engine in SELFISH else None
        self._method = self._elsewhere or method
        self.name, self.version = PREFIX + engine, metadata.version("SpeechRecognition")
        self.cloud, self.poor = is_cloud(engine), engine in POOR
        self._settings = settings_for(engine, method, os.environ if environment is None else environment)
        self._blocks: list[Samples] = []

    def start(self) -> None:
        self._blocks = []

    def feed(self, samples: Samples) -> str | None:
        self._blocks.append(samples)
        return None

    def finish(self) -> Heard:
        blocks, self._blocks = self._blocks, []
        return self.recognise(np.concatenate(blocks)) if blocks else Heard("", 0.0)

    def recognise(self, samples: Samples) -> Heard:
        if not len(samples) or signs_of(samples, "").level_dbfs < SILENCE_DBFS:
            return Heard("", 0.0)
        text, sure = _text_of(self._asked(samples))
        return Heard(text, confidence(signs_of(samples, text)) if sure is None else sure)

    def _asked(self, samples: Samples) -> object:
        """The engine's own answer, in whatever form; an empty text where it understood nothing."""
        pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        sound = self._package.AudioData(pcm, RATE, 2)
        try:
            return self._method(sound, **self._settings)
        except self._package.UnknownValueError:
            return ""
        except (self._package.RequestError, OSError) as error:
            raise EngineError(say("speech.sr_failed", engine=self.name, why=_first_line(error))) from error
        except (self._package.exceptions.SetupError, ImportError) as error:
            raise EngineError(say("speech.sr_setup", engine=self.name, why=_first_line(error))) from error

    def close(self) -> None:
        """Ends the recogniser's process, if it has one."""
        if self._elsewhere:
            self._elsewhere.close()


def settings_for(
    engine: str, method: Callable[..., object], environment: Mapping[str, str]
) -> dict[str, object]:
    """Its parameters from the environment.  Raises EngineError naming a compulsory one that is not set."""
    settings: dict[str, object] = {}
    missing = []
    for name, parameter in inspect.signature(method).parameters.items():
        if name in _NOT_SETTINGS or parameter.kind is parameter.VAR_KEYWORD:
            continue
        value = environment.get(variable(engine, name))
        if value is not None:
            settings[name] = value
        elif name == "with_confidence":
            settings[name] = True
        elif parameter.default is parameter.empty:
            missing.append(variable(engine, name))
    if missing:
        raise EngineError(say("speech.sr_settings", engine=PREFIX + engine, variables=", ".join(missing)))
    return settings


def _text_of(answer: object) -> tuple[str, float | None]:
    """Words and, where the engine gives one, its own confidence 0…1."""
    match answer:
        case (str(text), float() | int() as sure, *_):
            return text.strip(), min(1.0, max(0.0, float(sure)))
        case (str(text), *_):
            return text.strip(), None
        case {"text": str(text)}:
            return text.strip(), None
        case str(text):
            return text.strip(), None
        case _:
            return "", None


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
