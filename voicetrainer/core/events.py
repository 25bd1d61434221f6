"""Everything that can happen in a call, as plain frozen values.  Read this file first.

Times are call time: whole milliseconds since the trainee answered the phone, counted in
microphone samples and never read from a wall clock.  Every event has `at`, when the program
knew it (events are ordered by it); many have `onset` or `end` too, when it really happened
(the score uses those).  A slow recogniser therefore never costs the trainee a point.

Events fall in two halves.  *Inputs* come from the driver: the detector, the ear, playback,
keys.  *Decisions* are what the call made of them.  Replaying the inputs gives the decisions
again, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .actions import Action, Duck, HangUp, HoldMusic, Hush, OfferTyping, Say
from .values import NOTHING_PROMISED, Act, Commitment, DialogueAct, FactNoted, Mark, Ms, Outcome, Window

__all__ = [
    "Act", "Action", "Answered", "Backchannel", "Baselined", "Branched",
    "Changed", "Commitment", "Credited", "Delivered", "DialogueAct", "Did",
    "Duck", "Ended", "Entered", "Event", "FactNoted", "Faulted",
    "GainJudged", "HangUp", "HoldMusic", "Hush", "Interrupted", "LineEnded",
    "LineStarted", "Listening", "Mark", "Ms", "Noted", "OfferTyping",
    "Outcome", "Overlapped", "Partial", "Recognised", "Say", "Saying",
    "SpeechEnded", "SpeechPaused", "SpeechResumed", "SpeechStarted", "Told", "Trouble",
    "Turn", "Unclear", "VoiceHinted", "Whispered", "Window",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    at: Ms


# -- inputs: the setting -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """Time zero: the trainee picked up.  Holds what the judge must know about the setting."""

    rang: Ms = 0
    seed: int = 0
    reply_wait: Ms = 800
    """How long the caller waits after the true end of the trainee's speech; never scored."""
    early: bool = False
    """The wait may be cut short when the words have decided the caller's way and sound finished."""
    ear: str = ""
    words_assessed: bool = True
    """False with an ear known to be poor: items that rest on words are not assessed."""
    overlap_assessed: bool = True
    """False on loudspeakers without echo cancelling: interruptions are not assessed."""
    latency: Ms | None = 0
    """Round trip of the sound device that was already subtracted; None if unknown."""
    scored: bool = True


# -- inputs: the trainee ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SpeechStarted(Event):
    utterance: int
    onset: Ms


@dataclass(frozen=True, slots=True)
class SpeechPaused(Event):
    """No voice for a moment; the utterance may go on.  What lies over the caller stops counting."""

    utterance: int
    end: Ms


@dataclass(frozen=True, slots=True)
class SpeechResumed(Event):
    utterance: int
    onset: Ms


@dataclass(frozen=True, slots=True)
class SpeechEnded(Event):
    utterance: int
    end: Ms
    """Where the last voiced frame ended."""


@dataclass(frozen=True, slots=True)
class VoiceHinted(Event):
    """The first voiced frame of what may become speech, or be a click: a reply that is due waits a moment."""


@dataclass(frozen=True, slots=True)
class Partial(Event):
    """Words so far, of an utterance that goes on.  They may still change."""

    utterance: int
    text: str
    until: Ms = 0
    """The words are all there up to this time."""


@dataclass(frozen=True, slots=True)
class Recognised(Event):
    utterance: int
    text: str
    confidence: float = 1.0
    """0…1: how sure the words are; below the call's limit the turn is unclear."""
    typed: bool = False
    alternatives: tuple[str, ...] = ()
    """Other readings that the ear gave on its way, the last one first."""


@dataclass(frozen=True, slots=True)
class Delivered(Event):
    """How an utterance sounded, measured; comes before its Recognised.  Never what was felt."""

    utterance: int
    onset: Ms
    end: Ms
    level: float | None
    """dBFS, RMS of the voiced part; None if nothing voiced was found."""
    pitch: float | None
    """Hz, median of the voiced part."""
    voiced: Ms = 0
    clipped: float = 0.0
    """Share of its samples at full scale, 0…1."""
    background: float | None = None
    """dBFS of what was heard just before it."""
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Baselined(Event):
    """The trainee's own voice at rest, from `calibrate`; comes right after Answered."""

    level: float | None
    """dBFS."""
    pitch: float | None
    """Hz."""
    level_spread: float = 0.0
    """dB, standard deviation of its windows."""
    pitch_spread: float = 0.0
    """Semitones, standard deviation of its windows."""
    pace: float | None = None
    """Words a minute."""
    balance: float | None = None
    """dB, as in `Window`."""


@dataclass(frozen=True, slots=True)
class GainJudged(Event):
    """Is the microphone's gain fixed, so that levels may be compared?  The latest one counts."""

    gain: Literal["fixed", "automatic", "unknown"]


