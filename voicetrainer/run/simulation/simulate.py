"""Hold a scenario's call with thousands of imagined trainees, and say what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from statistics import median

from ...core import events as e
from ...core.call import Call
from ...core.judge import score
from ...core.ports import Reader
from ...core.program import Program
from ...core.rubric import Rubric
from ...core.scenario import Choice, Scenario, Words
from ..rehearse import play_out
from .coverage import Coverage, WatchedProgram
from .trainees import CHARACTERS, Character, ImaginedTrainee, steps_to_win
from .wordings import Wordings

BATCH = 64
READ = 8_192
"""Wordings whose acts are remembered."""
ReaderFor = Callable[[Scenario], Reader]
"""Made anew in each process."""


@dataclass(frozen=True, slots=True)
class Run:
    """One imagined call; the character and the seed play it again."""

    character: Character
    seed: int
    outcome: e.Outcome
    total: float | None
    why: str = ""
    """Of a call that broke off."""


@dataclass(slots=True)
class Simulated:
    scenario: Scenario
    coverage: Coverage
    runs: list[Run] = field(default_factory=list)

    def of(self, character: Character) -> list[Run]:
        return [run for run in self.runs if run.character == character]

    def surprises(self) -> Iterator[tuple[str, Run]]:
        """(what, run): the first call of each kind that a trainer would not expect."""
        for key, fits in SURPRISES.items():
            if found := next((run for run in self.runs if fits(run)), None):
                yield key, found


UNHURRIED = ("random", "rambling", "slow")
"""They may use up the time of any call."""
MARK = 65
"""The standard pass mark."""


def _poor(run: Run) -> bool:
    return run.total is not None and run.total < MARK


SURPRISES: dict[str, Callable[[Run], bool]] = {
    "broke": lambda run: run.outcome == "broken",
    "endless": lambda run: run.outcome == "out of time" and run.character not in UNHURRIED,
    "perfect-lost": lambda run: run.character == "perfect" and run.outcome != "won",
    "perfect-fails": lambda run: run.character == "perfect" and run.outcome == "won" and _poor(run),
    "silent-won": lambda run: run.character in ("silent", "mm-hm") and run.outcome == "won",
    "rude-passed": lambda run: run.character == "rude" and (run.total or 0) >= MARK,
}


def simulate(
    scenario: Scenario,
    rubric: Rubric,
    trainees: int = 1_000,
    characters: Sequence[Character] = CHARACTERS,
    first_seed: int = 1,
    processes: int = 1,
    reader_for: ReaderFor | None = None,
    thorough: bool = True,
) -> Simulated:
    """`trainees` in all, the characters in turn.  The same arguments give the same result, on any
    number of processes.

    Not `thorough`: guards are not watched, and only those are scored whose score may be a surprise.
    """
    wanted = [(characters[n % len(characters)], first_seed + n // len(characters)) for n in range(trainees)]
    done = Simulated(scenario, Coverage(scenario))
    size = max(BATCH, -(-trainees // max(1, processes * 4)))
    parts = [wanted[at : at + size] for at in range(0, len(wanted), size)]
    for runs, coverage in _held(Casting(scenario, rubric, reader_for, thorough), parts, processes):
        done.runs += runs
        done.coverage.add(coverage)
    return done


Wanted = tuple[Character, int]
Held = tuple[list[Run], Coverage]


@dataclass(frozen=True, slots=True)
class Casting:
    """What each process builds its stage from."""

    scenario: Scenario
    rubric: Rubric
    reader_for: ReaderFor | None = None
    thorough: bool = True


def _held(casting: Casting, parts: Iterable[list[Wanted]], processes: int) -> Iterator[Held]:
    if processes <= 1:
        stage = Stage(casting)
        yield from (stage.hold(part) for part in parts)
        return
    with ProcessPoolExecutor(processes, initializer=_prepare, initargs=(casting,)) as pool:
        yield from pool.map(_part, parts)


_stages: list[Stage] = []
"""The one of a worker process."""


def _prepare(casting: Casting) -> None:
    _stages[:] = [Stage(casting)]


def _part(part: list[Wanted]) -> Held:
    return _stages[0].hold(part)


class Stage:
    """Where imagined calls of one scenario are held."""

    def __init__(self, casting: Casting) -> None:
        self._casting = casting
        scenario, reader_for = casting.scenario, casting.reader_for
        self.program = WatchedProgram(scenario) if casting.thorough else Program(scenario)
        self._reader: Reader | None = None
        if reader_for and self.program.reads:
            self._reader = lru_cache(maxsize=READ)(reader_for(scenario))
        self._wordings = Wordings(self.program, self._reader)
        self._towards = steps_to_win(scenario)
        self._by_seed = any(isinstance(said, Choice) for said in _lines(scenario))
        """What the caller says depends on the seed, too."""
        self._always: dict[Character, Call] = {}
        """The call of a character who leaves nothing to chance: the same with every seed."""

    def hold(self, part: Sequence[Wanted]) -> Held:
        coverage = Coverage(self.program.scenario)
        runs = []
        for character, seed in part:
            call = self._always.get(character) or self.call(character, seed)
            coverage.take(call.timeline)
            runs.append(self._run(character, seed, call))
        if isinstance(self.program, WatchedProgram):
            coverage.guards = {key: set(found) for key, found in self.program.seen.items()}
        return runs, coverage

    def call(self, character: Character, seed: int) -> Call:
        """The finished call of this trainee; always the same one."""
        chance = Random(f"{character} {seed}")
        call = Call(self.program, e.Answered(0, seed=seed), self._reader)
        play_out(call, ImaginedTrainee(character, self._wordings, chance, self._towards))
        if not self._by_seed and chance.getstate() == Random(f"{character} {seed}").getstate():
            self._always[character] = call
        return call

    def _run(self, character: Character, seed: int, call: Call) -> Run:
        assert call.outcome
        why = next((x.why for x in call.timeline if isinstance(x, e.Ended)), "")
        return Run(character, seed, call.outcome, self._total(character, call), why)

    def _total(self, character: Character, call: Call) -> float | None:
        telling = character == "rude" or (character == "perfect" and call.outcome == "won")
        if not self._casting.thorough and not telling:
            return None
        return score(call.timeline, self.program.scenario, self._casting.rubric).total


def _lines(scenario: Scenario) -> Iterator[Words]:
    """Everything the caller may say, by state and branch."""
    branches = [*scenario.always]
    for state in scenario.states.values():
        yield from state.caller
        branches += state.branches
    yield from (branch.caller for branch in branches if branch.caller)


def spread(runs: Iterable[Run]) -> tuple[float, float, float] | None:
    """Lowest, middle and highest total; None if no call has one."""
    totals = sorted(run.total for run in runs if run.total is not None)
    return (totals[0], median(totals), totals[-1]) if totals else None
