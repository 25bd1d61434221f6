"""The ear of one who types: it hears nothing, because the words come from the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.ports import Heard

if TYPE_CHECKING:
    from ..core.ports import Samples


class TypedEar:
    name = "typed"
    version = ""
    poor = False
    cloud = False

    def start(self) -> None: ...

    def feed(self, samples: Samples) -> str | None:
        del samples
        return None

    def finish(self) -> Heard:
        return Heard("", 0.0)

    def recognise(self, samples: Samples) -> Heard:
        del samples
        return Heard("", 0.0)

    def close(self) -> None: ...
