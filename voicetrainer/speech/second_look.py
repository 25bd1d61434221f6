"""How sure Moonshine is of each word that it wrote, and what it might have written instead.

The library tells neither.  So the finished words are shown to its model once more, all at once: a third
of the work of finding them.  At each piece of a word the model says how likely it holds every piece to
be.  Capitals and marks are no words: what differs in them alone counts as the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..catalogue import say
from ..core.errors import EngineError
from .confidence import words_of
from .moonshine_library import MODEL, MODEL_FILES, folder
from .moonshine_tokens import BEGIN, END, Tokens
from .onnx_library import Runtime, Session, library_beside
from .sureness import Look

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..core.ports import Samples

    Floats = NDArray[np.float32]

LAYERS, HEADS, WIDTH = 6, 8, 36
"""Of the decoder: the shape of what it remembers, which is nothing here."""
AS_LIKELY = 0.3
"""A piece so likely, against the one that was written, makes another reading."""
READINGS = 1
"""At most so many others: each is a doubt under which the call is judged once more."""
LIKELIER = 0.3
"""Log-ratio from which on another reading is taken: on made voices with noise it makes a few errors fewer."""
LEAST = 1e-9
AHEAD = 6
"""Pieces that another reading may differ in before it must be back at what was written."""


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A text at the second look."""

    numbers: Sequence[int]
    likely: Floats
    """Log-probabilities of all pieces, at each place of these."""
    words: tuple[float, ...]

    @property
    def total(self) -> float:
        return float(np.log(np.maximum(self.words, LEAST)).sum())


def moonshine_look() -> MoonshineLook | None:
    """None where it cannot be had: what the ear hears is as good, only its sureness is known less well."""
    package = folder()
    try:
        return MoonshineLook(package) if package else None
    except EngineError:
        return None


class MoonshineLook:
    """Loads the model once more (0.2 s, 55 MB); call it from one thread at a time."""

    def __init__(self, package: Path) -> None:
        """`package`: where the recogniser lies.  Raises EngineError."""
        library, model = library_beside(package), package / "assets" / MODEL
        if library is None:
            raise EngineError(say("speech.runtime_broken", why=package))
        runtime = Runtime(library)
        encoder, decoder, tokens = (model / name for name in MODEL_FILES)
        self._tokens = Tokens(tokens)
        self._encoder, self._decoder = Session(runtime, encoder), Session(runtime, decoder)

    def look(self, samples: Samples, text: str) -> Look:
        heard = self._listened(samples)
        written = self._seen(heard, len(samples), text)
        others = list(self._others(heard, len(samples), written))
        if others:
            other = self._seen(heard, len(samples), others[0])
            if other.total - written.total > LIKELIER:
                return Look(others[0], other.words, (text, *others[1:]))
        return Look(text, written.words, tuple(others))

    def close(self) -> None:
        self._encoder.close()
        self._decoder.close()

    def _seen(self, heard: Floats, length: int, text: str) -> _Seen:
        numbers = [*self._tokens.numbers(text), END]
        likely = self._likely(heard, length, numbers)
        return _Seen(numbers, likely, tuple(self._words(numbers, likely)))

    # -- the model -----------------------------------------------------------------------------------

    def _listened(self, samples: Samples) -> Floats:
        whole = np.ones((1, len(samples)), np.int64)
        sound = np.asarray(samples, np.float32)[None]
        return self._encoder.run({"input_values": sound, "attention_mask": whole}, "last_hidden_state")

    def _likely(self, heard: Floats, length: int, numbers: Sequence[int]) -> Floats:
        """Log-probabilities of all pieces, at each place of these."""
        nothing = np.zeros((1, HEADS, 0, WIDTH), np.float32)
        inputs: dict[str, NDArray[np.generic]] = {
            "encoder_attention_mask": np.ones((1, length), np.int64),
            "input_ids": np.array([[BEGIN, *numbers[:-1]]], np.int64),
            "encoder_hidden_states": heard,
            "use_cache_branch": np.array([False]),
        }
        for layer in range(LAYERS):
            for side in ("decoder", "encoder"):
                for part in ("key", "value"):
                    inputs[f"past_key_values.{layer}.{side}.{part}"] = nothing
        found = self._decoder.run(inputs, "logits")[0]
        found[:, :END] = -np.inf  # nothing is written with them
        found -= found.max(axis=1, keepdims=True)
        return np.asarray(found - np.log(np.exp(found).sum(axis=1, keepdims=True)), np.float32)

    # -- words ---------------------------------------------------------------------------------------

    def _words(self, numbers: Sequence[int], likely: Floats) -> Iterator[float]:
        """A mark's doubt is that of the word behind it; the end's, that of the last word."""
        sums: list[float] = []
        waiting = 0.0
        for place, number in enumerate(numbers):
            share = self._share(numbers, place, likely[place])
            if self._tokens.marks[number]:
                waiting += share
            elif self._tokens.begins(number) or not sums:
                sums.append(waiting + share)
                waiting = 0.0
            else:
                sums[-1] += waiting + share
                waiting = 0.0
        if sums:
            sums[-1] += waiting
        yield from (float(np.exp(one)) for one in sums)

    def _share(self, numbers: Sequence[int], place: int, likely: Floats) -> float:
        """Log-probability of what the piece says, however it is written."""
        return float(np.logaddexp.reduce(likely[self._same(numbers, place)]))

    def _same(self, numbers: Sequence[int], place: int) -> NDArray[np.bool_]:
        """Which pieces leave the words as they are; instead of a mark, that is the next word, too."""
        number = numbers[place]
        same = np.zeros(len(self._tokens.pieces), np.bool_)
        if self._tokens.marks[number]:
            same |= self._tokens.marks
            number = next((n for n in numbers[place + 1 :] if not self._tokens.marks[n]), END)
        same[list(self._tokens.alike[number])] = True
        return same

    # -- other readings ------------------------------------------------------------------------------

    def _others(self, heard: Floats, length: int, written: _Seen) -> Iterator[str]:
        numbers = written.numbers
        seen = {_letters(self._tokens.text(numbers))}
        for place, piece in self._forks(numbers, written.likely)[:READINGS]:
            other = self._tokens.text(self._went_on(heard, length, numbers, place, piece))
            if other and _letters(other) not in seen:
                seen.add(_letters(other))
                yield other

    def _forks(self, numbers: Sequence[int], likely: Floats) -> list[tuple[int, int]]:
        """(place, piece) where something else is nearly as likely, the likeliest first."""
        found = []
        for place in range(len(numbers)):
            rest = np.where(self._same(numbers, place), -np.inf, likely[place])
            piece = int(rest.argmax())
            gap = float(rest[piece]) - self._share(numbers, place, likely[place])
            if gap > np.log(AS_LIKELY):
                found.append((gap, place, piece))
        return [(place, piece) for _, place, piece in sorted(found, reverse=True)]

    def _went_on(
        self, heard: Floats, length: int, numbers: Sequence[int], place: int, piece: int
    ) -> list[int]:
        """What the model writes from there on, until it is back at what was written; empty if it is lost."""
        reading = [*numbers[:place], piece]
        marks, ahead = self._tokens.marks, range(place, min(place + AHEAD, len(numbers)))
        for _ in range(AHEAD):
            after = int(self._likely(heard, length, [*reading, END])[-1].argmax())
            for back in ahead:
                if numbers[back] == after or (marks[numbers[back]] and marks[after]):
                    return [*reading, *numbers[back:]]
            reading.append(after)
        return []


def _letters(text: str) -> str:
    """What makes a reading another one: "to-day" is "today"."""
    return "".join(words_of(text))
