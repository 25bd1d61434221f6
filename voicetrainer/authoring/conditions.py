"""What wakes a branch, as a trainer writes it."""

from __future__ import annotations

from typing import Annotated, Any, Self, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PrivateAttr,
    model_validator,
)
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from ..core.events import Act
from .values import Facts, Higher, Limit, Louder, Pace, Shape, Span, Wait, Words, one_of, shown, wrong

ACTS: tuple[str, ...] = get_args(Act)
ALONE = ("silent", "interrupts", "unclear", "otherwise")
"""Whens that are one word."""
Deed = Annotated[str, BeforeValidator(one_of(ACTS)), Shape({"enum": list(ACTS)})]
QUESTIONS = ("question", "open question", "clarifying question")
QuestionWord = Annotated[str, BeforeValidator(one_of(QUESTIONS)), Shape({"enum": list(QUESTIONS)})]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class WhenFile(Strict):
    """What wakes a branch.  Either one word (silent, interrupts, unclear, otherwise), or conditions
    that must all hold."""

    says: Words = Field(
        [], description="One of these is said: names of phrase lists, or the words themselves."
    )
    says_all: Words = Field([], alias="says all", description="Every one of these is said.")
    without: Words = Field([], description="None of these may be said with it.")
    replies_in: Span | None = Field(
        None,
        alias="replies in",
        description="When the answer begins, counted from the caller’s end: -300 ms to 3 s.",
    )
    meter: dict[str, Limit] = Field(
        {}, description="Limits on meters, in words: {anger: at least 8}. Alone, it needs no words at all."
    )
    does: Deed | None = Field(
        None, description="The trainee presses a key: hold, transfer, ask supervisor, …"
    )
    speaks_longer_than: Wait | None = Field(
        None,
        alias="speaks longer than",
        description="The trainee has spoken for so long without a break: the caller cuts in. 15 s",
    )
    asks: QuestionWord | None = Field(
        None, description="The trainee asks: a question, an open question or a clarifying question."
    )
    restates: Facts | None = Field(
        None, description="So many of the caller’s facts are said back, in any words: 2 facts."
    )
    shows: Words = Field(
        [],
        description="The words do one of these: empathy, ownership, blame … (the acts of docs/words.md).",
    )
    answers_louder: Louder | None = Field(
        None,
        alias="answers louder",
        description="Measured, over the trainee’s own baseline: at least 6 dB. Not known, it never holds.",
    )
    answers_higher: Higher | None = Field(
        None,
        alias="answers higher",
        description="The pitch of the voice, over the trainee’s own baseline: at least 3 semitones.",
    )
    speaks: Pace | None = Field(None, description="How fast: at most 165 words/min.")
    _alone: str = PrivateAttr("")

    @property
    def alone(self) -> str:
        """silent, interrupts, unclear or otherwise; '' for conditions."""
        return self._alone

    @property
    def worded(self) -> bool:
        """Does it wait for a turn of the trainee's?"""
        words = self.says or self.says_all or self.without or self.replies_in
        acts = self.asks or self.restates or self.shows
        return bool(words or acts or self.answers_louder or self.answers_higher or self.speaks)

    @model_validator(mode="wrap")
    @classmethod
    def _one_word(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        match value:
            case str() if value in ALONE:
                when = handler({})
                when._alone = value
                return when
            case dict() if value:
                return handler(value)
            case str():
                raise wrong("VT005_when", value=shown(value), known=", ".join(ALONE))
            case _:
                raise wrong("VT005_when_empty")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        worded = self.worded
        if ((self.does or self.speaks_longer_than) and worded) or (self.does and self.speaks_longer_than):
            raise wrong("VT005_does_and_says")
        event = self.does or self.speaks_longer_than or self.alone
        if not (event or worded or self.meter) and self.model_fields_set:
            raise wrong("VT005_when_empty")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        reference = handler(core)
        definition = handler.resolve_ref_schema(reference)  # changed in place: the reference stays good
        conditions = dict(definition)
        definition.clear()
        definition.update(anyOf=[{"enum": list(ALONE)}, conditions], description="What wakes this branch.")
        return reference
