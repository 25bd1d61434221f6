"""The named mixes of trainees that simulated time is measured on.

`rehearsals`: every rehearsal of the shipped scenarios, as `voicetrainer check` plays them.
`random`: trainees put together from a seed out of twelve things to say and to do, at any time.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from voicetrainer import places
from voicetrainer.authoring import load_scenario
from voicetrainer.core.cues import Cue
from voicetrainer.core.program import Program

SEED = 20_261_121
RANDOM_TRAINEES = 100
"""In each scenario."""
MOST_CUES = 12

SAYINGS = (
    "I am so sorry to hear that.",
    "So you waited for two whole days, and nobody called you back.",
    "mm-hm",
    "I see.",
    "That is not our fault.",
    "Can you tell me your account number, please?",
    "I will call you myself at four o'clock today.",
    "One moment, please, I am looking that up for you.",
    "I can have the money back with you by Friday.",
    "You should have called us earlier.",
)
ACTS = ("hold", "say again")


@dataclass(frozen=True, slots=True)
class Trainee:
    program: Program
    cues: tuple[Cue, ...]


def mixes(trainees: int = RANDOM_TRAINEES) -> dict[str, list[Trainee]]:
    """Both mixes, on programs that are compiled once."""
    loaded = [load_scenario(path) for path in sorted(places.scenarios().glob("*.yaml"))]
    programs = [Program(one.scenario) for one in loaded]
    chance = random.Random(SEED)
    return {
        "rehearsals": [
            Trainee(program, rehearsal.cues)
            for program, one in zip(programs, loaded, strict=True)
            for rehearsal in one.rehearsals
        ],
        "random": [Trainee(program, _cues(chance)) for program in programs for _ in range(trainees)],
    }


def _cues(chance: random.Random) -> tuple[Cue, ...]:
    return tuple(_cue(chance) for _ in range(chance.randint(0, MOST_CUES)))


def _cue(chance: random.Random, acts: Sequence[str] = ACTS) -> Cue:
    kind = chance.random()
    if kind < 0.05:
        return Cue(act="hold" if chance.choice(acts) == "hold" else "say again")
    if kind < 0.15:
        return Cue(silence=chance.randrange(1000, 9000))
    text = chance.choice(SAYINGS)
    if kind < 0.3:
        return Cue(text=text, over=chance.randrange(0, 6000))
    return Cue(text=text, after=chance.randrange(200, 5000))
