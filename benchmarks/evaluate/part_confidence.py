"""Does a low confidence predict the recogniser's errors?

Real spoken orders (an order is heard wrong if a slot of it is missing) and read sentences (wrong if more
than a tenth of the words are), each as it is, with white noise at 10 and 5 dB and in the telephone's band.
AUC: the chance that a text with an error has a lower confidence than one without.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voicetrainer.core.call import CLEAR_ENOUGH
from voicetrainer.core.ports import RATE
from voicetrainer.speech.confidence import words_of

from .row import ABSENT, Row
from .skill import Judgement, auc, interval

if TYPE_CHECKING:
    from voicetrainer.core.ports import Samples

PART = "confidence"
FIGURES = (
    "AUC, spoken orders as they are", "AUC, orders and read sentences, also in noise and on the telephone",
    "errors among texts below the limit", "errors among texts above it", "texts below the limit",
)  # fmt: skip
WRONG_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Try:
    confidence: float
    wrong: bool
    clean_order: bool
    clip: str


def rows(eval_dir: Path | None) -> list[Row]:
    if eval_dir is None or not (eval_dir / "audio" / "asr_slots.jsonl").is_file():
        return [Row(PART, figure, None, note=ABSENT) for figure in FIGURES]
    tries = list(_tries(eval_dir))
    orders = [one for one in tries if one.clean_order]
    below = [one for one in tries if one.confidence < CLEAR_ENOUGH]
    above = [one for one in tries if one.confidence >= CLEAR_ENOUGH]
    return [
        _auc(FIGURES[0], orders),
        _auc(FIGURES[1], tries),
        Row(PART, FIGURES[2], _wrong(below), n=len(below), note=f"limit {CLEAR_ENOUGH}"),
        Row(PART, FIGURES[3], _wrong(above), n=len(above)),
        Row(PART, FIGURES[4], len(below) / max(1, len(tries)), n=len(tries)),
    ]


def _auc(figure: str, tries: list[Try]) -> Row:
    items = [Judgement(-one.confidence, one.wrong, one.clip) for one in tries]
    return Row(PART, figure, auc(items), n=len(tries), interval=interval(items))


def _wrong(tries: list[Try]) -> float | None:
    return sum(one.wrong for one in tries) / len(tries) if tries else None


def _tries(folder: Path) -> Iterator[Try]:
    from voicetrainer.sound.clips import read_clip
    from voicetrainer.speech.moonshine_ear import MoonshineEar

    ear = MoonshineEar()
    chance = np.random.default_rng(1)
    for item in (*_items(folder, "asr_slots"), *_items(folder, "read")):
        clip = read_clip(folder / item["path"])
        for name, samples in _versions(clip, chance):
            heard = ear.recognise(samples)
            clean = "slots" in item and name == "as it is"
            yield Try(heard.confidence, _is_wrong(item, heard.text), clean, item["id"])
    ear.close()


def _items(folder: Path, name: str) -> list[dict[str, Any]]:
    lines = (folder / "audio" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _versions(clip: Samples, chance: np.random.Generator) -> Iterator[tuple[str, Samples]]:
    yield "as it is", clip
    power = float(np.mean(np.square(clip, dtype=np.float64)))
    for snr in (10, 5):
        noise = chance.standard_normal(len(clip)) * np.sqrt(power / 10 ** (snr / 10))
        yield f"{snr} dB", (clip + noise).astype(np.float32)
    spectrum, heights = np.fft.rfft(clip), np.fft.rfftfreq(len(clip), 1 / RATE)
    spectrum[(heights < 300) | (heights > 3400)] = 0
    yield "telephone", np.fft.irfft(spectrum, len(clip)).astype(np.float32)


def _is_wrong(item: dict[str, Any], text: str) -> bool:
    heard = words_of(_digits(text))
    if "slots" in item:
        joined = f" {' '.join(heard)} "
        return any(f" {' '.join(words_of(slot))} " not in joined for slot in item["slots"])
    meant = words_of(item["text"])
    same = sum(block.size for block in SequenceMatcher(None, meant, heard, False).get_matching_blocks())
    return (len(meant) - same) / len(meant) > WRONG_SHARE


_NUMBERS = {"12": "twelve", "16": "sixteen", "20": "twenty", "24": "twenty four", "8": "eight", "2": "two"}


def _digits(text: str) -> str:
    """A recogniser may write a number either way."""
    return re.sub(r"\b\d+\b", lambda found: _NUMBERS.get(found[0], found[0]), text.replace("-", " "))
