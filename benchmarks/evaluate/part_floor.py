"""Who had the floor: the golden sounds in every voice, in quiet and in noise, and the judge's speed.

The sounds are the project's own (`tests/floor_sounds`), so this part needs no other material.  A *clear*
sound is one whose words the ear writes right when it hears the sound alone.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.floor_sounds.play import Judgement, Sound, judge, sounds
from voicetrainer.authoring import standard_rubric
from voicetrainer.core.judge import score
from voicetrainer.speech.moonshine_ear import MoonshineEar

from .long_call import long_call
from .row import Row

PART = "floor"
NOISES = (None, "office")
TOUCHY = ("interruption", "false ending")
"""Classes that can cost a trainee something."""
JUDGED_IN = 0.3
"""Seconds for a call of ten minutes."""

Pairs = list[tuple[Sound, Judgement]]


def rows(eval_dir: Path | None) -> list[Row]:  # noqa: ARG001  needs none of it
    ear = MoonshineEar()
    found: list[Row] = []
    for noise in NOISES:
        pairs = [(sound, judge(sound, ear, noise)) for sound in sounds()]
        where = f"in an {noise}" if noise else "in quiet"
        found += [*_classes(pairs, where), _unblamed(pairs, where), *_times(pairs, where)]
    return [*found, _speed()]


def _classes(pairs: Pairs, where: str) -> Iterator[Row]:
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for sound, made in pairs:
        if sound.clear:
            by_kind[sound.kind or "no overlap (cough, door)"].append(made.right(sound))
    for kind, right in by_kind.items():
        yield _share(f"{kind}, {where}", right)
    yield _share(f"every class, {where}", [one for right in by_kind.values() for one in right])


def _share(figure: str, right: list[bool], note: str = "clear cases right") -> Row:
    share = sum(right) / len(right)
    return Row(PART, figure, share, "1", share == 1, len(right), note=note)


def _unblamed(pairs: Pairs, where: str) -> Row:
    """What is no interruption must never become one, however poorly its words were heard."""
    harmless = [made.kind not in TOUCHY for sound, made in pairs if sound.kind not in TOUCHY]
    return _share(f"harmless sounds not held against anybody, {where}", harmless, "clear or not")


def _times(pairs: Pairs, where: str) -> Iterator[Row]:
    onsets = [abs(made.speech.onset - made.line_at - sound.onset) for sound, made in pairs if made.speech]
    ends = [abs(made.overlap.end - made.line_at - sound.end)
            for sound, made in pairs if made.overlap and not made.overlap.cut]  # fmt: skip
    for what, errors in (("onset", onsets), ("end", ends)):
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            yield Row(
                PART, f"overlap {what}, error {name}, ms, {where}", _quantile(errors, share), n=len(errors)
            )


def _quantile(errors: Iterable[int], share: float) -> float:
    ordered = sorted(errors)
    return float(ordered[min(len(ordered) - 1, int(share * len(ordered)))])


def _speed() -> Row:
    timeline, scenario = long_call(600_000)
    rubric = standard_rubric()
    taken = []
    for _ in range(7):
        begin = time.perf_counter()
        score(timeline, scenario, rubric)
        taken.append(time.perf_counter() - begin)
    slowest = max(taken)
    return Row(PART, "a call of ten minutes judged, s, slowest of 7", slowest, f"< {JUDGED_IN}",
               slowest < JUDGED_IN, len(timeline), note="events")  # fmt: skip
