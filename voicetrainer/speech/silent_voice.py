"""The last resort: no sound, but as long as the line would have been; its words are on the screen."""

from __future__ import annotations

import numpy as np

from ..core.lines import Speech, pieces_of
from ..core.ports import RATE, Clip
from .line import Rendered, compose

WORDS_PER_MINUTE = 165


class SilentVoice:
    name = "captions"
    key = "captions"

    def render(self, text: str, mood: str) -> Clip:
        del mood
        return compose(
            Rendered(piece, _silence(piece.text)) if isinstance(piece, Speech) else Rendered(piece)
            for piece in pieces_of(text)
        )

    def close(self) -> None: ...


def _silence(text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.zeros(len(text.split()) * 60 * RATE // WORDS_PER_MINUTE, np.float32)
