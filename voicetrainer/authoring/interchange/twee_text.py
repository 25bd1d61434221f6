"""What stands in a Twine passage → statements: text, links, and simple macros of Harlowe and SugarCube.

All links of a passage are offered together, wherever they stand in it, so they become one group of
options at its end.  `if` around lines is an `if`; around a link it is the link's condition.  `set` of
numbers and yes-or-no values changes meters.  Other macros, markup and HTML are noted and taken out;
the text inside them stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .limits import Known, spoken
from .marks import PAIRED, link_parts, pairs, plain_words, quoted_words
from .story import ALWAYS, Change, Condition, If, Jump, Note, Option, Options, Say, Statement, shortened

_TOKEN = re.compile(
    r"(?P<comment><!--.*?-->|/\*.*?\*/|/%.*?%/)"
    r"|(?P<directive>###@.*?###|^#@[^\n]*|\{\{[^{}]*\}\})"
    r"|\[\[(?P<link>(?:(?!\]\]).){1,2000}?)\](?:\[(?P<setter>[^\[\]]{0,500})\])?\]"
    r"|<<(?P<macro>/?[\w=-]+)(?P<rest>(?:(?!>>).){0,4000}?)>>"
    r"|\((?P<harlowe>[A-Za-z][\w-]*|\$\w+):"
    r"|(?P<image>\[img\[[^\]]{0,2000}\](?:\[[^\]]{0,2000}\])?\])"
    r"|(?P<html></?[A-Za-z][^<>]{0,1000}>)"
    r"|(?P<value>[$_][A-Za-z]\w*)"
    r"|(?P<line>\n)",
    re.DOTALL | re.MULTILINE,
)
_CLOSERS = {
    "<!--": "-->", "/*": "*/", "/%": "%/", "###@": "###", "[[": "]]", "<<": ">>", "[img[": "]", "{{": "}}",
}  # fmt: skip
_OPENER = re.compile(
    r"<!--|/\*|/%|###@|^#@|\{\{|\[img\[|\[\[|<<(?=[/\w=-])|\((?=(?:[A-Za-z][\w-]{0,30}|\$\w{1,30}):)"
    r"|<(?=/?[A-Za-z])|[$_](?=[A-Za-z])|\n",
    re.MULTILINE,
)
LONGEST = 4_000
"""What opens must close within so many characters, else it is text."""
_SET = re.compile(r"\s*[$_](\w+)\s*(?:(to\b|=)|([-+])=)\s*(.+?)\s*;?\s*", re.DOTALL)
_STEP = re.compile(r"(?:it|[$_](\w+))\s*([-+])\s*(\d+(?:\.\d+)?)")
_LINE_SIGN = re.compile(r"^\s*(?:!{1,6}|#{1,6}\s|[*>-]\s+|-{3,}$|={2,}>?<?=*$)")
_BARE = "{}|=<> "
"""Signs that are left of layout."""
_DECLARE = re.compile(r"(?:<<set\s+|\(set:\s*)[$_](\w+)\s+(?:to|=)\s+([^<>()]{1,200}?)\s*(?:>>|\))")


@dataclass(frozen=True, slots=True)
class _Link:
    words: str
    to: str
    line: int
    conditions: tuple[str, ...]
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class _Block:
    """A part of the passage that is there only on a condition; the passage itself has none."""

    condition: str = ""
    earlier: tuple[str, ...] = ()
    """Conditions of the cases before it, none of which may hold."""
    line: int = 0
    out: list[Statement] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    cases: list[tuple[str, tuple[str, ...], list[Statement]]] = field(default_factory=list)
    """Of an `if` that is read inside of it."""


class Passage:
    """Reads one passage's text; `first` is the line on which it begins."""

    def __init__(self, text: str, first: int, known: Known, notes: list[Note]) -> None:
        self._text, self._line, self._known, self._notes = text, first, known, notes
        self._links: list[_Link] = []
        self._stack: list[_Block] = [_Block()]
        self._hooks: list[tuple[int, bool]] = []
        """Where open hooks of Harlowe end, and whether each is a block on a condition."""
        self._close: dict[int, int] = {}
        self._next: dict[str, int] = {}
        """Where each closing sign comes next."""
        self._last_if: tuple[str, ...] = ()

    @staticmethod
    def declare(text: str, known: Known) -> None:
        """First values of variables: those that are given first."""
        for found in _DECLARE.finditer(text):
            value = found[2].strip()
            plain = re.fullmatch(r"-?\d+(\.\d+)?|true|false|\"[^\"]*\"|'[^']*'", value)
            if plain:
                known.declare(spoken(found[1]), "false" if value in ("true", "false") else value)
        for name in re.findall(r"<<set\s+[$_](\w+)\s*[-+]=\s*\d", text):
            known.counted.add(spoken(name))

    def _closes(self, begun: re.Match[str]) -> bool:
        """Is what opens here closed again soon?  Each sign is looked for once, however many open."""
        closer = _CLOSERS.get(begun[0])
        if closer is None:
            return True
        if self._next.get(closer, -1) < begun.end():
            found = self._text.find(closer, begun.end())
            self._next[closer] = found if found >= 0 else len(self._text) + LONGEST
        return self._next[closer] - begun.start() < LONGEST

    def statements(self) -> tuple[Statement, ...]:
        self._close = pairs(self._text)
        at = 0
        while begun := _OPENER.search(self._text, at):
            found = _TOKEN.match(self._text, begun.start()) if self._closes(begun) else None
            self._words(self._text[at : begun.start() if found else begun.end()], at)
            at = self._token(found) if found else begun.end()
        self._words(self._text[at:], at)
        self._shut(len(self._text) + 1)
        while len(self._stack) > 1:
            self._end_block()
        self._end_line()
        return (*self._merged(self._stack[0].out), *self._options())

    # -- text -----------------------------------------------------------------------------------------

    def _note(self, key: str, what: str = "") -> None:
        self._notes.append(Note(key, self._line, shortened(what)))

    def _words(self, text: str, at: int) -> None:
        """Plain text; brackets that close a hook are its end."""
        for offset, sign in enumerate(text):
            if self._hooks and sign == "]" and self._hooks[-1][0] == at + offset:
                self._shut(at + offset + 1)
            else:
                self._stack[-1].text.append(sign)

    def _shut(self, before: int) -> None:
        """Close the hooks that end before here."""
        while self._hooks and self._hooks[-1][0] < before:
            if self._hooks.pop()[1]:
                self._end_block()

    def _end_line(self) -> None:
        block = self._stack[-1]
        text, block.text = "".join(block.text), []
        if not text.strip():
            return
        plain = PAIRED.sub(r"\2", PAIRED.sub(r"\2", _LINE_SIGN.sub("", text)))
        plain = " ".join(plain.replace("\\", "").split())
        if plain != " ".join(text.split()):
            self._note("emphasis")
        plain = plain.strip(_BARE)
        if any(sign.isalnum() for sign in plain):
            block.out.append(Say(self._line, plain))

    # -- what is no text ------------------------------------------------------------------------------

    def _token(self, found: re.Match[str]) -> int:
        """Take it; return where to go on."""
        kind = (
            found.lastgroup
            if found.lastgroup not in ("setter", "rest")
            else ("link" if found["link"] else "macro")
        )
        match kind:
            case "line":
                self._end_line()
                self._line += 1
                return found.end()
            case "link":
                self._link(found["link"], found["setter"] or "")
            case "macro":
                self._macro(found["macro"], found["rest"].strip(), found[0])
            case "harlowe":
                return self._harlowe(found)
            case "value":
                self._value(found[0])
            case "html":
                self._note("html", found[0])
                if re.match(r"</?(br|p|div|li|h\d)\b", found[0], re.IGNORECASE):
                    self._end_line()
            case "directive":
                self._note("macro", found[0])
            case _:
                self._note("comment" if kind == "comment" else "image", found[0])
        self._line += found[0].count("\n")
        return found.end()

    def _value(self, written: str) -> None:
        name = spoken(written)
        if name in self._known.texts:
            self._note("value", written)
            self._stack[-1].text.append(self._known.texts[name])
        elif name in self._known.starts:
            self._note("value", written)
            self._stack[-1].text.append(f"{self._known.starts[name]:g}")
        else:
            if written.startswith("$"):
                self._note("value", written)
            self._stack[-1].text.append("…" if written.startswith("$") else written)

    def _link(self, written: str, setter: str) -> None:
        words, to = link_parts(written)
        if re.match(r"https?://|www\.", to):
            self._note("web", to)
            self._stack[-1].text.append(words if words != to else "")
            return
        changes = tuple(self._set(setter)) if setter else ()
        self._links.append(_Link(plain_words(words), to, self._line, self._conditions(), changes))

    def _conditions(self) -> tuple[str, ...]:
        found: list[str] = []
        for block in self._stack[1:]:
            found += [f"!({one})" for one in block.earlier] + ([block.condition] if block.condition else [])
        return tuple(found)

    def _macro(self, name: str, rest: str, whole: str) -> None:
        match name.lower():
            case "if":
                self._begin_if(rest)
            case "elseif":
                self._next_case(rest)
            case "else":
                self._next_case("")
            case "/if":
                self._end_if()
            case "set":
                self._stack[-1].out += self._set(rest)
            case "goto" | "include" | "display" if to := quoted_words(rest):
                self._end_line()
                self._stack[-1].out.append(Jump(self._line, to[0], back=name.lower() != "goto"))
            case "link" | "button" if len(to := quoted_words(rest)) == 2:
                self._links.append(_Link(plain_words(to[0]), to[1], self._line, self._conditions()))
            case "link" | "button" if found := re.fullmatch(r"\[\[(.+)\]\]", rest):
                self._link(found[1], "")
            case "print" | "=" | "-" if re.fullmatch(r"[$_]\w+", rest):
                self._value(rest)
            case "/link" | "/button":
                pass
            case _:
                self._note("macro", whole)

    def _harlowe(self, found: re.Match[str]) -> int:
        close = self._close.get(found.start())
        if close is None or close - found.start() > 10 * LONGEST:
            self._stack[-1].text.append(found[0])
            return found.end()
        name, rest = found["harlowe"].lower().replace("-", ""), self._text[found.end() : close].strip()
        whole = self._text[found.start() : close + 1]
        self._line += whole.count("\n")
        after = close + 1
        hook = re.compile(r"\s*\[(?!\[)").match(self._text, after)
        opens = hook.end() if hook and self._close.get(hook.end() - 1) is not None else 0
        match name:
            case "if" | "unless" | "elseif" | "else" if opens:
                self._line += self._text.count("\n", after, opens)
                self._harlowe_case(name, rest)
                self._hooks.append((self._close[opens - 1], True))
                return opens
            case "set" | "put":
                self._stack[-1].out += self._set(rest)
            case "goto" | "display" if to := quoted_words(rest):
                self._end_line()
                self._stack[-1].out.append(Jump(self._line, to[0], back=name == "display"))
            case "linkgoto" if to := quoted_words(rest):
                self._links.append(_Link(plain_words(to[0]), to[-1], self._line, self._conditions()))
            case "print" if re.fullmatch(r"[$_]\w+", rest):
                self._value(rest)
            case _:
                self._note("macro", whole)
        if opens:
            self._line += self._text.count("\n", after, opens)
            self._hooks.append((self._close[opens - 1], False))
            return opens
        return after

    def _harlowe_case(self, name: str, rest: str) -> None:
        if name in ("if", "unless"):
            self._last_if = ()
        condition = {"unless": f"!({rest})", "else": ""}.get(name, rest)
        self._end_line()
        self._stack.append(_Block(condition, self._last_if, self._line))
        self._last_if = (*self._last_if, condition)

    # -- conditions -----------------------------------------------------------------------------------

    def _begin_if(self, condition: str) -> None:
        self._end_line()
        self._stack.append(_Block(condition, (), self._line))

    def _next_case(self, condition: str) -> None:
        if len(self._stack) < 2:
            self._note("macro", "<<else>>")
            return
        before = self._stack[-1]
        self._end_block()
        self._stack.append(_Block(condition, (*before.earlier, before.condition), self._line))

    def _end_if(self) -> None:
        if len(self._stack) > 1:
            self._end_block()

    def _end_block(self) -> None:
        """Hand what was read on a condition to the block around it."""
        self._end_line()
        block = self._stack.pop()
        around = self._stack[-1]
        if block.out:
            terms = [
                *(f"!({one})" for one in block.earlier if one),
                *([block.condition] if block.condition else []),
            ]
            condition = self._condition(terms)
            if condition is None:
                self._left_out(block)
            elif condition:
                around.out.append(If(block.line, ((condition, tuple(block.out)),)))
        self._last_if = (*block.earlier, block.condition)

    def _left_out(self, block: _Block) -> None:
        """A condition that limits cannot say: an `else` is said, other lines are left out."""
        self._notes.append(Note("condition", block.line, shortened(block.condition or "else")))
        if not block.condition:
            self._stack[-1].out += block.out
            return
        for one in block.out:
            if isinstance(one, Say):
                self._notes.append(Note("left-out", one.line, shortened(one.text)))

    def _condition(self, terms: list[str]) -> Condition | None:
        return self._known.reader().condition(" && ".join(f"({term})" for term in terms)) if terms else ALWAYS

    def _merged(self, out: list[Statement]) -> Iterator[Statement]:
        """`if` and the `else` behind it are one statement."""
        waiting: If | None = None
        for one in out:
            if waiting and isinstance(one, If) and _opposite(waiting, one):
                yield If(waiting.line, (*waiting.cases, (ALWAYS, one.cases[0][1])))
                waiting = None
                continue
            if waiting:
                yield waiting
            waiting = one if isinstance(one, If) else None
            if not waiting:
                yield one
        if waiting:
            yield waiting

    # -- variables and links --------------------------------------------------------------------------

    def _set(self, rest: str) -> Iterator[Change]:
        for part in re.split(r",\s*(?=[$_])", rest):
            if (change := self._one_set(part)) is not None:
                yield change

    def _one_set(self, part: str) -> Change | None:
        if found := _SET.fullmatch(part):
            name, value = spoken(found[1]), found[4]
            step = _STEP.fullmatch(value) if found[2] else None
            if found[3]:
                value = f"{found[3]}={value}"
            elif step and (not step[1] or spoken(step[1]) == name):
                value = f"{step[2]}={step[3]}"
            by = self._known.change(name, value)
            if by is not None:
                return Change(self._line, name, by)
            if value == f"{self._known.starts.get(name, 0):g}":
                self._note("variable-start", part)
                return None
        self._note("variable", part)
        return None

    def _options(self) -> Iterator[Options]:
        if not self._links:
            return
        options: list[Option] = []
        for link in self._links:
            condition = self._condition(list(link.conditions))
            if condition is None:
                self._notes.append(Note("option-always", link.line, link.words))
            if condition != ():
                body: tuple[Statement, ...] = (*link.changes, Jump(link.line, link.to))
                options.append(Option(link.line, link.words, body, condition or ALWAYS))
        yield Options(tuple(options))


def _opposite(a: If, b: If) -> bool:
    """Is the second said just where the first is not?"""
    if len(a.cases) != 1 or len(b.cases) != 1:
        return False
    (one, _), (other, _) = a.cases[0], b.cases[0]
    if len(one) != 1 or len(other) != 1 or len(one[0]) != 1 or one[0].keys() != other[0].keys():
        return False
    ((how, value),), ((other_how, other_value),) = one[0].values(), other[0].values()
    return how != other_how and abs(value - other_value) == 1 and (value > other_value) == (how == "at least")
