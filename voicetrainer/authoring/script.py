"""Cue files: what a recorded trainee says, does and when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self, cast

from pydantic import Field, model_validator

from ..core.cues import Cue, Echo, Noise, Script
from ..core.errors import Problem, ScenarioError
from ..core.events import Act
from .checked import checked
from .conditions import Deed, Strict
from .model import Version
from .problems import nearest, problem
from .tree import Loc, Tree, read
from .values import Decibels, FullScale, Text, Time, Wait, Words, wrong


class CueFile(Strict):
    """One thing the trainee does."""

    clip: Text | None = Field(None, description="A recording to play: WAV or FLAC, beside this file.")
    text: Text = Field("", description="What the recording says; for reference only.")
    trainee: Text | None = Field(
        None, description="What a voice says for the trainee, instead of a recording."
    )
    silence: Wait | None = Field(None, description="Say nothing for so long.")
    does: Deed | None = Field(None, description="Press a key: hold, resume, transfer, …")
    after: Time | None = Field(
        None, description="So long after the caller has finished; 600 ms if not given."
    )
    over: Time | None = Field(None, description="So long into the caller's line: talking over it.")
    gain: Decibels = Field(0, description="Makes the recording louder or softer: -6 dB.")

    @model_validator(mode="after")
    def _one_deed(self) -> Self:
        deeds = [word for word in (self.clip, self.trainee, self.silence, self.does) if word is not None]
        if len(deeds) > 1:
            raise wrong("VT005_two_deeds")
        if not deeds:
            raise wrong("VT005_no_cue")
        if self.after is not None and self.over is not None:
            raise wrong("VT005_after_and_over")
        return self


class NoiseFile(Strict):
    clip: Text = Field(description="A recording of the room; it is played round and round.")
    level: FullScale = Field(description="How loud: -35 dBFS is a quiet office.")


class EchoFile(Strict):
    level: Decibels = Field(description="How much softer the caller is in the microphone: -20 dB.")
    delay: Time = Field(description="How much later: 80 ms.")


class ScriptFile(Strict):
    """A recorded trainee that can hold a call."""

    voicetrainer: Version = 1
    trainee: Text = Field(description="A title for this trainee.")
    answers: Time = Field(2000, description="Picks up so long after the first ring.")
    cues: list[CueFile] = Field(description="What the trainee does, in order.")
    noise: NoiseFile | None = Field(None, description="A room around the trainee.")
    echo: EchoFile | None = Field(None, description="The caller's voice in this trainee's microphone.")
    baseline: Words = Field([], description="Recordings of the same person speaking as usual.")


def load_script(path: Path) -> Script:
    """Read a cue file.  Raises ScenarioError with every mistake, clips that are missing among them."""
    file, tree = checked(read(path), ScriptFile)
    if missing := list(_missing(path, tree, file)):
        raise ScenarioError(missing)
    folder = path.parent
    return Script(
        title=file.trainee,
        cues=tuple(_cue(folder, cue) for cue in file.cues),
        answers=file.answers,
        noise=Noise(folder / file.noise.clip, file.noise.level) if file.noise else None,
        echo=Echo(file.echo.level, file.echo.delay) if file.echo else None,
        baseline=tuple(folder / clip for clip in file.baseline),
    )


def _cue(folder: Path, file: CueFile) -> Cue:
    return Cue(
        text=file.trainee or file.text,
        clip=folder / file.clip if file.clip else None,
        after=600 if file.after is None else file.after,
        over=file.over,
        silence=file.silence or 0,
        act=cast(Act, file.does) if file.does else None,
        gain_db=file.gain,
    )


def _missing(path: Path, tree: Tree, file: ScriptFile) -> Iterator[Problem]:
    for loc, clip in _clips(file):
        if not (path.parent / clip).is_file():
            there = [found.name for found in path.parent.glob("*") if found.suffix in (".wav", ".flac")]
            near = nearest(clip, there)
            yield problem(path, tree.value(loc), "VT050_clip", clip=clip, near=near, folder=path.parent)


def _clips(file: ScriptFile) -> Iterator[tuple[Loc, str]]:
    for number, cue in enumerate(file.cues):
        if cue.clip:
            yield ("cues", number, "clip"), cue.clip
    if file.noise:
        yield ("noise", "clip"), file.noise.clip
    for number, clip in enumerate(file.baseline):
        yield ("baseline", number), clip
