"""A five-minute call on loudspeakers, judged by its recording: levels, lanes, gaps, transcript, picture.

    python -m benchmarks.soak.five_minutes [--seconds 300] [--echo-db -10] [--picture call.png]

A private PulseAudio plays the room: what the loudspeaker gets comes back into the microphone after
80 ms.  The call is a live one, with sound card phone, echo canceller, recogniser and voice; the trainee
answers, murmurs and cuts in by `paplay`.  Two recorders hear what the devices really got.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import Figure, table
from benchmarks.machine import describe
from tests.pulse.rig import Pulse, missing
from voicetrainer.core import events as e
from voicetrainer.core.ports import RATE, Samples
from voicetrainer.sound.clips import level_dbfs
from voicetrainer.sound.recording import Tracks, open_recording
from voicetrainer.store.folder import CallFolder

from .chirps import find
from .kills import ROOT
from .picture import spectrogram, stacked, write_png
from .pulse import _parec

AIR_MS = 80
STARTS_MS = 400
NEAR_MS = 100
"""What the program noticed of a clip begins no further before it."""
RINGS_ON_MS = 250
LAST_MS = 1000
"""A clip begun so late may be cut off by the end of the call."""
LAST_MS = 1000
"""A clip begun so late may be cut off by the end of the call."""
COLUMNS, ROWS = 900, 110


@dataclass(frozen=True, slots=True)
class Call:
    told: dict[str, Any]
    timeline: Sequence[e.Event]
    tracks: Tracks
    speaker: Samples
    """What the loudspeaker got, from before the call on."""
    micfeed: Samples
    """What the microphone got: trainee and echo."""


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    if lacking := missing():
        raise SystemExit(f"install: apt-get install {' '.join(lacking)}")
    with tempfile.TemporaryDirectory(prefix="voicetrainer-call-") as folder:
        call = hold(options.seconds, options.seed, options.echo_db, Path(folder))
        if options.keep:
            _keep(Path(call.told["folder"]), options.keep)
    figures = list(measure(call))
    print(table(figures))
    for notice in call.told["notices"]:
        print(notice)
    if options.picture:
        write_png(options.picture, picture(call))
    content = {
        "seconds": options.seconds, "seed": options.seed, "echo_db": options.echo_db,
        "machine": describe(), "figures": [figure.as_json() for figure in figures], "call": call.told,
    }  # fmt: skip
    options.out.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    return 0


def hold(seconds: float, seed: int, echo_db: float, root: Path) -> Call:
    """Raises CalledProcessError with the call's own words on stderr."""
    (root / "pulse").mkdir()
    pulse = Pulse(root / "pulse")
    try:
        _echo(pulse, echo_db)
        recorders = [_parec(pulse, name, root / name) for name in ("speaker", "micfeed")]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.soak.loud_call", str(seconds), str(seed), str(root)],
            env={**pulse.environment, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        for recorder in recorders:
            recorder.terminate()
            recorder.wait(5)
    finally:
        pulse.stop()
    told = json.loads(done.stdout.splitlines()[-1])
    folder = CallFolder(Path(told["folder"]))
    sides = [np.fromfile(root / name, "<i2").astype(np.float32) / np.float32(32768)
             for name in ("speaker", "micfeed")]  # fmt: skip
    return Call(told, list(folder.timeline()), open_recording(folder.path), sides[0], sides[1])


def _echo(pulse: Pulse, level_db: float) -> None:
    # a loopback that keeps adjusting its rate is no room: its delay wanders by itself
    words = ("source=speaker.monitor", "sink=micfeed", f"latency_msec={AIR_MS}", "adjust_time=0")
    pulse.control("load-module", "module-loopback", *words)
    number = pulse.control("list", "short", "sink-inputs").split()[0]
    pulse.control("set-sink-input-volume", number, f"{level_db:+.0f}dB")


# -- judged -------------------------------------------------------------------------------------------


def measure(call: Call) -> Iterator[Figure]:
    yield Figure("length", "length", "min", (call.told["length"] / 60_000,))
    yield from _levels(call)
    yield Figure("lost", "microphone sound lost", "ms", (call.told["lost_ms"],), goal=0)
    yield from _lanes(call)
    yield from _floor(call)
    yield from _words(call)


def _levels(call: Call) -> Iterator[Figure]:
    """Of stretches in which only the caller sounds, and of those in which nobody does."""
    echo, left, room = [], [], []
    lead, spoken = _lead(call), _spoken(call)
    for at in range(2000, len(call.tracks.trainee) // 16 - 500, 100):
        here = slice(at * 16, (at + 100) * 16)
        if any(on - RINGS_ON_MS <= at <= end + RINGS_ON_MS for on, end in spoken):
            continue
        raw = call.micfeed[max(0, here.start + lead) : max(0, here.stop + lead)]
        sounds = level_dbfs(call.tracks.caller[here]) > -35
        silent = level_dbfs(call.tracks.caller[(at - 500) * 16 : (at + 100) * 16]) < -60
        if sounds and len(raw):
            echo.append(level_dbfs(raw))
            left.append(level_dbfs(call.tracks.trainee[here]))
        elif silent:
            room.append(level_dbfs(call.tracks.trainee[here]))
    speech = [level_dbfs(call.tracks.trainee[on * 16 : end * 16]) for on, end in spoken]
    for name, title, values in (
        ("echo", "echo in the microphone", echo), ("left", "  left of it in the trainee's lane", left),
        ("room", "  the lane when nobody speaks", room), ("speech", "  the trainee's speech", speech),
    ):  # fmt: skip
        yield Figure(name, title, "dBFS", tuple(values), "p95")
    yield Figure("erle", "  taken out, as the program tells", "dB", (call.told["erle_db"] or 0.0,))


def _spoken(call: Call) -> list[tuple[e.Ms, e.Ms]]:
    """Where the trainee really speaks: a clip sounds at most `STARTS_MS` after it was sent."""
    return [(now, now + length + STARTS_MS) for now, _, _, length in call.told["said"]]


def _lead(call: Call) -> int:
    """Samples by which the microphone's recorder began before the call's recording."""
    ours, theirs = (np.array(find(sound)) for sound in (call.tracks.trainee, call.micfeed))
    if not len(ours) or not len(theirs):
        return 0
    shifts = (theirs[:, None] - ours[None, :]).ravel()
    counts = [int(np.sum(np.abs(shifts - shift) < RATE // 20)) for shift in shifts]
    return int(shifts[int(np.argmax(counts))])


def _lanes(call: Call) -> Iterator[Figure]:
    """Each line in the caller's lane against what the loudspeaker got; clips likewise."""
    heard = [(at, where) for at, where in _places(call)]
    if len(heard) > 2:
        middle = float(np.median([where - at for at, where in heard]))
        off = tuple(abs(where - at - middle) for at, where in heard)
        yield Figure("lane-caller", "caller's lane against the loudspeaker", "ms", off, "p95")
    ours, theirs = (np.array(find(sound)) / 16 for sound in (call.tracks.trainee, call.micfeed))
    lead = _lead(call) / 16
    near = [float(np.min(np.abs(theirs - lead - at))) for at in ours] if len(theirs) else []
    yield Figure("lane-trainee", "trainee's lane against the microphone", "ms",
                 tuple(n for n in near if n < 200), "p95")  # fmt: skip
    said = [(now, over) for now, _, over, _ in call.told["said"] if now < call.told["length"] - LAST_MS]
    alone = [now for now, over in said if not over]
    found = sum(any(now <= at <= now + STARTS_MS for at in ours) for now in alone)
    yield Figure(
        "clips", "trainee's clips not in the lane, where nobody spoke", "", (len(alone) - found,), goal=0
    )


def _places(call: Call) -> Iterator[tuple[float, float]]:
    """(ms in the caller's lane, ms in the loudspeaker's recorder) of the lines that were said."""
    lead = _lead(call)
    for line in call.timeline:
        if not isinstance(line, e.LineStarted):
            continue
        probe = call.tracks.caller[line.onset * 16 : line.onset * 16 + RATE]
        if len(probe) < RATE or not probe.any():
            continue
        # the same words are said again and again: look where this one must be
        low = max(0, line.onset * 16 + lead - RATE)
        near = call.speaker[low : low + 2 * RATE + len(probe)]
        size = 1 << (len(near) + len(probe)).bit_length()
        match = np.fft.irfft(np.fft.rfft(near, size) * np.conj(np.fft.rfft(probe, size)), size)
        if len(near) > len(probe):
            yield float(line.onset), (low + int(np.argmax(match[: 2 * RATE]))) / 16


def _floor(call: Call) -> Iterator[Figure]:
    """What the program took for the trainee, where the trainee was silent."""
    spoken = _spoken(call)

    def real(onset: e.Ms) -> bool:
        return any(on - NEAR_MS <= onset <= end for on, end in spoken)

    starts = [x for x in call.timeline if isinstance(x, e.SpeechStarted)]
    stops = [x for x in call.timeline if isinstance(x, e.Interrupted)]
    yield Figure("false-starts", "false starts from echo", "", (sum(not real(x.onset) for x in starts),))
    false = sum(not real(x.at - x.overlap) for x in stops)
    yield Figure("false-stops", "false interruptions", "", (false,), goal=0)
    yield Figure("stops", "  real interruptions, of clear words over her", "",
                 (len(stops) - false, ))  # fmt: skip
    over = sum(over for _, text, over, _ in call.told["said"] if len(text.split()) > 2)
    yield Figure("over", "  said over her", "", (over,))


def _words(call: Call) -> Iterator[Figure]:
    """Word errors of what the program wrote, and of the caller's lane as another ear hears it."""
    said = " ".join(text for _, text, _, _ in call.told["said"])
    heard = " ".join(x.text for x in call.timeline if isinstance(x, e.Recognised))
    yield Figure("words-trainee", "word errors, trainee", "%", (word_errors(said, heard),))
    told, understood = _caller_words(call)
    yield Figure("words-caller", "word errors, caller's lane", "%", (word_errors(told, understood),))


def _caller_words(call: Call) -> tuple[str, str]:
    """Of the lines that were said to their end."""
    from voicetrainer.speech.moonshine_ear import MoonshineEar

    ear = MoonshineEar()
    texts = {x.line: x.text for x in call.timeline if isinstance(x, e.Saying) and not x.start}
    begun = {x.line: x for x in call.timeline if isinstance(x, e.LineStarted)}
    told, heard = [], []
    for over in call.timeline:
        if isinstance(over, e.LineEnded) and not over.cut and over.line in texts and over.line in begun:
            sound = call.tracks.caller[begun[over.line].onset * 16 : over.end * 16]
            told.append(texts[over.line])
            heard.append(ear.recognise(sound).text)
    ear.close()
    return " ".join(told), " ".join(heard)


def word_errors(said: str, heard: str) -> float:
    """Percent of the words said: put in, left out, or other ones."""
    a, b = (["".join(c for c in w if c.isalnum()) for w in t.lower().split()] for t in (said, heard))
    row = list(range(len(b) + 1))
    for i, word in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return 100 * row[-1] / max(1, len(a))


def picture(call: Call) -> Any:
    """Microphone as it was, trainee's lane, caller's lane, over the whole call."""
    lead, length = _lead(call), len(call.tracks.trainee)
    raw = call.micfeed[max(0, lead) : lead + length]
    return stacked([spectrogram(s, COLUMNS, ROWS) for s in (raw, call.tracks.trainee, call.tracks.caller)])


def _keep(folder: Path, where: Path) -> None:
    import shutil

    shutil.copytree(folder, where, dirs_exist_ok=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak.five_minutes", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--echo-db", type=float, default=-10.0, help="the echo against what is played")
    parser.add_argument("--picture", type=Path, help="where the spectrogram goes, as a PNG")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the call here")
    parser.add_argument("--out", type=Path, default=Path("five-minutes.json"))
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
