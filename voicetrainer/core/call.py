"""One call: events in, actions out.  No clock, no thread, no file, no sound.

Theory of operation.  The driver owns time.  It calls `receive(event)` when something happened,
`advance(now)` when `deadline` has passed, and carries out `actions()`.  (Modelled on aioquic's
QuicConnection.)  The call is at each moment in one of these situations:

* the caller *speaks*: a line was asked for (`Say`) and its LineEnded has not come.  Speech over
  it ducks it; after `barge_in_after`, or two words that are no backchannel, the caller gives
  it up (`Hush`) and `when: interrupts` branches run.
* the trainee *speaks*, or has spoken and the words are still coming.
* a turn is *pending*: words are there and the reply wait runs, counted from the true end of the
  speech.  If the trainee goes on before it is over, the new words join the same turn.
* the call is *on hold*, or the caller *listens*: `answer within` runs.

Branches run inside one step.  They queue lines; the step ends with `settled` branches (those on
meters alone, a bounded number) and only then asks for the first line, so that a rule on a meter
never cuts a line which it should have replaced.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from . import events as e
from .match import is_backchannel, words_outside
from .program import Program
from .scenario import Branch, State

CLEAR_ENOUGH = 0.4
"""Confidence below which a turn is unclear."""
NOISE: e.Ms = 400
"""Voiced time without words that is taken for a cough; longer is unclear speech."""
HOLD_LIMIT: e.Ms = 60_000
"""After so long on hold the caller speaks up again."""
SAME_START: e.Ms = 300
"""Speech that begins so soon after a caller line began with it: nobody interrupted."""
STRETCHED: e.Ms = 500
"""A backchannel may last this much longer than `barge_in_after`."""
TAIL: e.Ms = 1_000
"""Words that ended so shortly before the caller's line did still answer it."""
SETTLE_STEPS = 8


@dataclass(frozen=True, slots=True)
class _Spoken:
    """An utterance whose words are known."""

    number: int
    onset: e.Ms
    end: e.Ms
    text: str
    confidence: float
    line: int | None
    """The caller line it stayed under, if it did not take the floor."""


@dataclass(slots=True)
class _Overlap:
    utterance: int
    onset: e.Ms
    line: int
    fair: bool
    """Both began together: the caller gives way without holding it against the trainee."""
    limit: e.Ms
    """Voiced time after which it is a barge-in."""
    voiced: e.Ms = 0
    """Voiced time before `resumed`."""
    resumed: e.Ms | None = None
    """Since when voice is heard again; None in a pause."""
    text: str = ""

    @property
    def due(self) -> e.Ms | None:
        return None if self.resumed is None else self.resumed + self.limit - self.voiced


