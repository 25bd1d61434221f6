"""How a voice sounds, as figures: its level, its pitch, whether it was clipped.  Never what was felt.

Theory of operation.  Blocks come in every 20 ms.  Every ten of them, the frames that they completed
are looked at together: the level of each 10 ms, and, where a voice was heard, what its pitch may
be (the costly part, so it is done as the sound comes in).  When an utterance is over, its frames
are looked up: voiced are those that repeat themselves and stand out of the background, and on
those alone rest level and pitch.  So neither pauses nor hiss nor a long "s" count.

All levels are dBFS, 0 being full scale; all times are ms of call time, from the first block on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..catalogue import say
from ..core import events as e
from ..core.errors import ClipError
from ..core.ports import BLOCK, RATE
from ..core.raised import baseline_of_windows
from . import pitch
from .gain import CLIPPED, VOICED_MS, GainWatch, Spoken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..core.ports import Samples

    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]

STEP: e.Ms = pitch.HOP * 1000 // RATE
"""ms of a frame."""
WINDOW: e.Ms = 240
"""A window of `Delivered`: about a syllable."""
FEWEST = 5
"""Voiced frames that a window needs."""
KEPT = 120_000 // STEP
"""Frames that are kept (two minutes); of a longer utterance the last two minutes are measured."""
BATCH = 10
"""Blocks looked at together."""
FULL_SCALE = 0.985
"""A sample from here on was clipped."""
ABOVE_BACKGROUND_DB = 6.0
BELOW_PEAK_DB = 20.0
"""A frame this far below the loudest of its utterance is no full vowel of it: noise colours it."""
SPOKEN_DB = 30.0
"""A block this far below the loudest of a clip is taken for a pause."""
BEFORE: e.Ms = 1500
"""How far back the background of an utterance is looked for."""
LONG_BEFORE: e.Ms = 10_000
MARGIN: e.Ms = 120
"""So near to speech a frame is not yet, or no more, background."""
LOWEST_DBFS = -70.0
"""Nothing quieter is taken for a voice."""
QUIET_VOICE_DBFS = -50.0
NOISY_DB = 10.0
ENOUGH_VOICE: e.Ms = 6_000
"""Voiced time that a calibration needs: about half of 20 s of reading aloud is voiced."""
AFTER: e.Ms = 400
"""So long after speech its echo in the room, and a slow detector, may still be heard."""
LEAST_QUIET: e.Ms = 100
LONG_PAUSE: e.Ms = 2_500
"""In a pause at least so long an automatic gain has time to turn up."""
_QUIET = 1e-12
"""Power of what is called silence (−120 dBFS), so that a level is always a number."""


class Frames:
    """The last two minutes, frame by frame, in rings."""

    def __init__(self) -> None:
        self.count = 0
        """Frames since the start."""
        self._power = np.zeros(KEPT, np.float32)
        self._voiced = np.zeros(KEPT, bool)
        self._clipped = np.zeros(KEPT, np.int16)
        self._found = pitch.Candidates(*(part.copy() for part in pitch.none(KEPT)))

    def add(self, frames: Samples, voiced: Flags) -> None:
        """More frames, shape (n, FRAME), each around its own 10 ms; pitch is looked for if any is voiced."""
        own = frames[:, pitch.AHEAD : pitch.AHEAD + pitch.HOP]
        at = (self.count + np.arange(len(frames))) % KEPT
        self._power[at] = np.mean(np.square(own), axis=1)
        self._clipped[at] = np.count_nonzero(np.abs(own) >= FULL_SCALE, axis=1)
        self._voiced[at] = voiced
        found = pitch.candidates(frames) if voiced.any() else pitch.none(len(frames))
        for kept, new in zip(self._found, found, strict=True):
            kept[at] = new
        self.count += len(frames)

    def span(self, onset: e.Ms, end: e.Ms) -> NDArray[np.intp]:
        """Places in the rings of the frames from `onset` to `end`, as far as they are kept."""
        first = max(onset // STEP, self.count - KEPT, 0)
        return np.arange(first, max(first, min(-(-end // STEP), self.count))) % KEPT

    def power(self, at: NDArray[np.intp]) -> Floats:
        return self._power[at]

    def voiced(self, at: NDArray[np.intp]) -> Flags:
        return self._voiced[at]

    def clipped(self, at: NDArray[np.intp]) -> float:
        """Share of their samples at full scale."""
        return float(self._clipped[at].sum()) / (len(at) * pitch.HOP) if len(at) else 0.0

    def background(self, onset: e.Ms, end: e.Ms) -> float | None:
        """dBFS of the quiet moments in which nobody spoke; None if there was hardly one."""
        at = self.span(onset, end)
        quiet = self._power[at][~self._voiced[at]]
        return _dbfs(np.quantile(quiet, 0.3, keepdims=True)) if len(quiet) * STEP >= LEAST_QUIET else None

    def rise(self, onset: e.Ms, end: e.Ms) -> float | None:
        """dB by which the background rose in a long pause; None if the pause is not long enough."""
        onset, end = onset + AFTER, end - MARGIN
        if end - onset < LONG_PAUSE:
            return None
        first, last = self.background(onset, onset + 1000), self.background(end - 1000, end)
        return None if first is None or last is None else round(last - first, 1)

    def found(self, at: NDArray[np.intp]) -> pitch.Candidates:
        return pitch.Candidates(*(part[at] for part in self._found))


class DeliveryMeter:
    """A `core.ports.DeliveryMeter`: push every block, then ask for an utterance that is over."""

    def __init__(self) -> None:
        self._frames = Frames()
        self._blocks: list[Samples] = []
        self._flags: list[bool] = []
        self._tail: Samples = np.zeros(pitch.AHEAD, np.float32)
        """The last samples that were pushed and still are part of a frame to come."""
        self._tail_flags: list[bool] = []
        self._end: e.Ms = 0
        """Of the last utterance."""
        self._gain = GainWatch()

    def push(self, block: Samples, voiced: bool) -> None:
        """The next 20 ms.  Every tenth call costs about half a millisecond, the others nothing."""
        self._blocks.append(block)
        self._flags.append(voiced)
        if len(self._blocks) >= BATCH:
            self._look()

    def measure(self, at: e.Ms, utterance: int, onset: e.Ms, end: e.Ms) -> e.Delivered:
        self._look()
        delivered = measured(self._frames, at, utterance, onset, end)
        rise, self._end = self._frames.rise(self._end, onset), end
        if delivered.level is not None and delivered.voiced >= VOICED_MS and delivered.clipped <= CLIPPED:
            self._gain.heard(Spoken(delivered.level, delivered.pitch, delivered.background, rise))
        return delivered

    def gain(self, at: e.Ms) -> e.GainJudged | None:
        found = self._gain.news()
        return e.GainJudged(at, found) if found else None

    def _look(self) -> None:
        """Take in the frames that the blocks so far have completed."""
        samples = np.concatenate([self._tail, *self._blocks]).astype(np.float32, copy=False)
        flags = self._tail_flags + [flag for flag in self._flags for _ in range(BLOCK // pitch.HOP)]
        frames = pitch.frames_of(samples)
        self._frames.add(frames, np.array(flags[: len(frames)], bool))
        self._tail, self._tail_flags = samples[len(frames) * pitch.HOP :].copy(), flags[len(frames) :]
        self._blocks, self._flags = [], []


def measured(frames: Frames, at: e.Ms, utterance: int, onset: e.Ms, end: e.Ms) -> e.Delivered:
    """What the frames from `onset` to `end` show."""
    span = frames.span(onset, end)
    background = frames.background(max(0, onset - BEFORE), onset - MARGIN)
    if background is None:  # nothing lies before it: a clip, or the next word of the same breath
        background = frames.background(max(0, onset - LONG_BEFORE), end + MARGIN)
    found = frames.found(span)
    power, heights = frames.power(span), pitch.settled(found)
    voiced = (heights > 0) & _stands_out(power, background)
    if not voiced.any():
        return e.Delivered(at, utterance, onset, end, None, None, 0, frames.clipped(span), background)
    return e.Delivered(
        at, utterance, onset, end,
        level=_dbfs(power[voiced]),
        pitch=round(float(np.median(heights[voiced])), 2),
        voiced=int(np.count_nonzero(voiced)) * STEP,
        clipped=round(frames.clipped(span), 5),
        background=background,
        windows=tuple(_windows(power, heights, found.balance, voiced, onset)),
    )  # fmt: skip


def _stands_out(power: Floats, background: float | None) -> Flags:
    """Which frames are loud enough to be vowels of this utterance."""
    if not len(power):
        return np.zeros(0, bool)
    levels = 10 * np.log10(power + _QUIET)
    least = float(np.quantile(levels, 0.95)) - BELOW_PEAK_DB
    if background is not None:
        least = max(least, background + ABOVE_BACKGROUND_DB)
    return np.asarray(levels >= least)


def _windows(
    power: Floats, heights: Floats, balance: Floats, voiced: Flags, onset: e.Ms
) -> Iterator[e.Window]:
    """One after the other from the onset on; those with hardly any voice are left out."""
    wide = WINDOW // STEP
    for first in range(0, len(power), wide):
        part = slice(first, first + wide)
        chosen = voiced[part]
        if np.count_nonzero(chosen) >= FEWEST:
            begins = onset + first * STEP
            yield e.Window(
                begins, begins + len(chosen) * STEP, _dbfs(power[part][chosen]),
                round(float(np.median(heights[part][chosen])), 2),
                round(float(np.mean(balance[part][chosen])), 2),
            )  # fmt: skip


def _dbfs(power: Floats) -> float:
    """Of the mean of some powers, to a hundredth of a dB."""
    return round(10 * float(np.log10(np.mean(power) + _QUIET)), 2)


# -- whole clips -----------------------------------------------------------------------------


def delivery_of_clip(samples: Samples, voiced: Sequence[bool] | None = None) -> e.Delivered:
    """A whole clip as one utterance, from its first sound to its last; float32, mono, 16 kHz.

    `voiced`: a voice detector's answer for each 20 ms, where there is one; else what stands out
    of the clip's own quiet moments is taken for voice.
    """
    whole = samples[: len(samples) // BLOCK * BLOCK]
    flags = np.repeat(loud_blocks(whole) if voiced is None else np.array(voiced, bool), BLOCK // pitch.HOP)
    frames = Frames()
    everything = pitch.frames_of(np.pad(whole, pitch.AHEAD).astype(np.float32))
    for first in range(0, len(everything), 2 * BATCH):
        part = everything[first : first + 2 * BATCH]
        frames.add(part, flags[first : first + len(part)])
    spoken = np.flatnonzero(flags)
    if not len(spoken):
        return e.Delivered(0, 0, 0, 0, None, None)
    onset, end = int(spoken[0]) * STEP, int(spoken[-1] + 1) * STEP
    return measured(frames, end, 0, onset, end)


def loud_blocks(samples: Samples) -> Flags:
    """Which 20 ms blocks of a clip stand out of its own background."""
    whole = samples[: len(samples) // BLOCK * BLOCK]
    power = np.mean(np.square(whole.reshape(-1, BLOCK)), axis=1)
    if not len(power):
        return np.zeros(0, bool)
    levels = 10 * np.log10(power + _QUIET)
    low, high = np.quantile(levels, (0.1, 0.98))
    return np.asarray(levels > max(low + 0.25 * (high - low), high - SPOKEN_DB, LOWEST_DBFS))


# -- one's own voice at rest -------------------------------------------------------------------


def baseline_of(samples: Samples) -> e.Baselined:
    """What `calibrate` keeps of about 20 s of ordinary speech.

    Raises ClipError, with the remedy, if it is too short, too quiet, too noisy or clipped.
    """
    found = delivery_of_clip(samples)
    if found.level is None or found.level < QUIET_VOICE_DBFS:
        raise ClipError(say("delivery.calibrate-quiet", level=_shown(found.level)))
    if found.clipped > CLIPPED:
        raise ClipError(say("delivery.calibrate-clipped", share=round(100 * found.clipped, 1)))
    if found.background is not None and found.level - found.background < NOISY_DB:
        raise ClipError(say("delivery.calibrate-noisy", above=round(found.level - found.background)))
    if found.voiced < ENOUGH_VOICE:
        seconds, wanted = round(found.voiced / 1000, 1), ENOUGH_VOICE // 1000
        raise ClipError(say("delivery.calibrate-short", seconds=seconds, wanted=wanted))
    return rest_of(found)


def rest_of(found: e.Delivered) -> e.Baselined:
    """The middle of an utterance's windows, and how far they spread."""
    rest = baseline_of_windows(found.windows)
    if rest is None or rest.level is None or rest.pitch is None:
        return e.Baselined(0, None, None)
    return e.Baselined(
        0,
        level=round(rest.level, 2),
        pitch=round(rest.pitch, 2),
        level_spread=round(rest.level_spread, 2),
        pitch_spread=round(rest.pitch_spread, 2),
        balance=None if rest.balance is None else round(rest.balance, 2),
    )


def _shown(level: float | None) -> str:
    return "–" if level is None else str(round(level))
