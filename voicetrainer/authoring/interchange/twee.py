"""Twee 3, the text form of Twine stories (.twee, .tw), and Twine's own pages (.html) → a story.

    :: Name of a passage [tags] {"position":"100,200"}
    What is read there.  [[What the player chooses->Another passage]]

Carried: passages, text, who speaks (`Ann: …`), links of every spelling, and what `twee_text` makes of
the macros of Harlowe and SugarCube.  Everything else becomes a note with its line.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from . import reading
from .cast import TRAINEES
from .limits import Known
from .story import If, Node, Note, Option, Options, Say, Statement, Story, shortened
from .twee_text import Passage as Text

OWN = "voicetrainer"
EVERYWHERE = "(in every state)"
"""The passage, and its tag, in which a scenario's own words go with it."""
_HEADER = re.compile(r"::\s*((?:\\.|[^\\\[\]{}])*)(\[(?:\\.|[^\\\]])*\])?\s*(\{.*\})?\s*$")
_SPECIAL = (
    "StoryTitle", "StoryData", "StoryInit", "StorySettings", "StoryAuthor", "StorySubtitle", "StoryMenu",
    "StoryBanner", "StoryCaption", "StoryInterface", "StoryShare", "PassageHeader", "PassageFooter",
    "PassageReady", "PassageDone", "StoryIncludes", "StoryDisplayTitle", "StoryRight", "StoryLeft", OWN,
    EVERYWHERE,
)  # fmt: skip
_CODE_TAGS = frozenset(
    (
        "script",
        "stylesheet",
        "widget",
        "annotation",
        "twine.image",
        "twine.private",
        "header",
        "footer",
        "startup",
    )
)
_SPEAKER = re.compile(r"([^\W\d_][\w .'’-]{0,30}):\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Passage:
    name: str
    line: int
    """Of the header; its text begins on the next."""
    text: str
    tags: tuple[str, ...] = ()
    meta: Mapping[str, Any] | None = None


def passages(path: Path, text: str) -> list[Passage]:
    """Raises StoreError with file and line: text before the first passage, a name given twice."""
    found: list[Passage] = []
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("::"):
            reading.bounded(path, line, number)
            _close(found, lines)
            found.append(_header(path, number, line))
            lines = []
        elif found:
            lines.append(line)
        elif line.strip():
            raise reading.stop(path, number, "twee-outside", what=shortened(line))
    _close(found, lines)
    if not found:
        raise reading.stop(path, 1, "twee-none")
    return found


def _close(found: list[Passage], lines: list[str]) -> None:
    if found:
        found[-1] = replace(found[-1], text="\n".join(lines).rstrip())


def _header(path: Path, number: int, line: str) -> Passage:
    header = _HEADER.fullmatch(line)
    name = _unescaped(header[1]).strip() if header else ""
    if header is None or not name:
        raise reading.stop(path, number, "twee-header", what=shortened(line))
    try:
        meta = json.loads(header[3]) if header[3] else None
    except ValueError:
        raise reading.stop(path, number, "twee-meta", what=shortened(header[3])) from None
    tags = tuple(_unescaped(tag) for tag in (header[2] or "[]")[1:-1].split())
    return Passage(name, number, "", tags, meta if isinstance(meta, dict) else None)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


class _Page(HTMLParser):
    """A page that Twine published: each passage is an element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Passage] = []
        self.title, self.start = "", ""
        self._open: dict[str, str | None] | None = None
        self._at, self._parts = 0, list[str]()
        self._ids: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tw-storydata":
            self.title, self.start = given.get("name") or "", given.get("startnode") or ""
        elif tag == "tw-passagedata":
            self._open, self._at, self._parts = given, self.getpos()[0], []

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "tw-passagedata" and self._open is not None:
            name, tags = self._open.get("name") or "", (self._open.get("tags") or "").split()
            self._ids[self._open.get("pid") or ""] = name
            # its text begins on the element's own line
            self.found.append(Passage(name, self._at - 1, "".join(self._parts), tuple(tags)))
            self._open = None

    @property
    def begins(self) -> str:
        return self._ids.get(self.start, "")


def page(path: Path, text: str) -> list[Passage]:
    """The passages of a page that Twine published.  Raises StoreError if it has none."""
    reader = _Page()
    reader.feed(text)
    if not reader.found:
        raise reading.stop(path, 1, "twee-none")
    data = json.dumps({"start": reader.begins})
    return [Passage("StoryTitle", 0, reader.title), Passage("StoryData", 0, data), *reader.found]


def story(path: Path, found: list[Passage], begins: str = "") -> Story:
    """`begins`: the passage to start with.  Raises StoreError for what is not whole, UsageError if there
    is no such passage."""
    by_name: dict[str, Passage] = {}
    for one in found:
        if one.name in by_name:
            raise reading.stop(path, one.line, "twice", name=shortened(one.name), line=by_name[one.name].line)
        by_name[one.name] = one
    notes, known = list[Note](), Known()
    told = [one for one in found if not _is_code(one)]
    if not told:
        raise reading.stop(path, 1, "twee-none")
    for one in told:
        reading.bounded(path, one.text, one.line + 1)
    for one in found:
        _declare(one, known)
        if _is_code(one) and one.name not in ("StoryTitle", "StoryData", OWN, EVERYWHERE):
            notes.append(Note("twee-special", one.line, one.name))
    for name in known.counted:
        known.declare(name, "0")
    texts = {one.name: Text(one.text, one.line + 1, known, notes) for one in told}
    nodes = {one.name: Node(one.name, one.line, texts[one.name].statements(), one.tags) for one in told}
    start = reading.named(begins, nodes) or _start(by_name, nodes, notes)
    return Story(
        title=by_name["StoryTitle"].text.strip() if "StoryTitle" in by_name else path.stem,
        start=start,
        nodes=_with_speakers(nodes),
        meters=dict(known.starts),
        flags=frozenset(known.flags),
        notes=tuple(notes),
    )


def _is_code(one: Passage) -> bool:
    return one.name in _SPECIAL or bool(_CODE_TAGS & {tag.lower() for tag in one.tags}) or OWN in one.tags


def _declare(one: Passage, known: Known) -> None:
    if OWN not in one.tags and not _CODE_TAGS & set(one.tags):
        Text.declare(one.text, known)


def _start(by_name: Mapping[str, Passage], nodes: Mapping[str, Node], notes: list[Note]) -> str:
    named = ""
    if data := by_name.get("StoryData"):
        try:
            read = json.loads(data.text)
            named = str(read.get("start", "")) if isinstance(read, dict) else ""
        except ValueError:
            notes.append(Note("twee-data", data.line))
    for name in (named, "Start", *nodes):
        if name in nodes:
            if name not in (named, "Start"):
                notes.append(Note("start", nodes[name].line, name))
            return name
    raise AssertionError("a story has passages")


def _with_speakers(nodes: Mapping[str, Node]) -> dict[str, Node]:
    """`Ann: …` names who speaks, if Ann does so more than once, or is who plays."""
    counts: Counter[str] = Counter()
    for node in nodes.values():
        counts.update(found[1] for one in _says(node.body) if (found := _SPEAKER.match(one.text)))
    names = {name for name, count in counts.items() if count > 1 or name.casefold() in TRAINEES}
    return {name: replace(node, body=_spoken(node.body, names)) for name, node in nodes.items()}


def _says(body: tuple[Statement, ...]) -> Iterator[Say]:
    for one in body:
        match one:
            case Say():
                yield one
            case If(cases=cases):
                for _, inner in cases:
                    yield from _says(inner)


def _spoken(body: tuple[Statement, ...], names: set[str]) -> tuple[Statement, ...]:
    out: list[Statement] = []
    for one in body:
        match one:
            case Say() if (found := _SPEAKER.match(one.text)) and found[1] in names:
                out.append(replace(one, by=found[1], text=one.text[found.end() :]))
            case If(cases=cases):
                out.append(replace(one, cases=tuple((when, _spoken(inner, names)) for when, inner in cases)))
            case Options(options=options):
                out.append(Options(tuple(_option(option, names) for option in options)))
            case _:
                out.append(one)
    return tuple(out)


def _option(option: Option, names: set[str]) -> Option:
    found = _SPEAKER.match(option.words)
    known = found and found[1] in names and found[1].casefold() in TRAINEES
    return replace(option, words=option.words[found.end() :]) if found and known else option
