"""One call in a process of its own: `python -m benchmarks.held KIND SCENARIO TRAINEE SECONDS RESULT BORN`.

KIND is `recorded` (as fast as it goes), `live` (in real time, with the live screen), `ring` (until
the first sounding block of the ring tone) or `warm` (renders all lines, so that they are cached).
SECONDS of call time end the call early; 0 does not.  RESULT is where the figures are written.
BORN is `time.monotonic()` in the parent just before this process was started.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicetrainer.cli import app, calling, names

if TYPE_CHECKING:
    from voicetrainer.cli.holding import Studio
    from voicetrainer.cli.plan import Plan


def main(arguments: list[str]) -> None:
    kind, scenario, trainee, seconds, result, born = arguments
    plan = plan_for(scenario, trainee, kind != "recorded", Path(result).parent)
    if kind == "warm":
        found: dict[str, Any] = warm(plan)
    elif kind == "recorded":
        found = recorded(plan, float(seconds))
    else:
        found = live(plan, float(seconds), Path(result), float(born) if kind == "ring" else None)
    Path(result).write_text(json.dumps(found), "utf-8")


def plan_for(scenario: str, trainee: str, real_time: bool, root: Path) -> Plan:
    """As `cli.calling` builds it; calls are kept in `root`."""
    from voicetrainer.authoring import load_rubric, load_scenario, load_script
    from voicetrainer.authoring.rubric import STANDARD
    from voicetrainer.cli.plan import Plan

    path = names.trainee_path(trainee)
    assert path is not None, trainee
    loaded = load_scenario(names.scenario_path(scenario))
    return Plan(
        loaded=loaded, source=loaded.path.read_text("utf-8"),
        rubric=load_rubric(STANDARD), rubric_source=STANDARD.read_text("utf-8"),
        practice="recorded", root=root / "calls", script=load_script(path), real_time=real_time, seed=1,
    )  # fmt: skip


def warm(plan: Plan) -> dict[str, Any]:
    from voicetrainer.speech.choose import choose_voice
    from voicetrainer.speech.rendering import lines_of

    voice, _ = choose_voice(plan.loaded.scenario, None)
    lines = lines_of(plan.loaded.scenario)
    for text, mood in lines:
        voice.render(text, mood)
    voice.close()
    return {"lines": len(lines)}


def recorded(plan: Plan, seconds: float) -> dict[str, Any]:
    """Times the loop alone: what stands before it is in the figures of the start."""
    from voicetrainer.cli.holding import ring, set_up

    from .probes import Stopper

    stopper = Stopper(seconds)
    studio = set_up(plan, [stopper], print)
    stopper.loop = studio.loop
    ring(studio, lambda: True)
    began, cpu = time.perf_counter(), time.process_time()
    studio.loop.run()
    wall, spent = time.perf_counter() - began, time.process_time() - cpu
    studio.finish()
    return {"call": studio.loop.now / 1000, "wall": wall, "cpu": spent, "outcome": studio.loop.call.outcome}


def live(plan: Plan, seconds: float, result: Path, born: float | None) -> dict[str, Any]:
    from rich.console import Console

    from voicetrainer.cli.holding import set_up
    from voicetrainer.cli.live import LiveScreen

    from .probes import Meter, RingMouth, Stopper, peak_memory

    screen = LiveScreen(plan.loaded.scenario, False, Console(highlight=False))
    meter, stopper = Meter(), Stopper(seconds)
    studio = set_up(plan, [screen, meter, stopper], screen.tell)
    stopper.loop = studio.loop
    if born is not None:
        _stop_at_the_first_ring(studio, result, born, RingMouth)
    meter.attach(studio.loop)
    screen.hold(studio)
    during = peak_memory()
    studio.finish()
    return {**meter.figures(studio.loop, plan.reply_wait), "memory_call": during, "memory": peak_memory()}


def _stop_at_the_first_ring(studio: Studio, result: Path, born: float, mouth: Any) -> None:
    def rang() -> None:
        result.write_text(json.dumps({"ring": time.monotonic() - born}), "utf-8")
        sys.stdout.flush()
        os._exit(0)

    studio.loop.parts.mouth = mouth(studio.loop.parts.mouth, rang)


if __name__ == "__main__":
    assert app.COMMANDS["call"] == calling.__name__.rpartition(".")[2]  # loaded as the command loads them
    main(sys.argv[1:])
