"""Holding a call: build the parts, let it ring, run the loop, keep what it leaves."""

from __future__ import annotations

import queue
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__, catalogue, places
from ..core import events as e
from ..core.call import Call
from ..core.cues import Cue
from ..core.errors import EngineError, StoreError, VoiceTrainerError
from ..core.judge import score
from ..core.ports import Ear, Latency, Phone, Samples, Voice
from ..core.program import Program
from ..core.score import Scorecard
from ..core.turns import TurnDetector
from ..store.folder import CallFolder, delete_call, list_calls
from ..store.info import CallInfo, Engine, Result, Source
from ..store.timeline import TimelineWriter
from .plan import Plan

if TYPE_CHECKING:
    from ..run.loop import Loop, Parts
    from ..run.parts import Command, Lines, Listener, Watcher
    from ..sound.recording import Recording

Tell = Callable[[str], None]
"""Shows a person one notice."""


@dataclass(frozen=True, slots=True)
class Held:
    """A finished call."""

    folder: CallFolder | None
    """None if nothing could be kept (no disk)."""
    call: Call
    info: CallInfo
    scorecard: Scorecard


class Kept:
    """The timeline file as a watcher of the loop.  Raises StoreError once if the disk is full."""

    def __init__(self, writer: TimelineWriter) -> None:
        self._writer = writer

    def event(self, event: e.Event) -> None:
        self._writer.append(event)

    def close(self) -> None:
        self._writer.close()


@dataclass(slots=True)
class Studio:
    """Everything of a call that must be opened and closed.  Build it, `answer`, run, `finish`."""

    plan: Plan
    phone: Phone
    ear: Ear
    voice: Voice
    vad_name: str
    loop: Loop
    folder: CallFolder | None
    info: CallInfo
    recording: Recording | None
    kept: Kept | None

    def discard(self) -> None:
        """Nobody picked up: close all and leave nothing behind."""
        self._close()
        if self.recording:
            self.recording.close()
        if self.kept:
            self.kept.close()
        if self.folder:
            delete_call(self.folder)

    def _close(self) -> None:
        self.phone.close()
        self.loop.parts.ear.close()
        self.loop.parts.lines.close()

    def finish(self) -> Held:
        """Close all, judge, and write what belongs into the folder.  Raises nothing of the disk's."""
        self._close()
        call = self.loop.call
        card = score(call.timeline, call.scenario, self.plan.rubric)
        result = Result(card.outcome, card.total, card.passed, card.duration)
        name = ""
        if self.kept:
            self.kept.close()
        if self.recording and (path := self.recording.close()):
            name = path.name
        self.info = replace(self.info, result=result, recording=name)
        if self.folder:
            try:
                self.folder.write_info(self.info)
            except StoreError as error:
                self.loop.notices.append(str(error))
        return Held(self.folder, call, self.info, card)


def set_up(plan: Plan, watchers: Sequence[Watcher], tell: Tell) -> Studio:
    """Build everything for this plan and open the phone.

    Raises DeviceError or EngineError if the call cannot be held at all.  A folder that cannot be
    written is told; the call is then held without keeping it.
    """
    from ..run.loop import Loop
    from ..run.trainee import ScriptedPhone

    ear, voice = _ear(plan, tell), _voice(plan, tell)
    inbox: queue.SimpleQueue[Command] = queue.SimpleQueue()
    phone = _phone(plan, inbox)
    phone.open()
    try:
        folder, info = _folder(plan, ear, voice, phone, tell)
        call = Call(Program(plan.loaded.scenario), setting(plan, ear, phone.latency))
        recording = _recording(plan, folder, tell)
        kept = _kept(folder, tell)
        seen = [w for w in (kept, phone if isinstance(phone, ScriptedPhone) else None, *watchers) if w]
        vad_name, parts = _parts(plan, phone, ear, voice, recording, seen, tell)
    except VoiceTrainerError:
        phone.close()
        raise
    loop = Loop(call, parts, inbox)
    info = replace(info, vad=Engine(vad_name))
    return Studio(plan, phone, ear, voice, vad_name, loop, folder, info, recording, kept)


def setting(plan: Plan, ear: Ear, latency: Latency | None, rang: e.Ms = 0) -> e.Answered:
    """What the judge must know of the setting."""
    return e.Answered(
        0,
        rang=rang,
        seed=plan.seed,
        reply_wait=plan.pace.reply_wait,
        early=plan.pace.early and plan.practice == "live",
        ear=ear.name,
        words_assessed=not ear.poor,
        overlap_assessed=plan.practice == "recorded" or bool(plan.headphones),
        latency=latency.input + latency.output if latency else None,
        scored=plan.scored,
    )


