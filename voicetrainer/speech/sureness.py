"""When an utterance's words are shown to the model again, and what comes of it.

Whatever is settled is looked at with the next block; the rest once the trainee has been quiet for so
long that the utterance is likely over.  So the look is done before the endpoint, and no reply waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from ..core.errors import EngineError
from ..core.events import Ms
from ..core.ports import Heard
from .confidence import confidence, signs_of

if TYPE_CHECKING:
    from ..core.ports import Samples

OVER: Ms = 340
"""Few pauses inside an utterance are longer, and the endpoint is far enough behind it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a model says of words that it wrote."""

    text: str = ""
    """The likeliest reading: nearly always what was written."""
    words: tuple[float, ...] = ()
    """For each word of it, in order, how likely it is, 0…1."""
    others: tuple[str, ...] = ()
    """Other readings, the likeliest first."""


class SecondLook(Protocol):
    def look(self, samples: Samples, text: str) -> Look:
        """`samples`: what the text was heard in, at most 12 s.  Raises EngineError."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class _Segment:
    """Sound that was decoded at once, its words, and what was seen of them at the second look."""

    sound: Samples
    text: str
    look: Look | None = None

    @property
    def words(self) -> str:
        return self.look.text if self.look else self.text


@dataclass(slots=True)
class Sureness:
    """Of one utterance after the other.  Without `second`, what can be seen of the words must do."""

    second: SecondLook | None = None
    _looks: bool = True
    _settled: list[_Segment] = field(default_factory=list)
    _last: _Segment | None = None

    def start(self, looks: bool = True) -> None:
        """A new utterance begins; on a machine that is too slow it is looked at once only."""
        self._looks, self._settled, self._last = looks, [], None

    def decoded(self, sound: Samples, text: str, settled: bool = False) -> None:
        """The utterance's last segment, as it is now; when `settled`, another one follows."""
        self._last = _Segment(sound, text)
        if settled:
            self._settled.append(self._last)
            self._last = None

    def passes(self, quiet: Ms) -> None:
        """A block in which nothing was decoded; `quiet`: for how long nobody has spoken."""
        if any(one.look is None for one in self._settled):
            self._settled = [self._seen(one) for one in self._settled]
        elif self._last and quiet >= OVER:
            self._last = self._seen(self._last)

    def heard(self, sound: Samples, partials: Sequence[str] = ()) -> Heard:
        """The utterance is over.  `sound`: all of it.  `partials`: what its words were taken for before."""
        seen = [self._seen(one) for one in (*self._settled, self._last) if one]
        self._settled, self._last = [], None
        looks = [one.look for one in seen if one.look]
        whole = len(looks) == len(seen)
        likely = tuple(word for look in looks for word in look.words) if whole else ()
        text = " ".join(filter(None, (one.words for one in seen)))
        sure = confidence(signs_of(sound, text, tuple(partials), likely))
        return Heard(text, sure, others=tuple(_readings(seen)))

    def close(self) -> None:
        if self.second:
            self.second.close()

    def _seen(self, segment: _Segment) -> _Segment:
        if segment.look or not self.second or not self._looks:
            return segment
        if not segment.text:
            return replace(segment, look=Look())
        try:
            return replace(segment, look=self.second.look(segment.sound, segment.text))
        except EngineError:  # the words stand; only how sure they are is known less well from here on
            self.second = None
            return segment


def _readings(segments: Sequence[_Segment]) -> Iterator[str]:
    """Of the whole utterance, each other than what was written in one segment."""
    texts = [one.words for one in segments]
    for place, one in enumerate(segments):
        for other in one.look.others if one.look else ():
            yield " ".join(filter(None, (*texts[:place], other, *texts[place + 1 :])))
