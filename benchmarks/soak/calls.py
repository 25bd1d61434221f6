"""One call in virtual time, with whatever was drawn to go wrong in it."""

from __future__ import annotations

import contextlib
import io
import random
import resource
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from voicetrainer.authoring import Loaded, load_rubric, load_scenario
from voicetrainer.authoring.rubric import STANDARD
from voicetrainer.cli import holding
from voicetrainer.cli.app import run as command
from voicetrainer.cli.names import scenario_path
from voicetrainer.cli.plan import Plan
from voicetrainer.core import events as e
from voicetrainer.core.cues import Cue, Script
from voicetrainer.core.ports import BLOCK, BLOCK_MS, Samples, Voice
from voicetrainer.run.listen import Relay, Results
from voicetrainer.run.parts import Key
from voicetrainer.run.trainee import ScriptedPhone
from voicetrainer.sound.clips import read_clip
from voicetrainer.sound.recorded import RecordedPhone
from voicetrainer.speech.choose import choose_voice
from voicetrainer.speech.rendering import lines_of

from . import trainees
from .card import SimulatedCard, Weather
from .checks import Checked, check
from .chirps import marked
from .engines import (
    AwaitedEar,
    AwaitedLines,
    Hang,
    MarkedVoice,
    Mishap,
    PromptedEar,
    Prompter,
    SpoiltEar,
    SpoiltVoice,
)

ENDLESS = Path(__file__).with_name("endless.yaml")
SCENARIOS = ("parcel", "double-charge")
RING_BLOCKS = 100
"""Time zero is 2 s after the phone was opened: by then its delay is known."""
TOLD = io.StringIO()
"""One for all: click remembers every stream it ever wrote to."""
CALM = Weather()
MISHAPS: tuple[Mishap, ...] = ("dies", "raises", "hangs")


@dataclass(frozen=True, slots=True)
class Case:
    """A call to be held: everything that was drawn for it."""

    seed: int
    scenario: str
    script: Script
    weather: Weather = CALM
    ear: Mishap = ""
    voice: Mishap = ""
    fails_at: int = 1
    """The utterance, or line, at which the ear or the voice fails."""
    real_ear: bool = False
    disk: int | None = None
    """No file of this call can grow beyond so many bytes."""
    limit: e.Ms | None = None
    """The trainee leaves after so long."""

    @property
    def faults(self) -> list[str]:
        named = {
            "drop-outs": bool(self.weather.dropouts), "stalls": bool(self.weather.stalls),
            "drift": bool(self.weather.ppm), f"ear {self.ear}": bool(self.ear),
            f"voice {self.voice}": bool(self.voice), "full disk": self.disk is not None,
        }  # fmt: skip
        return [name for name, there in named.items() if there]


@dataclass(frozen=True, slots=True)
class Done:
    """A call that was held, and what was found in it."""

    case: Case
    length: e.Ms
    outcome: str
    why: str
    checked: Checked
    stood_still: float
    """s that the call's thread was made to stand still."""


