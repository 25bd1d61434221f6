"""Rubric files, and what a scenario changes in a rubric, as Pydantic models.

Descriptions are shown to trainers by their editor and stand in the docs' list of keys.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from ..core.rubric import Condition
from ..core.rules.order import ORDERS, STEPS
from .conditions import Strict
from .values import (
    Number,
    Shape,
    Text,
    Words,
    YesNo,
    level,
    listed,
    milliseconds,
    number,
    one_of,
    shown,
    wrong,
)

CONDITIONS: tuple[str, ...] = get_args(Condition)
COUNTS = ("times", "turns", "facts")
"""What a count may be written with, to be read: 2 turns."""
MEASURED = {"words/min": "wpm", "st": "st"}
"""Units of a voice, as written → as they stand in a limit's name.  st: semitones."""
_counted = re.compile(rf"(-?\d+(?:\.\d+)?)\s*({'|'.join((*COUNTS, *MEASURED))})")


def limit(value: Any) -> tuple[str, float]:
    """'3 s' → ('ms', 3000); '80 %' → ('', 0.8); '-6 dB' → ('db', -6); '150 words/min' → ('wpm', 150);
    '2' and '2 turns' → ('', 2)."""
    written = str(value).strip()
    if share := re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", written):
        return "", float(share[1]) / 100
    if found := _counted.fullmatch(written):
        return MEASURED.get(found[2], ""), float(found[1])
    for unit, reader in (("ms", milliseconds), ("db", level("dB")), ("", number)):
        try:
            return unit, reader(written)
        except PydanticCustomError:
            continue
    raise wrong("VT002_limit", value=shown(value))


def counted(value: object) -> str:
    """'turns' of '2 turns'; '' of anything else."""
    found = _counted.fullmatch(str(value).strip())
    return found[2] if found else ""


def listed_words(names: tuple[str, ...]) -> Any:
    """One of the words, or a list of them."""
    return Shape({"anyOf": [{"enum": list(names)}, {"type": "array", "items": {"enum": list(names)}}]})


LimitValue = Annotated[tuple[str, float], BeforeValidator(limit), Shape({"type": ["number", "string"]})]
Weight = Annotated[Number, Field(gt=0, le=1000)]
ConditionWord = Annotated[str, BeforeValidator(one_of(CONDITIONS)), Shape({"enum": list(CONDITIONS)})]
ConditionWords = Annotated[list[ConditionWord], BeforeValidator(listed), listed_words(CONDITIONS)]
ORDER_WORDS = (*ORDERS, *STEPS)
StepWord = Annotated[str, BeforeValidator(one_of(ORDER_WORDS)), Shape({"enum": list(ORDER_WORDS)})]
StepWords = Annotated[list[StepWord], BeforeValidator(listed), listed_words(ORDER_WORDS)]


class ItemFile(Strict):
    title: Text = Field("", description="What the form calls it, as something done: Said what can be done.")
    missed: Text = Field("", description="What the report says where it was missed: You hurried the caller.")
    rule: Text = Field(description="What is looked at, such as floor.interruptions or checkpoint.")
    advice: Words = Field(min_length=1, description="The advice it measures or collects, by id.")
    weight: Weight = 1
    critical: YesNo = Field(False, description="yes: missing it fails the call whatever the total.")
    limits: dict[str, LimitValue] = Field({}, description="Where it begins to count, with units: {to: 3 s}.")
    acts: Words = Field([], description="Dialogue acts the rule looks for: [apology]. Keys too: does hold.")
    paired: Words = Field(
        [], alias="with", description="Acts that should go with them: [offer, alternative]."
    )
    repaired: Words = Field(
        [], alias="repaired by", description="Acts that mend a slip when they come in the same turn."
    )
    barred: Words = Field(
        [], alias="not beside", description="A turn that holds one of these acts too does not count."
    )
    occasion: Words = Field(
        [], description="Acts that call for it: without one of them, and without a slip, it is not needed."
    )
    unless: ConditionWords = Field(
        [],
        alias="not applicable when",
        description="In such scenarios the item is not needed: the firm is at fault, the firm is not at "
        "fault, the fault is open (the scenario does not say), the scenario checks it (it has a "
        "checkpoint under the same advice).",
    )


class SectionFile(Strict):
    title: Text
    weight: Weight = 1
    items: dict[str, ItemFile] = Field(min_length=1)


class RubricFile(Strict):
    title: Text
    version: Text = "1.0"
    pass_mark: Number = Field(
        alias="pass mark", ge=0, le=100, description="From so many of 100 the call is passed."
    )
    sections: dict[str, SectionFile] = Field(min_length=1)


class AddedFile(Strict):
    """Items for a section that the rubric has, or for one of the scenario's own."""

    title: Text = Field("", description="Of an own section; its name if not given.")
    weight: Weight = Field(10, description="Of an own section; those of the standard rubric make 100.")
    items: dict[str, ItemFile] = Field(
        min_length=1, description="As in a rubric. One that has the name of another takes its place."
    )


class ChangesFile(Strict):
    """What this call adds to the rubric that it is judged by, and what it switches off."""

    without: Words = Field([], description="Items of the rubric that are switched off, by name.")
    order: StepWords = Field(
        [],
        description="The order asked for: listen first, fix first, boundary first, or a list of steps.",
    )
    sections: dict[str, AddedFile] = Field({}, description="Items to add, by section.")
