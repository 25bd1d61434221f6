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
meters alone, a bounded number), and only then asks for a line that none of them has replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from . import events as e
from .match import is_backchannel
from .mouths import TAIL, CallerLines, Planned, Spoken, TraineeSpeech, turn_of
from .ports import Reader
from .program import Program
from .scenario import Branch, State, Words
from .tally import Evidence, Tally
from .understanding import Understanding
from .waiting import Waiting
from .wording import worded

CLEAR_ENOUGH = 0.4
"""Confidence below which a turn is unclear."""
SETTLE_STEPS = 8


class Call:
    """A call in progress.  Feed it events in order of `at`; read `timeline`, `outcome`, `meters`."""

    def __init__(
        self,
        program: Program,
        answered: e.Answered | None = None,
        reader: Reader | None = None,
        baseline: e.Baselined | None = None,
    ) -> None:
        """`reader` tells what words do; without one no turn has acts.  `baseline`: their own voice."""
        self.program = program
        self._understanding = Understanding(reader, baseline, program.measures)
        self.scenario = program.scenario
        self.setting = answered or e.Answered(0)
        self._tally = Tally(self.scenario)
        self.meters = self._tally.meters
        self.timeline: list[e.Event] = []
        self.outcome: e.Outcome | None = None
        self.now: e.Ms = 0
        self.settled: set[str] = set()
        self._model = program.join(self)
        self._actions: list[e.Action] = []
        self._lines = CallerLines()
        self._speech = TraineeSpeech()
        self._waits = Waiting(program, self._lines, self._speech)
        self._answered: int | None = None
        self._unclear = 0
        self._stirred = True  # since meters settled a branch was taken
        self._evidence: Evidence = (0, 0, "")
        self._next: tuple[e.Ms, Callable[[], None]] | None = None  # of the timers, until a step ends

    # -- the driver's side ---------------------------------------------------------------------

    @property
    def state(self) -> State:
        return self.scenario.states[self._model.state]

    def start(self) -> None:
        """The trainee answered: time zero."""
        self._log(self.setting)
        if self._understanding.baseline:
            self._log(self._understanding.baseline)
        self._enter(self.state)
        self._step_ends()

    @property
    def deadline(self) -> e.Ms | None:
        """Call time at which `advance` is next needed, or None once the call is over."""
        if self.outcome is not None:
            return None
        return self._first_timer()[0]

    def actions(self) -> list[e.Action]:
        """What to do now, in order; each is handed out once."""
        out, self._actions = self._actions, []
        return out

    def advance(self, now: e.Ms) -> None:
        """Fire every deadline up to `now`, in order, each at its own exact time."""
        while self.outcome is None:
            due, happens = self._first_timer()
            if due > now:
                break
            self.now = max(self.now, due)
            happens()
            self._step_ends()
        self.now = max(self.now, now)

    def receive(self, event: e.Event) -> None:
        """Take one input.  Late ones, after the end, are ignored."""
        self.advance(event.at)
        if self.outcome is not None:
            return
        if isinstance(event, e.Partial) and not (self.setting.early or self._speech.lies_over(event)):
            return  # nothing hangs on it
        self._log(event)
        self._take_in(event)
        self._step_ends()
        self.advance(self.now)

    def _take_in(self, event: e.Event) -> None:
        match event:
            case e.LineStarted() if self._lines.started(event):
                self._waits.silence = None
            case e.LineEnded() if self._lines.ended(event):
                self._line_over(event)
            case e.VoiceHinted():
                self._waits.hinted = event.at
            case e.SpeechStarted():
                self._waits.silence = None
                line = self._line_to_yield()
                self._actions += self._speech.started(event, line, self.scenario.barge_in_after)
            case e.SpeechPaused():
                self._actions += self._speech.pauses(event)
            case e.SpeechResumed():
                line = self._line_to_yield()
                self._actions += self._speech.resumed(event, line, self.scenario.barge_in_after)
            case e.SpeechEnded():
                self._actions += self._speech.ended(event, self._lines)
            case e.Partial():
                if self._speech.heard_so_far(event, self.scenario.backchannels, self.scenario.barge_in_after):
                    self._barge_in()
            case e.Recognised():
                self._recognised(self._speech.heard(event))
            case e.Did():
                self._did(event.act)

    def break_off(self, at: e.Ms, why: str) -> None:
        """A device or engine failed for good: end here, keeping everything so far."""
        self.advance(at)
        if self.outcome is None:
            self._end("broken", why)

    def upcoming(self) -> list[tuple[str, str]]:
        """(text, mood) of every line that could be said next, the likeliest first."""
        lines = dict.fromkeys((line.text, line.mood) for line in self._lines.queue)
        lines.update(dict.fromkeys(self.program.lines_after(self.state)))
        return list(lines)

    def reply_progress(self, now: e.Ms) -> float:
        """How much of the reply wait has passed, 0…1; 0 while none runs."""
        return self._waits.reply_progress(self.setting, now)

    # -- timers --------------------------------------------------------------------------------

    def _first_timer(self) -> tuple[e.Ms, Callable[[], None]]:
        """What is waited for, and what happens then; at one moment, the first of them."""
        if self._next is None:
            self._next = min(self._timers(), key=lambda timer: timer[0])
        return self._next

    def _timers(self) -> list[tuple[e.Ms, Callable[[], None]]]:
        waits, state = self._waits, self.state
        timers = (
            (self.scenario.time_limit, self._out_of_time),
            (waits.barge_in_due(), self._barge_in),
            (waits.reply_due(self.setting), self._turn),
            (waits.early_due(self.setting, state, self.meters, self.now), self._early_turn),
            (waits.ramble_due(state), self._cut_in),
            (waits.hold_due(), self._hold_over),
            (waits.silence_due(state), self._unanswered),
        )
        return [(due, happens) for due, happens in timers if due is not None]

    def _out_of_time(self) -> None:
        self._end("out of time")

    def _unanswered(self) -> None:
        self._waits.no_more()
        self._evidence = (self._lines.end, self.now, "")
        self._trigger("silent")

    # -- the caller's lines ----------------------------------------------------------------------

    def _line_over(self, event: e.LineEnded) -> None:
        self._speech.overlap = None
        if not self._lines.queue and not self._waits.on_hold:
            for told in self._tally.tell(() if event.cut else self.state.tells, self.now):
                self._log(told)
            if self.state.ending:
                self._end(self.state.ending)
            else:
                self._listen(event.end)

    def _listen(self, since: e.Ms) -> None:
        self._log(e.Listening(self.now, since))
        self._waits.listens(since)

    # -- the trainee's speech ----------------------------------------------------------------------

    def _line_to_yield(self) -> e.LineStarted | None:
        """The line that could be talked over now: none on hold, and an ending is said to its end."""
        return None if self._waits.on_hold or self.state.ending else self._lines.sounding

    def _recognised(self, heard: Spoken) -> None:
        if self._waits.on_hold:
            return  # the caller hears music
        slight = heard.noise or is_backchannel(heard.text, self.scenario.backchannels)
        if slight and heard.number in self._speech.taken and self._lines.left:
            self._go_on_after(heard)
        elif heard.noise or heard.number == self._answered:
            self._waits.go_on()
        elif heard.under and is_backchannel(heard.text, self.scenario.backchannels):
            self._log(e.Backchannel(self.now, heard.number, heard.text))
            self._waits.go_on()
        elif heard.stayed_under:
            self._stayed_under(heard)
        else:
            self._speech.pending.append(heard)

    def _go_on_after(self, heard: Spoken) -> None:
        """It had stopped the caller and was nothing: she goes on where she was."""
        if not heard.noise:
            self._log(e.Backchannel(self.now, heard.number, heard.text))
        self._lines.take_up()

    def _stayed_under(self, heard: Spoken) -> None:
        acts = self._understanding.acts(heard.text, self._before)
        self._log(e.Overlapped(self.now, heard.number, heard.text, acts))
        if self._lines.awaited is None and heard.end >= self._lines.end - TAIL and heard.text:
            self._speech.pending.append(heard)
        else:
            self._speech.under.append(heard)
            self._waits.go_on()

    # -- decisions -----------------------------------------------------------------------------------

    def _barge_in(self) -> None:
        holds_on = self.state.on_barge_in == "hold"
        overlap = self._speech.take_floor(keeps=holds_on)
        if not holds_on:
            self._actions.append(self._lines.give_up(overlap.line))
        if overlap.fair:
            return
        self._log(e.Interrupted(self.now, overlap.utterance, overlap.line, self.now - overlap.onset))
        self._evidence = (overlap.onset, self.now, overlap.text)
        left = self._lines.left
        self._trigger("interrupted")
        if self.state.on_barge_in == "repeat" and self._lines.left is left:
            self._lines.start_again()

    def _cut_in(self) -> None:
        """The caller has heard enough, and speaks over the trainee on purpose."""
        now = self._speech.current
        assert now
        self._waits.cut_in_on = now.utterance
        self._evidence = (now.onset, self.now, "")
        self._trigger("rambled")

    def _early_turn(self) -> None:
        so_far = self._speech.said_so_far()
        assert so_far
        self._answered = so_far.number
        self._speech.taken[so_far.number] = True
        self._speech.pending.append(so_far)
        self._turn()

    def _turn(self) -> None:
        parts = self._speech.take_turn()
        turn = turn_of(parts, self.now, self._lines.end)
        self._evidence = (turn.onset, turn.end, turn.text)
        self._waits.listening = None
        if not turn.text or turn.confidence < CLEAR_ENOUGH:
            self._not_understood(turn)
            return
        self._unclear = 0
        turn = self._understanding.of(turn, self._before, self.timeline)
        self._log(turn)
        going_on = any(part.answered for part in parts) and bool(self._lines.left)
        if going_on and not self.program.decided(self.state, self.meters, turn):
            self._lines.take_up()  # they only finished what had been answered already
        else:
            self._trigger("heard", turn=turn)

    @property
    def _before(self) -> str:
        """What the caller said last."""
        return self._lines.last.text if self._lines.last else ""

    def _not_understood(self, turn: e.Turn) -> None:
        self._unclear += 1
        self._log(e.Unclear(self.now, turn.utterances, turn.onset, turn.end, self._unclear))
        if self._unclear == 2:
            self._actions.append(e.OfferTyping())
        before = len(self.timeline)
        self._trigger("unclear")
        if len(self.timeline) == before:
            self._lines.queue.append(Planned(self.scenario.unclear_line, self.state.mood))

    def _did(self, act: e.Act) -> None:
        match act:
            case "hold" if not self.state.ending:
                self._actions += self._waits.put_on_hold(self.now)
            case "resume":
                self._actions += self._waits.take_off_hold(self.now)
            case "say again" if self._lines.awaited is None and not self._waits.on_hold and self._lines.last:
                self._lines.queue.appendleft(replace(self._lines.last, start=0))
            case "hang up":
                self._end("hung up")
            case "stop":
                self._end("stopped")
        if self.outcome is None:
            self._trigger("did", act=act)

    def _hold_over(self) -> None:
        self._actions += self._waits.take_off_hold(self.now)
        self._unanswered()

    def _trigger(self, name: str, turn: e.Turn | None = None, act: e.Act | None = None) -> None:
        self.program.fire(self._model, name, turn, act)

    def take(self, state: State, branch: Branch) -> None:
        """A branch fires (called by the program)."""
        self._stirred = True
        self._log(e.Branched(self.now, state.name, branch.id, branch.go, branch.why))
        self.settled.add(branch.id)
        for event in self._tally.take(branch, self.now, self._evidence):
            self._log(event)
        if branch.go is not None:
            self._enter(self.scenario.states[branch.go], branch.caller)
        elif branch.caller:
            self._lines.queue.append(self._planned(branch.caller, state))

    def _planned(self, words: Words, state: State) -> Planned:
        place = f"{state.name} {self._lines.asked + len(self._lines.queue)}"
        said = worded(words, self.meters, self.setting.seed, place)
        return Planned(said.text, state.mood, by=said.by)

    def _enter(self, state: State, first: Words | None = None) -> None:
        self._log(e.Entered(self.now, state.name))
        if state.whisper:
            self._log(e.Whispered(self.now, state.whisper))
        self._waits.no_more()
        self.settled.clear()
        self._lines.expect(self._planned(words, state) for words in (first, *state.caller) if words)

    def _step_ends(self) -> None:
        """Settle meters, then ask for the next line if the caller is free to speak."""
        self._next = None
        if self.outcome is None:
            self._settle()
        if self.outcome is not None or self._waits.on_hold:
            return
        if self._lines.queue:
            self._say_next()
        elif self._lines.awaited is None:
            self._nothing_to_say()

    def _settle(self) -> None:
        for _ in range(SETTLE_STEPS):
            if not self._stirred:
                return
            self._stirred = False
            self._trigger("settled")
        if self._stirred:
            self._end("broken", "settles for ever")

    def _say_next(self) -> None:
        if self._lines.free:
            self._waits.no_more()
            saying, say = self._lines.ask(self.now)
            self._log(saying)
            self._actions.append(say)

    def _nothing_to_say(self) -> None:
        """A state without caller lines listens at once, and a silent ending ends."""
        if self.state.ending:
            self._end(self.state.ending)
        elif self._waits.listening is None:
            self._listen(self.now)

    def _end(self, outcome: e.Outcome, why: str = "") -> None:
        self.outcome = outcome
        self._model = self.program.leave(self._model)  # else the machine keeps every call for ever
        self._log(e.Ended(self.now, outcome, why))
        self._actions.append(e.HangUp(outcome))

    def _log(self, event: e.Event) -> None:
        self.timeline.append(event)
