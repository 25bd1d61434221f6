"""The parts of a call, chosen and built for its plan: phone, ear, voice, lines, detector."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .. import catalogue, places
from ..core import events as e
from ..core.cues import Cue
from ..core.errors import EngineError
from ..core.ports import Ear, Phone, Samples, Vad, Voice
from ..core.turns import TurnDetector
from .plan import Plan, Practice
from .soon import Soon

if TYPE_CHECKING:
    from ..run.parts import Command, EchoReport, Lines, Listener, Mouth, Parts, Watcher
    from ..sound.echo import EchoCanceller
    from ..sound.reconnect import Wanted
    from ..sound.recording import Recording
    from ..sound.scenery import Scenery
    from ..speech.choose import Note

Tell = Callable[[str], None]
"""Shows a person one notice."""

Choice = tuple["Ear", list["Note"]]
"""An ear, and what a person should know of why it is this one."""


def load_ear(practice: Practice, wanted: str | None) -> Choice:
    """Takes 0.3 s, nearly all of it in a library that lets other threads go on."""
    from ..speech.choose import choose_ear

    return choose_ear("typed" if practice == "typed" else wanted)


def build_ear(plan: Plan, tell: Tell, listening: Soon[Choice] | None) -> Ear:
    ear, notes = listening.get() if listening else load_ear(plan.practice, plan.ear)
    for note in notes:
        tell(note.text)
    return ear


def build_voice(plan: Plan, tell: Tell) -> Voice:
    from ..speech.choose import choose_voice
    from ..speech.rendered import INDEX

    own = plan.loaded.path.parent / "lines" / plan.loaded.path.stem
    lines = own if (own / INDEX).is_file() else None
    voice, notes = choose_voice(plan.loaded.scenario, plan.voice, lines)
    for note in notes:
        tell(note.text)
    return voice


def build_phone(
    plan: Plan, inbox: queue.SimpleQueue[Command], tell: Tell
) -> tuple[Phone, EchoCanceller | None]:
    """The phone, and on loudspeakers what takes the caller's echo out of its microphone."""
    if plan.practice == "live":
        return _card(plan, tell)
    if plan.practice == "typed":
        return _typed(), None
    return _scripted(plan, inbox), None


def _card(plan: Plan, tell: Tell) -> tuple[Phone, EchoCanceller | None]:
    """The sound card, that may be unplugged and comes back."""
    from ..sound.echo import CancellingPhone
    from ..sound.measured import measured_phone
    from ..sound.reconnect import ReconnectingPhone

    # at first the canceller costs a voice on headphones up to 5 dB
    canceller = None if plan.headphones else _canceller(tell)

    def make(microphone: Wanted, loudspeaker: Wanted) -> Phone:
        card = measured_phone(microphone, loudspeaker)
        if behind := _behind(plan):
            card.always_above(behind.peak)
        return CancellingPhone(card, canceller) if canceller else card

    wanted = (plan.microphone or None, plan.loudspeaker or None)
    return ReconnectingPhone(make, *wanted, tell), canceller


def _typed() -> Phone:
    """The caller is heard where there is a sound card; the microphone stays shut (see `build_parts`)."""
    from ..sound.devices import probe
    from ..sound.measured import measured_phone
    from ..sound.reconnect import ReconnectingPhone
    from ..sound.recorded import SilentPhone

    return SilentPhone() if probe().trouble else ReconnectingPhone(measured_phone)


def _canceller(tell: Tell) -> EchoCanceller | None:
    from ..sound.echo import EchoCanceller

    try:
        return EchoCanceller()
    except EngineError as error:
        tell(str(error))
        return None


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


def build_parts(
    plan: Plan, phone: Phone, canceller: EchoCanceller | None, ear: Ear, voice: Voice,
    recording: Recording | None, watchers: Sequence[Watcher], tell: Tell,
) -> tuple[str, Parts]:  # fmt: skip
    """What a loop is put together from, and the voice detector's name."""
    from ..run.parts import Parts
    from ..sound.clips import read_clip
    from ..sound.delivery import DeliveryMeter
    from ..sound.edges import Edges
    from ..sound.vad import Gate

    # a cloud ear may raise anything: only its worker keeps that from the call
    live = plan.practice != "recorded" or plan.real_time or ear.cloud
    name, vad = _vad(canceller, tell)
    parts = Parts(
        phone=phone, vad=vad, gate=Gate(), detector=TurnDetector(endpoint=plan.pace.endpoint), edges=Edges(),
        ear=_listener(ear, live, tell), lines=_lines(voice, live), mouth=_mouth(plan),
        hold_music=read_clip(places.audio() / "hold.flac"), recorder=recording,
        half_duplex=plan.practice == "live" and not plan.headphones and canceller is None,
        echo=_echo_of(phone) if canceller else None,
        delivery=None if plan.practice == "typed" else DeliveryMeter(),
        push_to_talk=plan.push_to_talk or plan.practice == "typed", watchers=watchers,
    )  # fmt: skip
    return name, parts


def _vad(canceller: EchoCanceller | None, tell: Tell) -> tuple[str, Vad]:
    from ..sound.echo_guard import GuardedVad
    from ..sound.vad import EnergyVad, SileroVad

    try:
        vad: SileroVad | EnergyVad = SileroVad()
    except EngineError as error:
        tell(str(error))
        vad = EnergyVad()
    return vad.name, GuardedVad(vad, canceller.guard) if canceller else vad


def _echo_of(phone: Phone) -> Callable[[], EchoReport]:
    """Asked of the phone in use each time: after replugging it is another."""

    def report() -> EchoReport:
        found: EchoReport = phone.report()  # type: ignore[attr-defined]  # a ReconnectingPhone passes it on
        return found

    return report


def _mouth(plan: Plan) -> Mouth:
    """The caller's mouth, in the caller's surroundings."""
    from ..sound.player import Player
    from ..sound.scenery import InScene

    behind = _behind(plan)
    return InScene(Player(), behind) if behind else Player()


def _behind(plan: Plan) -> Scenery | None:
    from ..sound.scenery import scenery

    caller = plan.loaded.scenario.caller
    return scenery(caller.background or None, caller.line or "clear")


def _listener(ear: Ear, live: bool, tell: Tell) -> Listener:
    from ..run.listen import AtOnce, Relay, Results

    if not live:
        return AtOnce(ear)
    from ..speech.choose import EAR_ORDER, choose_ear
    from ..speech.later_ear import LaterEar
    from ..speech.worker import EarWorker

    used: list[Ear] = []

    def following() -> Ear:
        """Loaded in the worker's thread: the call must not wait for it."""
        lost = [one.name for one in used[:-1]]
        chosen, notes = choose_ear(without=lost)
        for note in notes:
            tell(note.text)
        return chosen

    def next_worker(results: Results) -> EarWorker | None:
        if len(used) > len(EAR_ORDER):
            return None
        used.append(LaterEar(following) if used else ear)
        return EarWorker(used[-1], results)  # type: ignore[arg-type]  # it puts what `Results` gives out

    return Relay(next_worker)


def _lines(voice: Voice, live: bool) -> Lines:
    from ..run.lines import Ahead, OnTheSpot
    from ..speech.silent_voice import SilentVoice

    if not live:
        return OnTheSpot([voice, SilentVoice()])
    from ..speech.voice_worker import VoiceResult, VoiceWorker

    results: queue.SimpleQueue[VoiceResult] = queue.SimpleQueue()
    return Ahead(VoiceWorker([voice], results), results)  # type: ignore[arg-type]
