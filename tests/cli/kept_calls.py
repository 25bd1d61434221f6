"""Calls in a folder, without holding them: a golden timeline of the parcel, and who held it when."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from voicetrainer import places
from voicetrainer.authoring.rubric import STANDARD
from voicetrainer.store.folder import CallFolder
from voicetrainer.store.info import CallInfo, Engine, Source

GOLDEN = Path(__file__).parent.parent / "golden"
GOOD = "parcel--waits-listens-and-gives-a-time"
HASTY = "parcel--talks-over-her-then-blames-her"


def keep(root: Path, golden: str = HASTY, when: str = "2026-11-20T10:00", trainee: str = "Jörg",
         practice: str = "live") -> CallFolder:  # fmt: skip
    """A kept call, as one that was held."""
    name = golden.partition("--")[0]
    scenario = (places.scenarios() / f"{name}.yaml").read_text("utf-8")
    rubric = STANDARD.read_text("utf-8")
    started = datetime.fromisoformat(f"{when}:00+01:00")
    folder = CallFolder.create(root, name, started)
    shutil.copyfile(GOLDEN / f"{golden}.jsonl", folder.timeline_path)
    folder.write_info(CallInfo(
        program="0.1.0", started=started, trainee=trainee, practice=practice,  # type: ignore[arg-type]
        scenario=Source.of(f"{name}.yaml", "The parcel that never came", "1", scenario),
        rubric=Source.of("standard.yaml", "The standard rubric", "1.0", rubric),
        ear=Engine("moonshine"), voice=Engine("rendered lines"), vad=Engine("silero"),
    ))  # fmt: skip
    return folder
