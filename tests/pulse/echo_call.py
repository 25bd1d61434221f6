"""A call on loudspeakers over a real sound card phone; prints what came of it as JSON.

    python echo_call.py SECONDS INTERRUPTION.wav

Four seconds of ring tone, `SECONDS` of a caller who speaks, then a second caller passage into which
the interruption is played with paplay.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from voicetrainer.core.events import SpeechStarted
from voicetrainer.core.ports import BLOCK, RATE
from voicetrainer.core.turns import TurnDetector
from voicetrainer.sound.card import CardPhone
from voicetrainer.sound.clips import level_dbfs, read_clip
from voicetrainer.sound.echo import CancellingPhone, EchoCanceller
from voicetrainer.sound.echo_guard import GuardedVad
from voicetrainer.sound.recorded import at_level
from voicetrainer.sound.vad import Gate, SileroVad

AUDIO = Path(__file__).parents[2] / "audio"


def caller(seconds: float) -> np.ndarray:
    """The clips of two trainees as the caller, with pauses, at −20 dBFS."""
    files = [*sorted(AUDIO.glob("trainees/fair/*.flac")), *sorted(AUDIO.glob("trainees/steady/*.flac"))]
    clips = [at_level(read_clip(file), -20.0) for file in files if file.stem != "room"]
    pieces: list[np.ndarray] = []
    while sum(map(len, pieces)) < seconds * RATE:
        for clip in clips:
            pieces += [clip, np.zeros(RATE * 8 // 10, np.float32)]
    return np.concatenate(pieces)[: round(seconds * 50) * BLOCK]


class Ears:
    """What the call hears of each block."""

    def __init__(self, phone: CancellingPhone) -> None:
        self.phone = phone
        self.vad = GuardedVad(SileroVad(), phone.canceller.guard)
        self.gate, self.detector = Gate(), TurnDetector()
        self.raw: list[np.ndarray] = []
        self.clean: list[np.ndarray] = []
        self.voiced: dict[int, int] = {}
        """Utterance → ms of it that were taken for a voice."""

    def step(self, said: np.ndarray) -> list[SpeechStarted]:
        block = self.phone.read()
        assert block is not None
        self.phone.write(said)
        self.raw.append(self.phone.raw)
        self.clean.append(block)
        voiced = self.gate.push(self.vad.speech(block))
        events = self.detector.push(voiced)
        if self.detector.speaking and voiced:
            self.voiced[self.detector.utterance] = self.voiced.get(self.detector.utterance, 40) + 20
        return [event for event in events if isinstance(event, SpeechStarted)]

    def through(self, said: np.ndarray) -> list[SpeechStarted]:
        return [start for at in range(0, len(said), BLOCK) for start in self.step(said[at : at + BLOCK])]


def main(seconds: float, interruption: str) -> dict[str, object]:
    phone = CancellingPhone(CardPhone(), EchoCanceller())
    phone.open()
    ears = Ears(phone)
    ring = at_level(read_clip(AUDIO / "ring.flac"), -26.0)
    ears.through(np.resize(ring, 4 * RATE))
    ringing = phone.report()
    used = time.process_time()
    false = ears.through(caller(seconds))
    used = time.process_time() - used
    report = phone.report()
    half = len(ears.raw) // 2
    before, after = (level_dbfs(np.concatenate(blocks[half:])) for blocks in (ears.raw, ears.clean))
    ears.through(np.zeros(2 * RATE, np.float32))
    said = caller(12)
    ears.through(said[: 4 * RATE])
    asked = ears.detector.now
    player = subprocess.Popen(["paplay", "--device=micfeed", interruption])
    found = ears.through(said[4 * RATE :])
    player.wait(5)
    phone.close()
    return {
        "false": [[start.onset, ears.voiced.get(start.utterance, 0)] for start in false],
        "found": [start.at - asked for start in found],
        "ring": [ringing.usable, ringing.known],
        "usable": report.usable,
        "reason": report.reason,
        "erle_db": report.erle_db,
        "leakage_db": report.leakage_db,
        "delay": report.delay,
        "told": phone.latency and phone.latency.input + phone.latency.output,
        "before_dbfs": before,
        "after_dbfs": after,
        "lost_ms": phone.lost_ms,
        "cpu_share": used / seconds,
    }


if __name__ == "__main__":
    print(json.dumps(main(float(sys.argv[1]), sys.argv[2])))
