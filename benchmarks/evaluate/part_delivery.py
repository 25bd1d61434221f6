"""Raised voices, pitch and gain: how right, how fast.

Labelled clips are actors who said the same two sentences in several ways.  A clip is scored
against the same actor's own neutral clips.  Nothing is fitted on them.  Intervals are bootstraps
over actors, since clips of one person are no independent trials.
"""

from __future__ import annotations

import importlib.util
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import soxr

from voicetrainer.core import events as e
from voicetrainer.core.ports import BLOCK, RATE, Samples
from voicetrainer.core.raised import Baseline, baseline_of_windows, raised, raised_score
from voicetrainer.sound.clips import read_clip
from voicetrainer.sound.delivery import DeliveryMeter, delivery_of_clip, loud_blocks

from .made_voices import CONDITIONS, gross_errors
from .row import ABSENT, Row
from .told import more_than_raised, told_of

PART = "raised voice"
TELEPHONE = 8_000
"""Hz."""
DRAWS = 400
Change = Callable[[Samples], Samples]


@dataclass(frozen=True, slots=True)
class Labelled:
    speaker: str
    emotion: str
    """As the actor was told to sound; for the labels only, the product knows none."""
    labels: Mapping[str, int | None]
    sound: Samples


def rows(eval_dir: Path | None) -> list[Row]:
    found = [*_pitch(), _speed()]
    listed = eval_dir / "audio" / "calm_audio.jsonl" if eval_dir else None
    if eval_dir is None or listed is None or not listed.exists():
        return [*found, Row(PART, "AUC, clean", None, "≥ .95", note=ABSENT)]
    clips, rest = _labelled(eval_dir, listed)
    found += _raised("clean, gain fixed", lambda x: x, clips, rest, True, 0.95)
    found += _raised("clean, gain not known", lambda x: x, clips, rest, False, None)
    phone = _telephone(eval_dir)
    if phone is None:
        return [*found, Row(PART, "AUC, telephone, automatic gain", None, "≥ .93", note="needs scipy")]
    found += _raised("telephone, gain fixed", _through(phone, agc=False), clips, rest, True, None)
    found += _raised("telephone, automatic gain", _through(phone, agc=True), clips, rest, False, 0.93)
    return found + list(_gains(phone, clips))


def _labelled(eval_dir: Path, listed: Path) -> tuple[list[Labelled], list[Labelled]]:
    def lines(path: Path) -> Iterator[dict[str, object]]:
        return (json.loads(line) for line in path.read_text("utf-8").splitlines())

    def sound(line: dict[str, object]) -> Samples:
        path = Path(str(line["path"]))
        whole = eval_dir / path
        return read_clip(whole if whole.exists() else eval_dir / "audio" / path)

    clips = [
        Labelled(str(x["group"]), str(x["emotion"]), x["labels"], sound(x))  # type: ignore[arg-type]
        for x in lines(listed)
    ]
    own = listed.with_name("calm_audio_baselines.jsonl")
    return clips, [Labelled(str(x["speaker"]), "neutral", {}, sound(x)) for x in lines(own)]


# -- raised ------------------------------------------------------------------------------------


def _raised(
    how: str, change: Change, clips: Sequence[Labelled], rest: Sequence[Labelled], levels: bool,
    goal: float | None,
) -> Iterator[Row]:  # fmt: skip
    baselines = _baselines(rest, change)
    measured = [(x, delivery_of_clip(change(x.sound))) for x in clips]
    scored = [(x, raised_score(d, baselines[x.speaker], levels) or 0.0) for x, d in measured]
    for label, name, wanted in (("angry", "", goal), ("angry_mild", ", mild only", None)):
        known = [(x.speaker, bool(x.labels[label]), s) for x, s in scored if x.labels[label] is not None]
        value = auc(known)
        yield Row(
            PART, f"AUC, {how}{name}", value, f"≥ {wanted:.2f}" if wanted else "",
            value >= wanted if wanted else None, len(known), _interval(known),
        )  # fmt: skip
    for emotion, note in (("neutral", ""), ("calm", ""), ("happy", "a raised voice, and nothing else")):
        own = [(x, d) for x, d in measured if x.emotion == emotion]
        hit = [any(True for _ in raised(d, baselines[x.speaker], levels)) for x, d in own]
        figure = f"clips acted {emotion} with a raised stretch, {how}"
        yield Row(PART, figure, sum(hit) / len(hit), n=len(hit), note=note)
        if emotion == "happy":
            more = [more_than_raised(told_of(d, baselines[x.speaker], levels)) for x, d in own]
            figure = f"of which anything but that is told, {how}"
            yield Row(
                PART, figure, sum(more) / len(more), "0", not any(more), len(more), note="report's sentences"
            )


