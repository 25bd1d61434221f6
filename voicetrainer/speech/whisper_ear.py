"""Whisper by faster-whisper, with a model folder of the person's own: nothing is ever downloaded.

A decode costs much the same for one second of sound as for thirty, because the model always looks at
thirty.  So words so far come only in pauses and, in long speeches, every few seconds: pacing.py at
its first eased step.  Word times and the model's own doubts come with each decode.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..catalogue import say
from ..core.errors import EngineError
from ..core.events import Ms
from ..core.ports import BLOCK, RATE, Heard
from .confidence import confidence, signs_of
from .pacing import Pace
from .pieces import SHORTEST, dbfs, joined, pieces

if TYPE_CHECKING:
    from ..core.ports import Samples

NAME = "whisper"
PREFIX = "whisper:"
MODEL = "VOICETRAINER_WHISPER_MODEL"
FILES = ("model.bin", "config.json", "tokenizer.json")
"""Without the last one the library would ask a server for it."""
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY")
THREADS = 2
"""More would take the machine from the call itself."""
EASED = 1
AFTER = RATE * 4 // 10
"""Silence appended before decoding: a last word that ends abruptly is lost without."""
SILENCE_DBFS = -60.0
"""Nothing so quiet is speech; the model hears "you" and "thank you" in it."""
SURE, UNSURE = -0.25, -1.2
"""Mean log-probability of a word piece: from −0.25 on the words are sure, from −1.2 down they are guessed."""
LEAST = 0.15
NO_SPEECH = 0.6
"""From this probability on that nobody spoke, unsure words are none."""

Word = tuple[str, Ms, Ms]


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the model made of one piece of sound."""

    text: str = ""
    words: tuple[Word, ...] = ()
    """(word, onset, end) in ms from the piece's first sample."""
    sure: float = 1.0
    """0…1, from the model's own figures."""


def why_not(environment: Mapping[str, str] | None = None) -> str | None:
    """What stands in the way, as a sentence; None if nothing.  Loads neither library nor model."""
    if util.find_spec("faster_whisper") is None:
        return say("speech.package_missing", engine=NAME, package="faster-whisper")
    folder = (os.environ if environment is None else environment).get(MODEL, "")
    return _lacking(folder)


def _lacking(folder: str) -> str | None:
    if not folder:
        return say("speech.whisper_no_folder", variable=MODEL)
    place = Path(folder).expanduser()
    if not place.is_dir():
        return say("speech.whisper_folder", folder=place)
    missing = [name for name in FILES if not (place / name).is_file()]
    if not any((place / name).is_file() for name in VOCABULARIES):
        missing.append(VOCABULARIES[0])
    if missing:
        return say("speech.whisper_files", folder=place, files=", ".join(missing))
    return None


def version() -> str:
    try:
        return metadata.version("faster-whisper")
    except metadata.PackageNotFoundError:
        return ""


