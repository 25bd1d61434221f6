"""The golden sounds through the real loop: Silero, gate, edges, Moonshine, a rendered caller line."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from voicetrainer import places
from voicetrainer.core import events as e
from voicetrainer.core.call import Call
from voicetrainer.core.cues import Noise
from voicetrainer.core.floor import Floor, Overlap, Utterance, content_of, floor_of
from voicetrainer.core.match import is_backchannel, plain
from voicetrainer.core.ports import RATE, Clip, Ear
from voicetrainer.core.program import Program
from voicetrainer.core.scenario import Branch, Caller, Scenario, State, When
from voicetrainer.core.turns import TurnDetector
from voicetrainer.language.banks import backchannels, banks
from voicetrainer.language.reader import reader_for
from voicetrainer.run.lines import OnTheSpot
from voicetrainer.run.listen import AtOnce
from voicetrainer.run.loop import Loop
from voicetrainer.run.parts import Parts
from voicetrainer.sound.clips import read_clip
from voicetrainer.sound.edges import Edges
from voicetrainer.sound.player import Player
from voicetrainer.sound.recorded import RecordedPhone, Room, at_level
from voicetrainer.sound.vad import Gate, SileroVad
from voicetrainer.speech.clipfile import rows_to_marks
from voicetrainer.speech.silent_voice import SilentVoice

from .scenes import CUTS_IN, STORY

HERE = Path(__file__).parent
CLIPS, LABELS = HERE / "clips", HERE / "labels.json"
RAMBLES: e.Ms = 2_000
"""The caller cuts in on whoever speaks for so long."""
HELLO: e.Ms = 1_000
"""How long the caller waits before the story, where the trainee is to begin just before it."""
AFTER: e.Ms = 2_000
"""The call goes on for so long after the trainee's last sound: by then all words are known."""
NOISY_DBFS = -46.0
"""20 dB below the trainee."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One labelled scene."""

    name: str
    voice: str
    caller: str
    kind: str
    said: str
    anchor: str
    content: str | None
    line: str
    onset: e.Ms
    """From the first sample of the line; negative before it."""
    end: e.Ms
    length: e.Ms
    clear: bool
    """The ear, given the sound alone, writes words of its class; else nobody can be blamed for it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the product made of a scene."""

    overlap: Overlap | None
    """With the line in question."""
    line_at: e.Ms
    floor: Floor

    @property
    def kind(self) -> str:
        return self.overlap.kind if self.overlap else ""

    @property
    def speech(self) -> Utterance | None:
        """What of the trainee's lay over the line, times from its first sample."""
        numbers = [self.overlap.utterance] if self.overlap else []
        return next((u for u in self.floor.utterances if u.number in numbers), None)

    def right(self, sound: Sound) -> bool:
        """The class, and what it brought; of an unclear sound only that it costs nothing it should not."""
        if not sound.clear:
            return self.kind in (sound.kind, "short overlap")
        brought = self.overlap.content if self.overlap else None
        return self.kind == sound.kind and (sound.content is None or brought == sound.content)


def is_clear(kind: str, content: str | None, heard: str) -> bool:
    """Do these words, heard of the sound alone, fit its class?"""
    if kind == "backchannel":
        return is_backchannel(" ".join(plain(heard)[:2]), backchannels()) or _first_listed(heard)
    if content is None:
        return True
    scenario = _scenario_with(dict(_states(cuts_in=False)))
    speech = Utterance(1, 0, 0, heard, 1.0, acts=reader_for(scenario)(heard, ""))
    return content_of(speech, scenario) == content


def _first_listed(heard: str) -> bool:
    return is_backchannel(" ".join(plain(heard)[:1]), backchannels())


@cache
def _labels() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(LABELS.read_text("utf-8"))
    return found


@cache
def sounds() -> tuple[Sound, ...]:
    return tuple(Sound(**row) for row in _labels()["scenes"])


@cache
def line_clip(name: str) -> Clip:
    return Clip(read_clip(CLIPS / f"{name}.flac"), rows_to_marks(_labels()["lines"][name]))


