"""Is a gain fixed?  Made voices through gains of both kinds, and the figures alone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sound.voices import at_level, hiss, voice
from voicetrainer.core.ports import BLOCK, RATE, Samples
from voicetrainer.sound.delivery import DeliveryMeter
from voicetrainer.sound.gain import GainWatch, Spoken, gain_of

LEVELS = (-34, -29, -36, -24, -31, -22, -33, -27)
"""dBFS, as people vary in a call; the pitch goes with them."""


def spoken_call(levels: tuple[float, ...] = LEVELS, room: float = -62) -> Samples:
    """Utterances of 1.2 s with 1.2 s of room before each."""
    parts: list[Samples] = []
    for i, level in enumerate(levels):
        hz = 170 * 2 ** ((level - levels[0]) / 2 / 12)
        said = at_level(voice(hz, "aeo"[i % 3], 1.2, seed=i), level)
        parts += [hiss(len(said), room, seed=10 + i), said + hiss(len(said), room, seed=50 + i)]
    return np.concatenate(parts).astype(np.float32)


def automatic(sound: Samples, release: float = 0.6, attack: float = 0.03, hold: bool = False) -> Samples:
    """A gain that follows the sound towards −22 dBFS, at most 24 dB up."""
    out, gain = np.zeros_like(sound), 0.0
    for first in range(0, len(sound), 160):
        block = sound[first : first + 160]
        level = 10 * np.log10(np.mean(np.square(block)) + 1e-12)
        wanted = gain if hold and level < -50 else float(np.clip(-22 - level, -12, 24))
        gain += (wanted - gain) * min(1.0, 0.01 / (attack if wanted < gain else release))
        out[first : first + 160] = block * 10 ** (gain / 20)
    return np.clip(out, -1, 1)


def opinions(sound: Samples) -> list[str]:
    """What the meter says of its gain, in order."""
    told: list[str] = []
    meter = DeliveryMeter()
    long = int(1.2 * RATE) // BLOCK
    for at in range(len(sound) // BLOCK):
        meter.push(sound[at * BLOCK : (at + 1) * BLOCK], at // long % 2 == 1)
        if at % (2 * long) == 2 * long - 1:
            now = (at + 1) * 20
            meter.measure(now, at // long, now - 1200, now)
            if judged := meter.gain(now):
                told.append(judged.gain)
    return told


def test_nothing_is_known_at_first_and_then_a_fixed_gain_is_told() -> None:
    assert opinions(spoken_call()) == ["unknown", "fixed"]


def test_in_a_silent_room_the_voice_alone_tells() -> None:
    assert opinions(spoken_call(room=-110))[-1] == "fixed"


@pytest.mark.parametrize(("release", "attack"), [(0.6, 0.03), (1.5, 0.05), (0.3, 0.01)])
def test_an_automatic_gain_is_told(release: float, attack: float) -> None:
    assert opinions(automatic(spoken_call(), release, attack))[-1] == "automatic"


def test_a_gain_that_holds_in_pauses_is_never_called_fixed() -> None:
    assert opinions(automatic(spoken_call(), hold=True))[-1] != "fixed"


def test_utterances_brought_to_one_level_each_are_an_automatic_gain() -> None:
    sound, long = spoken_call(), int(2.4 * RATE)
    parts = [at_level(sound[i : i + long], -24) for i in range(0, len(sound), long)]
    assert opinions(np.concatenate(parts))[-1] == "automatic"


def test_where_nothing_varies_nothing_is_said() -> None:
    assert opinions(spoken_call((-28, -28.5, -27.8, -28.2)))[-1] == "unknown"


def test_three_utterances_are_too_few() -> None:
    assert opinions(spoken_call(LEVELS[:3])) == ["unknown"]


def test_a_room_that_rises_in_every_long_pause_is_enough() -> None:
    spoken = [Spoken(-28.0, 180.0, -60.0, rise) for rise in (6.0, 7.0, 5.5)]
    assert gain_of(spoken) == "automatic"
    assert gain_of([Spoken(-28.0, 180.0, -60.0, rise) for rise in (0.5, -1.0, 6.0)]) != "automatic"


def test_a_voice_that_goes_up_in_pitch_and_never_in_level_is_pressed() -> None:
    flat = [Spoken(-24.0 + i % 2 / 2, 170 * 2 ** (i % 4 / 4), None) for i in range(8)]
    free = [Spoken(-30.0 + 4 * (i % 4), 170 * 2 ** (i % 4 / 4), None) for i in range(8)]
    assert (gain_of(flat), gain_of(free)) == ("automatic", "fixed")


def test_an_opinion_is_told_once() -> None:
    watch = GainWatch()
    assert watch.news() == "unknown"
    assert watch.news() is None
    for level in LEVELS:
        watch.heard(Spoken(level, 170.0, -60.0))
    assert watch.news() == "fixed"
    assert watch.news() is None
