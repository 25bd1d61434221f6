"""Words spoken into a form: one utterance from the microphone through the ear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from .. import catalogue
from ..core.errors import EngineError
from ..core.events import Ms, SpeechEnded, SpeechStarted
from ..core.ports import BLOCK_MS, Ear, Samples, Vad
from ..core.turns import TurnDetector

if TYPE_CHECKING:
    from .building import Tell

TYPED = "typed"
END: Ms = 1_500
"""Silence that ends an entry: people think while they dictate."""
LONGEST: Ms = 60_000
WAIT: Ms = 10_000
"""So long nobody need begin; then nothing was said."""
LEAD: Ms = 300
"""Before the first voiced frame: the ear wants a little of the silence."""


def utterance(block: Callable[[], Samples], vad: Vad, open_: Callable[[float], bool]) -> Samples:
    """What is spoken next, from a little before its onset to its end; empty if nobody speaks.

    `block`: gives the microphone's next 20 ms.  `open_`: from a probability to voiced or not.
    """
    detector = TurnDetector(endpoint=END)
    blocks: list[Samples] = []
    begun = 0
    vad.reset()
    while True:
        one = block()
        blocks.append(one)
        events = detector.push(open_(vad.speech(one)))
        begun = next((x.onset for x in events if isinstance(x, SpeechStarted)), begun)
        if ended := next((x for x in events if isinstance(x, SpeechEnded)), None):
            first = max(0, begun - LEAD) // BLOCK_MS
            return np.concatenate(blocks[first : (ended.end + LEAD) // BLOCK_MS])
        if detector.speaking and detector.now >= LONGEST:
            return np.concatenate(blocks)
        if not detector.speaking and detector.now >= WAIT:
            return np.zeros(0, np.float32)


def hearing(
    block: Callable[[], Samples], vad: Vad, open_: Callable[[float], bool], ear: Ear
) -> Callable[[], str]:
    """Listens to one utterance at a time and gives back its words."""

    def hear() -> str:
        samples = utterance(block, vad, open_)
        return ear.recognise(samples).text if len(samples) else ""

    return hear


@contextmanager
def microphone(name: str, wanted_ear: str | None, tell: Tell) -> Iterator[Callable[[], str] | None]:
    """The real ones; None where no recogniser can be had, which is told.

    Raises DeviceError with the remedy, and UsageError for an unknown recogniser.
    """
    from ..sound.card import Capture
    from ..sound.vad import EnergyVad, Gate, SileroVad
    from ..speech.choose import choose_ear

    ear, notes = choose_ear(wanted_ear)
    for note in notes:
        tell(note.text)
    if ear.name == TYPED:
        tell(catalogue.say("note.dictate-no-ear"))
        yield None
        return
    try:
        vad: SileroVad | EnergyVad = SileroVad()
    except EngineError as error:
        tell(str(error))
        vad = EnergyVad()
    try:
        with Capture(name or None) as source:
            yield hearing(source.block, vad, Gate().push, ear)
    finally:
        ear.close()
