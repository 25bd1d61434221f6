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

import numpy as np

from voicetrainer.cli import building, holding
from voicetrainer.core import events as e
from voicetrainer.core.cues import Cue, Script
from voicetrainer.core.cuesheet import CueSheet
from voicetrainer.core.ports import BLOCK_MS, RATE, Voice
from voicetrainer.run.parts import Key
from voicetrainer.sound.card import CardPhone
from voicetrainer.sound.clips import read_clip, write_wav
from voicetrainer.sound.ends import Loudspeaker
from voicetrainer.sound.fractions import TAPS, Stretch
from voicetrainer.sound.recording import open_recording
from voicetrainer.speech.choose import make_ear

from .calls import Case, endless, files_up_to, plan_of, report_fails, voice_of, warm
from .card import Weather
from .checks import kept_whole, place_of, told_right
from .chirps import find, marked
from .engines import Hang, SpoiltEar, SpoiltVoice
from .resources import held

if TYPE_CHECKING:
    from voicetrainer.core.ports import Samples
    from voicetrainer.run.loop import Loop

CALL: e.Ms = 75_000
RING_BLOCKS = 150


class DriftingLoudspeaker(Loudspeaker):
    """One whose clock runs `ppm` fast: it takes so much more, and plays it so much faster."""

    def __init__(self, ppm: float) -> None:
        super().__init__()
        self._ppm, self._owed = ppm, 2.0 * TAPS  # what its stretching keeps back
        self._faster = Stretch()
        self._faster.more = 1 / (1 + ppm * 1e-6) - 1
        self._ready = np.zeros(0, np.float32)

    def give(self, outdata: Any, frames: int, time: Any, status: Any) -> None:
        if not self._ppm:
            return super().give(outdata, frames, time, status)
        self._owed += frames * (1 + self._ppm * 1e-6)
        while len(self._ready) < frames:
            more = np.zeros((max(1, int(self._owed)), 1), np.float32)
            self._owed -= len(more)
            super().give(more, len(more), time, status)
            self._ready = np.concatenate([self._ready, self._faster.push(more[:, 0])])
        outdata[:, :] = self._ready[:frames, None]
        self._ready = self._ready[frames:]
        return None


class RoughCard(CardPhone):
    """The real phone, on a bad day."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self._loudspeaker = DriftingLoudspeaker(weather.ppm)
        self._stalls, self._dropouts = list(weather.stalls), list(weather.dropouts)
        self._blocks = 0

    def read(self) -> Samples | None:
        now = self._blocks * BLOCK_MS / 1000
        self._blocks += 1
        if self._stalls and self._stalls[0][0] <= now:
            time.sleep(self._stalls.pop(0)[1])
        if self._dropouts and self._dropouts[0][0] <= now:
            for _ in range(self._dropouts.pop(0)[1]):
                super().read()
        return super().read()


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
    case = endless(seed, 500.0 if faults else 0.0, seconds / 2 / 3600)
    while time.monotonic() < until:
        calls.append(_hold(case, root))
        now = held(len(calls))
        resources.append([now.calls, now.rss_mb, now.threads, now.files])
        print(f"{len(calls)}: {case.faults} {calls[-1]['outcome']} {now}", file=sys.stderr, flush=True)
        case = _drawn(seed * 1000 + len(calls), faults, len(calls))
    return {"calls": calls, "resources": resources}


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
    phone = RoughCard(case.weather)
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


def _put_in(case: Case, studio: holding.Studio, phone: RoughCard, hangs: list[Hang]) -> None:
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
