"""A call on loudspeakers with everything that a live call has; prints what came of it as JSON.

python -m benchmarks.soak.loud_call SECONDS SEED FOLDER     (over the sound server of the environment)
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from voicetrainer.authoring import load_rubric, load_scenario
from voicetrainer.authoring.rubric import STANDARD
from voicetrainer.cli import holding
from voicetrainer.cli.plan import Plan
from voicetrainer.core import events as e
from voicetrainer.core.cues import Cue, Script
from voicetrainer.core.ports import RATE
from voicetrainer.sound.clips import read_clip

from . import trainees
from .calls import ENDLESS
from .pulse_calls import Speaker, _run

RINGS_S = 6.0


class Noting(Speaker):
    """A trainee by paplay, who notes what was said and when."""

    def __init__(self, script: Script, folder: Path) -> None:
        super().__init__(script, folder)
        self.said: list[tuple[e.Ms, str, bool, e.Ms]] = []

    def spoke(self, cue: Cue, now: e.Ms) -> None:
        assert cue.clip
        length = len(read_clip(cue.clip)) * 1000 // RATE
        self.said.append((now, cue.text, cue.over is not None, length))


def cues(chance: random.Random) -> Iterator[Cue]:
    """An answer, an answer, a murmur under her line, an answer, and clear words over it."""
    clips = [cue for cue in trainees.clips() if cue.clip]
    short = [cue for cue in clips if len(cue.text.split()) <= 2]
    long = [cue for cue in clips if 4 <= len(cue.text.split()) <= 18]
    while True:
        for over, pool in ((None, long), (None, long), (1500, short), (None, long), (1800, long)):
            cue = chance.choice(pool)
            if over:
                yield Cue(text=cue.text, clip=cue.clip, over=over)
            else:
                yield Cue(text=cue.text, clip=cue.clip, after=chance.randrange(300, 1500))


def main(seconds: float, seed: int, root: Path) -> dict[str, Any]:
    loaded = load_scenario(ENDLESS)
    plan = Plan(
        loaded=loaded, source=loaded.path.read_text("utf-8"), rubric=load_rubric(STANDARD),
        rubric_source=STANDARD.read_text("utf-8"), practice="live", root=root / "calls", headphones=False,
        seed=seed,
    )  # fmt: skip
    told: list[str] = []
    studio = holding.set_up(plan, [], told.append)
    coming = cues(random.Random(seed))
    speaker = Noting(Script("talkative", tuple(next(coming) for _ in range(int(seconds)))), root / "clips")
    speaker.loop = studio.loop
    until = time.monotonic() + RINGS_S
    holding.ring(studio, lambda: time.monotonic() >= until)
    studio.loop.parts.watchers = (*studio.loop.parts.watchers, speaker)
    _run(studio.loop, speaker, round(seconds * 1000))
    phone: Any = studio.phone
    report = studio.loop.parts.echo() if studio.loop.parts.echo else None
    speaker.close()
    done = studio.finish()
    assert done.folder
    return {
        "folder": str(done.folder.path), "said": speaker.said, "length": studio.loop.now,
        "notices": [*told, *studio.loop.notices], "lost_ms": phone.lost_ms, "gaps": phone.underflows,
        "erle_db": getattr(report, "erle_db", None), "delay": getattr(report, "delay", None),
        "outcome": done.call.outcome,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(float(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
