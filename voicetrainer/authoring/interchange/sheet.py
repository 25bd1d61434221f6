"""The line sheet: every line of a call in a table, for voice actors and translators.

One row for each line that is said, with an id that stays the same as long as text, mood and speaker do;
then rows for what else a translator needs: the title, hints, phrase lists, rehearsals.  A cell that a
spreadsheet would take for a formula gets an apostrophe before it, which is taken off again on the way
back.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ... import language
from ...catalogue import say
from ...core.errors import ScenarioError, StoreError
from ...core.scenario import Branch, Scenario, State, Words
from ...core.wording import mood_after, wordings
from ..outline import mapping, sequence, string, strings
from . import reading
from .story import shortened

COLUMNS = ("id", "kind", "state", "speaker", "mood", "context", "text", "translation", "file")
LINE = "line"
HEARD = ("says", "says all", "without")
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    kind: str
    """'line', or what else the text is."""
    text: str
    state: str = ""
    """All states it is said in, with ; between."""
    speaker: str = ""
    mood: str = ""
    context: str = ""
    """What is said or done before it."""
    translation: str = ""
    file: str = ""
    line: int = 0
    """Where the row stands in a sheet that was read."""


def id_of(text: str, mood: str, speaker: str) -> str:
    return hashlib.sha256(f"{mood}\x1f{speaker}\x1f{text}".encode()).hexdigest()[:12]


def rows_of(scenario: Scenario, root: Mapping[str, Any]) -> list[Row]:
    """Every row of the sheet.  `root`: the values of the scenario's file, for what is not spoken."""
    return [*_lines(scenario), *_others(root)]


def _lines(scenario: Scenario) -> list[Row]:
    found: dict[tuple[str, str, str], Row] = {}
    for text, mood, by, state, context in _said(scenario):
        speaker = by or scenario.caller.name
        key = (text, mood, speaker)
        known = found.get(key)
        if known is None:
            found[key] = Row(id_of(*key), LINE, text, state, speaker, mood, context)
        elif state not in known.state.split("; "):
            found[key] = Row(known.id, LINE, text, f"{known.state}; {state}", speaker, mood, known.context)
    return list(found.values())


_Said = tuple[str, str, str, str, str]
"""(text, mood, by, state, context)"""


def _said(scenario: Scenario) -> Iterator[_Said]:
    for state in scenario.states.values():
        before = _way_in(scenario, state.name)
        for words in state.caller:
            yield from ((w.text, state.mood, w.by, state.name, before) for w in wordings(words))
            before = next(wordings(words)).text
        for branch in state.branches:
            yield from _answer(scenario, branch, state)
    talking = [state for state in scenario.states.values() if not state.ending]
    for branch in scenario.always:
        for state in talking:
            yield from _answer(scenario, branch, state)
    for state in talking:
        yield scenario.unclear_line, state.mood, "", state.name, say("interchange.context-unclear")


def _answer(scenario: Scenario, branch: Branch, state: State) -> Iterator[_Said]:
    if branch.caller:
        mood, context = mood_after(scenario, branch, state), _condition(branch)
        yield from ((w.text, mood, w.by, state.name, context) for w in wordings(branch.caller))


def _way_in(scenario: Scenario, name: str) -> str:
    """What leads here: the last line before and what the trainee did."""
    if name == scenario.start:
        return say("interchange.context-start")
    for state in scenario.states.values():
        for branch in state.branches:
            if branch.go == name:
                last = branch.caller or (state.caller[-1] if state.caller else None)
                line = f"“{_first(last)}” " if last else ""
                return f"{line}— {_condition(branch)}"
    return next((_condition(branch) for branch in scenario.always if branch.go == name), "")


def _first(words: Words) -> str:
    return shortened(next(wordings(words)).text, 120)


