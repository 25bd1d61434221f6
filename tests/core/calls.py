"""A small scenario and a hand to drive calls with, for tests on exact times."""

from __future__ import annotations

from dataclasses import dataclass

from voicetrainer.core import events as e
from voicetrainer.core.call import Call
from voicetrainer.core.program import Program
from voicetrainer.core.scenario import Branch, Caller, Checkpoint, Fault, Meter, Scenario, State, When

STATES = (
    State("answered", answer_within=4000, branches=(
        Branch("answered.1", When("says", ("greeting",)), credit=("greeted",), go="opening"),
        Branch("answered.2", When("silent"), caller="Hello? Is anybody there?", go="opening"),
        Branch("answered.3", When("otherwise"), go="opening"),
    )),
    State("opening", ("Eleven days I have waited. (pause 0.8 s) Nobody rang me back.",), "angry", branches=(
        Branch("opening.1", When("says", ("apology",), replies_in=(-300, 3000)), change={"anger": -2},
               credit=("said sorry",), go="softening"),
        Branch("opening.2", When("says", ("apology",)), change={"anger": -1}, credit=("said sorry",),
               go="softening", why="sorry, but late"),
        Branch("opening.3", When("silent"), change={"anger": 1}, caller="Hello? Are you still there?"),
        Branch("opening.4", When("otherwise"), change={"anger": 1}, caller="That is not what I asked."),
    )),
    State("softening", ("Well. What are you going to do about it?",), "tired", branches=(
        Branch("softening.1", When("says", ("commitment",)), change={"anger": -3}, credit=("next step",),
               go="thanks"),
        Branch("softening.2", When("silent"), caller="I am waiting."),
        Branch("softening.3", When("otherwise"), change={"anger": 2}, caller="I want to know what you do."),
    )),
    State("explodes", ("Get me your manager.",), "furious", answer_within=5000, branches=(
        Branch("explodes.1", When("says", ("apology",)), change={"anger": -1}, go="softening"),
        Branch("explodes.2", When("silent"), go="hangs up"),
        Branch("explodes.3", When("otherwise"), go="hangs up"),
    )),
    State("thanks", ("Right. Thank you, dear.",), "calm", ending="won"),
    State("hangs up", ("Goodbye.",), "furious", ending="lost"),
)  # fmt: skip

PARCEL = Scenario(
    name="parcel", title="The parcel", start="answered", caller=Caller("Maureen Price", ("female",)),
    meters={"anger": Meter(6)},
    checkpoints={name: Checkpoint(id_) for name, id_ in
                 (("greeted", "C01"), ("said sorry", "D09"), ("next step", "V08"))},
    phrases={
        "greeting": ("hello", "good morning"), "apology": ("sorry", "i apologise", "our mistake"),
        "blame": ("you should have",), "commitment": ("i will",),
    },
    always=(
        Branch("always.1", When("interrupts"), change={"anger": 2}, caller="Will you let me finish!"),
        Branch("always.2", When("says", ("blame",)), change={"anger": 3}, go="explodes",
               fault=Fault("L05", "blamed the caller"), priority=10),
        Branch("always.3", When("settled", meters=(("anger", "at least", 10),)), go="hangs up", priority=5),
    ),
    states={state.name: state for state in STATES},
    backchannels=("mm-hm", "i see", "yes", "okay"),
    announcements=("one moment",),
    time_limit=120_000,
)  # fmt: skip
PROGRAM = Program(PARCEL)


@dataclass
class Hand:
    """Drives a call by hand.  Every method takes exact call times, ms."""

    call: Call
    utterance: int = 0

    @classmethod
    def on(cls, program: Program = PROGRAM, **setting: object) -> Hand:
        call = Call(program, e.Answered(0, **setting))  # type: ignore[arg-type]
        call.start()
        return cls(call)

    @classmethod
    def at_opening(cls) -> Hand:
        """The trainee has greeted; line 1 is asked for, at 1800 ms."""
        hand = cls.on()
        hand.speaks(200, 1000, "Hello")
        hand.call.advance(1800)
        return hand

    @classmethod
    def at_opening_of(cls, scenario: Scenario) -> Hand:
        hand = cls.on(Program(scenario))
        hand.speaks(200, 1000, "Hello")
        hand.call.advance(1800)
        for number in range(1, 5):  # let the caller say all it has to say
            if number == len(hand.said()):
                hand.line(number, 1800 + number, 10)
                hand.line_over(number, 1800 + number + 10)
        return hand

    def starts(self, onset: int, at: int | None = None) -> int:
        self.utterance += 1
        self.call.receive(e.SpeechStarted(onset + 60 if at is None else at, self.utterance, onset))
        return self.utterance

    def ends(self, end: int, text: str, confidence: float = 1.0) -> None:
        self.call.receive(e.SpeechEnded(end + 500, self.utterance, end))
        self.call.receive(e.Recognised(end + 500, self.utterance, text, confidence))

    def speaks(self, onset: int, end: int, text: str, confidence: float = 1.0) -> None:
        self.starts(onset)
        self.call.receive(e.SpeechPaused(end + 100, self.utterance, end))
        self.ends(end, text, confidence)

    def line(self, number: int, onset: int, length: int) -> None:
        """Playback of line `number` begins."""
        self.call.receive(e.LineStarted(onset, number, onset, length))

    def line_over(self, number: int, end: int, cut: bool = False) -> None:
        self.call.receive(e.LineEnded(end, number, end, cut))

    def said(self) -> list[str]:
        return [x.text for x in self.call.timeline if isinstance(x, e.Saying)]

    def kinds(self, *kinds: type[e.Event]) -> list[e.Event]:
        return [x for x in self.call.timeline if isinstance(x, kinds)]
