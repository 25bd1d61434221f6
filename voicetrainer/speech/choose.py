"""Which voice and which ear are used, and why not the ones before them.

Engines are known by entry points (`voicetrainer.voices`, `voicetrainer.ears`), so that others can
add theirs; our own are known without any installation.  A voice's entry point is called with the
scenario's Casting, an ear's with nothing; both raise EngineError where they cannot work.
"""

from __future__ import annotations

import contextlib
import difflib
import shutil
import typing
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .. import places
from ..catalogue import say
from ..core.errors import EngineError, UsageError
from . import moonshine_library, sr_ear, whisper_ear
from . import piper_voice as piper
from .cache import CachedVoice
from .casting import Casting, cast
from .engine import KeyedVoice, PiecewiseVoice
from .rendered import INDEX, RenderedVoice
from .several import SeveralVoices, speakers_of
from .silent_voice import SilentVoice

if TYPE_CHECKING:
    from ..core.ports import Ear, Voice
    from ..core.scenario import Scenario

VOICE_ORDER = ("pyttsx3", "flite", "captions")
"""Piper would sound best, but only if asked for: it loads for 1.5 s and has one voice."""
RENDER_ORDER = ("flite", "pyttsx3")
"""For lines that are rendered beforehand, where speed does not matter."""
EAR_ORDER = ("moonshine", "sr:sphinx", "typed")


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about a choice that was made."""

    text: str


VoiceMaker = Callable[[Casting], KeyedVoice]
EarMaker = Callable[[], "Ear"]


def pyttsx3_voice(casting: Casting) -> KeyedVoice:
    from .pyttsx3_voice import Pyttsx3Engine

    return PiecewiseVoice(Pyttsx3Engine(casting))


def flite_voice(casting: Casting) -> KeyedVoice:
    from .flite_voice import FliteEngine

    return PiecewiseVoice(FliteEngine(casting))


def piper_voice(casting: Casting) -> KeyedVoice:
    from .piper_voice import PiperEngine

    return PiecewiseVoice(PiperEngine(casting))


def captions_voice(casting: Casting) -> KeyedVoice:
    del casting
    return SilentVoice()


def moonshine_ear() -> Ear:
    from .moonshine_ear import MoonshineEar

    return MoonshineEar()


def typed_ear() -> Ear:
    from .typed_ear import TypedEar

    return TypedEar()


OWN_VOICES: Mapping[str, VoiceMaker] = {
    "pyttsx3": pyttsx3_voice,
    "piper": piper_voice,
    "flite": flite_voice,
    "captions": captions_voice,
}


def whisper() -> Ear:
    return whisper_ear.WhisperEar()


OWN_EARS: Mapping[str, EarMaker] = {"moonshine": moonshine_ear, "whisper": whisper, "typed": typed_ear}


def _added(group: str) -> dict[str, metadata.EntryPoint]:
    return {point.name: point for point in metadata.entry_points(group=group)}


def voice_names() -> list[str]:
    return sorted({*OWN_VOICES, *_added("voicetrainer.voices")})


def ear_names() -> list[str]:
    return sorted({*OWN_EARS, *_added("voicetrainer.ears")}) + sr_ear.names()


def make_voice(name: str, casting: Casting) -> KeyedVoice:
    """Raises UsageError for an unknown name, EngineError if it cannot work."""
    if maker := OWN_VOICES.get(name):
        return maker(casting)
    point = _added("voicetrainer.voices").get(name)
    if point is None:
        raise UsageError(_unknown("speech.unknown_voice", name, voice_names()))
    return typing.cast(KeyedVoice, _made(point, casting))


def make_ear(name: str) -> Ear:
    """Loads it.  Raises UsageError for an unknown name, EngineError if it cannot work."""
    if name.startswith(whisper_ear.PREFIX):
        return whisper_ear.WhisperEar(name.removeprefix(whisper_ear.PREFIX))
    if name.startswith(sr_ear.PREFIX):
        known = sr_ear.names()
        if known and name not in known:
            raise UsageError(_unknown("speech.unknown_ear", name, known))
        return sr_ear.SpeechRecognitionEar(name)
    if maker := OWN_EARS.get(name):
        return maker()
    point = _added("voicetrainer.ears").get(name)
    if point is None:
        raise UsageError(_unknown("speech.unknown_ear", name, ear_names()))
    return typing.cast("Ear", _made(point))


def _made(point: metadata.EntryPoint, *arguments: object) -> object:
    try:
        return point.load()(*arguments)
    except (ImportError, AttributeError, OSError) as error:
        raise EngineError(
            say("speech.plugin_broken", name=point.name, source=point.value, why=error)
        ) from error


def _unknown(key: str, name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    hint = say("speech.did_you_mean", name=near[0]) if near else ""
    return " ".join(filter(None, (say(key, name=name, names=", ".join(known)), hint)))


def lines_folder(scenario: Scenario) -> Path:
    """Where a shipped scenario's rendered lines lie."""
    return places.audio() / "lines" / scenario.name


