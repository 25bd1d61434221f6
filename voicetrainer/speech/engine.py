"""What a speech engine must do, and the one Voice that is built around any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..core.lines import Speech, pieces_of
from ..core.ports import Clip, Voice
from . import mood as moods
from .line import Rendered, compose, trimmed

if TYPE_CHECKING:
    from ..core.ports import Samples


class Engine(Protocol):
    """Speaks one sentence neutrally.  Knows nothing of moods, pauses or marks."""

    name: str
    key: str
    """Engine, version, voice, rate and pitch: whatever changes the sound.  Part of cache keys."""
    semitones: float
    """The person's own pitch, added by the mood stage, where the engine cannot do it."""
    tempo: float

    def speak(self, text: str) -> Samples:
        """Mono samples at core.ports.RATE.  Raises EngineError."""

    def close(self) -> None: ...


class KeyedVoice(Voice, Protocol):
    """A voice that says what its sound depends on, so that its lines can be kept."""

    key: str


class PiecewiseVoice:
    """A core.ports.Voice: each sentence by the engine, then trimmed, given its mood and joined."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self.key = engine.key
        self._engine = engine

    def render(self, text: str, mood: str) -> Clip:
        shape = moods.shape_for(mood, self._engine.semitones, self._engine.tempo)
        return compose(
            Rendered(piece, self._spoken(piece.text, shape)) if isinstance(piece, Speech) else Rendered(piece)
            for piece in pieces_of(text)
        )

    def _spoken(self, text: str, shape: moods.MoodShape) -> Samples:
        return trimmed(moods.apply(trimmed(self._engine.speak(text)), shape))

    def close(self) -> None:
        self._engine.close()
