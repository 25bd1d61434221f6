"""voicetrainer as a system under test: the real loop with real parts, as a live call has them.

Silero, the gate, the edges, Moonshine in its worker behind the relay, rendered lines through the
voice's worker, early replies at the default pace; with `loudspeakers`, the echo canceller.  Only the
sound card is missing: blocks are pushed in and taken out.
"""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

import numpy as np

from voicetrainer.core import events as e
from voicetrainer.core.call import Call
from voicetrainer.core.endpointing import PACES, reply_wait
from voicetrainer.core.ports import Clip, Latency, Samples, Vad
from voicetrainer.core.program import Program
from voicetrainer.core.scenario import Branch, Caller, Scenario, State, When
from voicetrainer.core.turns import TurnDetector
from voicetrainer.language.banks import backchannels

from .script import Line, Noticed, Script

if TYPE_CHECKING:
    from voicetrainer.core.ports import Phone
    from voicetrainer.run.listen import Results
    from voicetrainer.run.loop import Loop
    from voicetrainer.run.parts import Listener
    from voicetrainer.speech.worker import EarWorker

ANSWER_S = 5.0
"""A block that takes longer never comes: the loop has died."""


class Ours:
    name = "voicetrainer"
    paced = True

    def __init__(self, pace: str = "normal") -> None:
        self._pace = PACES[pace]
        self.reply_wait = self._pace.reply_wait
        self.timeline: list[e.Event] = []
        """Of the newest call."""

    def open(self, script: Script) -> None:
        self._wire = _Wire()
        self._seen = _Seen(self.reply_wait)
        loop = self._loop(script)
        self.timeline = loop.call.timeline
        self._thread = threading.Thread(target=loop.run, name="call", daemon=True)
        self._thread.start()

    def push(self, block: Samples) -> Samples:
        self._wire.heard.put(block)
        return self._wire.said.get(timeout=ANSWER_S)

    def events(self) -> list[Noticed]:
        return self._seen.taken()

    def close(self) -> None:
        self._wire.heard.put(None)
        self._thread.join(ANSWER_S)
        self._parts.ear.close()
        self._parts.lines.close()

    def _loop(self, script: Script) -> Loop:
        from voicetrainer.run.lines import Ahead
        from voicetrainer.run.loop import Loop
        from voicetrainer.run.parts import Parts
        from voicetrainer.sound.edges import Edges
        from voicetrainer.sound.player import Player
        from voicetrainer.sound.vad import Gate
        from voicetrainer.speech.voice_worker import VoiceResult, VoiceWorker

        phone, vad = self._microphone(script.loudspeakers)
        results: queue.SimpleQueue[VoiceResult] = queue.SimpleQueue()
        voice = VoiceWorker([_Rendered(script)], results)
        self._parts = Parts(
            phone=phone, vad=vad, gate=Gate(), detector=TurnDetector(endpoint=self._pace.endpoint),
            edges=Edges(), ear=self._listener(), lines=Ahead(voice, results), mouth=Player(),  # type: ignore[arg-type]
            hold_music=np.zeros(320, np.float32), watchers=[self._seen],
        )  # fmt: skip
        setting = e.Answered(0, reply_wait=self.reply_wait, early=self._pace.early, ear="moonshine")
        return Loop(Call(Program(scenario_of(script)), setting), self._parts)

    def _microphone(self, loudspeakers: bool) -> tuple[Phone, Vad]:
        from voicetrainer.sound.vad import SileroVad

        if not loudspeakers:
            return self._wire, SileroVad()
        from voicetrainer.sound.echo import CancellingPhone, EchoCanceller
        from voicetrainer.sound.echo_guard import GuardedVad

        canceller = EchoCanceller()
        return CancellingPhone(self._wire, canceller), GuardedVad(SileroVad(), canceller.guard)

    def _listener(self) -> Listener:
        from voicetrainer.run.listen import Relay
        from voicetrainer.speech.moonshine_ear import MoonshineEar
        from voicetrainer.speech.worker import EarWorker

        def next_worker(results: Results) -> EarWorker:
            return EarWorker(MoonshineEar(), results)  # type: ignore[arg-type]

        return Relay(next_worker)


def scenario_of(script: Script) -> Scenario:
    """The opening line, then one reply to whatever is said; the deciding words are a branch of their own."""
    opening = (script.opening.text,) if script.opening else ()
    otherwise = Branch("talk.2", When("otherwise"), go="replied")
    decided = Branch("talk.1", When("says", any_of=("deciding",)), go="replied")
    states = {
        "talk": State("talk", opening, answer_within=60_000,
                      branches=(decided, otherwise) if script.decided_by else (otherwise,)),
        "replied": State("replied", (script.reply.text,), answer_within=60_000),
    }  # fmt: skip
    phrases = {"deciding": (script.decided_by,)} if script.decided_by else {}
    return Scenario(
        script.name, script.name, "talk", states, Caller("Caller"), phrases=phrases,
        backchannels=backchannels(),
    )  # fmt: skip


class _Wire:
    """A telephone wire: a block pushed in, a block taken out."""

    latency: Latency | None = Latency(0, 0, "exact")

    def __init__(self) -> None:
        self.heard: queue.SimpleQueue[Samples | None] = queue.SimpleQueue()
        self.said: queue.SimpleQueue[Samples] = queue.SimpleQueue()

    def open(self) -> None: ...

    def read(self) -> Samples | None:
        return self.heard.get()

    def write(self, block: Samples) -> None:
        self.said.put(block)

    def flush(self) -> None: ...

    def close(self) -> None: ...


class _Rendered:
    """The script's lines as a voice that has them rendered."""

    name = "rendered"

    def __init__(self, script: Script) -> None:
        lines: list[Line] = [line for line in (script.opening, script.reply) if line]
        self._clips = {line.text: Clip(line.samples, line.sentences) for line in lines}

    def render(self, text: str, mood: str) -> Clip:  # noqa: ARG002
        return self._clips.get(text) or Clip(np.zeros(16_000, np.float32))

    def close(self) -> None: ...


class _Seen:
    """A watcher: what the detector and the ear noticed."""

    def __init__(self, wait: e.Ms) -> None:
        self._wait = wait
        self._words: dict[int, str] = {}
        self._noticed: queue.SimpleQueue[Noticed] = queue.SimpleQueue()

    def event(self, event: e.Event) -> None:
        match event:
            case e.SpeechStarted() | e.SpeechResumed():
                self._noticed.put(Noticed("onset", event.onset))
            case e.SpeechPaused() | e.SpeechEnded():
                self._noticed.put(Noticed("end", event.end))
            case e.Recognised():
                self._words[event.utterance] = event.text
                self._noticed.put(Noticed("words", event.at, event.text))
            case e.Turn():
                words = self._words.get(event.utterances[-1], "")
                self._noticed.put(Noticed("wait", reply_wait(words, self._wait, early=True)))

    def taken(self) -> list[Noticed]:
        out = []
        while not self._noticed.empty():
            out.append(self._noticed.get())
        return out