@dataclass(frozen=True, slots=True)
class Did(Event):
    """The trainee pressed a key or a button."""

    act: Act


# -- inputs: playback --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineStarted(Event):
    line: int
    onset: Ms
    """When its first sample is heard: hand-over plus the device's latency."""
    length: Ms
    marks: tuple[Mark, ...] = ()
    """Sentences, and the pauses inside the line: where the turn could have passed."""
    level: float | None = None
    """dBFS, RMS of its sounding part: how loud the caller is."""


@dataclass(frozen=True, slots=True)
class LineEnded(Event):
    line: int
    end: Ms
    cut: bool = False


# -- inputs: trouble -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trouble(Event):
    """Something degraded; `what` is a key of the catalogue ('ear lost', 'microphone gap', …)."""

    what: str
    lost: Ms = 0


# -- decisions -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entered(Event):
    state: str


@dataclass(frozen=True, slots=True)
class Saying(Event):
    """The caller was told to say line number `line`; playback reports LineStarted for it."""

    line: int
    text: str
    mood: str
    start: Ms = 0
    """How far into the rendered line it begins: > 0 where a cut line is taken up again."""
    by: str = ""
    """Who says it, by name; empty: the caller."""


@dataclass(frozen=True, slots=True)
class Listening(Event):
    """The caller has said all its lines of this turn and listens, since `onset`."""

    onset: Ms


@dataclass(frozen=True, slots=True)
class Turn(Event):
    """Trainee utterances that took the floor, as the branches see them."""

    utterances: tuple[int, ...]
    onset: Ms
    end: Ms
    fto: Ms
    """Floor-transfer offset: onset − end of the caller's last line.  Gap > 0, overlap < 0."""
    text: str
    confidence: float = 1.0
    acts: tuple[DialogueAct, ...] | None = None
    """What the words do; None if nobody looked."""
    louder: float | None = None
    """dB over the trainee's own baseline; None: not known."""
    higher: float | None = None
    """Semitones over the trainee's own baseline."""
    pace: float | None = None
    """Words a minute."""


@dataclass(frozen=True, slots=True)
class Unclear(Event):
    """Speech took the floor but its words are too unsure to branch on."""

    utterances: tuple[int, ...]
    onset: Ms
    end: Ms
    in_a_row: int


@dataclass(frozen=True, slots=True)
class Backchannel(Event):
    """A short sound under the caller's line ("mm-hm") that did not take the floor."""

    utterance: int
    text: str


@dataclass(frozen=True, slots=True)
class Overlapped(Event):
    """Other words under the caller's line, too short to stop it."""

    utterance: int
    text: str
    acts: tuple[DialogueAct, ...] | None = None


@dataclass(frozen=True, slots=True)
class Interrupted(Event):
    """The trainee talked over `line` for so long that it is a barge-in; the caller gives it up,
    or holds on, as the scenario says."""

    utterance: int
    line: int
    overlap: Ms


@dataclass(frozen=True, slots=True)
class Branched(Event):
    state: str
    branch: str
    """Which one: 'opening.1' is the first branch of that state, 'always.2' the second of those."""
    to: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Changed(Event):
    meter: str
    value: float


@dataclass(frozen=True, slots=True)
class Told(Event):
    """The caller gave a hidden fact away (once a call)."""

    fact: str


@dataclass(frozen=True, slots=True)
class Whispered(Event):
    """A supervisor whispered to the trainee; the caller did not hear it."""

    text: str


@dataclass(frozen=True, slots=True)
class Credited(Event):
    """A checkpoint was reached (once a call)."""

    checkpoint: str
    advice: str
    onset: Ms
    end: Ms
    words: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Faulted(Event):
    advice: str
    onset: Ms
    end: Ms
    words: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ended(Event):
    outcome: Outcome
    why: str = ""


# -- after the call ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Noted(Event):
    """The note after the call.  `at` is the call's end, where its clock stood still; the last one counts."""

    name: str = ""
    numbers: tuple[tuple[str, ...], ...] = ()
    """Pairs: a fact's name, what was written for it."""
    details: str = ""
    promises: tuple[Commitment, ...] = ()
    step: Commitment = NOTHING_PROMISED
    """The next step."""
    problem: str = ""
    cause: str = ""
    outcome: str = ""
    incident: str = ""
    """What happened in an abusive call, for those who protect the trainee."""
    remark: str = ""
    facts: tuple[FactNoted, ...] | None = None
    """Held against what the caller told; None: nobody looked."""
    abuse: bool = False
    """The caller was abusive, so that the note should have the incident."""
    took: Ms = 0
    """From the call's end, or the command, to the saved note."""
    limit: Ms | None = None
    """The time there was for it, in a drill."""
    asked: bool = False
    """The drill asked for it: what is not in it is missing."""
    dictated: bool = False