@dataclass(frozen=True, slots=True)
class Placed:
    at: e.Ms
    """Since the phone was opened, in the trainee's own time."""
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What really happened, beside what the program kept of it."""

    timeline: list[e.Event]
    card: SimulatedCard
    zero: e.Ms
    placed: list[Placed]
    lengths: dict[tuple[str, str], e.Ms]
    """Of the lines that begin with a chirp, by text and mood."""
    now: e.Ms


def draw(seed: int, faults: bool = True, real_ears: float = 0.0) -> Case:
    """A call from a seed: who practises what, and what breaks."""
    chance = random.Random(seed)
    scenario = chance.choice(SCENARIOS)
    case = Case(seed, scenario, trainees.script(chance), real_ear=chance.random() < real_ears)
    if not faults:
        return case
    ppm = chance.choice((0, 0, -500, 500, -120, 120))
    weather = Weather(ppm, _dropouts(chance), _stalls(chance))
    case = replace(case, weather=weather, fails_at=chance.randint(1, 5))
    kind = chance.random()
    if kind < 0.24:
        return replace(case, ear=chance.choice(MISHAPS))
    if kind < 0.40:
        return replace(case, voice=chance.choice(MISHAPS))
    if kind < 0.50:
        return replace(case, disk=chance.randrange(200, 3_000_000))
    return case


def _dropouts(chance: random.Random) -> tuple[tuple[float, int], ...]:
    times = sorted(chance.uniform(0, 120) for _ in range(chance.choice((0, 0, 1, 3, 10))))
    return tuple((when, chance.choice((1, 2, 5, 25))) for when in times)


def _stalls(chance: random.Random) -> tuple[tuple[float, float], ...]:
    times = sorted(chance.uniform(3, 120) for _ in range(chance.choice((0, 0, 0, 1, 2))))
    return tuple((when, chance.uniform(0.2, 3.0)) for when in times)


def endless(seed: int, ppm: float, hours: float) -> Case:
    """One long call with nothing but drift."""
    cues = trainees.endless(random.Random(seed))
    script = Script("endless", tuple(next(cues) for _ in range(int(hours * 600) + 60)))
    return Case(seed, str(ENDLESS), script, Weather(ppm), limit=round(hours * 3_600_000))


def wandering(seed: int, ppm: float, hours: float) -> Case:
    """The same on a sound server: blocks come up to 7 ms early or late for seconds, and every three minutes
    the loudspeaker stands still, for 20 to 400 ms."""
    case, chance = endless(seed, ppm, hours), random.Random(seed)
    stands = tuple((float(at), chance.uniform(0.02, 0.4)) for at in range(60, int(hours * 3600), 180))
    return replace(case, weather=Weather(ppm, wander=7.0, stands=stands))


def hold(case: Case, root: Path, report: bool = True) -> Done:
    """Hold the call, check it, remove its folder."""
    bench = Bench(case, root)
    with files_up_to(case.disk):
        bench.run()
        held = bench.studio.finish()
    bench.let_go()
    assert held.folder
    facts = bench.facts()
    checked = check(facts, held.folder, case.disk is not None)
    if report and (trouble := report_fails(held.folder.path)):
        checked.faults.append(trouble)
    checked.faults += [f"thread {name} hangs on" for name in bench.left_over()]
    shutil.rmtree(held.folder.path)
    why = next((x.why for x in facts.timeline if isinstance(x, e.Ended)), "")
    return Done(case, facts.now, str(held.call.outcome), why, checked, bench.card.stood_still)


@contextlib.contextmanager
def files_up_to(size: int | None) -> Iterator[None]:
    """A disk that is full for every file that has grown to `size` bytes; None for no limit."""
    if size is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def report_fails(folder: Path) -> str:
    """What `voicetrainer report` has against this call; '' if it opens."""
    TOLD.seek(0)
    TOLD.truncate()
    with contextlib.redirect_stdout(TOLD), contextlib.redirect_stderr(TOLD):
        code = command(["report", str(folder), "--format", "text"])
    told = TOLD.getvalue().strip().splitlines()
    return "" if code == 0 else f"report ended with {code}: {told[-1] if told else ''}"


@cache
def _loaded(name: str) -> Loaded:
    return load_scenario(scenario_path(name))


@cache
def voice_of(name: str) -> MarkedVoice:
    """The scenario's voice, whose lines are kept from call to call."""
    return MarkedVoice(choose_voice(_loaded(name).scenario)[0])


def warm() -> None:
    """Every line and clip once, so that what grows afterwards is no cache."""
    for name in SCENARIOS:
        for text, mood in lines_of(_loaded(name).scenario):
            voice_of(name).render(text, mood)
    for cue in trainees.clips():
        assert cue.clip
        _take(cue.clip)


@cache
def _take(path: Path) -> Samples:
    return marked(read_clip(path))