def ring(studio: Studio, answered: Callable[[], bool]) -> bool:
    """Let it ring; True once the trainee picked up.  A recorded trainee only waits in real time."""
    from ..run.ring import ring as ring_on
    from ..run.trainee import ScriptedPhone
    from ..sound.clips import read_clip

    plan, rang = studio.plan, 0
    if plan.script is not None:
        rang = plan.script.answers
    if plan.script is None or plan.real_time:
        until = rang / 1000 + time.monotonic()
        picked_up = answered if plan.script is None else lambda: time.monotonic() >= until
        tone = read_clip(places.audio() / "ring.flac")
        waited = ring_on(studio.phone, studio.loop.parts.mouth, tone, picked_up)
        if waited is None:
            return False
        rang = waited if plan.script is None else rang
    if isinstance(studio.phone, ScriptedPhone):
        studio.phone.answered()
    _settle(studio, rang)
    return True


def _settle(studio: Studio, rang: e.Ms) -> None:
    """What is known once the phone was picked up: a sound card tells its delay only after a while."""
    latency = studio.phone.latency
    delay = latency.input + latency.output if latency else None
    studio.loop.call.setting = replace(studio.loop.call.setting, rang=rang, latency=delay)
    studio.info = replace(studio.info, latency=latency)
    if studio.recording:
        studio.recording.delay_caller(delay or 0)


# -- parts ---------------------------------------------------------------------------------------


def _ear(plan: Plan, tell: Tell) -> Ear:
    from ..speech.choose import choose_ear

    ear, notes = choose_ear("typed" if plan.practice == "typed" else plan.ear)
    for note in notes:
        tell(note.text)
    return ear


def _voice(plan: Plan, tell: Tell) -> Voice:
    from ..speech.choose import choose_voice
    from ..speech.rendered import INDEX

    own = plan.loaded.path.parent / "lines" / plan.loaded.path.stem
    lines = own if (own / INDEX).is_file() else None
    voice, notes = choose_voice(plan.loaded.scenario, plan.voice, lines)
    for note in notes:
        tell(note.text)
    return voice


def _phone(plan: Plan, inbox: queue.SimpleQueue[Command]) -> Phone:
    if plan.practice == "live":
        from ..sound.card import CardPhone

        return CardPhone(plan.microphone or None, plan.loudspeaker or None)
    if plan.practice == "typed":
        from ..sound.recorded import SilentPhone

        return SilentPhone()
    return _scripted(plan, inbox)


def _scripted(plan: Plan, inbox: queue.SimpleQueue[Command]) -> Phone:
    from ..run.trainee import ScriptedPhone
    from ..sound.recorded import RecordedPhone

    assert plan.script is not None
    phone = RecordedPhone.of(plan.script, plan.real_time)
    texts = [cue.text for cue in plan.script.cues if cue.clip is None and cue.text]
    takes = _spoken(plan, texts) if texts else {}

    def speak(cue: Cue, at: e.Ms) -> e.Ms:
        if cue.clip is not None:
            return phone.speak(cue, at)
        return phone.cue(takes[cue.text], at, cue.gain_db)

    return ScriptedPhone(phone, plan.script.cues, speak, inbox)


def _spoken(plan: Plan, texts: Sequence[str]) -> dict[str, Samples]:
    """A rehearsal's texts as sound, in a voice unlike the caller's.  Raises EngineError."""
    from ..speech.choose import voice_of_trainee

    voice, notes = voice_of_trainee(plan.loaded.scenario)
    if voice.name == "captions":
        raise EngineError(catalogue.say("cli.nobody-speaks", why=" ".join(note.text for note in notes)))
    return {text: voice.render(text, "neutral").samples for text in dict.fromkeys(texts)}