def choose_voice(
    scenario: Scenario,
    wanted: str | None = None,
    lines: Path | None = None,
    cache: Path | None = None,
) -> tuple[Voice, list[Note]]:
    """The caller's voice, ready to render, and notes on what was not to be had.

    `wanted` is an engine's name; then rendered lines are not used.  `lines` and `cache` are folders
    (by default the shipped lines, and this machine's cache).  Raises UsageError for an unknown name.
    """
    casting = cast(scenario.caller.voice, scenario.caller.name)
    notes: list[Note] = []
    folder = lines if lines is not None else lines_folder(scenario)
    voice = _first_voice(wanted, VOICE_ORDER, casting, notes)
    kept: Voice = voice
    if voice.name != SilentVoice.name:
        own = cache if cache is not None else places.cache() / "lines"
        kept = CachedVoice(voice, own)
        others = {name: CachedVoice(one, own) for name, one in voices_of_people(scenario, voice).items()}
        if others:
            kept = SeveralVoices(kept, others, speakers_of(scenario))
    if wanted is None and (folder / INDEX).is_file():
        return RenderedVoice(folder, kept), notes
    return kept, notes


def voices_of_people(scenario: Scenario, caller: KeyedVoice) -> dict[str, KeyedVoice]:
    """Name → voice, of the same engine as the caller's; nobody whom the engine cannot give."""
    found: dict[str, KeyedVoice] = {}
    for name, person in scenario.people.items():
        with contextlib.suppress(EngineError):
            found[name] = make_voice(caller.name, cast(person.voice, name))
    return found


def voice_for_rendering(scenario: Scenario, wanted: str | None = None) -> tuple[KeyedVoice, list[Note]]:
    """The voice for `voicetrainer render`.  Raises EngineError if the wanted one, or none, can speak."""
    casting = cast(scenario.caller.voice, scenario.caller.name)
    if wanted:
        return make_voice(wanted, casting), []
    notes: list[Note] = []
    voice = _first_voice(None, (*RENDER_ORDER, "captions"), casting, notes)
    if voice.name == SilentVoice.name:
        raise EngineError(notes[-1].text)
    return voice, notes


def voice_of_trainee(scenario: Scenario, cache: Path | None = None) -> tuple[Voice, list[Note]]:
    """Who speaks a rehearsal aloud: somebody who cannot be taken for the caller."""
    caller = cast(scenario.caller.voice, scenario.caller.name)
    casting = cast(("male",) if caller.sex == "female" else ("female",), "trainee")
    notes: list[Note] = []
    voice = _first_voice(None, (*RENDER_ORDER, "captions"), casting, notes)
    return CachedVoice(voice, cache if cache is not None else places.cache() / "lines"), notes


