"""Does a low confidence predict the recogniser's errors?

Real spoken orders (an order is heard wrong if a slot of it is missing) and read sentences (wrong if more
than a tenth of the words are), each as it is, with white noise at 10 and 5 dB and in the telephone's band.
AUC: the chance that a text with an error has a lower confidence than one without.  Of single words, that
a wrong one is held less likely by the model than a right one.
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
    from voicetrainer.speech.sureness import Look

PART = "confidence"
FIGURES = (
    "AUC, spoken orders as they are", "AUC, orders and read sentences, also in noise and on the telephone",
    "errors among texts below the limit", "errors among texts above it", "texts below the limit",
    "AUC, words of read sentences, also in noise and on the telephone",
    "another reading where a text is wrong", "another reading where a text is right",
)  # fmt: skip
WRONG_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Try:
    confidence: float
    wrong: bool
    clean_order: bool
    clip: str
    words: tuple[Judgement, ...] = ()
    """Of a read sentence: how unlikely each word, and is it wrong."""
    other_readings: int = 0


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
        _row(FIGURES[5], [word for one in tries for word in one.words]),
        *(
            Row(PART, figure, _readings(tries, wrong))
            for figure, wrong in ((FIGURES[6], True), (FIGURES[7], False))
        ),
    ]


def _auc(figure: str, tries: list[Try]) -> Row:
    return _row(figure, [Judgement(-one.confidence, one.wrong, one.clip) for one in tries])


def _row(figure: str, items: list[Judgement]) -> Row:
    return Row(PART, figure, auc(items), n=len(items), interval=interval(items))


def _readings(tries: list[Try], wrong: bool) -> float:
    """Share of such texts for which the ear told another reading."""
    told = [one.other_readings > 0 for one in tries if one.wrong is wrong]
    return sum(told) / len(told)


def _wrong(tries: list[Try]) -> float | None:
    return sum(one.wrong for one in tries) / len(tries) if tries else None


def _tries(folder: Path) -> Iterator[Try]:
    from voicetrainer.sound.clips import read_clip
    from voicetrainer.speech.moonshine_ear import MoonshineEar
    from voicetrainer.speech.second_look import moonshine_look

    ear, second = MoonshineEar(), moonshine_look()
    chance = np.random.default_rng(1)
    for item in (*_items(folder, "asr_slots"), *_items(folder, "read")):
        clip = read_clip(folder / item["path"])
        for name, samples in _versions(clip, chance):
            heard = ear.recognise(samples)
            clean = "slots" in item and name == "as it is"
            words = tuple(_words(item, second.look(samples, heard.text))) if second and "text" in item else ()
            wrong = _is_wrong(item, heard.text)
            yield Try(heard.confidence, wrong, clean, item["id"], words, len(heard.others))
    ear.close()


def _words(item: dict[str, Any], look: Look) -> Iterator[Judgement]:
    """As they are written, without marks; a number that is written otherwise counts as wrong."""
    heard = ["".join(words_of(word)) for word in look.text.split()]
    right = set()
    for block in SequenceMatcher(None, heard, words_of(item["text"]), False).get_matching_blocks():
        right |= set(range(block.a, block.a + block.size))
    if len(heard) == len(look.words):
        for place, likely in enumerate(look.words):
            yield Judgement(-likely, place not in right, item["id"])


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
