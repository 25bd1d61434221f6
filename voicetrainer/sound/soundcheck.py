"""What `voicetrainer doctor --sound` measures: the microphone, the delay, the echo, drop-outs.

Theory of operation.  `examine` walks through five steps over an open phone, as a call would use it:
a block is read, a block is handed over.  Each step leaves a finding made by a pure function of the
samples, and `advice` turns all findings into what to change, the worst first.

Automatic gain is noticed by the room: between words a fixed gain lets the room be heard as loud as
before anyone spoke; one that was turned down by the voice, or a noise gate, lets it sink.

The echo is found by the phase of the cross-spectrum (one sharp peak, whatever the loudspeaker's
colour) and its level by the part of the microphone's sound that is coherent with what was played,
so neither the room's noise nor a word in between counts as echo.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ..core.ports import BLOCK, BLOCK_MS, RATE
from .clips import SILENCE_DBFS, level_dbfs, scaled
from .latency import measure_round_trip
from .tones import hold_music, speech_like

if TYPE_CHECKING:
    from ..core.events import Ms
    from ..core.ports import Phone, Samples

STILL_MS: Ms = 3_000
SPEAK_MS: Ms = 6_000
ECHO_S = 4.0
STEADY_S, QUICK_S = 60, 10
SETTLE_MS: Ms = 500
"""Of the first stretch, left out: some devices begin with a click or a fade."""

LEAST = 2e-5
"""Peak below which a microphone gives nothing at all: less than one step of 16 bits."""
QUIET_DBFS, LOUD_DBFS = -45.0, -12.0
"""Bounds of a good speaking level (pauses left out)."""
CLIPPED = 0.985
CLIPPED_SAMPLES = 8
VOICE_DB = 9.0
"""So far above the room there is a voice at all; recognisers want twice that."""
CLEAR_DB = 18.0
GAIN_DB = 6.0
"""The room between words lies this far below the room before: the gain moved."""
PAUSES = 4
"""Percent of the spoken blocks that are taken for pauses."""

LATEST: Ms = 1_000
"""Echo is looked for up to here."""
TOO_LATE: Ms = 400
"""No echo canceller copes with more (Bluetooth)."""
CERTAIN = 14.0
"""The echo's peak stands so many times above the rest."""
FIRST = 0.35
PLAYED_DBFS = -20.0
FAINT_DB = 25.0
"""Echo this far below the trainee's voice is not heard as speech."""
HOLE_MS = (5, 500)
"""Digital silence in mid-sound, this long, is a gap in the recording."""
MUSIC_DBFS = -30.0
LATE_MS: Ms = 120
"""A block that comes so late was felt in the call."""

Voice = Literal["nothing", "no voice", "clipped", "too loud", "too quiet", "noisy", "good"]


@dataclass(frozen=True, slots=True)
class MicrophoneFinding:
    """Levels in dBFS (RMS)."""

    room: float
    voice: float
    """Of the speech, pauses left out."""
    peak: float
    clipped: int
    """Samples at the end of the scale."""
    verdict: Voice
    gain_db: float
    """How far the room sank between words; `GAIN_DB` and more is an automatic gain or a gate."""

    @property
    def gain_moves(self) -> bool:
        return self.gain_db >= GAIN_DB


@dataclass(frozen=True, slots=True)
class EchoFinding:
    delay: Ms
    """From handing a block over to reading its first sample."""
    level_db: float
    """Of the echo against what was handed over."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    seconds: float
    """That were watched, of microphone time."""
    lost_ms: Ms
    """Microphone sound the driver lost."""
    holes: int
    """Gaps of silence in what it gave."""
    underflows: int
    """Gaps the loudspeaker played."""
    longest_wait: Ms
    """Between two blocks."""
    drift_ppm: int
    """How much faster than the computer's clock the microphone runs; rough below a minute."""

    @property
    def dropouts(self) -> int:
        return self.underflows + self.holes + self.lost_ms // BLOCK_MS


