"""What a system under test is given, and the four calls it must answer.

A `Script` is one short stretch of a telephone call: what the caller says, what the trainee says and
when.  A system is the caller: it hears the trainee's microphone block by block and gives back what
it says.  Everything is judged by the sound it hands over; only where speech began and ended, and
which words were heard, must be told by `events`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from voicetrainer.core.events import Mark, Ms
from voicetrainer.core.ports import Samples

Kind = Literal["pause", "plain", "interruption", "murmur"]
"""pause: a turn with a silence inside · plain: a turn without · interruption: clear words over the
caller's line · murmur: backchannels, coughs, keys and doors under the caller's line."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """What the caller says: the words, the sound (float32, mono, 16 kHz) and where its sentences lie."""

    text: str
    samples: Samples
    sentences: tuple[Mark, ...]

    @property
    def length(self) -> Ms:
        return len(self.samples) // 16


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """One sound of the trainee's, from `at` on: of the script, or of the caller's first sample where
    the caller speaks first.  Clips begin and end with their first and last audible sample."""

    what: str
    """speech · backchannel · cough · keyboard · door"""
    at: Ms
    samples: Samples
    text: str = ""

    @property
    def end(self) -> Ms:
        return self.at + len(self.samples) // 16


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    name: str
    kind: Kind
    sounds: tuple[Sound, ...]
    opening: Line | None
    """The caller says this at once; None: the trainee speaks first."""
    reply: Line
    """Answers any turn of the trainee's."""
    decided_by: str = ""
    """Words after which the reply is certain, whatever else is said; empty: it never is before the end."""
    pause: Ms = 0
    """Length of the silence inside the turn."""
    natural: bool = False
    """That silence lies where a sentence could have ended."""
    loudspeakers: bool = False
    """The caller comes back into the microphone through a room."""

    @property
    def onset(self) -> Ms:
        return self.sounds[0].at

    @property
    def end(self) -> Ms:
        """The true end of what the trainee says."""
        return self.sounds[-1].end


@dataclass(frozen=True, slots=True)
class Noticed:
    """`time`, ms from the first block pushed: where the system holds that speech began or ended.

    `wait`: what is answered next was given a reply wait of its own, `time` ms long.
    """

    kind: Literal["onset", "end", "words", "wait"]
    time: Ms
    text: str = ""


class System(Protocol):
    """The four calls.  Time is counted in blocks pushed; a block is 320 samples, 20 ms."""

    name: str
    reply_wait: Ms
    """The silence after which it means to reply."""
    paced: bool
    """It has threads or a clock of its own, so blocks must come in real time."""

    def open(self, script: Script) -> None:
        """Get ready for a new call.  The caller's lines lie in the script, ready to be played."""

    def push(self, block: Samples) -> Samples:
        """Hear the next block of the microphone; return the caller's block for the loudspeaker."""
        ...

    def events(self) -> list[Noticed]:
        """What was noticed since the last question."""
        ...

    def close(self) -> None:
        """The call is over."""
