"""A translated line sheet → the scenario in the other language.

Texts are put in where the old ones stood; names of states, meters and lists stay, for they are never
heard.  What has no translation keeps its text and is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError

from ..lines import DEFAULT, condition
from ..outline import mapping, sequence
from ..values import line
from .sheet import HEARD, LINE, Row
from .story import shortened


@dataclass(frozen=True, slots=True)
class Translated:
    root: dict[str, Any]
    done: int
    """Texts that were put in."""
    missing: tuple[str, ...]
    """Texts without a translation, shortened."""
    strange: tuple[int, ...]
    """Rows of the sheet whose text the scenario no longer has."""


def translated(
    root: Mapping[str, Any], wanted: Sequence[Row], given: Sequence[Row], language: str
) -> Translated:
    """`wanted`: the scenario's own rows now; `given`: those of the sheet."""
    known = {row.id: row for row in wanted}
    texts: dict[tuple[str, str], str] = {}
    strange = []
    for row in given:
        own = known.get(row.id)
        if own is None:
            strange.append(row.line)
        elif row.translation:
            texts[own.kind if own.kind != LINE else f"{LINE} {own.speaker} {own.mood}", own.text] = (
                row.translation
            )
    translator = _Translator(texts)
    new = translator.scenario(deepcopy(dict(root)), wanted)
    new["language"] = language
    done = {row.id for row in given if row.translation}
    missing = tuple(shortened(row.text) for row in wanted if row.id not in done)
    return Translated(new, len(done & known.keys()), missing, tuple(strange))


class _Translator:
    def __init__(self, texts: Mapping[tuple[str, str], str]) -> None:
        self._texts = texts
        self._lines: dict[tuple[str, str], str] = {}

    def scenario(self, root: dict[str, Any], wanted: Sequence[Row]) -> dict[str, Any]:
        """A line that is said in two moods has two rows; the first translation serves where moods differ."""
        for row in wanted:
            if row.kind == LINE and (text := self._texts.get((f"{LINE} {row.speaker} {row.mood}", row.text))):
                self._lines.setdefault((row.speaker, row.text), text)
        for kind in ("title", "about", "goal"):
            self._replace(root, kind, kind)
        name = mapping(root.get("caller")).get("name", "")
        if "unclear line" in root:
            root["unclear line"] = self._line(root["unclear line"], name)
        owners = [mapping(one) for one in sequence(root.get("always"))]
        for state in map(mapping, mapping(root.get("states")).values()):
            for kind in ("trainee should", "whisper"):
                self._replace(state, kind, kind)
            owners += [state, *map(mapping, sequence(state.get("branches")))]
        for owner in owners:
            if "caller" in owner:
                owner["caller"] = self._said(owner["caller"], name)
        for owner in owners:
            if isinstance(when := owner.get("when"), dict):
                for word in HEARD:
                    if word in when:
                        when[word] = self._each(when[word], "phrase")
        self._phrases(root)
        self._shown(root)
        return root

    def _shown(self, root: dict[str, Any]) -> None:
        """What stands on the agent's card and on the scorecard, and the caller's facts."""
        you, facts = mapping(root.get("you")), mapping(root.get("facts"))
        for kind in ("may offer", "resources"):
            if kind in you:
                you[kind] = self._each(you[kind], kind)
        for name, fact in facts.items():
            if isinstance(fact, dict):
                facts[name] = {self._texts.get(("fact", text), text): until for text, until in fact.items()}
            else:
                facts[name] = self._each(fact, "fact")
        for checkpoint in map(mapping, mapping(root.get("checkpoints")).values()):
            for kind in ("title", "better"):
                self._replace(checkpoint, kind, f"checkpoint {kind}")

    def _each(self, value: Any, kind: str) -> Any:
        return _each(value, lambda text: self._texts.get((kind, text), text))

    def _phrases(self, root: dict[str, Any]) -> None:
        lists = mapping(root.get("phrases"))
        for name, phrases in lists.items():
            lists[name] = self._each(phrases, "phrase")
        for steps in mapping(root.get("rehearsals")).values():
            for step in map(mapping, sequence(steps)):
                self._replace(step, "trainee", "rehearsal")

    def _replace(self, owner: dict[str, Any], word: str, kind: str) -> None:
        text = owner.get(word)
        if isinstance(text, str):
            owner[word] = self._texts.get((kind, text), text)

    def _said(self, said: Any, speaker: str) -> Any:
        """A line, however it is written."""
        if isinstance(said, list):
            return [self._said(one, speaker) for one in said]
        if not isinstance(said, dict):
            return self._line(said, speaker)
        if len(said) == 1 and (by := next(iter(said))) != DEFAULT and not condition(by):
            return {by: self._said(said[by], by)}
        return {word: _each(texts, lambda text: self._line(text, speaker)) for word, texts in said.items()}

    def _line(self, text: Any, speaker: str) -> Any:
        return self._lines.get((speaker, _as_said(text)), text) if isinstance(text, str) else text


def _as_said(text: str) -> str:
    """The line as the sheet has it: without what is only for the program."""
    try:
        return line(text)
    except PydanticCustomError:
        return text.strip()


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    return [change(one) for one in value] if isinstance(value, list) else change(value)
