"""What the evaluation of floor and turns counts, on times one can check by hand."""

from __future__ import annotations

import time

from benchmarks.evaluate.long_call import long_call
from benchmarks.evaluate.part_turns import frames, rows, stretches
from benchmarks.evaluate.row import ABSENT
from benchmarks.realtime.script import Noticed
from voicetrainer.authoring import standard_rubric
from voicetrainer.core.floor import floor_of
from voicetrainer.core.judge import score


def heard(*times: tuple[str, int]) -> list[Noticed]:
    return [Noticed("onset" if kind == "on" else "end", at) for kind, at in times]


def test_a_short_pause_belongs_to_the_utterance_and_a_long_one_ends_it() -> None:
    short = heard(("on", 100), ("end", 1000), ("on", 1400), ("end", 2000), ("end", 2000))
    assert stretches(short) == [(100, 2000)]
    long = heard(("on", 100), ("end", 1000), ("on", 1500), ("end", 2000))
    assert stretches(long) == [(100, 1000), (1500, 2000)]


def test_speech_that_never_ended_lasts_to_the_end_of_the_recording() -> None:
    assert stretches(heard(("on", 29_000))) == [(29_000, 30_000)]


def test_frames_are_ten_milliseconds() -> None:
    assert frames([(100, 130), (200, 210)]) == {10, 11, 12, 20}


def test_without_the_material_the_rows_say_so() -> None:
    found = rows(None)
    assert len(found) == 4 and all(row.value is None and row.note == ABSENT for row in found)


def test_the_long_call_holds_every_kind_of_moment_that_costs_time_to_judge() -> None:
    timeline, scenario = long_call(600_000)
    floor = floor_of(timeline, scenario)
    assert 600_000 <= floor.duration < 640_000
    assert {"backchannel", "interruption"} <= {one.kind for one in floor.overlaps}
    assert len(floor.lines) > 40 and len(floor.utterances) > 150 and floor.complaint


def test_a_call_of_ten_minutes_is_judged_at_once() -> None:
    timeline, scenario = long_call(600_000)
    rubric = standard_rubric()
    taken = []
    for _ in range(3):
        begin = time.perf_counter()
        score(timeline, scenario, rubric)
        taken.append(time.perf_counter() - begin)
    assert min(taken) < 0.3, taken
