"""How the soak finds a call's chirps in what recorders at the devices heard."""

import random

import pytest

from benchmarks.soak.lanes import Pairs, apart, drift, offsets, strays

LOSSES = ((200_000.0, 40.0), (400_000.0, 500.0), (700_000.0, 9000.0), (900_000.0, 100.0))
"""(place in the lane, ms): what the microphone lost there."""


def lane(seed: int, count: int, longest: float) -> list[float]:
    chance, at, out = random.Random(seed), 0.0, []
    for _ in range(count):
        at += chance.uniform(1500, longest)
        out.append(at)
    return out


def recorded(places: list[float], began: float, rough: float = 0.0) -> list[float]:
    chance = random.Random(9)
    lost = [sum(ms for at, ms in LOSSES if place > at) for place in places]
    return [p + began + ms + chance.gauss(0, rough) for p, ms in zip(places, lost, strict=True)]


def test_every_chirp_is_found_whatever_was_lost_between_them() -> None:
    places = lane(1, 300, 9000)
    pairs = offsets(places, sorted([*recorded(places, 12_345.0, 1.0), 5.0, 100_000.0]))
    assert len(pairs) == 300
    assert pairs[0][1] == pytest.approx(12_345, abs=5)
    assert pairs[-1][1] == pytest.approx(12_345 + 9640, abs=5)


def test_chirps_of_another_call_are_not_these() -> None:
    assert offsets(lane(1, 40, 9000), lane(2, 40, 9000)) == []
    assert offsets([], [1.0]) == [] and offsets([1.0], []) == []


def test_what_the_microphone_lost_does_not_move_the_lanes_apart() -> None:
    caller, trainee = lane(1, 300, 9000), lane(2, 150, 14_000)
    between = apart(offsets(caller, recorded(caller, 12_345, 1.0)), offsets(trainee, recorded(trainee, 777)))
    assert len(between) > 200
    assert abs(drift(between)) < 3
    assert max(strays(between, drift(between))) < 6


def test_a_drift_is_told_by_the_hour_and_a_stray_chirp_counts_little() -> None:
    pairs: Pairs = [(at, 40 + at * 30 / 3_600_000) for at in lane(3, 100, 9000)]
    pairs[50] = (pairs[50][0], 900.0)
    assert drift(pairs) == pytest.approx(30, abs=1)
    assert sorted(strays(pairs, drift(pairs)))[-2] < 1
