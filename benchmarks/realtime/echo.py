"""Echo cancelling, measured: rooms × callers × trainees, faster than real time.

    python -m benchmarks.realtime.echo [--minutes 20] [--words] [--json FILE]

The caller is every line of the shipped scenarios in flite's voices at −20 dBFS, after six seconds of
ring tone; the trainee is the recorded trainees' clips at −26 dBFS, put over the caller's lines.  The
room makes the echo (`rooms.py`).  Each room is played twice: with the caller alone, where each
`SpeechStarted` is false, and with interruptions, where each should be found once.  A false start lowers
the caller for a moment; one whose voice lasts would stop her: a false interruption.  A canceller knows
least when a call begins, so there are several calls in each room.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.soak.card import Weather
from voicetrainer import places
from voicetrainer.authoring import load_scenario
from voicetrainer.core.events import Ms, SpeechStarted
from voicetrainer.core.mouths import WORDED
from voicetrainer.core.ports import BLOCK, BLOCK_MS, RATE, Samples
from voicetrainer.core.turns import TurnDetector
from voicetrainer.sound.clips import read_clip
from voicetrainer.sound.echo import CancellingPhone, EchoCanceller, EchoReport
from voicetrainer.sound.echo_guard import GuardedVad
from voicetrainer.sound.recorded import at_level
from voicetrainer.sound.vad import Gate, SileroVad
from voicetrainer.speech.flite_voice import plain
from voicetrainer.speech.rendering import lines_of

from .drifting import EchoingCard
from .rooms import Loudspeaker, echo_of

CALLER_DBFS = -20.0
TRAINEE_DBFS = -26.0
ROOM_DBFS = -62.0
VOICES = ("slt", "awb", "rms", "kal16")
RING_MS: Ms = 6000
CALL_S = 22
"""Caller's speech in one call, about."""
EARLY: Ms = 150
LATE: Ms = 1500
"""An interruption counts as found if its onset is seen in −150…1500 ms of its true one."""

ROOMS = (
    *(
        Loudspeaker(delay, level, 300, name=f"{delay} ms, {level:.0f} dB")
        for delay in (40, 80, 150, 350)
        for level in (-10.0, -20.0, -30.0)
    ),
    Loudspeaker(80, -10.0, 150, name="small dead room, -10 dB"),
    Loudspeaker(80, -10.0, 500, name="bare room 0.5 s, -10 dB"),
    Loudspeaker(80, -20.0, 500, name="bare room 0.5 s, -20 dB"),
    Loudspeaker(80, -10.0, 300, 500.0, name="drift +500 ppm, -10 dB"),
    Loudspeaker(80, -10.0, 300, -500.0, name="drift -500 ppm, -10 dB"),
    Loudspeaker(80, -10.0, 300, 0.0, 12.0, name="clipping, -10 dB"),
)
BEYOND = (
    Loudspeaker(80, -10.0, 800, name="echoing hall 0.8 s, -10 dB"),
    Loudspeaker(600, -10.0, 300, name="600 ms (Bluetooth), -10 dB"),
)
"""Refused, and must be."""