def judge(sound: Sound, ear: Ear, noise: str | None = None) -> Judgement:
    """Hold the call around one scene.  `noise`: a shipped background, such as 'office'."""
    phone = RecordedPhone(_room(noise))
    placed = _Trainee(sound, phone)
    loop = _loop(sound, phone, ear, placed)
    loop.call.start()
    while loop.call.outcome is None and loop.now < placed.over:
        loop.step()
    floor = floor_of(loop.call.timeline, loop.call.scenario)
    number = placed.line
    found = next((o for o in floor.overlaps if o.line == number), None)
    return Judgement(found, placed.line_at, floor)


def _room(noise: str | None) -> Room:
    if noise is None:
        return Room()
    behind = Noise(places.audio() / "scenery" / f"{noise}.flac", NOISY_DBFS)
    return Room(noise=at_level(read_clip(behind.clip), behind.level_dbfs))


class _Trainee:
    """A watcher that places the scene's sound once the anchor is known."""

    def __init__(self, sound: Sound, phone: RecordedPhone) -> None:
        self._sound, self._phone = sound, phone
        self._clip = read_clip(CLIPS / f"{sound.name}.flac")
        self._spoken = False
        self.line: int | None = None
        self.line_at: e.Ms = 0
        self.over: e.Ms = 60_000

    def event(self, event: e.Event) -> None:
        match event:
            case e.LineStarted() if self._sound.line == "story" and self.line is None:
                self._line_began(event)
                self._speak(event.onset + self._sound.onset)
            case e.LineStarted() if self._sound.line == "stop" and self._spoken and self.line is None:
                self._line_began(event)
            case e.Listening() if self._sound.line == "stop":
                self._speak(event.onset + 600)
            case e.Listening() if self._sound.onset < 0:
                self._speak(event.onset + HELLO + self._sound.onset)

    def _line_began(self, event: e.LineStarted) -> None:
        self.line, self.line_at = event.line, event.onset
        self.over = event.onset + self._sound.onset + self._sound.length + AFTER

    def _speak(self, at: e.Ms) -> None:
        if not self._spoken:
            self._spoken = True
            self._phone.cue(self._clip, at)


def _loop(sound: Sound, phone: RecordedPhone, ear: Ear, placed: _Trainee) -> Loop:
    parts = Parts(
        phone=phone, vad=SileroVad(), gate=Gate(), detector=TurnDetector(), edges=Edges(),
        ear=AtOnce(ear), lines=OnTheSpot([_Rendered(sound.caller), SilentVoice()]), mouth=Player(),
        hold_music=np.zeros(RATE, np.float32), watchers=[placed],
    )  # fmt: skip
    scenario = _scenario(sound)
    call = Call(Program(scenario), e.Answered(0, ear="moonshine"), reader_for(scenario))
    return Loop(call, parts, queue.SimpleQueue())


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    built_in = banks()
    return {name: built_in[name] for name in ("offer", "commitment", "defence", "argument", "blame")}


def _scenario(sound: Sound) -> Scenario:
    """A caller who tells the story after a moment, or listens and cuts in on whoever goes on and on."""
    return _scenario_with(dict(_states(sound.line == "stop")))


def _scenario_with(states: dict[str, State]) -> Scenario:
    return Scenario(
        "golden", "golden", "before", states, Caller("Caller", mood="angry"),
        phrases=_phrases(), backchannels=backchannels(), announcements=(),
    )  # fmt: skip


def _states(cuts_in: bool) -> Iterator[tuple[str, State]]:
    waits = 60_000
    if cuts_in:
        rambles = Branch("before.1", When("rambles", longer_than=RAMBLES), go="story")
        yield "before", State("before", answer_within=waits, branches=(rambles,))
        yield "story", State("story", (CUTS_IN,), "angry", answer_within=waits)
    else:
        silent = Branch("before.1", When("silent"), go="story")
        yield "before", State("before", answer_within=HELLO, branches=(silent,))
        yield "story", State("story", (STORY,), "angry", answer_within=waits)


class _Rendered:
    """The caller's lines, as a voice that has them rendered."""

    name = "rendered"

    def __init__(self, caller: str) -> None:
        self._clips = {STORY: f"story-{caller}", CUTS_IN: f"stop-{caller}"}

    def render(self, text: str, mood: str) -> Clip:
        """Where she asks to hear it again, nothing is to be heard: it is after the scene."""
        return line_clip(self._clips[text]) if text in self._clips else SilentVoice().render(text, mood)

    def close(self) -> None: ...