def _parts(
    plan: Plan, phone: Phone, ear: Ear, voice: Voice, recording: Recording | None,
    watchers: Sequence[Watcher], tell: Tell,
) -> tuple[str, Parts]:  # fmt: skip
    from ..run.loop import Parts
    from ..sound.clips import read_clip
    from ..sound.edges import Edges
    from ..sound.player import Player
    from ..sound.vad import EnergyVad, Gate, SileroVad

    try:
        vad: SileroVad | EnergyVad = SileroVad()
    except EngineError as error:
        tell(str(error))
        vad = EnergyVad()
    # a cloud ear may raise anything: only its worker keeps that from the call
    live = plan.practice != "recorded" or plan.real_time or ear.cloud
    parts = Parts(
        phone=phone, vad=vad, gate=Gate(), detector=TurnDetector(endpoint=plan.pace.endpoint), edges=Edges(),
        ear=_listener(ear, live, tell), lines=_lines(voice, live), mouth=Player(),
        hold_music=read_clip(places.audio() / "hold.flac"), recorder=recording,
        half_duplex=plan.practice == "live" and not plan.headphones,
        push_to_talk=plan.push_to_talk, watchers=watchers,
    )  # fmt: skip
    return vad.name, parts


def _listener(ear: Ear, live: bool, tell: Tell) -> Listener:
    from ..run.listen import AtOnce, Relay, Results

    if not live:
        return AtOnce(ear)
    from ..speech.choose import choose_ear
    from ..speech.worker import EarWorker

    lost: list[str] = []

    def next_worker(results: Results) -> EarWorker | None:
        following = ear
        if lost:
            following, notes = choose_ear(without=lost)
            for note in notes:
                tell(note.text)
        lost.append(following.name)
        return EarWorker(following, results) if following.name != "typed" else None  # type: ignore[arg-type]

    return Relay(next_worker)


def _lines(voice: Voice, live: bool) -> Lines:
    from ..run.lines import Ahead, OnTheSpot
    from ..speech.silent_voice import SilentVoice

    if not live:
        return OnTheSpot([voice, SilentVoice()])
    from ..speech.voice_worker import VoiceResult, VoiceWorker

    results: queue.SimpleQueue[VoiceResult] = queue.SimpleQueue()
    return Ahead(VoiceWorker([voice], results), results)  # type: ignore[arg-type]


# -- what is kept --------------------------------------------------------------------------------


def _folder(
    plan: Plan, ear: Ear, voice: Voice, phone: Phone, tell: Tell
) -> tuple[CallFolder | None, CallInfo]:
    started = datetime.now().astimezone()
    info = _info(plan, ear, voice, phone, started)
    try:
        folder = CallFolder.create(plan.root, plan.loaded.scenario.name, started)
        folder.write_info(info)
    except StoreError as error:
        tell(str(error))
        return None, info
    return folder, info


def _info(plan: Plan, ear: Ear, voice: Voice, phone: Phone, started: datetime) -> CallInfo:
    scenario, path = plan.loaded.scenario, plan.loaded.path
    before = [c.info for c in list_calls(plan.root) if c.info]
    attempt = 1 + sum(i.scenario.file == path.name and i.trainee == plan.trainee for i in before)
    return CallInfo(
        program=__version__,
        started=started,
        trainee=plan.trainee,
        scenario=Source.of(path.name, scenario.title, str(scenario.level), plan.source),
        rubric=Source.of(
            f"{plan.rubric.name}.yaml", plan.rubric.title, plan.rubric.version, plan.rubric_source
        ),
        ear=Engine(ear.name, getattr(ear, "version", "")),
        voice=Engine(voice.name, getattr(voice, "version", "")),
        vad=Engine("silero"),
        practice=plan.practice,
        attempt=attempt,
        seed=plan.seed,
        reply_wait=plan.pace.reply_wait,
        microphone=_device_name(phone, "input") or plan.microphone,
        loudspeaker=_device_name(phone, "output") or plan.loudspeaker,
        latency=phone.latency,
        headphones=plan.headphones,
    )


def _device_name(phone: Phone, side: str) -> str:
    return str(getattr(getattr(phone, side, None), "name", ""))


def _recording(plan: Plan, folder: CallFolder | None, tell: Tell) -> Recording | None:
    if folder is None or not plan.record:
        return None
    from ..sound.recording import Recording

    try:
        return Recording(folder.path)
    except StoreError as error:
        tell(str(error))
        return None


def _kept(folder: CallFolder | None, tell: Tell) -> Kept | None:
    if folder is None:
        return None
    try:
        return Kept(folder.writer())
    except StoreError as error:
        tell(str(error))
        return None


def new_seed() -> int:
    return random.SystemRandom().randrange(1, 10_000)


def calls_root(out: Path | None) -> Path:
    return out if out is not None else places.calls()