class Call:
    """A call in progress.  Feed it events in order of `at`; read `timeline`, `outcome`, `meters`."""

    def __init__(self, program: Program, answered: e.Answered | None = None) -> None:
        self.program = program
        self.scenario = program.scenario
        self.setting = answered or e.Answered(0)
        self.meters = {name: meter.start for name, meter in self.scenario.meters.items()}
        self.timeline: list[e.Event] = []
        self.outcome: e.Outcome | None = None
        self.now: e.Ms = 0
        self._model = program.join(self)
        self._actions: list[e.Action] = []
        self._queue: deque[tuple[str, str]] = deque()
        self._asked = 0
        self._awaited: int | None = None
        self._line: e.LineStarted | None = None
        self._line_end: e.Ms = 0
        self._last_said = ("", "")
        self._said: dict[int, tuple[str, str]] = {}
        self._speech: e.SpeechStarted | None = None
        self._unheard: dict[int, _Spoken] = {}
        self._pending: list[_Spoken] = []
        self._under: list[_Spoken] = []
        self._overlap: _Overlap | None = None
        self._floor_takers: set[int] = set()
        self._silence: e.Ms | None = None
        self._listening: e.Ms | None = None
        self._hold: e.Ms | None = None
        self._unclear = 0
        self._reached: set[str] = set()
        self._paid: set[str] = set()
        self.settled: set[str] = set()
        self._evidence: tuple[e.Ms, e.Ms, str] = (0, 0, "")

    # -- the driver's side ---------------------------------------------------------------------

    @property
    def state(self) -> State:
        return self.scenario.states[self._model.state]

    def start(self) -> None:
        """The trainee answered: time zero."""
        self._log(self.setting)
        self._enter(self.state)
        self._step_ends()

    @property
    def deadline(self) -> e.Ms | None:
        """Call time at which `advance` is next needed, or None once the call is over."""
        if self.outcome is not None:
            return None
        return min(due for due in (self.scenario.time_limit, *self._timers()) if due is not None)

    def actions(self) -> list[e.Action]:
        """What to do now, in order; each is handed out once."""
        out, self._actions = self._actions, []
        return out

    def advance(self, now: e.Ms) -> None:
        """Fire every deadline up to `now`, in order, each at its own exact time."""
        while (due := self.deadline) is not None and due <= now:
            self.now = max(self.now, due)
            self._fire(due)
        self.now = max(self.now, now)

    def receive(self, event: e.Event) -> None:
        """Take one input.  Late ones, after the end, are ignored."""
        self.advance(event.at)
        if self.outcome is not None:
            return
        if isinstance(event, e.Partial) and not self._overlaps(event):
            return  # nothing hangs on it
        self._log(event)
        match event:
            case e.LineStarted():
                self._line_started(event)
            case e.LineEnded():
                self._line_ended(event)
            case e.SpeechStarted():
                self._speech_started(event)
            case e.SpeechPaused():
                self._speech_paused(event)
            case e.SpeechResumed():
                self._speech_resumed(event)
            case e.SpeechEnded():
                self._speech_ended(event)
            case e.Partial():
                self._partly_heard(event.text)
            case e.Recognised():
                self._recognised(event)
            case e.Did():
                self._did(event.act)
        self._step_ends()
        self.advance(self.now)

    def break_off(self, at: e.Ms, why: str) -> None:
        """A device or engine failed for good: end here, keeping everything so far."""
        self.advance(at)
        if self.outcome is None:
            self._end("broken", why)

    def upcoming(self) -> list[tuple[str, str]]:
        """(text, mood) of every line that could be said next, the likeliest first."""
        lines = dict.fromkeys(self._queue)
        state, states = self.state, self.scenario.states
        for branch in reversed(self.program.branches(state)):
            target = states[branch.go] if branch.go else state
            if branch.caller:
                lines[branch.caller, target.mood] = None
            elif branch.go and target.caller:
                lines[target.caller[0], target.mood] = None
        lines[self.scenario.unclear_line, state.mood] = None
        return list(lines)

    def reply_progress(self, now: e.Ms) -> float:
        """How much of the reply wait has passed, 0…1; 0 while none runs."""
        due, wait = self._reply_due(), self.setting.reply_wait
        return min(1.0, max(0.0, 1 - (due - now) / wait)) if due is not None and wait else 0.0

    # -- timers --------------------------------------------------------------------------------

    def _timers(self) -> tuple[e.Ms | None, ...]:
        overlap, silence, hold = self._overlap, self._silence, self._hold
        return (
            overlap.due if overlap else None,
            self._reply_due(),
            silence + self.state.answer_within if silence is not None else None,
            hold + HOLD_LIMIT if hold is not None else None,
        )

    def _reply_due(self) -> e.Ms | None:
        if not self._pending or self._speech or self._unheard or self._awaited is not None:
            return None
        return max(self._pending[-1].end, self._line_end) + self.setting.reply_wait

    def _fire(self, due: e.Ms) -> None:
        overlap, reply, silence, hold = self._timers()
        if due >= self.scenario.time_limit:
            self._end("out of time")
        elif due == overlap:
            self._barge_in()
        elif due == reply:
            self._turn()
        elif due == hold:
            self._hold_over()
        elif due == silence:
            self._unanswered()
        self._step_ends()

    def _unanswered(self) -> None:
        self._silence = self._listening = None
        self._evidence = (self._line_end, self.now, "")
        self._trigger("silent")

    # -- the caller's lines ----------------------------------------------------------------------

    def _line_started(self, event: e.LineStarted) -> None:
        if event.line == self._awaited:
            self._line, self._silence = event, None

    def _line_ended(self, event: e.LineEnded) -> None:
        if event.line != self._awaited:  # an older line was cut; a newer one is on its way
            return
        self._line = self._awaited = self._overlap = None
        self._line_end = event.end
        if not self._queue and self._hold is None:
            if self.state.ending:
                self._end(self.state.ending)
            else:
                self._listen(event.end)

    def _listen(self, since: e.Ms) -> None:
        self._log(e.Listening(self.now, since))
        self._listening = since
        self._pending = [u for u in (*self._under, *self._pending) if self._still_answers(u, since)]
        self._under.clear()
        if not self._busy():
            self._silence = since

    def _still_answers(self, spoken: _Spoken, line_end: e.Ms) -> bool:
        """Was it said late enough in the line, or after it, to be an answer?"""
        fresh = spoken.end >= line_end - TAIL
        return fresh and (spoken.line is None or not is_backchannel(spoken.text, self.scenario.backchannels))

    def _busy(self) -> bool:
        """The trainee has something under way."""
        return bool(self._speech or self._unheard or self._pending)

    # -- the trainee's speech ----------------------------------------------------------------------

    def _speech_started(self, event: e.SpeechStarted) -> None:
        self._speech, self._silence = event, None
        line = self._line
        if line is None or self._hold is not None or self.state.ending or event.onset < line.onset:
            return
        fair = event.onset - line.onset <= SAME_START
        limit = self.scenario.barge_in_after
        self._overlap = _Overlap(event.utterance, event.onset, line.line, fair, limit, resumed=event.onset)
        self._actions.append(e.Duck(line.line, True))

    def _speech_paused(self, event: e.SpeechPaused) -> None:
        overlap = self._overlap
        if overlap and overlap.resumed is not None:
            overlap.voiced += max(0, event.end - overlap.resumed)
            overlap.resumed = None
            self._actions.append(e.Duck(overlap.line, False))

    def _speech_resumed(self, event: e.SpeechResumed) -> None:
        if self._overlap:
            self._overlap.resumed = event.onset
            self._actions.append(e.Duck(self._overlap.line, True))

    def _speech_ended(self, event: e.SpeechEnded) -> None:
        speech, self._speech = self._speech, None
        assert speech and speech.utterance == event.utterance, event
        under = self._line.line if self._line and self._line.onset <= event.end else None
        if event.utterance in self._floor_takers:
            under = None
        self._unheard[event.utterance] = _Spoken(event.utterance, speech.onset, event.end, "", 1.0, under)
        self._overlap_over()

    def _overlap_over(self) -> None:
        if self._overlap and self._overlap.resumed is not None:
            self._actions.append(e.Duck(self._overlap.line, False))
        self._overlap = None

    def _overlaps(self, event: e.Partial) -> bool:
        return self._overlap is not None and self._overlap.utterance == event.utterance

    def _partly_heard(self, text: str) -> None:
        overlap = self._overlap
        assert overlap
        overlap.text = text
        if words_outside(text, self.scenario.backchannels) >= 2:
            self._barge_in()
        elif is_backchannel(text, self.scenario.backchannels):
            overlap.limit = self.scenario.barge_in_after + STRETCHED

    def _recognised(self, event: e.Recognised) -> None:
        spoken = self._unheard.pop(event.utterance)
        heard = replace(spoken, text=event.text, confidence=event.confidence)
        if self._hold is not None:
            return  # the caller hears music
        if not event.text.strip() and heard.end - heard.onset < NOISE:
            self._resume_silence()
        elif heard.line is not None:
            self._stayed_under(heard)
        else:
            self._pending.append(heard)

    def _stayed_under(self, heard: _Spoken) -> None:
        if is_backchannel(heard.text, self.scenario.backchannels):
            self._log(e.Backchannel(self.now, heard.number, heard.text))
            self._resume_silence()
            return
        self._log(e.Overlapped(self.now, heard.number, heard.text))
        if self._awaited is None and heard.end >= self._line_end - TAIL and heard.text:
            self._pending.append(heard)
        else:
            self._under.append(heard)
            self._resume_silence()

    def _resume_silence(self) -> None:
        if self._awaited is None and not self._queue and self._hold is None and not self._busy():
            self._silence = self._listening

    # -- decisions -----------------------------------------------------------------------------------

    def _barge_in(self) -> None:
        overlap, self._overlap = self._overlap, None
        assert overlap and self._line, overlap
        self._actions.append(e.Hush(overlap.line))
        self._floor_takers.add(overlap.utterance)
        self._queue.clear()
        self._under.clear()
        if overlap.fair:
            return
        self._log(e.Interrupted(self.now, overlap.utterance, overlap.line, self.now - overlap.onset))
        self._evidence = (overlap.onset, self.now, overlap.text)
        self._trigger("interrupted")

    def _turn(self) -> None:
        parts, self._pending = self._pending, []
        onset, end = parts[0].onset, parts[-1].end
        text = " ".join(p.text.strip() for p in parts if p.text.strip())
        confidence = min(p.confidence for p in parts)
        numbers = tuple(p.number for p in parts)
        self._evidence = (onset, end, text)
        if not text or confidence < CLEAR_ENOUGH:
            self._not_understood(numbers, onset, end)
            return
        self._unclear = 0
        turn = e.Turn(self.now, numbers, onset, end, onset - self._line_end, text, confidence)
        self._log(turn)
        self._listening = None
        self._trigger("heard", turn=turn)

    def _not_understood(self, numbers: tuple[int, ...], onset: e.Ms, end: e.Ms) -> None:
        self._unclear += 1
        self._listening = None
        self._log(e.Unclear(self.now, numbers, onset, end, self._unclear))
        if self._unclear == 2:
            self._actions.append(e.OfferTyping())
        taken = len(self.timeline)
        self._trigger("unclear")
        if len(self.timeline) == taken:
            self._queue.append((self.scenario.unclear_line, self.state.mood))

    def _did(self, act: e.Act) -> None:
        match act:
            case "hold":
                self._put_on_hold()
            case "resume":
                self._take_off_hold()
            case "say again" if self._awaited is None and self._hold is None and self._last_said[0]:
                self._queue.appendleft(self._last_said)
            case "hang up":
                self._end("hung up")
            case "stop":
                self._end("stopped")
        if self.outcome is None:
            self._trigger("did", act=act)

    def _put_on_hold(self) -> None:
        if self._hold is not None or self.state.ending:
            return
        if self._awaited is not None:  # what she was saying is said when they are back
            self._queue.appendleft(self._said[self._awaited])
            self._actions.append(e.Hush(self._awaited))
        self._overlap = self._silence = self._listening = None
        self._pending.clear()
        self._hold = self.now
        self._actions.append(e.HoldMusic(True))

    def _take_off_hold(self) -> None:
        if self._hold is None:
            return
        self._hold = None
        self._actions.append(e.HoldMusic(False))
        self._line_end = self.now

    def _hold_over(self) -> None:
        self._take_off_hold()
        self._unanswered()

    def _trigger(self, name: str, turn: e.Turn | None = None, act: e.Act | None = None) -> None:
        self._model.trigger(name, turn=turn, act=act)

    def take(self, state: State, branch: Branch) -> None:
        """A branch fires (called by the program)."""
        self._log(e.Branched(self.now, state.name, branch.id, branch.go, branch.why))
        self.settled.add(branch.id)
        first_time = branch.id not in self._paid
        self._paid.add(branch.id)
        if first_time or not branch.credit:  # a branch that credits pays once
            self._change(branch)
        self._mark(branch)
        if branch.go is not None:
            self._enter(self.scenario.states[branch.go], branch.caller)
        elif branch.caller:
            self._queue.append((branch.caller, state.mood))

    def _change(self, branch: Branch) -> None:
        for name, by in branch.change.items():
            meter = self.scenario.meters[name]
            self.meters[name] = min(meter.max, max(meter.min, self.meters[name] + by))
            self._log(e.Changed(self.now, name, self.meters[name]))

    def _mark(self, branch: Branch) -> None:
        onset, end, text = self._evidence
        for name in branch.credit:
            if name not in self._reached:
                self._reached.add(name)
                advice = self.scenario.checkpoints[name].advice
                self._log(e.Credited(self.now, name, advice, onset, end, text, branch.why))
        if branch.fault:
            self._log(e.Faulted(self.now, branch.fault.advice, onset, end, text, branch.fault.why))

    def _enter(self, state: State, first: str | None = None) -> None:
        self._log(e.Entered(self.now, state.name))
        self._silence = self._listening = None
        self.settled.clear()
        self._queue = deque((line, state.mood) for line in (first, *state.caller) if line)

    def _step_ends(self) -> None:
        """Settle meters, then ask for the next line if the caller is free to speak."""
        for _ in range(SETTLE_STEPS):
            before = len(self.timeline)
            if self.outcome is None:
                self._trigger("settled")
            if len(self.timeline) == before:
                break
        else:
            self._end("broken", "settles for ever")
        if self.outcome is not None or self._hold is not None:
            return
        if self._queue:
            self._say_next()
        elif self._awaited is None:
            self._nothing_to_say()

    def _say_next(self) -> None:
        hushed = any(isinstance(a, e.Hush) and a.line == self._awaited for a in self._actions)
        if self._awaited is not None and not hushed:
            return
        text, mood = self._last_said = self._queue.popleft()
        self._asked += 1
        self._awaited, self._line, self._silence, self._listening = self._asked, None, None, None
        self._said = {self._asked: self._last_said}
        self._log(e.Saying(self.now, self._asked, text, mood))
        self._actions.append(e.Say(self._asked, text, mood))

    def _nothing_to_say(self) -> None:
        """A state without caller lines listens at once, and a silent ending ends."""
        if self.state.ending:
            self._end(self.state.ending)
        elif self._listening is None:
            self._listen(self.now)

    def _end(self, outcome: e.Outcome, why: str = "") -> None:
        self.outcome = outcome
        self.program.leave(self._model)  # else the machine keeps every call for ever
        self._log(e.Ended(self.now, outcome, why))
        self._actions.append(e.HangUp(outcome))

    def _log(self, event: e.Event) -> None:
        self.timeline.append(event)