def _baselines(rest: Sequence[Labelled], change: Change) -> dict[str, Baseline]:
    windows: dict[str, list[e.Window]] = defaultdict(list)
    for one in rest:
        windows[one.speaker] += delivery_of_clip(change(one.sound)).windows
    found = {speaker: baseline_of_windows(own) for speaker, own in windows.items()}
    return {speaker: own for speaker, own in found.items() if own is not None}


def auc(known: Sequence[tuple[str, bool, float]]) -> float:
    """Chance that a positive scores above a negative; (speaker, is positive, score)."""
    up = np.array([s for _, yes, s in known if yes])
    down = np.array([s for _, yes, s in known if not yes])
    above, same = up[:, None] > down, up[:, None] == down
    return float(np.mean(above + 0.5 * same))


def _interval(known: Sequence[tuple[str, bool, float]]) -> tuple[float, float]:
    """95 %, speakers drawn again."""
    draw, by = random.Random(1), defaultdict(list)
    for one in known:
        by[one[0]].append(one)
    speakers = sorted(by)
    values = [auc([x for s in draw.choices(speakers, k=len(speakers)) for x in by[s]]) for _ in range(DRAWS)]
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


# -- telephone and gain ----------------------------------------------------------------------------


def _telephone(eval_dir: Path) -> ModuleType | None:
    spec = importlib.util.spec_from_file_location("telephone", eval_dir / "score" / "telephone.py")
    assert spec and spec.loader, eval_dir
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ModuleNotFoundError:  # scipy, which the product does not need
        return None
    return module


def _through(phone: ModuleType, agc: bool) -> Change:
    def change(samples: Samples) -> Samples:
        narrow, rate = phone.telephone(samples.astype(np.float64), RATE, agc=agc)
        assert rate == TELEPHONE, rate
        return np.asarray(soxr.resample(narrow, rate, RATE), np.float32)

    return change


def _gains(phone: ModuleType, clips: Sequence[Labelled]) -> Iterator[Row]:
    """Twelve clips of one actor, in a drawn order, are a call."""
    by: dict[str, list[Labelled]] = defaultdict(list)
    for clip in clips:
        by[clip.speaker].append(clip)
    calls = {s: random.Random(s).sample(own, 12) for s, own in sorted(by.items())}
    changes: dict[str, tuple[Change, str]] = {
        "clean": (lambda x: x, "fixed"),
        "telephone": (_through(phone, agc=False), "fixed"),
        "telephone, automatic gain": (_through(phone, agc=True), "automatic"),
    }
    for how, (change, truth) in changes.items():
        told = [_opinion([change(x.sound) for x in own]) for own in calls.values()]
        wrong = sum(x not in (truth, "unknown") for x in told)
        note = f"unknown {told.count('unknown')}, wrong {wrong}"
        yield Row(
            "gain", f"told right after 12 clips, {how}", told.count(truth) / len(told), n=len(told), note=note
        )


def _opinion(sounds: Sequence[Samples]) -> str:
    meter, now, told = DeliveryMeter(), 0, "unknown"
    for sound in sounds:
        flags = loud_blocks(sound)
        for i, voiced in enumerate(flags):
            meter.push(sound[i * BLOCK : (i + 1) * BLOCK], bool(voiced))
        spoken = np.flatnonzero(flags)
        onset, end = now + int(spoken[0]) * 20, now + int(spoken[-1] + 1) * 20
        now += len(flags) * 20
        meter.measure(now, 1, onset, end)
        judged = meter.gain(now)
        told = judged.gain if judged else told
    return told


# -- pitch -----------------------------------------------------------------------------------------


def _pitch() -> Iterator[Row]:
    for how, change in CONDITIONS.items():
        wrong, missed, frames = gross_errors(change)
        note = f"{missed:.1%} of voiced frames not told"
        yield Row(
            "pitch",
            f"frames off by over 3 semitones, {how}",
            wrong,
            "≤ .02",
            wrong <= 0.02,
            frames,
            note=note,
        )


def _speed() -> Row:
    sound = np.random.default_rng(1).normal(0, 0.05, 10 * RATE).astype(np.float32)
    meter, began = DeliveryMeter(), time.thread_time()
    for first in range(0, len(sound), BLOCK):
        meter.push(sound[first : first + BLOCK], True)
    meter.measure(10_000, 1, 0, 10_000)
    spent = 1000 * (time.thread_time() - began)
    return Row("pitch", "CPU of 10 s of speech, ms", spent, "≤ 50", spent <= 50)
