"""Something slow that is begun before it is needed, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Soon(Generic[Made]):
    """`with Soon(make) as soon: …; soon.get()`.  Leaving the block waits for the thread."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: list[Made] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="soon", daemon=True)

    def get(self) -> Made:
        """What was made, as soon as it is there.  Raises what `make` raised."""
        self._thread.join()
        if self._error:
            raise self._error
        return self._made[0]

    def __enter__(self) -> Soon[Made]:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.join()  # a C library that is being loaded must not meet the end of the process

    def _work(self) -> None:
        try:
            self._made.append(self._make())
        except BaseException as error:  # the outermost of this thread: raised again where it is asked for
            self._error = error