def _condition(branch: Branch) -> str:
    when = branch.when
    if when.kind == "says":
        asked = (*when.any_of, *when.all_of, *when.acts)
        return say("interchange.context-says", words=shortened(", ".join(asked), 120))
    if when.kind == "does":
        return say("interchange.context-does", does=when.act)
    return say(f"interchange.context-{when.kind}")


def _others(root: Mapping[str, Any]) -> Iterator[Row]:
    """What is read or listened for, each text once for each kind."""
    seen: set[tuple[str, str]] = set()
    for kind, text, state, context in _texts(root):
        if text and (kind, text) not in seen:
            seen.add((kind, text))
            yield Row(id_of(text, "", kind), kind, text, state, "", "", context)


def _texts(root: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for kind in ("title", "about", "goal"):
        yield kind, string(root.get(kind)), "", ""
    for name, state in mapping(root.get("states")).items():
        for kind in ("trainee should", "whisper"):
            yield kind, string(mapping(state).get(kind)), name, ""
    you = mapping(root.get("you"))
    for kind in ("may offer", "resources"):
        yield from ((kind, text, "", "") for text in strings(you.get(kind)))
    for name, fact in mapping(root.get("facts")).items():
        yield from (
            ("fact", text, "", name) for text in strings(list(fact) if isinstance(fact, dict) else fact)
        )
    for name, checkpoint in mapping(root.get("checkpoints")).items():
        for kind in ("title", "better"):
            yield f"checkpoint {kind}", string(mapping(checkpoint).get(kind)), "", name
    for name, phrases in mapping(root.get("phrases")).items():
        yield from (("phrase", phrase, "", name) for phrase in strings(phrases))
    for state, words in literal_words(root):
        yield "phrase", words, state, ""
    for name, steps in mapping(root.get("rehearsals")).items():
        for step in sequence(steps):
            yield "rehearsal", string(mapping(step).get("trainee")), "", name


def literal_words(root: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(state, words) of what branches wait for that is the name of no list."""
    lists = {*mapping(root.get("phrases")), *_built_in(string(root.get("language")) or "en")}
    owners = [("", one) for one in sequence(root.get("always"))]
    for name, state in mapping(root.get("states")).items():
        owners += [(name, one) for one in sequence(mapping(state).get("branches"))]
    for name, branch in owners:
        for word in HEARD:
            for words in strings(mapping(mapping(branch).get("when")).get(word)):
                if words not in lists:
                    yield name, words


def _built_in(name: str) -> Mapping[str, object]:
    try:
        return language.banks(name)
    except ScenarioError:
        return {}


# -- the table ---------------------------------------------------------------------------------------


def sheet_text(rows: list[Row]) -> str:
    """Comma-separated, with the line ends that the format asks for."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow([guarded(str(getattr(row, column))) for column in COLUMNS])
    return out.getvalue()


def guarded(cell: str) -> str:
    """With an apostrophe, if a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def read_sheet(path: Path) -> list[Row]:
    """The rows of a sheet that comes back; a comma, semicolon or tab may part its cells.

    Raises StoreError if it is no such table.
    """
    text = reading.text_of(path)
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=mark, strict=True))
    except csv.Error as error:
        raise StoreError(say("interchange.sheet-broken", file=path, why=error)) from error
    columns = [name.strip().lower() for name in table[0]]
    missing = [name for name in ("id", "text") if name not in columns]
    if missing:
        raise StoreError(say("interchange.sheet-columns", file=path, missing=", ".join(missing)))
    if len(table) > ROWS:
        raise StoreError(say("interchange.sheet-long", file=path, limit=ROWS))
    return [row for number, cells in enumerate(table[1:], 2) if (row := _row(columns, cells, number))]


def _row(columns: list[str], cells: list[str], number: int) -> Row | None:
    values = {name: unguarded(cell) for name, cell in zip(columns, cells, strict=False) if name in COLUMNS}
    if not any(value.strip() for value in values.values()):
        return None
    given = {name: values.get(name, "").strip() for name in COLUMNS}
    given["text"] = values.get("text", "")
    return Row(**given, line=number)
