"""How a caller's line is written: sentences, and pauses in brackets.

pieces_of("Eleven days! I waited, (pause 0.8 s) and nobody rang.")
    → Speech("Eleven days!", sentence 0) · Pause(180, breath) · Speech("I waited,", 1)
      · Pause(800) · Speech("and nobody rang.", 1)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .events import Mark, Ms

BREATH: Ms = 180
"""Between two sentences of one line."""
LONGEST_PAUSE: Ms = 10_000

_PAUSE = re.compile(r"\(\s*pause\s+(\d+(?:\.\d+)?)\s*(ms|s)\s*\)", re.IGNORECASE)
_BREAK = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")
_TITLES = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|Rev|Jr|Sr|[A-HJ-Z])\.\s*$")


@dataclass(frozen=True, slots=True)
class Speech:
    text: str
    sentence: int
    """Number of the sentence it belongs to; a pause may split one into several pieces."""


@dataclass(frozen=True, slots=True)
class Pause:
    length: Ms
    breath: bool = False
    """Between sentences, where nothing was written: no mark is made of it."""


Piece = Speech | Pause


def caption(text: str) -> str:
    """The words alone, as they are shown: pauses are heard, not read."""
    return " ".join(_PAUSE.sub(" ", text).split())


def stretches(text: str) -> list[str]:
    """The words between written pauses, stretch by stretch."""
    return [" ".join(words.split()) for words in _PAUSE.sub("\0", text).split("\0") if words.strip()]


def pieces_of(text: str) -> list[Piece]:
    """What is said, in order.  Never begins or ends with a breath; may be empty."""
    pieces: list[Piece] = []
    sentence = 0
    for part in _speech_and_pauses(text):
        if isinstance(part, int):
            pieces.append(Pause(min(part, LONGEST_PAUSE)))
            continue
        for index, spoken in enumerate(_sentences(part)):
            if index or _closed(pieces):
                sentence += 1
                if index:
                    pieces.append(Pause(BREATH, breath=True))
            pieces.append(Speech(spoken, sentence))
    return pieces


def _speech_and_pauses(text: str) -> Iterable[str | Ms]:
    at = 0
    for match in _PAUSE.finditer(text):
        yield text[at : match.start()]
        scale = 1 if match[2].lower() == "ms" else 1000
        yield round(float(match[1]) * scale)
        at = match.end()
    yield text[at:]


def _sentences(text: str) -> list[str]:
    found, start = [], 0
    for match in _BREAK.finditer(text):
        if not _TITLES.search(text[: match.start()]):
            found.append(text[start : match.end()])
            start = match.end()
    spoken = (re.sub(r"\s+", " ", part).strip() for part in (*found, text[start:]))
    return [part for part in spoken if re.search(r"\w", part)]


def _closed(pieces: Sequence[Piece]) -> bool:
    """The last thing said was a whole sentence, so what follows begins a new one."""
    said = [piece for piece in pieces if isinstance(piece, Speech)]
    return bool(said) and said[-1].text.rstrip("\"'”’)").endswith((".", "!", "?", "…"))


def marks_from(marks: Iterable[Mark], start: Ms) -> tuple[Mark, ...]:
    """The marks of a rendered line that is taken up again `start` ms into it."""
    return tuple(
        replace(mark, onset=max(0, mark.onset - start), end=mark.end - start)
        for mark in marks
        if mark.end > start
    )
