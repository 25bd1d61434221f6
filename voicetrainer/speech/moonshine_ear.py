"""Moonshine tiny-en: small, offline, its model lies in the wheel.

The library's own streaming decodes all the time (measured: 0.34 CPU s a second of speech at an
interval of 0.8 s, 0.70 at 0.4 s).  Here the utterance is decoded at once at well chosen moments;
see pacing.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.ports import RATE, Heard
from .moonshine_library import VERSION, Moonshine
from .pacing import LONGEST, Pace
from .pieces import SHORTEST, dbfs, joined, pieces
from .second_look import moonshine_look
from .sureness import Sureness

if TYPE_CHECKING:
    from ..core.ports import Samples

AFTER = RATE * 6 // 10
"""Silence appended before decoding.  With less than 0.4 s the last word of a clip that ends abruptly
is lost; with less than the library's own 0.5 s of smoothing, its detector is still open when the next
clip begins, and that clip starts with an invented word."""
OPTIONS = {
    "identify_speakers": "false",
    "return_audio_data": "false",
    "vad_threshold": "0.3",  # at 0 it makes words of coughs and clicks, at 0.5 it misses quiet ones
    "vad_max_segment_duration": "30",
}


class MoonshineEar:
    name = "moonshine"
    version = VERSION
    poor = False
    cloud = False

    def __init__(self) -> None:
        """Loads the model (0.5 s).  Raises EngineError."""
        self._moonshine = Moonshine(OPTIONS)
        self._sureness = Sureness()
        self._looks_loaded = False
        self._eased = 0
        self.start()

    def ease(self) -> bool:
        """Ask less of the machine from the next utterance on; False if there is nothing left to spare."""
        self._eased = min(2, self._eased + 1)
        return self._eased < 2

    def start(self) -> None:
        self._pace = Pace(self._eased)
        self._sureness.start(looks=self._eased < 2)
        self._blocks: list[Samples] = []
        self._segment: list[Samples] = []
        self._settled: list[str] = []
        self._latest = ""
        """Words of the segment at the last decode."""
        self._heard_as: list[str] = []
        """Words of the utterance at each decode before the last."""

    def feed(self, samples: Samples) -> str | None:
        self._load_look()
        self._blocks.append(samples)
        self._segment.append(samples)
        self._pace.push(dbfs(samples), len(samples) * 1000 // RATE)
        if not self._pace.due:
            self._sureness.passes(self._pace.quiet)
            return None
        before = self._words()
        self._decode()
        now = self._words()
        return now if now != before or self._pace.quiet else None

    def finish(self) -> Heard:
        if self._pace.loud_after_decode and self._segment:
            self._decode()
        sound = joined(self._blocks)
        self._blocks, self._segment = [], []
        return self._sureness.heard(sound, self._heard_as)

    def recognise(self, samples: Samples) -> Heard:
        self._load_look()
        self._sureness.start()
        for _, part in pieces(samples, whole=LONGEST):
            self._sureness.decoded(part, self._text(part), settled=True)
        return self._sureness.heard(samples)

    def _load_look(self) -> None:
        """With the first sound, not before: a call need not wait for it to be ready."""
        if not self._looks_loaded:
            self._looks_loaded = True
            self._sureness.second = moonshine_look()

    def close(self) -> None:
        self._moonshine.close()
        self._sureness.close()

    def _decode(self) -> None:
        if self._words():
            self._heard_as.append(self._words())
        sound, settles = np.concatenate(self._segment), self._pace.settles
        self._latest = self._text(sound)
        self._sureness.decoded(sound, self._latest, settles)
        self._pace.took()
        if settles:
            self._settled.append(self._latest)
            self._latest, self._segment = "", []
            self._pace.next_segment()

    def _words(self) -> str:
        return " ".join(part for part in (*self._settled, self._latest) if part)

    def _text(self, samples: Samples) -> str:
        if len(samples) < SHORTEST or not np.any(samples):
            return ""
        padded = np.concatenate([samples, np.zeros(AFTER, np.float32)])
        return self._moonshine.text(padded)
