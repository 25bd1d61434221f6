"""How long it takes to judge a ten-minute call, to doubt it, and to play out what might have been.

Needs nothing but the shipped scenario.  The call is a dense one: near a hundred turns, each heard in
another reading too, with partial words and signs of listening in between.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from voicetrainer import places
from voicetrainer.authoring import load_scenario, standard_rubric
from voicetrainer.core import events as e
from voicetrainer.core.cues import Cue
from voicetrainer.core.judge import score
from voicetrainer.core.ports import Reader
from voicetrainer.core.program import Program
from voicetrainer.core.scenario import Scenario
from voicetrainer.core.stability import stable
from voicetrainer.language.reader import reader_for
from voicetrainer.run.again import rewound
from voicetrainer.run.rehearse import rehearse
from voicetrainer.run.whatif import what_ifs

from .row import Row

LENGTH: e.Ms = 600_000
PART = "close calls"
SAID = (
    "Well I do not know anything about that",
    "Hang on I am looking at the screen for it",
    "I am sorry but the system says something else here",
)
MISHEARD = (
    "Well I do not owe anything about that",
    "Hang on I am cooking at the screen for it",
    "I am story but the system says something else here",
)
TRIES = 3


def rows(_eval_dir: Path | None) -> list[Row]:
    scenario, timeline = ten_minutes()
    rubric = standard_rubric()
    turns = sum(isinstance(x, e.Turn) for x in timeline)
    card, reader = score(timeline, scenario, rubric), reader_for(scenario)
    note = f"{len(timeline)} events, {turns} turns"

    def row(figure: str, seconds: float, goal: float) -> Row:
        return Row(PART, figure, round(seconds, 4), f"< {goal:g} s", seconds < goal, turns, note=note)

    return [
        row("judging a ten-minute call, s", _seconds(lambda: score(timeline, scenario, rubric)), 0.3),
        row("its stability run, s", _seconds(lambda: stable(timeline, scenario, rubric, card, reader)), 2.0),
        row("its what ifs, s", _seconds(lambda: what_ifs(timeline, scenario, rubric, card, reader)), 2.0),
        row("back to its last minute, s", _seconds(lambda: _back(timeline, scenario)), 0.3),
    ]


@cache
def ten_minutes() -> tuple[Scenario, tuple[e.Event, ...]]:
    """A call that goes round in one state, with what a live call has besides its turns."""
    shipped = load_scenario(places.scenarios() / "parcel.yaml").scenario
    scenario = replace(shipped, time_limit=LENGTH, always=())
    cues = [cue for number in range(120) for cue in _cues(number)]
    return scenario, tuple(_lived(rehearse(Program(scenario), cues).timeline, reader_for(scenario)))


def _cues(number: int) -> Iterator[Cue]:
    if number % 3 == 0:
        yield Cue("mm-hm", over=1500)
    yield Cue(SAID[number % 3], after=(600, 1200, 2900)[number % 3])


def _lived(timeline: list[e.Event], reader: Reader) -> Iterator[e.Event]:
    """With hints, partial words, another reading of each turn, and what its words do."""
    other = dict(zip(SAID, MISHEARD, strict=True))
    for event in timeline:
        match event:
            case e.SpeechStarted():
                yield e.VoiceHinted(event.at)
                yield event
            case e.Recognised():
                words = event.text.split()
                for upto in range(1, len(words), 2):
                    yield e.Partial(event.at, event.utterance, " ".join(words[:upto]), event.at)
                yield replace(event, alternatives=tuple(filter(None, (other.get(event.text),))))
            case e.Turn():
                yield replace(event, acts=reader(event.text, ""))
            case _:
                yield event


def _back(timeline: tuple[e.Event, ...], scenario: Scenario) -> None:
    call = rewound(timeline, Program(scenario), LENGTH - 60_000).call
    call.break_off(call.now, "measured")


def _seconds(work: Callable[[], object]) -> float:
    """CPU time of the quickest try: the machine may be busy with something else."""
    best = float("inf")
    for _ in range(TRIES):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best
