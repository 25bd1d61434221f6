"""When a voice counts as raised: so many dB and semitones above the same person's own baseline.

Only that is told.  A glad voice is raised as an angry one is, and the figures cannot tell them
apart.  A window is about a syllable; it is looked at together with its neighbours, since one
syllable alone is emphasis.  Levels count only where the gain is known to be fixed and nothing was
clipped; where they do not, pitch must be further up to count alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median_low, pstdev
from typing import Literal

from .events import Delivered, Ms, Window

CLIPPED = 0.01
"""An utterance with a greater share of clipped samples has no level that could be compared."""
NEIGHBOURS: Ms = 600
"""Windows further apart than this do not belong together."""


@dataclass(frozen=True, slots=True)
class Up:
    """From where on a voice counts as raised, above its own baseline."""

    level: float = 4.0
    """dB, while the gain is fixed: both this and …"""
    semitones: float = 2.0
    """… this are needed."""
    alone: float = 4.0
    """Semitones, where the level cannot be used."""
    least: Ms = 500
    """Shorter stretches are emphasis, not a raised voice."""
    balance: float = 3.0
    """dB by which sound moves up in the spectrum; for whole clips whose level cannot be used."""


FIRST_VALUES = Up()


@dataclass(frozen=True, slots=True)
class Baseline:
    """A trainee's own voice at rest."""

    level: float | None
    """dBFS."""
    pitch: float | None
    """Hz."""
    level_spread: float = 0.0
    """dB, from window to window."""
    pitch_spread: float = 0.0
    """Semitones, from window to window."""
    source: Literal["calibrated", "first turns"] = "calibrated"
    turns: tuple[tuple[Ms, Ms], ...] = ()
    """Onset and end of the turns it was taken from: the first that answered no hot line."""
    voiced: Ms = 0
    balance: float | None = None
    """dB, the sound above 700 Hz against that below."""


@dataclass(frozen=True, slots=True)
class Height:
    """How far above the baseline; negative below, None where it could not be told."""

    level: float | None
    """dB; None unless the gain is fixed and nothing was clipped."""
    semitones: float | None
    balance: float | None = None
    """dB; needs no gain, but several sentences: it differs from vowel to vowel."""

    def is_up(self, up: Up, baseline: Baseline) -> bool:
        """Is it raised?  Where a voice at rest moves more than `up` asks for, it must move beyond that."""
        if self.semitones is None:
            return False
        if self.level is None:
            return self.semitones >= max(up.alone, 1.5 * baseline.pitch_spread)
        loud = self.level >= max(up.level, baseline.level_spread)
        return loud and self.semitones >= max(up.semitones, baseline.pitch_spread)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The voice was raised from `onset` to `end`, by `height` on average."""

    onset: Ms
    end: Ms
    height: Height
    words: str = ""


def baseline_of_windows(windows: Sequence[Window], level_usable: bool = True) -> Baseline | None:
    """The middle of some windows and how far they spread; None where no pitch could be told."""
    pitches = [w.pitch for w in windows if w.pitch]
    if not pitches:
        return None
    centre = 2 ** middle([math.log2(p) for p in pitches])
    levels, balances = [w.level for w in windows], [w.balance for w in windows if w.balance is not None]
    return Baseline(
        level=middle(levels) if level_usable else None,
        pitch=centre,
        level_spread=pstdev(levels),
        pitch_spread=pstdev([semitones(p, centre) for p in pitches]),
        balance=middle(balances) if balances else None,
    )


def semitones(pitch: float, above: float) -> float:
    """How far `pitch` lies above another, both Hz; negative below."""
    return 12 * math.log2(pitch / above)


def middle(values: Sequence[float]) -> float:
    """The mean without the lowest fifth and the highest: one odd syllable does not move it."""
    off = len(values) // 5
    return fmean(sorted(values)[off : len(values) - off])


def height_of(
    windows: Sequence[Window],
    baseline: Baseline | None,
    levels: bool,
    centre: Callable[[Sequence[float]], float] = middle,
) -> Height:
    """Of the windows together; `levels`: may they be compared?"""
    if baseline is None or baseline.pitch is None or not windows:
        return Height(None, None)
    heights = [semitones(w.pitch, baseline.pitch) for w in windows if w.pitch]
    balances = [w.balance for w in windows if w.balance is not None]
    usable = levels and baseline.level is not None
    return Height(
        level=centre([w.level for w in windows]) - (baseline.level or 0.0) if usable else None,
        semitones=centre(heights) if heights else None,
        balance=None if baseline.balance is None or not balances else centre(balances) - baseline.balance,
    )


def raised(
    delivered: Delivered, baseline: Baseline, levels: bool, up: Up = FIRST_VALUES
) -> Iterator[Stretch]:
    """Where in an utterance the voice was raised; `levels`: may they be compared?"""
    windows = delivered.windows
    # of two neighbours the lower one: the edge of a rise does not count
    heights = [height_of(_beside(windows, i), baseline, levels, median_low) for i in range(len(windows))]
    high = [w for w, height in zip(windows, heights, strict=True) if height.is_up(up, baseline)]
    run: list[Window] = []
    for window in high:
        if run and window.onset - run[-1].end > NEIGHBOURS:
            yield from _stretch(run, baseline, levels, up)
            run = []
        run.append(window)
    yield from _stretch(run, baseline, levels, up)


def _beside(windows: Sequence[Window], place: int) -> list[Window]:
    """The window at `place` with its neighbours: one syllable alone decides nothing."""
    own, near = windows[place], windows[max(0, place - 1) : place + 2]
    return [w for w in near if w.onset - own.end <= NEIGHBOURS and own.onset - w.end <= NEIGHBOURS]


def _stretch(run: Sequence[Window], baseline: Baseline, levels: bool, up: Up) -> Iterator[Stretch]:
    if run and run[-1].end - run[0].onset >= up.least:
        yield Stretch(run[0].onset, run[-1].end, height_of(run, baseline, levels, fmean))


# -- one clip against a baseline -------------------------------------------------------------------


def raised_score(
    delivered: Delivered, baseline: Baseline, levels: bool, up: Up = FIRST_VALUES
) -> float | None:
    """0…1: how far the utterance as a whole lies above the baseline; 0.5 at the limits of `up`.

    None where no pitch was found.  A measure of a raised voice, whatever raised it.
    """
    height = height_of(delivered.windows, baseline, levels and delivered.clipped <= CLIPPED)
    if height.semitones is None:
        return None
    if height.level is None and height.balance is None:
        far = height.semitones / up.alone
    elif height.level is None:
        far = (2 * (height.balance or 0.0) / up.balance + height.semitones / up.semitones) / 3
    else:
        # of the two the level is the surer sign; pitch moves with every question
        far = (2 * height.level / up.level + height.semitones / up.semitones) / 3
    return 1 / (1 + math.exp(-3 * (far - 1)))
