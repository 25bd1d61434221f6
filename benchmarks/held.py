"""One call in a process of its own: `python -m benchmarks.held KIND SCENARIO TRAINEE SECONDS RESULT BORN`.

KIND is `recorded` (as fast as it goes), `live` (in real time, with the live screen), `ring` (the
whole command, until the first sounding block of the ring tone) or `warm` (renders all lines, so
that they are cached).
SECONDS of call time end the call early; 0 does not.  RESULT is where the figures are written.
BORN is `time.monotonic()` in the parent just before this process was started.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voicetrainer.cli.plan import Plan

PLAYER = "voicetrainer.sound.player"


def main(arguments: list[str]) -> None:
    kind, scenario, trainee, seconds, result, born = arguments
    if kind == "ring":
        ring_once(scenario, trainee, Path(result), float(born))
        return
    plan = plan_for(scenario, trainee, kind == "live", Path(result).parent)
    if kind == "warm":
        found = warm(plan)
    elif kind == "recorded":
        found = recorded(plan, float(seconds))
    else:
        found = live(plan, float(seconds))
    Path(result).write_text(json.dumps(found), "utf-8")


def ring_once(scenario: str, trainee: str, result: Path, born: float) -> None:
    """The command itself, as it is typed; ends the process at the first sound."""

    def rang() -> None:
        result.write_text(json.dumps({"ring": time.monotonic() - born}), "utf-8")
        os._exit(0)

    sys.meta_path.insert(0, PlayerWatch(rang))
    from voicetrainer.cli.app import run

    sys.exit(
        run(["call", scenario, "--trainee", trainee, "--real-time", "--out", str(result.parent / "calls")])
    )


class PlayerWatch:
    """Tells of the caller's first sounding block, and loads nothing before the program itself does."""

    def __init__(self, rang: Callable[[], None]) -> None:
        self._rang = rang

    def find_spec(self, name: str, *_: Any) -> Any:
        """The module as it is, but for its player's `block`."""
        if name != PLAYER:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec and spec.loader
        execute, rang = spec.loader.exec_module, self._rang

        def execute_and_watch(module: Any) -> None:
            execute(module)
            block = module.Player.block

            def watched(player: Any) -> Any:
                handed_over = block(player)
                if handed_over.any():
                    rang()
                return handed_over

            module.Player.block = watched

        spec.loader.exec_module = execute_and_watch  # type: ignore[method-assign]
        return spec


def plan_for(scenario: str, trainee: str, real_time: bool, root: Path) -> Plan:
    """As `cli.calling` builds it; calls are kept in `root`."""
    from voicetrainer.authoring import load_rubric, load_scenario, load_script
    from voicetrainer.authoring.rubric import STANDARD
    from voicetrainer.cli import names
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


def live(plan: Plan, seconds: float) -> dict[str, Any]:
    from rich.console import Console

    from voicetrainer.cli.holding import set_up
    from voicetrainer.cli.live import LiveScreen

    from .probes import Meter, Stopper, peak_memory

    screen = LiveScreen(plan.loaded.scenario, False, Console(highlight=False))
    meter, stopper = Meter(), Stopper(seconds)
    studio = set_up(plan, [screen, meter, stopper], screen.tell)
    stopper.loop = studio.loop
    meter.attach(studio.loop)
    screen.hold(studio)
    studio.finish()
    return {**meter.figures(studio.loop), "memory": peak_memory()}


if __name__ == "__main__":
    main(sys.argv[1:])