class WhisperEar:
    """A core.ports.Ear around a CTranslate2 model in a folder."""

    name = NAME
    poor = False
    cloud = False

    def __init__(self, folder: str | None = None, threads: int = THREADS) -> None:
        """`folder`: the model; by default what the environment names.  Raises EngineError with the remedy."""
        if util.find_spec("faster_whisper") is None:
            raise EngineError(say("speech.package_missing", engine=NAME, package="faster-whisper"))
        given = folder or os.environ.get(MODEL, "")
        if lacking := _lacking(given):
            raise EngineError(lacking)
        self.version = version()
        self._threads = min(max(1, threads), os.cpu_count() or 1)
        self._model = _loaded(Path(given).expanduser(), self._threads)
        self._eased = EASED
        self.start()

    def ease(self) -> bool:
        """Ask less of the machine from the next utterance on; False if there is nothing left to spare."""
        before, self._eased = self._eased, 2
        return before < self._eased

    def start(self) -> None:
        self._pace = Pace(self._eased)
        self._blocks: list[Samples] = []
        self._segment: list[Samples] = []
        self._before: Ms = 0
        """Where the segment begins in the utterance."""
        self._settled: list[Decoded] = []
        self._latest = Decoded()
        self._heard_as: list[str] = []

    def feed(self, samples: Samples) -> str | None:
        self._blocks.append(samples)
        self._segment.append(samples)
        self._pace.push(dbfs(samples), len(samples) * 1000 // RATE)
        if not self._pace.due:
            return None
        before = self._text()
        self._decode()
        now = self._text()
        return now if now != before or self._pace.quiet else None

    def finish(self) -> Heard:
        if self._pace.loud_after_decode and self._segment:
            self._decode()
        parts, partials = [*self._settled, self._latest], tuple(self._heard_as)
        sound = joined(self._blocks)
        self._blocks, self._segment = [], []
        return heard_from(parts, sound, partials)

    def recognise(self, samples: Samples) -> Heard:
        parts = [_later(self._decoded(piece), begins) for begins, piece in pieces(samples)]
        return heard_from(parts, samples)

    def close(self) -> None:
        """Give the model's memory back; it is no more than a reference."""
        self._model = None

    def _decode(self) -> None:
        if self._text():
            self._heard_as.append(self._text())
        self._latest = _later(self._decoded(joined(self._segment)), self._before)
        settles = self._pace.settles
        self._pace.took()
        if settles:
            self._settled.append(self._latest)
            self._before += sum(map(len, self._segment)) * 1000 // RATE
            self._latest, self._segment = Decoded(), []
            self._pace.next_segment()

    def _text(self) -> str:
        return " ".join(part.text for part in (*self._settled, self._latest) if part.text)

    def _decoded(self, samples: Samples) -> Decoded:
        if len(samples) < SHORTEST or _loudest(samples) < SILENCE_DBFS:
            return Decoded()
        padded = np.concatenate([samples, np.zeros(AFTER, np.float32)])
        try:
            found, _ = self._model.transcribe(
                padded, language="en", task="transcribe", beam_size=1, temperature=0.0,
                condition_on_previous_text=False, word_timestamps=True, without_timestamps=True,
                no_speech_threshold=None, log_prob_threshold=None, compression_ratio_threshold=None,
            )  # fmt: skip
            # one window holds it all; the library would look at what follows the last word again, and
            # find "thank you" in the silence
            first = next(iter(found), None)
            return decoded_from([first] if first else [], len(samples) * 1000 // RATE)
        except (RuntimeError, ValueError, OSError) as error:  # CTranslate2's own errors are RuntimeErrors
            raise EngineError(say("speech.whisper_failed", why=_first_line(error))) from error


def decoded_from(pieces: Sequence[Any], length: Ms) -> Decoded:
    """From faster-whisper's segments, of a sound of `length`; pieces in which nobody spoke are left out."""
    kept = [piece for piece in pieces if piece.text.strip() and not _nobody(piece)]
    words = tuple(_word(word, length) for piece in kept for word in piece.words or ())
    weights = [max(1, len(piece.tokens)) for piece in kept]
    doubts = [own_confidence(piece.avg_logprob, piece.no_speech_prob) for piece in kept]
    sure = sum(weight * doubt for weight, doubt in zip(weights, doubts, strict=True))
    text = " ".join(piece.text.strip() for piece in kept)
    return Decoded(text, words, sure / sum(weights) if weights else 1.0)


def own_confidence(avg_logprob: float, no_speech_prob: float) -> float:
    """0…1 from the model's figures: how likely its word pieces, and that anybody spoke at all."""
    share = min(1.0, max(0.0, (avg_logprob - UNSURE) / (SURE - UNSURE)))
    return (LEAST + (1 - LEAST) * share) * (1.0 - 0.5 * min(1.0, max(0.0, no_speech_prob)))


def heard_from(parts: Sequence[Decoded], sound: Samples, partials: tuple[str, ...] = ()) -> Heard:
    """All pieces of an utterance; as sure as the model is and as what can be seen allows."""
    spoken = [part for part in parts if part.text]
    text = " ".join(part.text for part in spoken)
    if not text:
        return Heard("", 0.0)
    letters = [len(part.text) for part in spoken]
    own = sum(n * part.sure for n, part in zip(letters, spoken, strict=True)) / sum(letters)
    seen = confidence(signs_of(sound, text, partials))
    words = tuple(word for part in spoken for word in part.words)
    return Heard(text, round(math.sqrt(own * seen) if seen else 0.0, 3), words)


def _loaded(folder: Path, threads: int) -> Any:
    for variable in OFFLINE:
        os.environ.setdefault(variable, "1")
    try:
        from faster_whisper import WhisperModel

        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, num_workers=1,
            local_files_only=True,
        )  # fmt: skip
    except Exception as error:  # tokenizers raises bare Exception for a broken file
        raise EngineError(say("speech.whisper_broken", folder=folder, why=_first_line(error))) from error


def _nobody(piece: Any) -> bool:
    return bool(piece.no_speech_prob >= NO_SPEECH and piece.avg_logprob < UNSURE / 2)


def _word(word: Any, length: Ms) -> Word:
    onset = min(length, max(0, round(word.start * 1000)))
    return word.word.strip(), onset, max(onset, min(length, round(word.end * 1000)))


def _later(decoded: Decoded, by: Ms) -> Decoded:
    moved = tuple((word, onset + by, end + by) for word, onset, end in decoded.words)
    return Decoded(decoded.text, moved, decoded.sure)


def _loudest(samples: Samples) -> float:
    """Level of the loudest 20 ms, dBFS."""
    whole = len(samples) // BLOCK * BLOCK
    return max(map(dbfs, samples[:whole].reshape(-1, BLOCK)), default=dbfs(samples))


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