@dataclass(frozen=True, slots=True)
class Track:
    """A caller, or a trainee: samples, and where the speech in it begins (samples)."""

    samples: Samples
    onsets: tuple[int, ...]
    spoken_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one room."""

    name: str
    caller_s: float
    false: int
    """False starts."""
    stops: int
    """Those of them that would have stopped the caller: false interruptions."""
    found: int
    of: int
    p50: float | None
    p95: float | None
    erle_db: float | None
    leakage_db: float | None
    usable: bool
    reason: str


def caller_lines(folder: Path) -> list[Samples]:
    """Every line of the shipped scenarios, rendered by flite into `folder`."""
    paths = sorted(places.scenarios().glob("*.yaml"))
    texts = [text for path in paths for text, _ in lines_of(load_scenario(path).scenario)]
    clips = []
    for number, text in enumerate(dict.fromkeys(texts)):
        file = folder / f"{number:03}.wav"
        voice = VOICES[number % len(VOICES)]
        subprocess.run(["flite", "-voice", voice, "-t", plain(text), "-o", str(file)], check=True)
        clips.append(at_level(read_clip(file), CALLER_DBFS))
    return clips


def caller_track(lines: Sequence[Samples], seconds: float, seed: int) -> Track:
    """Ring tone, then lines with pauses of 0.5…2 s until `seconds` of them are spoken."""
    rng = np.random.default_rng(seed)
    ring = at_level(read_clip(places.audio() / "ring.flac"), -26.0)
    pieces, onsets, spoken = [np.resize(ring, RING_MS * RATE // 1000), np.zeros(RATE, np.float32)], [], 0
    at = sum(map(len, pieces))
    while spoken < seconds * RATE:
        line = lines[int(rng.integers(len(lines)))]
        pause = np.zeros(int(RATE * rng.uniform(0.5, 2.0)), np.float32)
        onsets.append(at)
        pieces += [line, pause]
        spoken += len(line)
        at += len(line) + len(pause)
    samples = np.concatenate(pieces)
    return Track(samples[: len(samples) // BLOCK * BLOCK], tuple(onsets), spoken / RATE)


def trainee_clips() -> list[Path]:
    """Those long enough to be interruptions."""
    files = sorted((places.audio() / "trainees").glob("*/*.flac"))
    return [file for file in files if file.stem != "room" and len(read_clip(file)) > 1.2 * RATE]


def interruptions(caller: Track, clips: Sequence[Samples]) -> Track:
    """A clip into every second line that is long enough, a second after it began."""
    out, free = np.zeros(len(caller.samples), np.float32), 0
    onsets: list[int] = []
    bounds = [*caller.onsets, len(caller.samples)]
    for start, end in itertools.pairwise(bounds):
        at = start + RATE
        clip = clips[len(onsets) % len(clips)]
        if end - start < 3.5 * RATE or at < free or at + len(clip) > len(out):
            continue
        out[at : at + len(clip)] += clip
        onsets.append(at + first_sound(clip))
        free = at + len(clip) + 3 * RATE
    return Track(out, tuple(onsets), 0.0)


def first_sound(clip: Samples) -> int:
    return int(np.flatnonzero(np.abs(clip) > 0.05 * np.abs(clip).max())[0])


@dataclass(frozen=True, slots=True)
class Heard:
    """Of one call: what was taken for the trainee."""

    starts: list[SpeechStarted]
    voiced: dict[int, Ms]
    """Voiced time of each utterance."""
    report: EchoReport


class Listening:
    """What a call hears of each block: voice detector, turn detector."""

    def __init__(self, canceller: EchoCanceller, guarded: bool) -> None:
        self._vad = GuardedVad(SileroVad(), canceller.guard) if guarded else SileroVad()
        self._gate, self._detector = Gate(), TurnDetector()
        self.starts: list[SpeechStarted] = []
        self.voiced: dict[int, Ms] = {}

    def hear(self, block: Samples) -> None:
        voiced, detector = self._gate.push(self._vad.speech(block)), self._detector
        self.starts += [event for event in detector.push(voiced) if isinstance(event, SpeechStarted)]
        if voiced and detector.speaking:
            number = detector.utterance
            self.voiced[number] = self.voiced.get(number, detector.onset - BLOCK_MS) + BLOCK_MS


def hold(room: Loudspeaker, caller: Track, trainee: Track | None, guarded: bool) -> Heard:
    """One call.  Where the clocks differ, through the whole phone, as in the product."""
    if room.drift_ppm:
        return _through_the_phone(room, caller, trainee, guarded)
    heard = microphone(caller.samples, room, trainee.samples if trainee else None)
    canceller = EchoCanceller()
    listening = Listening(canceller, guarded)
    for at in range(0, len(heard), BLOCK):
        canceller.played(caller.samples[at : at + BLOCK])
        listening.hear(canceller.clean(heard[at : at + BLOCK]))
    return Heard(listening.starts, listening.voiced, canceller.report(room.delay))


def _through_the_phone(room: Loudspeaker, caller: Track, trainee: Track | None, guarded: bool) -> Heard:
    hiss = np.random.default_rng(3).standard_normal(len(caller.samples) + RATE).astype(np.float32)
    near = at_level(hiss, ROOM_DBFS)
    if trainee is not None:
        near[: len(trainee.samples)] += trainee.samples
    card = EchoingCard(near, room, Weather(room.drift_ppm))
    card.open()
    phone = CancellingPhone(card, EchoCanceller())
    listening = Listening(phone.canceller, guarded)
    for at in range(0, len(caller.samples), BLOCK):
        block = phone.read()
        assert block is not None
        listening.hear(block)
        phone.write(caller.samples[at : at + BLOCK])
    return Heard(listening.starts, listening.voiced, phone.report())


def microphone(played: Samples, room: Loudspeaker, trainee: Samples | None, seed: int = 3) -> Samples:
    hiss = np.random.default_rng(seed).standard_normal(len(played)).astype(np.float32)
    sound = echo_of(played, room) + at_level(hiss, ROOM_DBFS)
    if trainee is not None:
        sound = sound + trainee
    limited: Samples = np.clip(sound, -1, 1).astype(np.float32)
    return limited


def discovery(starts: Sequence[SpeechStarted], onsets: Sequence[int]) -> list[Ms]:
    """For each interruption that was found: from its onset until the call knew it, ms."""
    found = []
    for onset in onsets:
        true = onset * 1000 // RATE
        near = [start.at - true for start in starts if -EARLY < start.onset - true < LATE]
        found += near[:1]
    return found


def measure(room: Loudspeaker, calls: Sequence[tuple[Track, Track]], guarded: bool = True) -> Figures:
    false = stops = of = 0
    found: list[Ms] = []
    for caller, trainee in calls:
        alone = hold(room, caller, None, guarded)
        false += len(alone.starts)
        stops += sum(voiced >= WORDED for voiced in alone.voiced.values())
        found += discovery(hold(room, caller, trainee, guarded).starts, trainee.onsets)
        of += len(trainee.onsets)
    report = alone.report
    return Figures(
        room.name, round(sum(caller.spoken_s for caller, _ in calls), 1), false, stops, len(found), of,
        float(np.median(found)) if found else None, float(np.percentile(found, 95)) if found else None,
        report.erle_db, report.leakage_db, report.usable, report.reason,
    )  # fmt: skip


def figures(minutes: float, guarded: bool) -> Iterator[Figures]:
    """Of every room; those that must be refused last."""
    many = max(1, round(minutes * 60 / len(ROOMS) / CALL_S))
    each = minutes * 60 / len(ROOMS) / many
    with tempfile.TemporaryDirectory() as folder:
        lines = caller_lines(Path(folder))
    clips = [at_level(read_clip(file), TRAINEE_DBFS) for file in trainee_clips()]
    for number, room in enumerate((*ROOMS, *BEYOND)):
        callers = [caller_track(lines, each, 100 * call + number) for call in range(many)]
        yield measure(room, [(caller, interruptions(caller, clips)) for caller in callers], guarded)


def row(f: Figures) -> str:
    lag = f"{f.p50:4.0f} {f.p95:4.0f}" if f.p50 is not None and f.p95 is not None else "   –    –"
    erle = "–" if f.erle_db is None else f"{f.erle_db:.0f}"
    leak = "–" if f.leakage_db is None else f"{f.leakage_db:.0f}"
    use = "yes" if f.usable else "refused"
    return (
        f"{f.name:30} {f.caller_s:6.0f} {f.false:5} {f.stops:5} {f.found:4}/{f.of:<4} {lag} "
        f"{erle:>5} {leak:>5} {use}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure echo cancelling in simulated rooms.")
    parser.add_argument("--minutes", type=float, default=20.0, help="of caller speech, all rooms together")
    parser.add_argument("--unguarded", action="store_true", help="without the guard before the detector")
    parser.add_argument("--json", type=Path)
    words = parser.parse_args()
    if not shutil.which("flite"):
        raise SystemExit("The caller is rendered by flite.  Install it with:  apt-get install flite")
    print(
        f"{'room':30} {'caller':>6} {'false':>5} {'stops':>5} {'found':>9} "
        f"{'p50':>4} {'p95':>4} {'ERLE':>5} {'left':>5}"
    )
    done = []
    for f in figures(words.minutes, not words.unguarded):
        done.append(f)
        print(row(f), flush=True)
    kept = [f for f in done if f.usable]
    hours = sum(f.caller_s for f in kept) / 3600
    for what, count in (
        ("starts", sum(f.false for f in kept)),
        ("interruptions", sum(f.stops for f in kept)),
    ):
        print(f"false {what} an hour of caller speech, rooms in use: {count / hours:.1f} ({count})")
    if words.json:
        fields = [{name: getattr(f, name) for name in Figures.__slots__} for f in done]
        words.json.write_text(json.dumps(fields, indent=1))


if __name__ == "__main__":
    main()