@dataclass(frozen=True, slots=True)
class SoundCheck:
    microphone: MicrophoneFinding
    round_trip: Ms | None
    echo: EchoFinding | None
    """None: the microphone does not hear the loudspeaker, as with headphones."""
    steady: Steadiness

    @property
    def echo_below_voice(self) -> float | None:
        """dB between the trainee's voice and the caller's echo, at the level callers speak at."""
        if self.echo is None or self.microphone.verdict in ("nothing", "no voice"):
            return None
        return self.microphone.voice - (PLAYED_DBFS + self.echo.level_db)


Step = Literal["still", "speak", "chirps", "echo", "steady"]
Finding = MicrophoneFinding | EchoFinding | Steadiness | int | float | None


def examine(
    phone: Phone, seconds: float, begin: Callable[[Step], None], found: Callable[[Step, Finding], None],
    clock: Callable[[], float] = time.monotonic,
) -> SoundCheck:  # fmt: skip
    """All five steps over an open phone; takes about 20 s, and `seconds` for the last one.

    `begin` and `found` are called before and after each, for the screen.  Raises DeviceError.
    """
    begin("still")
    still = listen(phone, STILL_MS)
    found("still", level_dbfs(still[SETTLE_MS * RATE // 1000 :]))
    begin("speak")
    microphone = judge_microphone(still, listen(phone, SPEAK_MS))
    found("speak", microphone)
    begin("chirps")
    round_trip = measure_round_trip(phone)
    found("chirps", round_trip)
    begin("echo")
    echo = measure_echo(phone)
    found("echo", echo)
    begin("steady")
    steady = watch(phone, seconds, clock)
    found("steady", steady)
    return SoundCheck(microphone, round_trip, echo, steady)


def listen(phone: Phone, length: Ms) -> Samples:
    """That much of the microphone, with nothing handed over but silence."""
    return exchange(phone, np.zeros(length * RATE // 1000 // BLOCK * BLOCK, np.float32))


def exchange(phone: Phone, played: Samples) -> Samples:
    """Hand the samples over (whole blocks) and return what the microphone gave meanwhile.

    What is heard without any delay lies at the same place as what was played.
    """
    heard = []
    for at in range(0, len(played), BLOCK):
        block = phone.read()
        phone.write(played[at : at + BLOCK])
        heard.append(np.zeros(BLOCK, np.float32) if block is None else block)
    last = phone.read()
    phone.write(np.zeros(BLOCK, np.float32))
    heard.append(np.zeros(BLOCK, np.float32) if last is None else last)
    return np.concatenate(heard)[BLOCK:]  # the first block was read before anything was handed over


# -- the microphone ----------------------------------------------------------------------------------


def judge_microphone(still: Samples, spoken: Samples) -> MicrophoneFinding:
    """From a stretch of stillness and one of speech, in that order."""
    still = still[SETTLE_MS * RATE // 1000 :]
    room, loud = level_dbfs(still), _levels(spoken)
    voice = _active(spoken)
    peak = float(np.abs(spoken).max(initial=0.0))
    clipped = int(np.sum(np.abs(spoken) >= CLIPPED))
    between = float(np.percentile(loud, PAUSES)) if len(loud) else SILENCE_DBFS
    before = float(np.median(_levels(still))) if len(still) >= BLOCK else SILENCE_DBFS
    spoke = voice - room >= VOICE_DB and voice - between >= VOICE_DB
    sunk = before - max(between, -100.0) if spoke and before > -90 else 0.0
    nothing = max(peak, float(np.abs(still).max(initial=0.0))) < LEAST
    return MicrophoneFinding(
        room, voice, 20 * math.log10(max(peak, 1e-6)), clipped,
        "nothing" if nothing else _verdict(room, voice, clipped), max(0.0, sunk),
    )  # fmt: skip


def _verdict(room: float, voice: float, clipped: int) -> Voice:
    if voice - room < VOICE_DB:
        return "no voice"
    if clipped >= CLIPPED_SAMPLES:
        return "clipped"
    if voice > LOUD_DBFS:
        return "too loud"
    if voice < QUIET_DBFS:
        return "too quiet"
    return "noisy" if voice - room < CLEAR_DB else "good"


def _levels(samples: Samples) -> Samples:
    """dBFS of each 20 ms."""
    power = np.mean(samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK) ** 2, axis=1)
    return np.asarray(10 * np.log10(np.maximum(power, 1e-12)), np.float32)


def _active(samples: Samples) -> float:
    """Level of the louder blocks alone, those within 15 dB of the loudest tenth."""
    levels = _levels(samples)
    if not len(levels):
        return SILENCE_DBFS
    loud = levels[levels > np.percentile(levels, 90) - 15]
    return float(10 * np.log10(np.mean(10 ** (loud.astype(np.float64) / 10)))) if len(loud) else SILENCE_DBFS


# -- the echo ----------------------------------------------------------------------------------------


def measure_echo(phone: Phone) -> EchoFinding | None:
    """Play a murmur like speech and find it in the microphone; None if it is not heard there."""
    played = np.concatenate([speech_like(ECHO_S), np.zeros(LATEST * RATE // 1000, np.float32)])
    played = played[: len(played) // BLOCK * BLOCK]
    at_level = scaled(played, PLAYED_DBFS - level_dbfs(played[: round(ECHO_S * RATE)]))
    return find_echo(at_level, exchange(phone, at_level))


def find_echo(played: Samples, heard: Samples) -> EchoFinding | None:
    """Where and how loud `played` lies in `heard`, which began at the same moment; None if it does not."""
    delay = _delay(played, heard)
    if delay is None:
        return None
    early = max(0, delay - RATE // 200)  # 5 ms: the sharp peak may come after the first sound
    power_played, power_echo = _coherent(played[: len(played) - early], heard[early:])
    if power_echo <= 0:
        return None
    return EchoFinding(round(delay * 1000 / RATE), 10 * math.log10(power_echo / power_played))


def _delay(played: Samples, heard: Samples) -> int | None:
    """In samples."""
    late = LATEST * RATE // 1000
    match = np.zeros(late)
    for at in range(0, len(played) - late, RATE):  # a second each: two clocks hardly part in it
        match += _match(played[at : at + RATE], heard[at : at + RATE + late])
    # devices with two clocks smear the peak over a few samples
    smooth = np.convolve(match, np.ones(16), mode="same")
    peak = int(np.argmax(smooth))
    if not np.any(heard) or smooth[peak] < CERTAIN * float(np.median(smooth)):
        return None
    # a room's later sound may be the loudest: the first that is nearly as loud is the way without walls
    first = int(np.argmax(smooth >= FIRST * smooth[peak]))
    return max(0, first - 8) + int(np.argmax(match[max(0, first - 8) : first + 16]))


def _match(played: Samples, heard: Samples) -> Samples:
    """How well it fits at each delay: the cross-spectrum's phase alone, so that colour does not count."""
    size = 1 << (len(heard) + len(played) - 1).bit_length()
    cross = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    cross *= (hertz > 250) & (hertz < 3800)
    fit = np.fft.irfft(cross / np.maximum(np.abs(cross), 1e-12), size)[: LATEST * RATE // 1000]
    return np.asarray(fit**2)


def _coherent(played: Samples, heard: Samples, window: int = 4096) -> tuple[float, float]:
    """Power of what was played, and of the part of `heard` that follows from it, by Welch's method."""
    shape = np.hanning(window)
    starts = range(0, min(len(played), len(heard)) - window + 1, window // 2)
    x = np.array([np.fft.rfft(played[at : at + window] * shape) for at in starts])
    y = np.array([np.fft.rfft(heard[at : at + window] * shape) for at in starts])
    pxx, pyy = np.mean(np.abs(x) ** 2, axis=0), np.mean(np.abs(y) ** 2, axis=0)
    pxy = np.abs(np.mean(y * np.conj(x), axis=0)) ** 2
    # windows that overlap by half count for about two thirds; chance alone makes 1/n of it coherent
    chance = 1.5 / len(starts)
    follows = pxy / np.maximum(pxx, 1e-12) - pyy * chance
    return float(np.sum(pxx)), float(np.sum(follows)) / (1 - chance)


# -- drop-outs ---------------------------------------------------------------------------------------


def watch(phone: Phone, seconds: float, clock: Callable[[], float] = time.monotonic) -> Steadiness:
    """Use the phone for that long, with soft music, and count what goes wrong."""
    music = hold_music()
    music = scaled(music, MUSIC_DBFS - level_dbfs(music))
    lost, gaps = _count(phone, "lost_ms"), _count(phone, "underflows")
    heard, times = [], [clock()]
    for number in range(max(2, round(seconds * 1000 / BLOCK_MS))):
        block = phone.read()
        times.append(clock())
        phone.write(music[np.arange(number * BLOCK, (number + 1) * BLOCK) % len(music)])
        heard.append(np.zeros(BLOCK, np.float32) if block is None else block)
    return Steadiness(
        len(heard) * BLOCK_MS / 1000,
        _count(phone, "lost_ms") - lost,
        holes(np.concatenate(heard)),
        _count(phone, "underflows") - gaps,
        round(1000 * max(np.diff(times))),
        drift_ppm(np.asarray(times[1:])),
    )


def _count(phone: Phone, name: str) -> int:
    """A sound card's phone counts these; others have no such trouble."""
    return int(getattr(phone, name, 0))


def holes(samples: Samples) -> int:
    """Stretches of exact silence with sound on both sides, 5 to 500 ms long.

    0 where much of it is exactly silent: then the device (or a noise gate) does so by itself.
    """
    silent = samples == 0
    if not len(samples) or silent.mean() > 0.2:
        return 0
    edges = np.flatnonzero(np.diff(np.concatenate([[False], silent, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    lengths = (ends - starts) * 1000 / RATE
    inside = (starts > 0) & (ends < len(samples))
    return int(np.sum(inside & (lengths >= HOLE_MS[0]) & (lengths <= HOLE_MS[1])))


def drift_ppm(times: Samples) -> int:
    """Of the blocks' pace against the clock they were timed with, by the line through their times."""
    if len(times) < 2 or times[-1] <= times[0]:
        return 0
    number = np.arange(len(times))
    pace = float(np.polyfit(number, times - times[0], 1)[0])
    return round((BLOCK_MS / 1000 / pace - 1) * 1e6)


# -- what to change ----------------------------------------------------------------------------------

_MICROPHONE = {
    "nothing": "no_sound", "no voice": "no_voice", "clipped": "turn_down", "too loud": "turn_down",
    "too quiet": "turn_up", "noisy": "noisy",
}  # fmt: skip
STOPS = ("no_sound", "no_voice", "dropouts")
"""A call with one of these makes no sense."""


def advice(check: SoundCheck) -> tuple[str, ...]:
    """Keys of the catalogue's part `soundcheck` (`advice_…`), the worst first; none if all is well."""
    found = []
    if key := _MICROPHONE.get(check.microphone.verdict):
        works = check.echo is not None or check.round_trip is not None  # it heard the loudspeaker
        found.append("no_voice" if works and key == "no_sound" else key)
    if check.steady.dropouts > check.steady.seconds / 6 or check.steady.lost_ms > 10 * check.steady.seconds:
        found.append("dropouts")
    elif check.steady.dropouts:
        found.append("few_dropouts")
    if check.steady.longest_wait > LATE_MS:
        found.append("busy")
    if check.microphone.gain_moves:
        found.append("automatic_gain")
    found += _about_echo(check)
    return tuple(sorted(found, key=lambda key: key not in STOPS))


def _about_echo(check: SoundCheck) -> list[str]:
    delay = max(check.round_trip or 0, check.echo.delay if check.echo else 0)
    below = check.echo_below_voice
    if delay > TOO_LATE:
        return ["too_late"]
    return ["echo"] if below is not None and below < FAINT_DB else []
