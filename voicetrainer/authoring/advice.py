"""The 60 pieces of advice that the product teaches, from `advice.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from .checked import checked
from .model import Strict
from .tree import read
from .values import Text, Whole, one_of

FILE = Path(__file__).with_name("advice.yaml")
Holds = Literal["measured", "played", "told"]
"""measured: a rule of the rubric judges it · played: a scenario lets one practise it, nothing judges it ·
told: the debrief or the screen says it."""


@dataclass(frozen=True, slots=True)
class Advice:
    id: str
    title: str
    says: str
    """One sentence of explanation for the trainee."""
    source: int
    """Which of the five articles it comes from, 0…4."""
    holds: Holds


class AdviceFile(Strict):
    title: Text
    says: Text
    source: Whole = Field(ge=0, le=4)
    holds: Annotated[Holds, BeforeValidator(one_of(("measured", "played", "told")))]


class AdviceList(Strict):
    advice: dict[str, AdviceFile]


@cache
def advice() -> Mapping[str, Advice]:
    """Id → advice, in the order of the sources."""
    listed = checked(read(FILE), AdviceList)[0].advice
    return MappingProxyType(
        {id_: Advice(id_, one.title, one.says, one.source, one.holds) for id_, one in listed.items()}
    )
