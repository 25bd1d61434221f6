"""The one loop, for sound card, browser and recorded trainee alike: a block in, a block out.

Call time is microphone time: after block n it is n × 20 ms.  In each step the block goes to the
detector and the ear; what they, the keys and the playback report goes into the call; what the
call wants is done; then the caller's next block is handed over and both sides are recorded.
Everything about playback is arithmetic on blocks handed over, shifted by the device's latency.
"""

from __future__ import annotations

import logging
import queue
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from ..core import events as e
from ..core.call import Call
from ..core.errors import DeviceError, StoreError
from ..core.ports import BLOCK, BLOCK_MS, RATE, Clip, Samples
from ..core.turns import Speech
from .lines import loudness, rest_of
from .parts import (
    Command,
    Key,
    Moment,
    Parts,
    Talk,
    Typed,
    Typing,
)

log = logging.getLogger(__name__)

PRE_ROLL: e.Ms = 240
"""Sound from before the detected onset that the ear gets too: first consonants are soft."""
ECHO_EVERY: e.Ms = 1_000
AFTER_LINE: e.Ms = 300
"""A room rings on so long after a line on loudspeakers."""
KEPT_BLOCKS = 100
"""Newest microphone blocks that are kept for the ear's pre-roll (2 s)."""


@dataclass(slots=True)
class _Playing:
    line: int
    onset: e.Ms
    clip: Clip

    @property
    def end(self) -> e.Ms:
        return self.onset + self.clip.length


