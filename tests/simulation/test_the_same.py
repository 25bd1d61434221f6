"""What makes imagined calls quick changes nothing in them: against a plain engine that remembers nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from voicetrainer import places
from voicetrainer.authoring import Loaded, load_scenario, standard_rubric
from voicetrainer.cli.checking import check_files
from voicetrainer.core import events as e
from voicetrainer.core.call import Call
from voicetrainer.core.match import Hit, Matcher, Words, negated, plain, stands_for, words
from voicetrainer.core.program import Program
from voicetrainer.core.scenario import Scenario
from voicetrainer.language.reader import reader_for
from voicetrainer.run.rehearse import play_out
from voicetrainer.run.simulation.simulate import Casting, Stage, simulate
from voicetrainer.run.simulation.trainees import CHARACTERS, Character, ImaginedTrainee, steps_to_win
from voicetrainer.run.simulation.wordings import Wordings

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PATHS = [places.scenarios() / "parcel.yaml", places.scenarios() / "double-charge.yaml",
         EXAMPLES / "transfer.yaml", EXAMPLES / "leak.yaml"]  # fmt: skip


class PlainMatcher(Matcher):
    """Every phrase of a list at every place of the text, each time anew."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario.phrases)
        self._phrases = scenario.phrases

    def find(self, name: str, text: str) -> Hit | None:
        listed = self._phrases.get(name, (name,))
        ordered = sorted(
            ((plain(one), one) for one in listed if plain(one)), key=lambda p: (-len(p[0]), p[1])
        )
        return next(_hits(ordered, words(text)), None)


def _hits(ordered: list[tuple[Words, str]], tokens: Words) -> Iterator[Hit]:
    firsts = {phrase[0] for phrase, _ in ordered}
    for start, token in enumerate(tokens):
        slips = sorted(first for first in firsts if first != token and stands_for(token, first))
        for first in (token, *slips):
            for phrase, written in ordered:
                end = _end(tokens, start, phrase) if phrase[0] == first else None
                if end is not None and not negated(tokens, start, end):
                    yield Hit(written, start, end)


def _end(tokens: Words, start: int, phrase: Words) -> int | None:
    left = [(place, token) for place, token in enumerate(tokens) if place >= start and token != ","]
    if len(left) < len(phrase) or tokens[start] == ",":
        return None
    pairs = list(zip(left, phrase, strict=False))
    return pairs[-1][0][0] + 1 if all(stands_for(token, word) for (_, token), word in pairs) else None


class PlainCall(Call):
    """Looks at all its timers whenever it is asked, and at its meters after every step."""

    def _first_timer(self):  # type: ignore[no-untyped-def]
        self._next = None
        return super()._first_timer()

    def _settle(self) -> None:
        self._stirred = True
        super()._settle()


def plainly(loaded: Loaded, character: Character, seed: int) -> Call:
    """One imagined call; nothing is left of any before it."""
    program = Program(loaded.scenario)
    program.matcher = PlainMatcher(loaded.scenario)
    reader = reader_for(loaded.scenario) if program.reads else None
    call = PlainCall(program, e.Answered(0, seed=seed), reader)
    chance = Random(f"{character} {seed}")
    trainee = ImaginedTrainee(character, Wordings(program, reader), chance, steps_to_win(loaded.scenario))
    return play_out(call, trainee)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_call_is_the_same_to_the_letter(path: Path) -> None:
    loaded = load_scenario(path)
    stage = Stage(Casting(loaded.scenario, standard_rubric(), reader_for))
    for character in CHARACTERS:
        for seed in (2, 3):
            quick, slow = stage.call(character, seed), plainly(loaded, character, seed)
            assert quick.timeline == slow.timeline, (character, seed)
            assert (quick.outcome, quick.meters) == (slow.outcome, slow.meters)


@pytest.mark.parametrize("path", PATHS[:1], ids=lambda path: path.stem)
def test_what_need_not_be_known_is_left_out_and_nothing_else(path: Path) -> None:
    scenario = load_scenario(path).scenario
    whole = simulate(scenario, standard_rubric(), 64)
    short = simulate(scenario, standard_rubric(), 64, thorough=False)
    assert [(run.character, run.seed, run.outcome, run.why) for run in short.runs] == [
        (run.character, run.seed, run.outcome, run.why) for run in whole.runs
    ]
    assert all(a.total in (None, b.total) for a, b in zip(short.runs, whole.runs, strict=True))
    assert list(short.surprises()) == list(whole.surprises())
    assert short.coverage.states == whole.coverage.states


def test_who_leaves_nothing_to_chance_holds_one_call_and_is_counted_each_time() -> None:
    scenario = load_scenario(PATHS[0]).scenario
    stage = Stage(Casting(scenario, standard_rubric(), reader_for, thorough=False))
    runs, coverage = stage.hold([("silent", seed) for seed in range(1, 6)])
    assert [run.seed for run in runs] == [1, 2, 3, 4, 5]
    assert coverage.states[scenario.start] == 5
    alone = [plainly(load_scenario(PATHS[0]), "silent", seed) for seed in (1, 5)]
    assert {run.outcome for run in runs} == {call.outcome for call in alone}
    assert alone[0].timeline[1:] == alone[1].timeline[1:]  # but for the seed in the first event


def test_files_that_are_checked_side_by_side_are_told_as_one_by_one(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(PATHS[3].read_text("utf-8").replace("ending: won", "ending: wonn", 1), "utf-8")
    paths = [PATHS[3], broken]
    together = check_files(paths, 16)
    assert together == [one for path in paths for one in check_files([path], 16)]
    assert [one.errors > 0 for one in together] == [False, True]
