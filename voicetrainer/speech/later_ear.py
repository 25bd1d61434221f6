"""An ear that is loaded where it is first used: in its worker's thread, not in the call's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..core.ports import Ear, Heard, Samples


class LaterEar:
    """Stands in for the ear that `make` gives; nothing is known of it before the first utterance."""

    poor = True
    """It takes over in mid-call, so words are not assessed from there on."""
    cloud = False

    def __init__(self, make: Callable[[], Ear]) -> None:
        self._make = make
        self._ear: Ear | None = None
        self.name = "later"

    def start(self) -> None:
        self._loaded().start()

    def feed(self, samples: Samples) -> str | None:
        return self._loaded().feed(samples)

    def finish(self) -> Heard:
        return self._loaded().finish()

    def recognise(self, samples: Samples) -> Heard:
        return self._loaded().recognise(samples)

    def close(self) -> None:
        if self._ear:
            self._ear.close()

    def _loaded(self) -> Ear:
        if self._ear is None:
            self._ear = self._make()
            self.name = self._ear.name
        return self._ear
