"""A recorded call, judged: which side is whose, what was said, and what cannot be told from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ...core import events as e
from ...core.call import CLEAR_ENOUGH
from ...core.ports import Reader
from ...core.scenario import Scenario
from .conversation import conversation
from .lane import Lane
from .sides import Side, Sides, sides_of
from .timeline import Setting, timeline_of

Why = Literal["told", "usual", "swapped", "maybe swapped", "unknown"]
"""told: by the command line · usual: the left, and the words agree · swapped: the words say so, surely ·
maybe swapped: they hint at it, and the left was taken · unknown: nothing told, and the left was taken."""
SURE_ON_THE_WHOLE = 0.42
"""Below this sureness the words of a side are no basis for a judgement.  Measured with Moonshine on rendered
sentences of callers and agents: English .58 to .94 (two accents, noise at 25 dB), French, German, Spanish,
Dutch, Italian and Polish .15 to .30: fluent English comes out, that the model itself does not believe."""
CLEAN_DB = 20.0
"""A voice that stands out so far is no bad line: what cannot be made out there is another language."""
LEAST_WORDS = 4
"""A call in which either side said less is none."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Which lane is the agent's, and how that is known."""

    agent: Lane
    caller: Lane
    side: Side
    why: Why
    sides: Sides


def placed(left: Lane, right: Lane, wanted: Side | None, scenario: Scenario) -> Placed:
    """`wanted` decides; else the words, if they are sure; else the left channel is the agent's."""
    # the stand-in for a scenario calls everybody "Caller"
    caller = scenario.caller.name if scenario.you.firm else ""
    sides = sides_of(left, right, scenario.you.firm, caller)
    why: Why
    if wanted is not None:
        side, why = wanted, "told"
    elif sides.agent == "right":
        side, why = ("right", "swapped") if sides.sure else ("left", "maybe swapped")
    else:
        side, why = "left", "usual" if sides.agent else "unknown"
    agent, other = (left, right) if side == "left" else (right, left)
    return Placed(agent, other, side, why, sides)


def clear_words(lane: Lane) -> bool:
    """Could the words be made out, most of them and surely?  Not in another language, or on a bad line."""
    worded = [one for one in lane.spoken if one.worded]
    spoken = sum(one.end - one.onset for one in worded)
    clear = sum(one.end - one.onset for one in worded if one.confidence >= CLEAR_ENOUGH)
    return 2 * clear >= spoken and lane.sureness >= SURE_ON_THE_WHOLE


def another_language(lane: Lane) -> bool:
    """Is the voice well heard, and its words are not?"""
    return not clear_words(lane) and (lane.above_noise or 0.0) >= CLEAN_DB


def assessed(
    agent: Lane, caller: Lane, scenario: Scenario, setting: Setting, reader: Reader,
    baseline: e.Baselined | None = None,
) -> list[e.Event]:  # fmt: skip
    """The timeline of the call."""
    talk = conversation(agent.spoken, caller.spoken, scenario.backchannels)
    return timeline_of(talk, agent, setting, reader, baseline)


def too_little(lanes: Sequence[Lane]) -> bool:
    """Did hardly anybody speak?"""
    return any(lane.words < LEAST_WORDS for lane in lanes)
