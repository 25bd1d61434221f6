"""A compiled scenario: frozen values, no file positions, no YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .events import Act, Ms
from .rubric import Changes

Kind = Literal["says", "silent", "interrupts", "unclear", "does", "rambles", "otherwise", "settled"]
"""What wakes a branch.  settled: no event at all, only meters (`when: {meter: …}`)."""
Comparison = Literal["at least", "at most"]
Ending = Literal["won", "lost"]
BargeIn = Literal["yield", "hold", "repeat"]
"""What the caller does when talked over: stop and listen, keep talking, or stop and start again."""

MOODS = (
    "neutral", "calm", "calming", "cold", "tired", "anxious", "tearful", "angry", "furious",
)  # fmt: skip


Bounds = tuple[Comparison, float]
"""'at least' or 'at most' so much."""


@dataclass(frozen=True, slots=True)
class When:
    kind: Kind = "says"
    any_of: tuple[str, ...] = ()
    """Names of phrase lists, or literal phrases; one of them must be said."""
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    replies_in: tuple[Ms, Ms] | None = None
    """Bounds, both included, on the turn's floor-transfer offset."""
    meters: tuple[tuple[str, Comparison, float], ...] = ()
    act: Act | None = None
    longer_than: Ms | None = None
    """With kind 'rambles': the trainee has spoken for so long, and the caller cuts in."""
    acts: tuple[str, ...] = ()
    """Names of dialogue acts; one of them must be in the words."""
    facts: int = 0
    """So many of the caller's facts must be taken up."""
    louder: Bounds | None = None
    """dB over the trainee's own baseline; a measured voice, never a feeling."""
    higher: Bounds | None = None
    """Semitones over the trainee's own baseline."""
    pace: Bounds | None = None
    """Words a minute."""

    @property
    def reads(self) -> bool:
        """Does it need the dialogue acts of a turn?"""
        return bool(self.acts or self.facts)

    @property
    def measures(self) -> bool:
        """Does it need the trainee's voice measured?"""
        return bool(self.louder or self.higher or self.pace)


@dataclass(frozen=True, slots=True)
class Fault:
    advice: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """Wordings of a line that may be said while the meters stand so."""

    texts: tuple[str, ...]
    """One is chosen by the call's seed."""
    meters: tuple[tuple[str, Comparison, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A line with variants, or of another person than the caller."""

    variants: tuple[Variant, ...]
    """The first whose meters fit is said; the last has no conditions."""
    by: str = ""
    """A name among the scenario's `people`; empty: the caller."""


Words = str | Choice
"""A line as a scenario has it: what the caller says, or a choice."""


@dataclass(frozen=True, slots=True)
class Branch:
    id: str
    """'opening.1' is the first branch of that state, 'always.2' the second of those."""
    when: When
    go: str | None = None
    caller: Words | None = None
    tells: tuple[str, ...] = ()
    """Names of hidden facts that are given away."""
    change: Mapping[str, float] = field(default_factory=dict)
    credit: tuple[str, ...] = ()
    fault: Fault | None = None
    why: str = ""
    priority: int = 0


@dataclass(frozen=True, slots=True)
class State:
    name: str
    caller: tuple[Words, ...] = ()
    mood: str = "neutral"
    whisper: str = ""
    """What a supervisor whispers to the trainee on coming here; the caller does not hear it."""
    tells: tuple[str, ...] = ()
    """Names of hidden facts that are out once the lines have been heard to their end."""
    trainee_should: str = ""
    answer_within: Ms = 6000
    on_barge_in: BargeIn = "yield"
    branches: tuple[Branch, ...] = ()
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Meter:
    start: float
    min: float = 0
    max: float = 10


@dataclass(frozen=True, slots=True)
class Checkpoint:
    advice: str
    title: str = ""
    """What the scorecard calls it, if the name alone does not do."""
    better: str = ""
    """A wording that would have earned it, at most two breaths long."""


@dataclass(frozen=True, slots=True)
class You:
    """The agent's card: who the trainee plays and what they may offer."""

    name: str = ""
    firm: str = ""
    may_offer: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    """Who and what can be turned to: shown on the card."""


@dataclass(frozen=True, slots=True)
class Caller:
    name: str
    voice: tuple[str, ...] = ()
    """Words such as female, male, older, younger: the nearest voice at hand is taken."""
    mood: str = "neutral"
    background: str = ""
    """What is heard behind the caller: office, street, baby; empty: nothing."""
    line: str = ""
    """The line to them: mobile, noisy; empty: clear."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody else who comes to speak: a supervisor who joins, a colleague to whom the call goes."""

    role: str = ""
    voice: tuple[str, ...] = ()


Hints = Literal["script", "hints", "nothing"]
"""script: what to say stands on the screen · hints: what to do · nothing."""


@dataclass(frozen=True, slots=True)
class Level:
    """How hard the call is."""

    hints: Hints
    reply_wait: Ms | None = None
    """The caller's, where the trainee has set none; None: as usual."""
    meters: Mapping[str, float] = field(default_factory=dict)
    """Where they start."""


@dataclass(frozen=True, slots=True)
class Fact:
    forms: tuple[str, ...]
    """The ways to say it; a reflection in any of them counts."""
    hidden_until: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    """The file's stem, as typed on the command line."""
    title: str
    start: str
    states: Mapping[str, State]
    caller: Caller
    you: You = You()
    language: str = "en"
    level: int = 1
    about: str = ""
    goal: str = ""
    firm_at_fault: bool | None = None
    contains: tuple[str, ...] = ()
    """What may be hard to hear, told before the call: swearing, threats, grief, …"""
    callback_of: str = ""
    """Name of the scenario whose promises this call rings back about."""
    levels: Mapping[int, Level] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    meters: Mapping[str, Meter] = field(default_factory=dict)
    checkpoints: Mapping[str, Checkpoint] = field(default_factory=dict)
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The file's own lists and every built-in one it uses."""
    always: tuple[Branch, ...] = ()
    barge_in_after: Ms = 700
    time_limit: Ms = 360_000
    unclear_line: str = "Sorry, the line is bad. Could you say that again?"
    announcements: tuple[str, ...] = ()
    """What announces a pause ("one moment"): such a silence is no dead air."""
    backchannels: tuple[str, ...] = ()
    """Words that never take the floor on their own: "mm-hm", "I see"."""
    rubric: Changes = field(default_factory=Changes)
    """What it adds to the rubric that it is judged by, and what it switches off."""
