"""Holding a call: build the parts, let it ring, run the loop, keep what it leaves."""

from __future__ import annotations

import queue
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .. import places
from ..core import events as e
from ..core.call import Call
from ..core.errors import StoreError, VoiceTrainerError
from ..core.ports import Ear, Latency, Phone, Voice
from ..core.program import Program
from ..core.score import Scorecard
from ..store.folder import CallFolder, delete_call
from ..store.info import CallInfo, Engine, Result
from .building import Choice, Tell, build_ear, build_parts, build_phone, build_voice
from .keeping import Kept, make_folder, make_kept, make_recording
from .opening import Finished
from .own_voice import own_voice
from .plan import Plan
from .reading import LaterReader
from .soon import Soon

if TYPE_CHECKING:
    from ..run.loop import Loop
    from ..run.parts import Command, Watcher
    from ..sound.recording import Recording


@dataclass(frozen=True, slots=True)
class Held:
    """A finished call."""

    folder: CallFolder | None
    """None if nothing could be kept (no disk)."""
    call: Call
    info: CallInfo
    scorecard: Scorecard


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
    reader: LaterReader

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
        card = Finished(self.info, call.timeline, call.scenario, self.plan.rubric).judged()
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


def set_up(
    plan: Plan, watchers: Sequence[Watcher], tell: Tell, listening: Soon[Choice] | None = None
) -> Studio:
    """Build everything for this plan and open the phone.

    Raises DeviceError or EngineError if the call cannot be held at all.  A folder that cannot be
    written is told; the call is then held without keeping it.  `listening`: an ear that is on its way.
    """
    from ..run.loop import Loop
    from ..run.trainee import ScriptedPhone

    voice = build_voice(plan, tell)
    inbox: queue.SimpleQueue[Command] = queue.SimpleQueue()
    phone, canceller = build_phone(plan, inbox, tell)
    phone.open()
    try:
        ear = build_ear(plan, tell, listening)
        folder, info = make_folder(plan, ear, voice, phone, tell)
        reader = LaterReader(plan.loaded.scenario)
        again = plan.resumed.rewound(reader) if plan.resumed else None
        call = again.call if again else _new_call(plan, ear, phone, reader, tell)
        recording = make_recording(plan, folder, tell)
        kept = make_kept(folder, tell)
        seen = [w for w in (kept, phone if isinstance(phone, ScriptedPhone) else None, *watchers) if w]
        vad_name, parts = build_parts(plan, phone, canceller, ear, voice, recording, seen, tell)
    except VoiceTrainerError:
        phone.close()
        raise
    loop = Loop(call, parts, inbox, now=again.at if again else 0)
    if plan.resumed and again:
        plan.resumed.catch_up(parts, again)
    info = replace(info, vad=Engine(vad_name))
    return Studio(plan, phone, ear, voice, vad_name, loop, folder, info, recording, kept, reader)


def _new_call(plan: Plan, ear: Ear, phone: Phone, reader: LaterReader, tell: Tell) -> Call:
    return Call(
        Program(plan.loaded.scenario),
        setting(plan, ear, phone.latency),
        reader,
        own_voice(plan, phone, tell),
    )


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


def run(studio: Studio) -> None:
    """From the beginning, or from the moment that was gone back to."""
    from ..run.again import resume

    if studio.plan.resumed:
        resume(studio.loop)
    else:
        studio.loop.run()


def ring(studio: Studio, answered: Callable[[], bool]) -> bool:
    """Let it ring; True once the trainee picked up.  A recorded trainee only waits in real time."""
    from ..run.ring import ring as ring_on
    from ..run.trainee import ScriptedPhone
    from ..sound.clips import read_clip

    plan, rang = studio.plan, 0
    if plan.script is not None:
        rang = plan.script.answers
    going_on = studio.loop.now  # nobody rings in the middle of a call; the trainee still says when
    if plan.script is None or plan.real_time:
        until = rang / 1000 + time.monotonic()
        picked_up = answered if plan.script is None else lambda: time.monotonic() >= until
        tone = read_clip(places.audio() / "ring.flac") * (0 if going_on else 1)
        with Soon(studio.reader.load):
            waited = ring_on(studio.phone, studio.loop.parts.mouth, tone, picked_up)
        if waited is None:
            return False
        rang = waited if plan.script is None else rang
    if isinstance(studio.phone, ScriptedPhone):
        studio.phone.answered(going_on)
    if not going_on:
        _settle(studio, rang)
    return True


def _settle(studio: Studio, rang: e.Ms) -> None:
    """What is known once the phone was picked up: a sound card tells its delay only after a while."""
    latency = studio.phone.latency
    delay = latency.input + latency.output if latency else None
    before = studio.loop.call.setting
    cancelling = studio.loop.parts.echo
    assessed = before.overlap_assessed or (cancelling is not None and cancelling().usable)
    studio.loop.call.setting = replace(before, rang=rang, latency=delay, overlap_assessed=assessed)
    studio.info = replace(studio.info, latency=latency)
    if studio.recording:
        studio.recording.delay_caller(delay or 0)


def new_seed() -> int:
    return random.SystemRandom().randrange(1, 10_000)


def calls_root(out: Path | None) -> Path:
    return out if out is not None else places.calls()
