"""Yarn Spinner scripts (.yarn) → a story.

Carried: nodes, lines with who says them, options and what is nested under them, jumps, detours,
`<<if>>` and `<<set>>` on numbers and yes-or-no variables, `visited`, `<<wait>>` as a pause, line groups.
Everything else (commands, functions, texts in variables, markup) becomes a note with its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from . import reading
from .limits import Known, seen, spoken
from .story import (
    ALWAYS,
    Change,
    Condition,
    End,
    If,
    Jump,
    Node,
    Note,
    Option,
    Options,
    Say,
    Statement,
    Story,
)
from .story import shortened as short

DEPTH = 40
_HEADER = re.compile(r"\s*([A-Za-z_][\w-]*)\s*:(.*)")
_COMMAND = re.compile(r"<<(.*?)>>")
_CONDITION = re.compile(r"<<\s*(if|once)\b(.*?)>>$")
_ASSIGN = re.compile(r"\$(\w+)\s*(?:(=|to\b)|([-+*/%])=)\s*(.+)")
_STEP = re.compile(r"\$(\w+)\s*([-+])\s*(\d+(?:\.\d+)?)")
_SPEAKER = re.compile(r"([^\s:\[\]<>{}][^:\[\]<>]{0,39}?)\s*:\s+(?=\S)|(\{\$\w+\})\s*:\s+(?=\S)")
_TAG = re.compile(r"(?:\s|(?<=>))#[^\s#]+\s*$")
_MARKUP = re.compile(r"(?<!\\)\[/?[A-Za-z][^\[\]]*\]|(?<!\\)\[/\]")
_VALUE = re.compile(r"(?<!\\)\{([^{}]*)\}")
_IGNORED_HEADERS = ("title", "position", "colorid", "color", "tags")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    text: str


@dataclass(slots=True)
class _Reading:
    path: Path
    known: Known
    notes: list[Note] = field(default_factory=list)

    def note(self, key: str, line: int, what: str = "") -> None:
        self.notes.append(Note(key, line, short(what)))


def story(path: Path, text: str, begins: str = "") -> Story:
    """`begins`: the node to start with.  Raises StoreError with file and line for a script that is not
    whole, UsageError if there is no such node."""
    reading.bounded(path, text)
    reading_ = _Reading(path, Known())
    raw = _nodes(reading_, text)
    if not raw:
        raise reading.stop(path, 1, "yarn-no-node")
    _declared(reading_, [line for _, lines, _ in raw.values() for line in lines])
    for name in re.findall(r"<<\s*set\s+\$(\w+)\s*[-+]=", text):
        reading_.known.declare(spoken(name), "0")  # as Yarn does with what was never declared
    visits = {
        name: seen(name)
        for name in raw
        if re.search(rf"visited(?:_count)?\s*\(\s*[\"']{re.escape(name)}[\"']", text)
    }
    for flag in visits.values():
        reading_.known.declare(flag, "false")
    nodes = {
        name: Node(name, number, _Body(reading_, lines).all(), tags)
        for name, (number, lines, tags) in raw.items()
    }
    start = reading.named(begins, nodes) or next((name for name in nodes if name.lower() == "start"), "")
    if not start:
        start = next((name for name, node in nodes.items() if node.body), next(iter(nodes)))
        reading_.note("start", nodes[start].line, start)
    return Story(
        title=path.stem,
        start=start,
        nodes=nodes,
        meters=dict(reading_.known.starts),
        flags=frozenset(reading_.known.flags),
        visits=visits,
        notes=tuple(reading_.notes),
    )


_Raw = dict[str, tuple[int, list[_Line], tuple[str, ...]]]


def _nodes(into: _Reading, text: str) -> _Raw:
    """Name → (line of its title, the lines of its body, tags)."""
    found: _Raw = {}
    headers: dict[str, str] = {}
    title_at = 0
    body: list[_Line] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if body is not None:
            if stripped == "===":
                _close(into, found, headers, title_at, body)
                headers, body = {}, None
            elif content := _code(into, number, line):
                body.append(content)
        elif stripped == "---":
            if "title" not in headers:
                raise reading.stop(into.path, number, "yarn-no-title")
            body = []
        elif stripped and not stripped.startswith(("//", "#")):
            title_at = _header(into, number, stripped, headers) or title_at
        elif stripped:
            into.note("comment" if stripped.startswith("//") else "yarn-file-tag", number, stripped)
    if body is not None:
        raise reading.stop(into.path, title_at, "yarn-no-end", node=headers["title"])
    return found


def _header(into: _Reading, number: int, line: str, headers: dict[str, str]) -> int:
    """Take one header line; its number if it is the title."""
    header = _HEADER.fullmatch(line)
    if not header:
        raise reading.stop(into.path, number, "yarn-outside", what=short(line))
    name = header[1].lower()
    headers[name] = header[2].strip()
    if name not in _IGNORED_HEADERS:
        into.note("yarn-header", number, line)
    return number if name == "title" else 0


def _close(into: _Reading, found: _Raw, headers: dict[str, str], at: int, body: list[_Line]) -> None:
    name = headers["title"]
    if not name:
        raise reading.stop(into.path, at, "yarn-no-title")
    if name in found and "when" not in headers:
        raise reading.stop(into.path, at, "twice", name=short(name), line=found[name][0])
    while name in found:
        name += "'"
    found[name] = (at, body, tuple(headers.get("tags", "").split()))


def _code(into: _Reading, number: int, line: str) -> _Line | None:
    """The line without its comment and its tags; None if nothing is left."""
    text = line.expandtabs(4)
    if text.lstrip().startswith("//"):
        into.note("comment", number, text.strip())
        return None
    if (at := re.search(r"(?<!:)\s//", text)) is not None:
        into.note("comment", number, text[at.start() :].strip())
        text = text[: at.start()]
    while tag := _TAG.search(text):
        into.note("yarn-tag", number, tag[0].strip())
        text = text[: tag.start()]
    if not text.strip():
        return None
    return _Line(number, len(text) - len(text.lstrip()), text.strip())


def _declared(into: _Reading, lines: list[_Line]) -> None:
    """First values: of `<<declare>>`, else of the first `<<set>>` to a plain value."""
    for line in lines:
        found = re.fullmatch(
            r"<<\s*(declare|set)\s+\$(\w+)\s*(?:=|to\b)\s*(.+?)\s*(?:as\s+\w+\s*)?>>", line.text
        )
        if not found:
            continue
        name, value = spoken(found[2]), re.sub(r"(?<=[\w\"'])\s+\"[^\"]*\"$", "", found[3])
        if found[1] == "declare":
            if not into.known.declare(name, value):
                into.note("variable", line.number, line.text)
        else:
            into.known.declare(name, "false" if value in ("true", "false") else value)


class _Body:
    """One node's lines, read from the top."""

    def __init__(self, into: _Reading, lines: list[_Line]) -> None:
        self._in, self._lines, self._at = into, lines, 0
        self._wait = ""

    def all(self) -> tuple[Statement, ...]:
        found: list[Statement] = []
        while self._next:
            if (word := _keyword(self._next.text)) in ("else", "elseif", "endif", "endonce"):
                raise reading.stop(self._in.path, self._next.number, "yarn-alone", word=word)
            found += self._block(-1, 0)
        return tuple(found)

    @property
    def _next(self) -> _Line | None:
        return self._lines[self._at] if self._at < len(self._lines) else None

    def _block(self, outside: int, depth: int) -> list[Statement]:
        """Statements that are further in than `outside`, up to what closes the block."""
        if depth > DEPTH:
            raise reading.stop(self._in.path, self._lines[self._at - 1].number, "deep", limit=DEPTH)
        found: list[Statement] = []
        while (line := self._next) and line.indent > outside:
            if _keyword(line.text) in ("else", "elseif", "endif", "endonce"):
                break
            if line.text.startswith("->"):
                found.append(self._options(line.indent, depth))
            elif line.text.startswith("=>"):
                found += self._group(line.indent, depth)
            elif _keyword(line.text) in ("if", "once"):
                found += self._if(outside, depth)
            else:
                self._at += 1
                found += self._one(line)
        return found

    def _options(self, indent: int, depth: int) -> Options:
        options: list[Option] = []
        while (line := self._next) and line.indent == indent and line.text.startswith("->"):
            self._at += 1
            text, condition = self._conditioned(line, line.text[2:].strip())
            words = self._words(line.number, text)
            body = tuple(self._block(indent, depth + 1))
            options.append(Option(line.number, words, body, condition))
        return Options(tuple(options))

    def _group(self, indent: int, depth: int) -> list[Statement]:
        """`=>` lines: one of them is said."""
        said: list[Say] = []
        first: list[Statement] | None = None
        while (line := self._next) and line.indent == indent and line.text.startswith("=>"):
            self._at += 1
            text, condition = self._conditioned(line, line.text[2:].strip())
            own = self._say(line.number, text)
            body = self._block(indent, depth + 1)
            if condition != ALWAYS or body:
                self._in.note("yarn-group", line.number, line.text)
            first = [own, *body] if first is None else first
            said.append(own)
        if len(said) > 1 and first is not None and len({one.by for one in said}) == 1:
            one = said[0]
            return [Say(one.line, one.text, one.by, tuple(other.text for other in said[1:])), *first[1:]]
        for one in said[1:]:
            self._in.note("yarn-group", one.line, one.text)
        return first or []

    def _if(self, outside: int, depth: int) -> list[Statement]:
        line = self._next
        assert line
        word, rest = _words(line.text)
        cases: list[tuple[Condition | None, list[Statement], int, str]] = []
        opened = line
        while True:
            self._at += 1
            condition = (
                self._condition(rest) if word in ("if", "elseif") else ALWAYS if word == "else" else None
            )
            cases.append((condition, self._block(outside, depth + 1), line.number, line.text))
            if not (line := self._next) or _keyword(line.text) not in ("else", "elseif", "endif", "endonce"):
                raise reading.stop(self._in.path, opened.number, "yarn-no-endif")
            word, rest = _words(line.text)
            if word in ("endif", "endonce"):
                self._at += 1
                return self._cases(cases)

    def _cases(self, cases: list[tuple[Condition | None, list[Statement], int, str]]) -> list[Statement]:
        """Cases whose condition can be said; of the others only that they are left out."""
        known: list[tuple[Condition, tuple[Statement, ...]]] = []
        for condition, body, number, text in cases:
            if condition is None:
                self._in.note("condition", number, text)
                for one in body:
                    self._in.note("left-out", _line_of(one), _shown(one))
            else:
                known.append((condition, tuple(body)))
        if len(known) == 1 and known[0][0] == ALWAYS:
            return list(known[0][1])
        return [If(cases[0][2], tuple(known))] if known else []

    def _conditioned(self, line: _Line, text: str) -> tuple[str, Condition]:
        """An option's words, and when it is there."""
        found = _CONDITION.search(text.rstrip()) if ">>" in text else None
        if not found:
            return text, ALWAYS
        condition = self._condition(found[2]) if found[1] == "if" else None
        if condition is None:
            self._in.note("option-always", line.number, text)
        return text[: found.start()].strip(), ALWAYS if condition is None else condition

    def _condition(self, text: str) -> Condition | None:
        return self._in.known.reader().condition(text)

    def _one(self, line: _Line) -> list[Statement]:
        """A line to say, or a command."""
        command = _COMMAND.fullmatch(line.text)
        if not command:
            return [self._say(line.number, line.text)]
        word, _, rest = command[1].strip().partition(" ")
        match word.lower():
            case "jump" | "detour":
                to = rest.strip()
                if to.startswith("{"):
                    self._in.note("jump-computed", line.number, line.text)
                    return []
                return [Jump(line.number, to, back=word.lower() == "detour")]
            case "stop" | "return":
                return [End(line.number)]
            case "set":
                return self._set(line, rest)
            case "wait" if re.fullmatch(r"\s*\d+(\.\d+)?\s*", rest) and 0 < float(rest) <= 10:
                self._wait = f"(pause {float(rest):g} s) "
                return []
            case "declare":
                return []
        self._in.note("command", line.number, line.text)
        return []

    def _set(self, line: _Line, rest: str) -> list[Statement]:
        found = _ASSIGN.fullmatch(rest.strip())
        if found:
            name, value = spoken(found[1]), found[4].strip()
            step = _STEP.fullmatch(value) if found[2] else None
            if step and spoken(step[1]) == name:
                value = f"{step[2]}={step[3]}"
            elif found[3]:
                value = f"{found[3]}={value}"
            by = self._in.known.change(name, value)
            if by is not None:
                return [Change(line.number, name, by)]
            if value == f"{self._in.known.starts.get(name, 0):g}":
                self._in.note("variable-start", line.number, line.text)
                return []
        self._in.note("variable", line.number, line.text)
        return []

    def _say(self, number: int, text: str) -> Say:
        speaker = _SPEAKER.match(text)
        by = ""
        if speaker:
            by, text = self._speaker(number, speaker[1], speaker[2]), text[speaker.end() :]
        pause, self._wait = self._wait, ""
        return Say(number, pause + self._words(number, text), by)

    def _speaker(self, number: int, name: str | None, value: str | None) -> str:
        """Of a name that only a variable tells, the variable's own name does."""
        known = spoken((value or "").strip("{}"))
        if name or known in self._in.known.texts:
            return self._words(number, name or value or "")
        self._in.note("value", number, value or "")
        return known

    def _words(self, number: int, text: str) -> str:
        """The words alone: values filled in as they begin, markup gone."""
        if found := _MARKUP.search(text):
            self._in.note("markup", number, found[0])
            text = _MARKUP.sub("", text)
        if ">>" in text and (found := _COMMAND.search(text)):
            self._in.note("command", number, found[0])
            text = _COMMAND.sub("", text)
        text = _VALUE.sub(lambda value: self._value(number, value[1]), text)
        return " ".join(re.sub(r"\\([\\\[\]{}<>:#/-])", r"\1", text).split())

    def _value(self, number: int, written: str) -> str:
        self._in.note("value", number, written)
        name, known = spoken(written.strip()), self._in.known
        if name in known.texts:
            return known.texts[name]
        return f"{known.starts[name]:g}" if name in known.starts and name not in known.flags else "…"


def _words(text: str) -> tuple[str, str]:
    found = _COMMAND.fullmatch(text)
    word, _, rest = (found[1].strip() if found else "").partition(" ")
    return word.lower(), rest


def _keyword(text: str) -> str:
    return _words(text)[0] if text.startswith("<<") else ""


def _line_of(one: Statement) -> int:
    return one.options[0].line if isinstance(one, Options) else one.line


def _shown(one: Statement) -> str:
    match one:
        case Say(text=text):
            return text
        case Options(options=options):
            return "-> " + options[0].words
        case Jump(to=to):
            return f"<<jump {to}>>"
    return ""
