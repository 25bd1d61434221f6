"""Calls over whatever sound server the environment names; prints what came of them as JSON.

python -m benchmarks.soak.pulse_calls SECONDS SEED FAULTS FOLDER
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicetrainer.cli import building, holding
from voicetrainer.core import events as e
from voicetrainer.core.cues import Cue, Script
from voicetrainer.core.cuesheet import CueSheet
from voicetrainer.core.ports import RATE, Voice
from voicetrainer.run.parts import Key
from voicetrainer.sound.clips import read_clip, write_wav
from voicetrainer.sound.recording import open_recording
from voicetrainer.speech.choose import make_ear

from .calls import Case, endless, files_up_to, plan_of, report_fails, voice_of, warm
from .card import Weather
from .checks import kept_whole, place_of, told_right
from .chirps import find, marked
from .engines import Hang, SpoiltEar, SpoiltVoice
from .resources import Watch, held
from .rough import RoughPhone

if TYPE_CHECKING:
    from voicetrainer.run.loop import Loop

CALL: e.Ms = 75_000
RING_BLOCKS = 150


class Speaker:
    """A trainee who watches the call and speaks by paplay."""

    def __init__(self, script: Script, folder: Path) -> None:
        self._sheet = CueSheet(script.cues)
        self._folder = folder
        self._folder.mkdir(exist_ok=True)
        self.loop: Loop | None = None
        self.playing: list[subprocess.Popen[bytes]] = []

    def event(self, event: e.Event) -> None:
        self._sheet.receive(event)
        self._act(event.at)

    def tick(self) -> None:
        assert self.loop
        self._act(self.loop.now)

    def _act(self, now: e.Ms) -> None:
        assert self.loop
        for at, cue in self._sheet.due(now):
            if cue.act:
                self.loop.inbox.put(Key(cue.act))
            elif cue.clip:
                wav = self._folder / f"{cue.clip.parent.name}-{cue.clip.stem}.wav"
                sound = marked(read_clip(cue.clip))
                if not wav.exists():
                    write_wav(wav, sound)
                self._sheet.speaks_until(at + len(sound) * 1000 // RATE + 300)
                self.playing = [p for p in self.playing if p.poll() is None]
                self.spoke(cue, now)
                self.playing.append(subprocess.Popen(["paplay", "--device=micfeed", str(wav)]))

    def spoke(self, cue: Cue, now: e.Ms) -> None:
        """A clip begins about now."""

    def close(self) -> None:
        for player in self.playing:
            player.terminate()
            player.wait(5)


def main(seconds: float, seed: int, faults: bool, root: Path) -> dict[str, Any]:
    warm()
    until = time.monotonic() + seconds
    calls, resources = [], []
    case = endless(seed, 0.0, seconds / 2 / 3600)
    if faults:
        case = replace(case, weather=_rough(seed, seconds / 2))
    watch = Watch("this process")
    while time.monotonic() < until:
        calls.append(_hold(case, root))
        now = held(len(calls))
        resources.append([now.calls, now.rss_mb, now.threads, now.files])
        print(f"{len(calls)}: {case.faults} {calls[-1]['outcome']} {now}", file=sys.stderr, flush=True)
        case = _drawn(seed * 1000 + len(calls), faults, len(calls))
    return {"calls": calls, "resources": resources, "stood_still": watch.worst}


def _rough(seed: int, seconds: float) -> Weather:
    """A loudspeaker that is 500 ppm fast, a drop-out every two minutes, a stall every three."""
    chance = random.Random(seed)
    dropouts = tuple((float(at), chance.choice((1, 2, 5, 25))) for at in range(60, int(seconds), 120))
    stalls = tuple((float(at), chance.uniform(0.2, 2.0)) for at in range(100, int(seconds), 180))
    return Weather(500.0, dropouts, stalls)


def _drawn(seed: int, faults: bool, number: int) -> Case:
    """The faults in turn, so that a short run has them all."""
    chance = random.Random(seed)
    case = replace(endless(seed, 0.0, 0.05), limit=CALL)
    if not faults:
        return case
    turns: tuple[dict[str, Any], ...] = (
        {"weather": Weather(-500.0, dropouts=((10, 5), (20, 25), (31, 1)))},
        {"ear": "hangs", "fails_at": chance.randint(1, 3)},
        {"weather": Weather(0.0, stalls=((12, 0.3), (25, 1.2), (45, 3.0)))},
        {"voice": "hangs", "fails_at": chance.randint(2, 4)},
        {"ear": "raises", "fails_at": chance.randint(1, 3)},
        {"disk": 700_000},
        {"ear": "dies", "fails_at": chance.randint(1, 3)},
    )
    return replace(case, **turns[(number - 1) % len(turns)])


def _hold(case: Case, root: Path) -> dict[str, Any]:
    speaker = Speaker(case.script, root / "clips")
    plan = replace(plan_of(case, root), real_time=True, ear="moonshine")
    studio = holding.set_up(plan, [], lambda _: None)
    loop = studio.loop
    hangs: list[Hang] = []
    phone = RoughPhone(case.weather)
    _put_in(case, studio, phone, hangs)
    speaker.loop = loop
    phone.open()
    with files_up_to(case.disk):
        for _ in range(RING_BLOCKS):
            silence = phone.read()
            assert silence is not None
            phone.write(silence * 0)
        holding._settle(studio, 0)
        loop.parts.watchers = (*loop.parts.watchers, speaker)
        _run(loop, speaker, case.limit or CALL)
        done = studio.finish()
    for hang in hangs:
        hang.over.set()
    speaker.close()
    assert done.folder
    timeline = done.call.timeline
    wrong = [*told_right(timeline), *kept_whole(timeline, done.folder, case.disk is not None)]
    if trouble := report_fails(done.folder.path):
        wrong.append(trouble)
    out: dict[str, Any] = {
        "faults": case.faults, "length": loop.now, "outcome": done.call.outcome, "wrong": wrong,
        "why": next((x.why for x in timeline if isinstance(x, e.Ended)), ""),
        "notices": [x.what for x in timeline if isinstance(x, e.Trouble)], "lost": phone.lost_ms,
        "away": phone.why, "error": str(loop.error or ""),
        "lane": [], "caller_chirps": [], "trainee_chirps": [],
    }  # fmt: skip
    if case.disk is None:
        tracks = open_recording(done.folder.path)
        for side in ("caller", "trainee"):
            out[f"{side}_chirps"] = [at * 1000 / RATE for at in find(getattr(tracks, side))]
        out["lane"], missed = place_of(timeline, voice_of(case.scenario).lengths, out["caller_chirps"])
        out["wrong"] += missed
    shutil.rmtree(done.folder.path)
    return out


def _put_in(case: Case, studio: holding.Studio, phone: RoughPhone, hangs: list[Hang]) -> None:
    parts, voice = studio.loop.parts, voice_of(case.scenario)
    taken: Voice = voice
    parts.lines.close()
    if case.voice:
        taken = spoilt = SpoiltVoice(voice, case.voice, case.fails_at)
        hangs.append(spoilt.hang)
    parts.lines = building._lines(taken, True)
    if case.ear:
        parts.ear.close()
        ear = SpoiltEar(make_ear("moonshine"), case.ear, case.fails_at)
        hangs.append(ear.hang)
        parts.ear = building._listener(ear, True, lambda _: None)
    parts.phone = studio.phone = phone


def _run(loop: Loop, speaker: Speaker, limit: e.Ms) -> None:
    """As `Loop.run`, with a look at the trainee's cues after each block."""
    loop.parts.vad.reset()
    loop.parts.gate.reset()
    loop.call.start()
    loop._carry_out()
    loop._tell()
    while loop.call.outcome is None:
        loop.step()
        speaker.tick()
        if loop.now >= limit:
            loop.stop()


if __name__ == "__main__":
    wanted, seed_, faults_, folder_ = sys.argv[1:]
    print(json.dumps(main(float(wanted), int(seed_), bool(int(faults_)), Path(folder_))))