@dataclass(slots=True)
class Loop:
    """Runs `call` over `parts`, block by block, until it is over."""

    call: Call
    parts: Parts
    inbox: queue.SimpleQueue[Command] = field(default_factory=queue.SimpleQueue)
    moment: Moment = field(default_factory=lambda: Moment(0, 0, 0, False, False, "", 0))
    error: DeviceError | StoreError | None = None
    """What went wrong on the way, for the screen to tell; the call may have gone on."""
    now: e.Ms = 0
    _told: int = 0
    _foreseen: int = 0
    _wanted: e.Say | None = None
    _playing: _Playing | None = None
    _recent: deque[Samples] = field(default_factory=lambda: deque(maxlen=KEPT_BLOCKS))
    _listening_to: int | None = None
    _typing: int | None = None
    _deaf_until: e.Ms = 0
    _talking: bool = False
    notices: list[str] = field(default_factory=list)
    """What degraded, in words for the screen; it takes them away."""
    _partial: str = ""
    _onset: e.Ms = 0
    """Of the utterance that is being heard."""
    _paused: bool = False
    _ear_from: e.Ms = 0
    """Where the sound begins that the ear was given of this utterance."""
    _fed: bool = False
    """The ear has this block already."""

    @property
    def latency(self) -> e.Ms:
        """From handing a block over until the trainee's answer to it is read."""
        latency = self.parts.phone.latency
        return latency.input + latency.output if latency else 0

    def run(self) -> Call:
        """Hold the whole call.  The phone is open; time zero is now."""
        self.parts.vad.reset()
        self.parts.gate.reset()
        self.call.start()
        self._carry_out()
        self._tell()
        while self.call.outcome is None:
            self.step()
        return self.call

    def step(self) -> None:
        """One block.  Ends the call, keeping everything, if the device is gone."""
        try:
            block = self.parts.phone.read()
        except DeviceError as error:
            self.error, block = error, None
        if block is None:
            self.break_off("the phone stopped")
            return
        if not len(block):  # its devices are away: no sound came, so no time passes
            self._stand_still()
            return
        if self._paused:
            self._paused = False
            self._back_on_the_phone()
            self.parts.vad.reset()
        self.now += BLOCK_MS
        self._commands()
        self._speech(block)
        self._words()
        self._playback()
        self._watch_echo()
        self.call.advance(self.now)
        self._carry_out()
        self._hand_over(block)
        self._tell()

    def _stand_still(self) -> None:
        """The keys still count: a trainee may hang up while the call is paused."""
        if not self._paused:
            self._paused = True
            self.call.receive(e.Trouble(self.now, "devices away"))
        self._commands()
        self._carry_out()
        self._tell()

    def _back_on_the_phone(self) -> None:
        """Other devices may be loudspeakers, and nobody has said so: do not let her hear herself."""
        parts = self.parts
        if parts.echo is None and getattr(parts.phone, "elsewhere", False) and not parts.half_duplex:
            parts.half_duplex = True
            self.call.receive(e.Trouble(self.now, "echo"))

    def stop(self) -> None:
        """The trainee leaves now (Ctrl-C): end the call and keep everything so far."""
        self.call.receive(e.Did(self.now, "stop"))
        self._tell()

    def break_off(self, why: str) -> None:
        """Something failed for good: end the call and keep everything so far."""
        self.call.break_off(self.now, why)
        self._tell()

    # -- in ------------------------------------------------------------------------------------

    def _commands(self) -> None:
        while not self.inbox.empty():
            match self.inbox.get():
                case Key(act):
                    self.call.receive(e.Did(self.now, act))
                case Talk(on):
                    self._talk(on)
                case Typing():
                    self._begin_typing()
                case Typed(text):
                    self._begin_typing()
                    self._end_typing(text)

    def _talk(self, on: bool) -> None:
        """Push to talk: letting the key go ends the utterance, without waiting for silence."""
        self._talking = on
        if not on:
            for event in self.parts.detector.stop():
                self._noticed(event, None)

    def _begin_typing(self) -> None:
        """A typed turn is an utterance like any other; a spoken one ends where it begins."""
        if self._typing is not None:
            return
        for event in self.parts.detector.stop():
            self._noticed(event, None)
        self.parts.detector.utterance += 1
        self._typing = self.parts.detector.utterance
        self.call.receive(e.SpeechStarted(self.now, self._typing, self.now))

    def _end_typing(self, text: str) -> None:
        number, self._typing = self._typing, None
        assert number is not None
        self.call.receive(e.SpeechEnded(self.now, number, self.now))
        self.call.receive(e.Recognised(self.now, number, text, typed=True))

    def _speech(self, block: Samples) -> None:
        parts = self.parts
        self._recent.append(block)
        parts.edges.push(block)
        self._fed = False
        voiced = parts.gate.push(parts.vad.speech(block)) and not self._deaf()
        if parts.delivery:
            parts.delivery.push(block, voiced)
        settled = parts.detector.push(voiced)
        if parts.detector.hinted:
            self.call.receive(e.VoiceHinted(self.now))
        for noticed in settled:
            self._noticed(noticed, block)
        if self._listening_to is not None and not self._fed:
            parts.ear.feed(self._listening_to, block)

    def _noticed(self, noticed: Speech, block: Samples | None) -> None:
        """The detector says that speech started, paused, went on or ended."""
        event = self.parts.edges.refine(noticed)
        self.call.receive(event)
        ear = self.parts.ear
        if isinstance(event, e.SpeechStarted):
            self._listening_to, self._partial, self._fed = event.utterance, "", True
            self._onset = event.onset
            sound = self._since(event.onset - PRE_ROLL)
            self._ear_from = self.now - len(sound) * 1000 // RATE
            ear.start(event.utterance)
            ear.feed(event.utterance, sound)
        elif isinstance(event, e.SpeechEnded):
            self._listening_to = None
            self._measure(event)
            if block is not None:
                ear.feed(event.utterance, block)
            ear.finish(event.utterance, self.now)

    def _measure(self, speech: e.SpeechEnded) -> None:
        """How the utterance sounded, before its words come."""
        meter = self.parts.delivery
        if meter is None:
            return
        self.call.receive(meter.measure(self.now, speech.utterance, self._onset, speech.end))
        if judged := meter.gain(self.now):
            self.call.receive(judged)

    def _deaf(self) -> bool:
        """Is what is heard not the trainee: the keyboard while typing, the caller on loudspeakers?"""
        if self.parts.half_duplex and self._playing:
            self._deaf_until = self.now + AFTER_LINE
        mute = self.parts.push_to_talk and not self._talking
        return mute or self._typing is not None or self.now < self._deaf_until

    def _since(self, onset: e.Ms) -> Samples:
        blocks = max(1, -(-(self.now - max(0, onset)) // BLOCK_MS))
        return np.concatenate(list(self._recent)[-blocks:])

    def _words(self) -> None:
        for said in self.parts.ear.results(self.now):
            match said.kind:
                case "partial":
                    self._partial = said.text
                    until = self._ear_from + said.fed * 1000 // RATE
                    self.call.receive(e.Partial(self.now, said.utterance, said.text, until))
                case "heard":
                    heard, before, self._partial = said.heard, self._partial, ""
                    assert heard, said
                    flickered = (before,) if before and before != heard.text else ()
                    self.call.receive(
                        e.Recognised(
                            self.now, said.utterance, heard.text, heard.confidence,
                            alternatives=heard.others or flickered,
                        )
                    )  # fmt: skip
                case "eased":
                    self.notices.append(said.text)
                    self.call.receive(e.Trouble(self.now, "machine slow"))
                case "changed":
                    self.notices.append(said.text)
                    self.call.receive(e.Trouble(self.now, "ear lost"))
                case "lost":
                    self.call.receive(e.Recognised(self.now, said.utterance, "", 0.0))

    # -- out -----------------------------------------------------------------------------------

    def _playback(self) -> None:
        if self._playing and self._playing.end <= self.now:
            playing, self._playing = self._playing, None
            self.call.receive(e.LineEnded(self.now, playing.line, playing.end))
        if self._wanted:
            self._begin(self._wanted)
        for note in self.parts.lines.notes(self.now):
            self.notices.append(note)
            self.call.receive(e.Trouble(self.now, "voice lost"))

    def _begin(self, wanted: e.Say) -> None:
        clip = self.parts.lines.get(wanted.text, wanted.mood)
        if clip is None or not self.now:
            return  # still being rendered, or handed over with the first block
        self._wanted = None
        clip = rest_of(clip, wanted.start)
        latency = self.latency
        self._playing = _Playing(wanted.line, self.now + latency, clip)
        if self.parts.recorder:
            self.parts.recorder.delay_caller(latency)
        self.parts.mouth.say(clip)
        self.call.receive(
            e.LineStarted(
                self.now, wanted.line, self._playing.onset, clip.length, clip.marks, loudness(clip)
            )
        )  # fmt: skip

    def _carry_out(self) -> None:
        while actions := self.call.actions():
            for action in actions:
                self._do(action)
        if self.call.outcome is None and self._foreseen != len(self.call.timeline):
            self._foreseen = len(self.call.timeline)
            self.parts.lines.prefetch(self.call.upcoming())

    def _do(self, action: e.Action) -> None:
        match action:
            case e.Say():
                self._wanted = action
                self.parts.lines.want(action.text, action.mood, self.now)
                self._begin(action)
            case e.Hush():
                self._hush(action.line)
            case e.Duck() if self._playing and self._playing.line == action.line:
                self.parts.mouth.duck(action.down)
            case e.HoldMusic(on):
                if on:
                    self.parts.mouth.loop(self.parts.hold_music)
                else:
                    self.parts.mouth.stop_loop()
            case e.HangUp():
                if self._playing:
                    self.parts.mouth.hush()
                self.parts.phone.flush()

    def _hush(self, line: int) -> None:
        if self._wanted and self._wanted.line == line:  # never came to be said
            self._wanted = None
            self.call.receive(e.LineEnded(self.now, line, self.now, cut=True))
        elif self._playing and self._playing.line == line:
            playing, self._playing = self._playing, None
            self.parts.mouth.hush()
            self.parts.phone.flush()
            self.call.receive(
                e.LineEnded(self.now, line, max(playing.onset, min(playing.end, self.now)), cut=True)
            )

    def _hand_over(self, block: Samples) -> None:
        out = self.parts.mouth.block()
        self.parts.phone.write(out)
        self._note(block, out)
        recorder = self.parts.recorder
        if recorder is None:
            return
        try:
            recorder.append(block, out)
        except StoreError as error:
            self._trouble("recording stopped", error)

    def _watch_echo(self) -> None:
        """Too much of the caller comes back: from here on do not listen while she speaks."""
        parts = self.parts
        if parts.echo is None or parts.half_duplex or self.now % ECHO_EVERY:
            return
        report = parts.echo()
        if report.known and not report.usable:
            parts.half_duplex = True
            self.notices.append(report.reason)
            self.call.receive(e.Trouble(self.now, "echo"))

    def _trouble(self, what: str, error: StoreError) -> None:
        self.error = error
        log.warning("%s at %d ms", what, self.now)
        self.call.receive(e.Trouble(self.now, what))

    def _note(self, block: Samples, out: Samples) -> None:
        self.moment = Moment(
            self.now, _rms(block), _rms(out), self.parts.detector.speaking or self._typing is not None,
            self._playing is not None, self._partial, self.call.reply_progress(self.now),
        )  # fmt: skip

    def _tell(self) -> None:
        """Show the watchers what is new.  A timeline that can no longer be written is told once."""
        while self._told < len(self.call.timeline):
            event = self.call.timeline[self._told]
            self._told += 1
            for watcher in self.parts.watchers:
                try:
                    watcher.event(event)
                except StoreError as error:
                    self._trouble("timeline stopped", error)


def _rms(block: Samples) -> float:
    return float(np.sqrt(np.dot(block, block) / BLOCK))


assert BLOCK * 1000 == BLOCK_MS * RATE