def plan_of(case: Case, root: Path) -> Plan:
    loaded = _loaded(case.scenario)
    return Plan(
        loaded=loaded, source=loaded.path.read_text("utf-8"), rubric=load_rubric(STANDARD),
        rubric_source=STANDARD.read_text("utf-8"), practice="recorded", root=root / "calls",
        script=case.script, ear=None if case.real_ear else "typed", voice="captions", seed=case.seed,
    )  # fmt: skip


class Bench:
    """A studio as `cli` builds it, whose phone, ears and voice are then those of a case."""

    def __init__(self, case: Case, root: Path) -> None:
        self._case, self._prompter = case, Prompter()
        self._placed: list[Placed] = []
        self._workers: list[AwaitedEar] = []
        self._hangs: list[Hang] = []
        self.studio = holding.set_up(plan_of(case, root), [], lambda _: None)
        assert isinstance(self.studio.phone, ScriptedPhone)
        self._trainee = self.studio.phone
        self._speaks(self._trainee)
        self.card = SimulatedCard(self._trainee, case.weather)
        self.card.open()
        self._put_in()

    def run(self) -> None:
        """Let it ring until the delay is known, then hold the call."""
        for _ in range(RING_BLOCKS):
            self.card.read()
            self.card.write(np.zeros(BLOCK, np.float32))
        self._trainee.answered()
        holding._settle(self.studio, 0)
        loop = self.studio.loop
        self.card.before_read = self._before_read
        loop.run()

    def _before_read(self) -> None:
        """The workers are waited for, and the trainee may leave."""
        if self._workers:
            self._workers[-1].settle()
        loop, limit = self.studio.loop, self._case.limit
        if limit and loop.now >= limit:
            loop.inbox.put(Key("stop"))

    def let_go(self) -> None:
        """Whatever hung may go on now."""
        for hang in self._hangs:
            hang.over.set()

    def left_over(self) -> list[str]:
        """Threads of this call that do not end."""
        lines = self.studio.loop.parts.lines
        assert isinstance(lines, AwaitedLines)
        threads = [worker._thread for worker in self._workers] + lines.threads
        for thread in threads:
            thread.join(1.0)
        return [thread.name for thread in threads if thread.is_alive()]

    def facts(self) -> Facts:
        loop = self.studio.loop
        return Facts(
            list(loop.call.timeline), self.card, RING_BLOCKS * BLOCK_MS, self._placed,
            voice_of(self._case.scenario).lengths, loop.now,
        )  # fmt: skip

    def _speaks(self, trainee: ScriptedPhone) -> None:
        recorded = trainee._phone
        assert isinstance(recorded, RecordedPhone)

        def speak(cue: Cue, at: e.Ms) -> e.Ms:
            assert cue.clip
            self._placed.append(Placed(max(at, recorded.now), cue.text))
            self._prompter.said.append(cue.text)
            return recorded.cue(_take(cue.clip), at, cue.gain_db)

        trainee._speak = speak

    def _put_in(self) -> None:
        """The case's phone, ears and voice, in place of the studio's."""
        case, parts = self._case, self.studio.loop.parts
        parts.lines.close()
        coming: list[PromptedEar | SpoiltEar] = [
            SpoiltEar(self.studio.ear, case.ear, case.fails_at)
            if case.real_ear
            else PromptedEar(self._prompter, "prompted", case.ear, case.fails_at),
            PromptedEar(self._prompter, "standing by"),
        ]

        def next_worker(results: Results) -> AwaitedEar | None:
            if not coming:
                return None
            ear = coming.pop(0)
            self._hangs.append(ear.hang)
            worker = AwaitedEar(ear, results, lambda: ear.hang.now, lambda: self.card.world.now)  # type: ignore[arg-type]
            self._workers.append(worker)
            return worker

        voice: Voice = voice_of(case.scenario)
        if case.voice:
            voice = spoilt = SpoiltVoice(voice, case.voice, case.fails_at)
            self._hangs.append(spoilt.hang)
        parts.phone = self.studio.phone = self.card
        parts.ear = Relay(next_worker)
        parts.lines = AwaitedLines([voice], lambda: any(hang.now for hang in self._hangs))