def _first_voice(wanted: str | None, order: Sequence[str], casting: Casting, notes: list[Note]) -> KeyedVoice:
    for name in ([wanted] if wanted else []) + [name for name in order if name != wanted]:
        try:
            return make_voice(name, casting)
        except EngineError as error:
            notes.append(Note(say("speech.voice_not_taken", name=name, why=error)))
    raise AssertionError(order)


def choose_ear(wanted: str | None = None, without: Collection[str] = ()) -> tuple[Ear, list[Note]]:
    """The ear, loaded, and notes on those before it that could not be taken.

    `without` names ears that were lost in this call.  An ear that sends sound away is only taken
    when it is `wanted`.  Raises UsageError for an unknown name.
    """
    notes: list[Note] = []
    order = ([wanted] if wanted else []) + [name for name in EAR_ORDER if name != wanted]
    for name in order:
        if name in without:
            continue
        try:
            ear = make_ear(name)
        except EngineError as error:
            notes.append(Note(say("speech.ear_not_taken", name=name, why=error)))
            continue
        if ear.poor:
            notes.append(Note(say("speech.ear_is_poor", name=name)))
        return ear, notes
    return typed_ear(), notes


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """One line of `voicetrainer doctor`."""

    kind: Literal["voice", "ear"]
    name: str
    installed: bool
    version: str
    used: bool
    """It would be taken if nothing else is asked for."""
    why: str
    cloud: bool = False
    poor: bool = False


def describe_engines() -> list[EngineInfo]:
    """All engines with what stands in their way.  Loads no model and runs no program."""
    rows = [_voice_row(name) for name in dict.fromkeys((*VOICE_ORDER, *voice_names()))]
    rows += [_ear_row(name) for name in dict.fromkeys((*EAR_ORDER, *ear_names()))]
    taken: set[str] = set()
    finished = []
    for row in rows:
        order = VOICE_ORDER if row.kind == "voice" else EAR_ORDER
        used = row.installed and row.kind not in taken and row.name in order
        if used:
            taken.add(row.kind)
        finished.append(_with_reason(row, used))
    return finished


def _with_reason(row: EngineInfo, used: bool) -> EngineInfo:
    why = row.why
    if not why:
        key = "used" if used else "on_request_cloud" if row.cloud else "on_request"
        why = say(f"speech.{key}", option=f"--{row.kind} {row.name}")
    return EngineInfo(row.kind, row.name, row.installed, row.version, used, why, row.cloud, row.poor)


def _voice_row(name: str) -> EngineInfo:
    why = ""
    match name:
        case "pyttsx3":
            version = _version("pyttsx3")
            why = "" if version else say("speech.package_missing", engine=name, package="pyttsx3")
        case "flite":
            version = ""
            if shutil.which("flite") is None:
                why = say("speech.program_missing", program="flite", package="flite")
        case "piper":
            version = _version("piper-tts")
            why = piper.why_not() or ""
        case "captions":
            version = ""
        case _:
            version = _plugin_version("voicetrainer.voices", name)
    return EngineInfo("voice", name, not why, version, False, why)


def _ear_row(name: str) -> EngineInfo:
    if name.startswith(sr_ear.PREFIX):
        engine = name.removeprefix(sr_ear.PREFIX)
        why = sr_ear.why_not(engine) or ""
        cloud, poor = sr_ear.is_cloud(engine), engine in sr_ear.POOR
        return EngineInfo("ear", name, not why, _version("SpeechRecognition"), False, why, cloud, poor)
    if name == "moonshine":
        why = moonshine_library.why_not() or ""
        return EngineInfo("ear", name, not why, _version("moonshine-voice"), False, why)
    if name == whisper_ear.NAME:
        why = whisper_ear.why_not() or ""
        return EngineInfo("ear", name, not why, whisper_ear.version(), False, why)
    version = "" if name == "typed" else _plugin_version("voicetrainer.ears", name)
    return EngineInfo("ear", name, True, version, False, "")


def _plugin_version(group: str, name: str) -> str:
    point = _added(group).get(name)
    return point.dist.version if point and point.dist else ""


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
