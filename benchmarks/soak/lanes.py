"""Where the chirps of a call's lanes really were: in what recorders at the devices heard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voicetrainer.core.ports import RATE

from .chirps import find

Pairs = list[tuple[float, float]]
"""(place in a lane, how much later its recorder has it), ms."""

SAME = 150.0
"""A chirp that is so near to where it must be is the one."""
AGREE = 50.0
LOOK = 12
"""Chirps that are looked at together where the thread was lost …"""
ENOUGH = 4
"""… and so many of them must agree on a new one."""
LONGEST_GAP = 30_000.0
"""The card may have been away so long, or so much lost."""
STEP = 2.0
"""Two chirps of the microphone that differ by more have a loss between them."""


def heard_by(file: Path) -> list[float]:
    """The chirps in a recorder's file of 16-bit samples, ms."""
    raw = np.fromfile(file, "<i2").astype(np.float32) / np.float32(32768)
    return [at * 1000 / RATE for at in find(raw)]


def offsets(lane: list[float], heard: list[float]) -> Pairs:
    """The chirps that both have; what was lost on the way moves all that follow."""
    if not lane or not heard:
        return []
    recorded, found = np.array(heard), Pairs()
    shift = _vote(lane[:LOOK], recorded, -np.inf, np.inf)
    for n, place in enumerate(lane):
        if shift is not None and _off(recorded, place + shift) > SAME:
            again = _vote(lane[n : n + LOOK], recorded, shift - LONGEST_GAP, shift + LONGEST_GAP)
            if again is None or _off(recorded, place + again) > SAME:
                continue
            shift = again
        if shift is None:
            shift = _vote(lane[n : n + LOOK], recorded, -np.inf, np.inf)
            continue
        near = float(recorded[int(np.argmin(np.abs(recorded - place - shift)))])
        found.append((place, near - place))
        shift = near - place
    return found


def _off(recorded: np.ndarray, at: float) -> float:
    return float(np.min(np.abs(recorded - at)))


def _vote(places: list[float], recorded: np.ndarray, least: float, most: float) -> float | None:
    """The shift on which most of these chirps agree."""
    shifts = np.sort((recorded[:, None] - np.array(places)[None, :]).ravel())
    shifts = shifts[(shifts > least) & (shifts < most)]
    if not len(shifts):
        return None
    count = np.searchsorted(shifts, shifts + AGREE) - np.arange(len(shifts))
    best = int(np.argmax(count))
    if count[best] < ENOUGH:
        return None
    return float(np.median(shifts[best : best + count[best]]))


def apart(caller: Pairs, trainee: Pairs) -> Pairs:
    """(place, ms): how much later the caller's lane is than the trainee's, wherever that is sure.

    Both recorders run on; what the microphone lost moves both lanes alike.
    """
    places = np.array([at for at, _ in trainee])
    late = np.array([off for _, off in trainee])
    found = Pairs()
    for at, off in caller:
        after = int(np.searchsorted(places, at))
        if 0 < after < len(places) and abs(late[after] - late[after - 1]) < STEP:
            found.append((at, off - float(late[after - 1 : after + 1].mean())))
    return found


def drift(pairs: Sequence[tuple[float, float]]) -> float:
    """ms per hour: the middle of the slopes between all pairs of chirps; a stray one counts little."""
    at, off = (np.array(side) for side in zip(*pairs, strict=True))
    first, second = np.triu_indices(len(at), 1)
    far = at[second] - at[first]
    kept = far > 1000
    if not kept.any():
        return 0.0
    return float(np.median((off[second] - off[first])[kept] / far[kept])) * 3_600_000


def strays(pairs: Sequence[tuple[float, float]], slope: float) -> list[float]:
    """How far each is from the line of that slope, ms."""
    at, off = (np.array(side) for side in zip(*pairs, strict=True))
    rest = off - slope * at / 3_600_000
    return [float(x) for x in np.abs(rest - np.median(rest))]
