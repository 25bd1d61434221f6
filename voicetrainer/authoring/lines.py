"""A line as a trainer writes it: a sentence, variants of it, or somebody else's sentence.

caller: Well. Thank you.
caller:
  one of: [Well. Thank you., All right then.]
  when anger at least 5: I am still waiting.
caller:
  - Priya Shah: Hello, this is Priya from billing.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from ..core.scenario import Choice, Variant, Words
from .values import Shape, limit, line, listed, shown, wrong

_when = re.compile(r"when\s+(.+?)\s+(at (?:least|most)\s+\S+)\s*")
DEFAULT = "one of"


def said(value: Any) -> Words:
    """What may stand where the caller says something."""
    if not isinstance(value, dict):
        return line(value)
    if len(value) == 1 and (word := next(iter(value))) != DEFAULT and not condition(word):
        ((by, words),) = value.items()
        return _of_person(by.strip(), words)
    return Choice(_variants(value))


def condition(word: str) -> tuple[str, str] | None:
    """'when anger at least 5' → ('anger', 'at least 5'); None if it is no such condition."""
    found = _when.fullmatch(word)
    return (found[1], found[2]) if found else None


def _of_person(by: str, words: Any) -> Choice:
    inner = said(words)
    if isinstance(inner, Choice):
        if inner.by:
            raise wrong("VT005_two_speakers", value=shown(by))
        return Choice(inner.variants, by)
    return Choice((Variant((inner,)),), by)


def _variants(value: dict[str, Any]) -> tuple[Variant, ...]:
    found = [_variant(word, texts) for word, texts in value.items() if word != DEFAULT]
    if DEFAULT not in value:
        raise wrong("VT005_no_default")
    return (*found, Variant(_texts(value[DEFAULT])))


def _variant(word: str, texts: Any) -> Variant:
    asked = condition(word)
    if asked is None:
        raise wrong("VT005_variant", value=shown(word))
    how, bound = limit(asked[1])
    return Variant(_texts(texts), ((asked[0], how, bound),))


def _texts(value: Any) -> tuple[str, ...]:
    texts = tuple(line(one) for one in listed(value))
    if not texts:
        raise wrong("VT005_empty")
    return texts


_sentence = {"type": ["string", "number", "boolean"]}
_sentences = {"anyOf": [_sentence, {"type": "array", "items": _sentence}]}
_choice = {
    "type": "object",
    "description": "one of: sentences of which the call takes one; when METER at least N: said instead; "
    "or the name of one of the people, and what they say.",
    "additionalProperties": {"anyOf": [_sentence, {"type": "array", "items": _sentence}, {"type": "object"}]},
    "properties": {"one of": _sentences},
}
_said = {"anyOf": [_sentence, _choice]}

Said = Annotated[str | Choice, BeforeValidator(said), Shape(_said)]
Several = Annotated[
    list[Said],
    BeforeValidator(listed),
    Shape({"anyOf": [_sentence, _choice, {"type": "array", "items": _said}]}),
]
