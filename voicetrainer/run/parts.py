"""What the loop is put together from, and the shapes of it; `sound` and `speech` have the real things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ..core.events import Act, Event, Ms
from ..core.ports import Clip, DeliveryMeter, Heard, Phone, Samples, Vad
from ..core.turns import Speech, TurnDetector

Line = tuple[str, str]
"""(text, mood)."""


class Mouth(Protocol):
    """The caller's mouth: the block to hand over next."""

    @property
    def position(self) -> Ms:
        """How far into the line the samples handed over reach."""

    def say(self, clip: Clip) -> None: ...
    def hush(self) -> Ms:
        """Cut the line; returns how far it came."""

    def duck(self, down: bool) -> None: ...
    def loop(self, samples: Samples) -> None:
        """Play round and round under everything."""

    def stop_loop(self) -> None: ...
    def block(self) -> Samples: ...


class Gate(Protocol):
    def push(self, probability: float) -> bool: ...
    def reset(self) -> None: ...


class Edges(Protocol):
    """Finds the true onset and end of what the detector noticed."""

    def push(self, block: Samples) -> None: ...
    def refine(self, event: Speech) -> Speech: ...


class EchoReport(Protocol):
    """What is known of the caller's echo in the microphone."""

    @property
    def usable(self) -> bool: ...
    @property
    def known(self) -> bool: ...
    @property
    def reason(self) -> str: ...


class EarSays(Protocol):
    @property
    def utterance(self) -> int: ...
    @property
    def kind(self) -> Literal["partial", "heard", "lost", "changed", "eased"]: ...
    @property
    def text(self) -> str: ...
    @property
    def heard(self) -> Heard | None: ...
    @property
    def fed(self) -> int:
        """Samples of the utterance that a partial's words cover."""


class Listener(Protocol):
    """An ear that does not make the loop wait (or does, when nobody hears the loop wait)."""

    def start(self, utterance: int) -> None: ...
    def feed(self, utterance: int, samples: Samples) -> None: ...
    def finish(self, utterance: int, now: Ms) -> None: ...
    def results(self, now: Ms) -> Iterable[EarSays]:
        """What has become known since; 'lost' once for each utterance that will get no words,
        'changed' when another ear took over, 'eased' when a slow machine is asked for less."""

    def close(self) -> None: ...


class Lines(Protocol):
    """Rendered caller lines."""

    def want(self, text: str, mood: str, now: Ms) -> None:
        """Needed now."""

    def prefetch(self, lines: Iterable[Line]) -> None:
        """Could be needed next."""

    def get(self, text: str, mood: str) -> Clip | None:
        """The clip once it is there."""

    def notes(self, now: Ms) -> list[str]:
        """What degraded since, in words for the screen."""

    def close(self) -> None: ...


class Recorder(Protocol):
    def append(self, trainee: Samples, caller: Samples) -> None: ...
    def delay_caller(self, delay: Ms) -> None:
        """What is handed over from now on is heard so much later."""


class Watcher(Protocol):
    """Sees a call go by: a timeline file, a screen, a scripted trainee.  Must not block."""

    def event(self, event: Event) -> None: ...


@dataclass(frozen=True, slots=True)
class Key:
    """The trainee pressed a key."""

    act: Act


@dataclass(frozen=True, slots=True)
class Typing:
    """The first letter of a typed turn."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The whole of it; empty if it was given up."""

    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """Push to talk: the key is down, or up again."""

    on: bool


Command = Key | Typing | Typed | Talk


@dataclass(frozen=True, slots=True)
class Moment:
    """What a screen may want to show now; made anew each block."""

    now: Ms
    trainee_level: float
    """RMS 0…1 of the newest microphone block."""
    caller_level: float
    trainee_speaks: bool
    caller_speaks: bool
    partial: str
    reply_wait: float
    """How much of the caller's reply wait has passed, 0…1; 0 when none runs."""


@dataclass(slots=True)
class Parts:
    """Everything a call is held with.  Built by `cli` (or `web`), used by one `Loop`."""

    phone: Phone
    vad: Vad
    gate: Gate
    detector: TurnDetector
    edges: Edges
    ear: Listener
    lines: Lines
    mouth: Mouth
    hold_music: Samples
    recorder: Recorder | None = None
    half_duplex: bool = False
    """Do not listen while the caller speaks: on loudspeakers it would hear itself."""
    echo: Callable[[], EchoReport] | None = None
    """How well the caller's echo is cancelled, where that is done."""
    delivery: DeliveryMeter | None = None
    """Measures the trainee's voice."""
    push_to_talk: bool = False
    """Listen only while the key is down."""
    watchers: Sequence[Watcher] = ()
