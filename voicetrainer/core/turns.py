"""Voiced and unvoiced frames → SpeechStarted and SpeechEnded, with hysteresis.

Times point at the speech itself, not at the moment of decision: an onset is the first voiced
frame of its run, an end is the end of the last voiced frame.  With the moment of decision as
onset every gap came out 60 ms too long.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Ms, SpeechEnded, SpeechPaused, SpeechResumed, SpeechStarted

Speech = SpeechStarted | SpeechPaused | SpeechResumed | SpeechEnded


@dataclass(slots=True)
class TurnDetector:
    """Feed one VAD decision per frame; get the events which that frame settles."""

    frame: Ms = 20
    onset: Ms = 60
    """Voiced time before it counts as speech: clicks are shorter."""
    pause: Ms = 100
    """Silence after which speech is said to have paused."""
    endpoint: Ms = 500
    """Silence after which an utterance is over.  Shorter cuts slow speakers off; see docs/timing.md."""
    onset_bias: Ms = 0
    """Added to every onset: the detector's measured lateness, negative if it is late."""
    end_bias: Ms = 0
    now: Ms = 0
    utterance: int = 0
    _run: Ms = 0
    _started: Ms | None = None
    _last: Ms = 0
    _paused: bool = False

    def push(self, voiced: bool) -> list[Speech]:
        """Take the decision for the next frame; return what it settles."""
        self.now += self.frame
        return self._voiced() if voiced else self._unvoiced()

    def stop(self) -> list[Speech]:
        """Whoever speaks now is taken to have ended: they type instead, or let the key go."""
        if self._started is None:
            return []
        end = max(self._started + self.frame, self._last)
        self._started, self._paused, self._run = None, False, 0
        return [SpeechEnded(self.now, self.utterance, end)]

    @property
    def speaking(self) -> bool:
        return self._started is not None

    @property
    def hinted(self) -> bool:
        """The newest frame is the first voiced one of what is not yet speech, or speech again."""
        return self._run == self.frame and (self._started is None or self._paused)

    @property
    def silence(self) -> Ms:
        """How long no voice has been heard."""
        return self.now - self._last

    def _voiced(self) -> list[Speech]:
        self._run += self.frame
        if self._started is not None and (not self._paused or self._run < self.onset):
            self._last = self.now if not self._paused else self._last
            return []
        if self._run < self.onset:
            return []
        self._last = self.now
        begun = max(0, self.now - self._run + self.onset_bias)
        if self._started is not None:
            self._paused = False
            return [SpeechResumed(self.now, self.utterance, max(begun, self._started))]
        self.utterance += 1
        self._started = begun
        return [SpeechStarted(self.now, self.utterance, begun)]

    def _unvoiced(self) -> list[Speech]:
        self._run = 0
        if self._started is None:
            return []
        end = max(self._started + self.frame, self._last + self.end_bias)
        if self.silence >= self.endpoint:
            self._started, self._paused = None, False
            return [SpeechEnded(self.now, self.utterance, end)]
        if self.silence >= self.pause and not self._paused:
            self._paused = True
            return [SpeechPaused(self.now, self.utterance, end)]
        return []
