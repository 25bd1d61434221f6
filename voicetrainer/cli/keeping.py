"""What a call leaves on the disk: its folder, the timeline as it goes, the sound."""

from __future__ import annotations

from datetime import datetime

from .. import __version__
from ..core import events as e
from ..core.errors import StoreError
from ..core.ports import Ear, Phone, Voice
from ..sound.recording import Recording
from ..store.folder import CallFolder, list_calls
from ..store.info import CallInfo, Engine, Source
from ..store.timeline import TimelineWriter
from .building import Tell
from .plan import Plan


class Kept:
    """The timeline file as a watcher of the loop.  Raises StoreError once if the disk is full."""

    def __init__(self, writer: TimelineWriter) -> None:
        self._writer = writer

    def event(self, event: e.Event) -> None:
        self._writer.append(event)

    def close(self) -> None:
        self._writer.close()


def make_folder(
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
        begun=plan.begun,
        reply_wait=plan.pace.reply_wait,
        microphone=_device_name(phone, "input") or plan.microphone,
        loudspeaker=_device_name(phone, "output") or plan.loudspeaker,
        latency=phone.latency,
        headphones=plan.headphones,
    )


def _device_name(phone: Phone, side: str) -> str:
    return str(getattr(getattr(phone, side, None), "name", ""))


def make_recording(plan: Plan, folder: CallFolder | None, tell: Tell) -> Recording | None:
    if folder is None or not plan.record:
        return None
    from ..sound.recording import Recording

    try:
        return Recording(folder.path)
    except StoreError as error:
        tell(str(error))
        return None


def make_kept(folder: CallFolder | None, tell: Tell) -> Kept | None:
    if folder is None:
        return None
    try:
        return Kept(folder.writer())
    except StoreError as error:
        tell(str(error))
        return None
