"""The short version of the soak: each fault once, and what must hold of every call."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.soak import trainees
from benchmarks.soak.calls import Case, Done, draw, hold, wandering
from benchmarks.soak.card import Weather
from benchmarks.soak.chirps import CHIRP, find, marked
from benchmarks.soak.lanes import strays
from benchmarks.soak.resources import Held, growth, held
from voicetrainer.core.cues import Script
from voicetrainer.core.ports import RATE

LIMIT = 16_000


def talkative(seed: int = 3) -> Script:
    """Somebody who answers every time."""
    cues = trainees.endless(random.Random(seed))
    return Script("talkative", tuple(next(cues) for _ in range(12)))


CASE = Case(1, "parcel", talkative(), limit=LIMIT)


def worst(offsets: list[tuple[int, float]]) -> float:
    assert offsets, "nothing was found to compare"
    return max(abs(off) for _, off in offsets)


def held_well(done: Done) -> None:
    assert not done.checked.faults
    assert done.outcome != "broken", done.why
    assert worst(done.checked.lane) <= 5


@pytest.mark.parametrize(
    "weather",
    [
        pytest.param(Weather(dropouts=((4, 5), (6, 25), (9, 1))), id="drop-outs"),
        pytest.param(Weather(stalls=((5, 0.4), (8, 1.5), (12, 3.0))), id="stalls"),
        pytest.param(Weather(ppm=500), id="loudspeaker fast"),
        pytest.param(Weather(ppm=-500), id="loudspeaker slow"),
    ],
)
def test_bad_sound_moves_no_lane_and_ends_no_call(weather: Weather, tmp_path: Path) -> None:
    held_well(hold(replace(CASE, weather=weather), tmp_path))


@pytest.mark.parametrize("mishap", ["dies", "raises", "hangs"])
def test_an_ear_that_fails_leaves_no_thread_and_loses_no_utterance(mishap: str, tmp_path: Path) -> None:
    held_well(hold(replace(CASE, ear=mishap, limit=2 * LIMIT), tmp_path))  # type: ignore[arg-type]


@pytest.mark.parametrize("mishap", ["dies", "raises", "hangs"])
def test_a_voice_that_fails_leaves_no_thread_and_loses_no_line(mishap: str, tmp_path: Path) -> None:
    done = hold(replace(CASE, voice=mishap, fails_at=2), tmp_path)  # type: ignore[arg-type]
    assert not done.checked.faults and done.outcome != "broken"


@pytest.mark.parametrize("size", [300, 200_000])
def test_a_full_disk_ends_no_call_and_its_report_opens(size: int, tmp_path: Path) -> None:
    done = hold(replace(CASE, disk=size), tmp_path)
    assert not done.checked.faults and done.outcome != "broken"


def test_drift_wander_and_gaps_do_not_take_the_loudspeaker_from_its_lane(tmp_path: Path) -> None:
    done = hold(wandering(1, 500.0, 0.035), tmp_path, report=False)
    held_well(done)
    assert worst(done.checked.trainee) <= 5
    settled = [(at, late) for at, late in done.checked.heard if at > 30_000]
    off = sorted(strays(settled, 0.0))
    assert len(off) > 9
    assert off[len(off) * 9 // 10] <= 8, "a line in the second after a gap may be late by it"


def test_calls_leave_no_thread_and_no_open_file(tmp_path: Path) -> None:
    hold(replace(draw(0, faults=False), limit=4000), tmp_path)
    before = held(1)
    for seed in range(1, 5):
        hold(replace(draw(seed, faults=False), limit=4000), tmp_path)
    after = held(5)
    assert (after.threads, after.files) == (before.threads, before.files)


def test_the_same_seed_draws_the_same_call() -> None:
    assert draw(17) == draw(17)
    assert draw(17) != draw(18)


def test_a_chirp_is_found_to_the_sample_under_speech() -> None:
    noise = np.random.default_rng(1).normal(0, 0.05, 3 * RATE).astype(np.float32)
    for at in (100, RATE, 2 * RATE + 7):
        noise[at : at + len(CHIRP)] += 0.5 * CHIRP
    assert find(noise) == [100, RATE, 2 * RATE + 7]
    assert find(marked(np.zeros(RATE, np.float32))) == [0]
    assert find(np.zeros(RATE, np.float32)) == []


def test_growth_is_told_from_the_later_half() -> None:
    full = [Held(100 * n, min(300.0, 100.0 * n), 1, 4) for n in range(1, 9)]
    assert growth(full) == 0.0
    leak = [Held(100 * n, 100.0 + 2 * n, 1, 4) for n in range(1, 9)]
    assert growth(leak) == pytest.approx(2.0)
