"""The scenario file as Pydantic models.  Descriptions are shown to trainers by their editor.

Strict: an unknown word is an error.  The JSON Schema comes out of these models, so a word that is
added here is offered by editors, checked by `check` and explained in the docs' list of keys.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from ..core.events import Outcome
from ..core.scenario import MOODS, BargeIn, Hints
from .conditions import Deed, Strict, WhenFile
from .lines import Said, Several
from .rubric_model import ChangesFile
from .values import (
    Limit,
    Line,
    Number,
    Shape,
    Text,
    Time,
    TotalTime,
    Wait,
    Whole,
    Words,
    YesNo,
    listed,
    one_of,
    shown,
    whole,
    wrong,
)

OUTCOMES: tuple[str, ...] = get_args(Outcome)

Mood = Annotated[str, BeforeValidator(one_of(MOODS)), Shape({"enum": list(MOODS)})]
BACKGROUNDS = ("", "office", "street", "baby")
LINES = ("", "clear", "mobile", "noisy")
Background = Annotated[str, BeforeValidator(one_of(BACKGROUNDS)), Shape({"enum": list(BACKGROUNDS)})]
LineKind = Annotated[str, BeforeValidator(one_of(LINES)), Shape({"enum": list(LINES)})]
EndingWord = Annotated[
    Literal["won", "lost"],
    BeforeValidator(one_of(("won", "lost"))),
    Shape({"enum": ["won", "lost"]}),
]
BARGE_INS: tuple[str, ...] = get_args(BargeIn)
BargeInWord = Annotated[str, BeforeValidator(one_of(BARGE_INS)), Shape({"enum": list(BARGE_INS)})]
HINTS: tuple[str, ...] = get_args(Hints)
HintsWord = Annotated[str, BeforeValidator(one_of(HINTS)), Shape({"enum": list(HINTS)})]
CONTAINS = ("swearing", "insults", "threats", "grief", "illness", "crying", "discrimination", "self-harm")
ContainsWord = Annotated[str, BeforeValidator(one_of(CONTAINS)), Shape({"enum": list(CONTAINS)})]
ContainsWords = Annotated[
    list[ContainsWord],
    BeforeValidator(listed),
    Shape({"anyOf": [{"enum": list(CONTAINS)}, {"type": "array", "items": {"enum": list(CONTAINS)}}]}),
]
OutcomeWord = Annotated[str, BeforeValidator(one_of(OUTCOMES)), Shape({"enum": list(OUTCOMES)})]


def _version(value: Any) -> Any:
    if str(value) != "1":
        raise wrong("VT005_version", value=shown(value))
    return 1


Version = Annotated[Literal[1], BeforeValidator(_version), Shape({"const": 1})]


LevelNumber = Annotated[int, BeforeValidator(whole), Field(ge=1, le=3)]


class FaultFile(Strict):
    advice: Text = Field(description="The advice that was not followed, by its id, such as L05.")
    why: Text = Field("", description="What happened, in a few words for the report.")


class BranchFile(Strict):
    """One thing that may happen, and what the caller makes of it.  The first that fits is taken."""

    when: WhenFile = Field(description="What wakes this branch.")
    change: dict[str, Number] = Field({}, description="How meters move: {anger: -2}.")
    caller: Said | None = Field(None, description="What the caller says to it, before going on.")
    tells: Words = Field([], description="Hidden facts that the caller gives away with it.")
    credit: Words = Field([], description="Checkpoints that are earned by it.")
    fault: FaultFile | None = Field(None, description="A mistake, and the advice it goes against.")
    why: Text = Field("", description="A remark for the report.")
    go: Text | None = Field(None, description="The state that comes next. Without it the state stays.")
    priority: Whole = Field(0, description="Only under 'always': a higher number is looked at first.")


class StateFile(Strict):
    """One place in the conversation."""

    mood: Mood = Field(
        "neutral", description="How the caller sounds here; the caller's own mood if not given."
    )
    caller: Several = Field(
        [], description="What the caller says on coming here: a sentence, or a list of them."
    )
    whisper: Text = Field(
        "", description="What a supervisor whispers to the trainee here; the caller does not hear it."
    )
    tells: Words = Field(
        [], description="Hidden facts that are out once the trainee has heard these lines to their end."
    )
    trainee_should: Text = Field(
        "", alias="trainee should", description="What a good answer does; shown as a script or a hint."
    )
    answer_within: Wait = Field(
        6000, alias="answer within", description="After so long without a word the trainee counts as silent."
    )
    on_barge_in: BargeInWord = Field(
        "yield",
        alias="on barge-in",
        description="When the trainee talks over this line: yield (stop and listen), hold (keep talking) "
        "or repeat (stop, and start the line again).",
    )
    branches: list[BranchFile] = Field(
        [], description="What may happen here, from the top; the first that fits."
    )
    ending: EndingWord | None = Field(None, description="The call ends here: won or lost.")


class MeterFile(Strict):
    start: Number = Field(description="Where it stands when the call begins.")
    min: Number = Field(0, description="It never falls below.")
    max: Number = Field(10, description="It never rises above.")


class CheckpointFile(Strict):
    """Something worth doing in this call; a branch credits it."""

    advice: Text = Field(description="The advice it shows, by its id, such as D09.")
    title: Text = Field("", description="What the scorecard calls it, if the name does not do.")
    better: Text = Field("", description="A wording that would have earned it, short enough to say.")


class YouFile(Strict):
    """Who the trainee plays."""

    name: Text = Field("", description="The name the trainee goes by.")
    firm: Text = Field("", description="The firm the trainee answers for.")
    may_offer: Words = Field([], alias="may offer", description="What the trainee may promise.")
    resources: Words = Field(
        [], description="Who and what the trainee can turn to: Priya Shah, billing, until six."
    )


class PersonFile(Strict):
    """Somebody else who comes to speak: a supervisor who joins, a colleague to whom the call goes."""

    role: Text = Field("", description="Who they are: supervisor, billing.")
    voice: Words = Field([], description="Words such as female, male, older, younger.")


class LevelFile(Strict):
    """How hard the call is at this level."""

    hints: HintsWord = Field(
        description="What stands on the screen: script (what to say), hints (what to do) or nothing."
    )
    reply_wait: Wait | None = Field(
        None,
        alias="reply wait",
        description="How long the caller waits before answering, if the trainee has set nothing.",
    )
    set: dict[str, Number] = Field({}, description="Where meters start: {anger: 8}.")


class CallerFile(Strict):
    """Who rings."""

    name: Text = Field(description="The caller's name, as captions show it.")
    voice: Words = Field([], description="Words such as female, male, older, younger.")
    mood: Mood = Field("neutral", description="How the caller sounds where no state says otherwise.")
    background: Background = Field("", description="What is heard behind the caller: office, street or baby.")
    line: LineKind = Field("", description="The line: clear, mobile (a telephone's band) or noisy.")


class FactFile(Strict):
    """A fact as it is stored after reading any of its three spellings."""

    forms: list[str]
    hidden_until: str = ""

    @model_validator(mode="before")
    @classmethod
    def _spelling(cls, value: Any) -> Any:
        match value:
            case str():
                return {"forms": [value]}
            case list() if value and all(isinstance(form, str) for form in value):
                return {"forms": value}
            case dict() if len(value) == 1:
                ((form, until),) = value.items()
                if isinstance(until, str) and until.startswith("hidden until "):
                    return {"forms": [form], "hidden_until": until.removeprefix("hidden until ")}
        raise wrong("VT005_fact")

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        hidden = {"type": "object", "additionalProperties": {"type": "string", "pattern": "^hidden until "}}
        words = {"type": ["string", "number"]}
        return {"anyOf": [words, {"type": "array", "items": words}, {**hidden, "maxProperties": 1}]}


class StepFile(Strict):
    """One line of a rehearsal: either what the trainee does, or what should have come of it."""

    trainee: Text | None = Field(None, description="What the trainee says.")
    after: Time | None = Field(
        None, description="So long after the caller has finished; 600 ms if not given."
    )
    over: Time | None = Field(None, description="So long into the caller's line: talking over it.")
    silence: Wait | None = Field(None, description="Say nothing for so long.")
    does: Deed | None = Field(None, description="Press a key: hold, resume, transfer, …")
    ends: OutcomeWord | None = Field(None, description="How the call should end.")
    earned: Words = Field([], description="Checkpoints that should be earned.")
    not_earned: Words = Field([], alias="not earned", description="Checkpoints that should not be earned.")
    interruptions: Whole | None = Field(None, description="How often the caller is interrupted.")
    reaches: Text | None = Field(None, description="A state the call should come through.")
    scores: Limit | None = Field(None, description="The total: at least 90.")

    @property
    def claims(self) -> dict[str, object]:
        """{'ends': 'won'}, {'not earned': ('greeted',)}, {'scores': ('at least', 90.0)}, …"""
        given = [name for name in type(self).model_fields if name in CLAIMS & self.model_fields_set]
        found = {name.replace("_", " "): getattr(self, name) for name in given}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}

    @model_validator(mode="after")
    def _one_deed(self) -> Self:
        deeds = [word for word in (self.trainee, self.silence, self.does) if word is not None]
        claims = self.model_fields_set & CLAIMS
        if len(deeds) > 1 or (deeds and claims):
            raise wrong("VT005_two_deeds")
        if not deeds and not claims:
            raise wrong("VT005_no_deed")
        if self.after is not None and self.over is not None:
            raise wrong("VT005_after_and_over")
        return self


CLAIMS = frozenset(("ends", "earned", "not_earned", "interruptions", "reaches", "scores"))


class ScenarioFile(Strict):
    """A practice call that voicetrainer can hold."""

    voicetrainer: Version = Field(description="The version of this format: 1.")
    title: Text = Field(description="What the scenario is called in lists and reports.")
    language: Text = Field("en", description="The language of the call, such as en or en-GB.")
    level: Whole = Field(
        1, ge=1, le=3, description="How hard it is, from 1 to 3; shown in the list of scenarios."
    )
    about: Text = Field("", description="What happened before the call, for the trainee.")
    goal: Text = Field("", description="What the trainee should achieve.")
    firm_at_fault: YesNo | None = Field(
        None,
        alias="fault of the firm",
        description="Whether the firm did wrong: the rubric asks to own it only then.",
    )
    contains: ContainsWords = Field(
        [], description="What may be hard to hear; said before the call: swearing, threats, grief, …"
    )
    callback_of: Text = Field(
        "",
        alias="callback of",
        description="The scenario whose promises the caller rings back about: parcel. See docs/note.md.",
    )
    levels: dict[LevelNumber, LevelFile] = Field(
        {}, description="What levels 1, 2 and 3 change; call --level chooses one."
    )
    use: dict[str, Text] = Field(
        {}, description="Files of shared states, by the name they get here: {identity: common/identity.yaml}."
    )
    people: dict[str, PersonFile] = Field(
        {}, description="Who else speaks in this call, by name: a supervisor, a colleague."
    )
    you: YouFile = Field(
        default_factory=lambda: YouFile.model_validate({}), description="Who the trainee plays."
    )
    caller: CallerFile = Field(description="Who rings.")
    facts: dict[str, FactFile] = Field({}, description="What the caller knows, in the ways to say it.")
    meters: dict[str, MeterFile] = Field({}, description="What moves the caller, such as anger from 0 to 10.")
    checkpoints: dict[str, CheckpointFile] = Field({}, description="What is worth doing in this call.")
    phrases: dict[str, Words] = Field({}, description="Your own phrase lists, beside the built-in ones.")
    rubric: ChangesFile | None = Field(
        None, description="What this call adds to the rubric, what it switches off, which order it asks for."
    )
    barge_in_after: Wait = Field(
        700, alias="barge-in after", description="The caller stops when talked over for so long."
    )
    time_limit: TotalTime = Field(
        360_000, alias="time limit", description="The call ends after so long, whatever happens."
    )
    unclear_line: Line | None = Field(
        None, alias="unclear line", description="What the caller says when the words were not understood."
    )
    always: list[BranchFile] = Field([], description="Branches that are looked at first in every state.")
    start: Text = Field(description="The state in which the call begins.")
    states: dict[str, StateFile] = Field(min_length=1, description="The places in the conversation, by name.")
    rehearsals: dict[str, list[StepFile]] = Field(
        {}, description="Trial runs that `voicetrainer check` plays."
    )
