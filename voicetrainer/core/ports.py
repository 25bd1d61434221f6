"""What the loop needs from the world.  Adapters implement these; only `cli` and `web` build them.

Sound everywhere inside is float32, mono, −1…1, at `RATE`; a block is `BLOCK` samples (20 ms).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from .events import Delivered, DialogueAct, GainJudged, Mark, Ms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
else:  # the core itself never touches an array
    Samples = Any

RATE = 16_000
"""Hz."""
BLOCK = 320
"""Samples in a block."""
BLOCK_MS: Ms = 20


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Rendered speech: samples at `RATE`, and where its sentences and pauses lie."""

    samples: Samples
    marks: tuple[Mark, ...] = ()

    @property
    def length(self) -> Ms:
        return len(self.samples) * 1000 // RATE


@dataclass(frozen=True, slots=True)
class Latency:
    """Of a sound device, ms.  `source` is 'exact' (recorded), 'measured' or 'reported'."""

    input: Ms
    output: Ms
    source: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What an ear made of an utterance."""

    text: str
    confidence: float = 1.0
    """0…1; 1 where the ear gives none and nothing speaks against the words."""
    words: tuple[tuple[str, Ms, Ms], ...] = ()
    """(word, onset, end) in ms from the first sample, where the engine has them."""
    others: tuple[str, ...] = ()
    """Other readings of the whole, the likeliest first."""


class Phone(Protocol):
    """Blocks in, blocks out, one clock: the microphone's."""

    @property
    def latency(self) -> Latency | None:
        """As known by now; a sound card tells it only after a while."""

    def open(self) -> None:
        """Start the streams.  Raises DeviceError with the remedy."""

    def read(self) -> Samples | None:
        """The next microphone block; blocks until there is one.  None: there will be no more.

        Raises DeviceError if none came for a second (the device died).
        """

    def write(self, block: Samples) -> None:
        """Hand over the caller's next block; never blocks."""

    def flush(self) -> None:
        """Drop what was handed over and not yet played: the line was cut."""

    def close(self) -> None: ...


class Vad(Protocol):
    def speech(self, block: Samples) -> float:
        """Probability 0…1 that the next block holds speech.  Keeps state between blocks."""

    def reset(self) -> None: ...


class Ear(Protocol):
    """A recogniser for one utterance at a time; called from one worker thread."""

    name: str
    poor: bool
    """Known to make so many errors that words must not be judged."""
    cloud: bool
    """Sends the trainee's voice off this machine: needs consent."""

    def start(self) -> None:
        """A new utterance begins."""

    def feed(self, samples: Samples) -> str | None:
        """More of it.  Returns the words so far if they changed or a pause confirmed them, else None."""

    def finish(self) -> Heard:
        """The utterance is over."""

    def recognise(self, samples: Samples) -> Heard:
        """A finished utterance at once: the cheapest way when nobody waits for partial words."""

    def close(self) -> None: ...


class Voice(Protocol):
    """Renders text; never owns a loudspeaker."""

    name: str

    def render(self, text: str, mood: str) -> Clip:
        """The line as sound, moods applied.  `(pause 0.8 s)` in the text is silence.

        Raises EngineError if the engine is missing, crashed or hung.
        """

    def close(self) -> None: ...


class Reader(Protocol):
    """Words → what they do.  Pure: the same words give the same acts."""

    def __call__(self, text: str, before: str) -> tuple[DialogueAct, ...]:
        """The acts in what the trainee said; `before`: what the caller said just before."""


class DeliveryMeter(Protocol):
    """Measures how the trainee sounds: level, pitch; never what they feel."""

    def push(self, block: Samples, voiced: bool) -> None:
        """The next 20 ms from the microphone, from call time 0 on; cheap."""

    def measure(self, at: Ms, utterance: int, onset: Ms, end: Ms) -> Delivered:
        """Of an utterance that ended within the last seconds."""

    def gain(self, at: Ms) -> GainJudged | None:
        """What is known of the microphone's gain now, if that changed; else None."""
