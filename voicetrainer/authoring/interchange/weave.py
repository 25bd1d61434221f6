"""A story → the states and branches of a scenario.

Theory of operation.  In a story the text runs on until the player is offered options; in a call the
caller speaks until it is the trainee's turn.  So a state is made for each place where a turn begins:
the lines on the way to it are what the caller says there, and the options are its branches.  A jump
without options has no turn in between: what it leads to is said in the same state.  Changes of
variables on the way belong to every branch that comes in.  An `if` becomes a state without lines
whose branches ask for meters alone, which fire as soon as the call gets there.

States are made from a list of what is still to do, not by recursion: stories may be long chains.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .cast import Cast, says_in
from .cursor import Cursor
from .story import (
    ALWAYS,
    Change,
    Condition,
    End,
    If,
    Jump,
    Limits,
    Node,
    Note,
    Option,
    Options,
    Say,
    Statement,
    Story,
    shortened,
    unique,
)

STATES = 2_000
WAYS = 16
"""So many states are made of one place in the story."""
NAME = 48
"""Characters in a state's name."""
THE_END, DEAD_END = "the end", "a dead end"


@dataclass(slots=True)
class Way:
    """A branch that is being made."""

    words: list[str]
    """What the trainee says; empty: the limits alone wake it."""
    go: str
    limits: Limits = field(default_factory=dict)
    caller: Any = None
    change: dict[str, float] = field(default_factory=dict)
    line: int = 0


@dataclass(slots=True)
class Place:
    """A state that is being made."""

    name: str
    node: str
    lines: list[Any] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    ends: bool = False
    entry: dict[str, float] = field(default_factory=dict)
    """What changes on every way in."""
    seen: set[str] = field(default_factory=set)
    """Parts of the story whose text is in it."""
    router: bool = False
    tags: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Woven:
    start: str
    places: Mapping[str, Place]
    cast: Cast
    notes: tuple[Note, ...]
    start_change: Mapping[str, float]


def woven(story: Story, cast: Cast) -> Woven:
    return _Loom(story, cast).all()


@dataclass(frozen=True, slots=True)
class _Job:
    place: Place
    cursor: Cursor
    lines: tuple[Any, ...]


class _Loom:
    def __init__(self, story: Story, cast: Cast) -> None:
        self._story, self._cast = story, cast
        self._named = bool(cast.people or any(s.by for n in story.nodes.values() for s in says_in(n.body)))
        self._made: dict[tuple[tuple[int, ...], str], Place] = {}
        self._at: dict[tuple[int, ...], list[Place]] = {}
        """The states of each place in the story: one for each way of lines that leads there."""
        self._places: dict[str, Place] = {}
        self._jobs: deque[_Job] = deque()
        self._notes: dict[Note, None] = {}
        self._dead = False
        """Whether what was looked at last broke off."""
        self._reserved: dict[str, str] = {}
        for name in story.nodes:
            self._reserved[name] = unique(shortened(name, NAME) or "…", self._reserved.values())

    def all(self) -> Woven:
        start, change = self._to(self._beginning(self._story.nodes[self._story.start]), self._story.start)
        while self._jobs:
            job = self._jobs.popleft()
            self._build(job.place, job.cursor, list(job.lines))
        self._change_on_the_way()
        for name, node in self._story.nodes.items():
            if node.body and not any(name in place.seen for place in self._places.values()):
                self._note("not-reached", node.line, name)
        for name, by in self._places[start].entry.items():
            change[name] = change.get(name, 0) + by
        return Woven(start, self._places, self._cast, tuple(self._notes), change)

    def _note(self, key: str, line: int, what: str = "") -> None:
        self._notes[Note(key, line, shortened(what))] = None

    def _lead_nowhere(self, key: str, line: int, what: str = "") -> None:
        """The story breaks off here; such an end is nothing to be proud of."""
        self._note(key, line, what)
        self._dead = True

    def _beginning(self, node: Node) -> Cursor:
        return Cursor(node.body, node.name)

    # -- ways: what comes next, and the state that is made of it ------------------------------------

    def _to(
        self, cursor: Cursor | None, hint: str, lines: tuple[Any, ...] = ()
    ) -> tuple[str, dict[str, float]]:
        """The state for what comes at `cursor`, and what changes on the way there."""
        change: dict[str, float] = {}
        self._dead = False
        here = self._skip(cursor, change) if not lines else (cursor.settled() if cursor else None)
        if here is None or (len(self._places) >= STATES):
            if here is not None:
                self._note("many", _line(here.body[here.at]))
            return self._end(hint, lines, dead=self._dead), change
        key = (here.key, repr(lines))
        place = self._made.get(key) or self._too_many(here)
        if place is None:
            whole = self._is_whole(here) and not lines
            place = self._new(self._reserved[here.node] if whole else hint, here.node, exact=whole)
            self._made[key] = place
            self._at.setdefault(here.key, []).append(place)
            self._jobs.append(_Job(place, here, lines))
        return place.name, change

    def _too_many(self, here: Cursor) -> Place | None:
        """Conditions in a row multiply the ways: from some on, one of those before serves."""
        made = self._at.get(here.key, [])
        if len(made) < WAYS:
            return None
        self._note("ways", _line(here.body[here.at]))
        return made[0]

    def _is_whole(self, here: Cursor) -> bool:
        """Is it a node from its beginning?"""
        node = self._story.nodes[here.node]
        passed = here.body[: here.at]
        return here.body is node.body and not here.after and all(isinstance(one, Change) for one in passed)

    def _skip(self, cursor: Cursor | None, change: dict[str, float]) -> Cursor | None:
        """On to the first thing that is said or asked."""
        passed: set[tuple[int, ...]] = set()
        here = cursor.settled() if cursor else None
        while here:
            one = here.body[here.at]
            if here.key in passed:
                self._lead_nowhere("circle", _line(one))
                return None
            passed.add(here.key)
            match one:
                case Change():
                    change[one.meter] = change.get(one.meter, 0) + one.by
                    here = here.next().settled()
                case Jump():
                    here = self._jumped(one, here)
                case Say() if self._unheard(one):
                    here = here.next().settled()
                case End():
                    return None
                case _:
                    return here
        return None

    def _jumped(self, jump: Jump, here: Cursor) -> Cursor | None:
        node = self._story.nodes.get(jump.to)
        if node is None:
            self._lead_nowhere("nowhere", jump.line, jump.to)
            return None
        after = here.next().settled() if jump.back else None
        depth = 0
        while after and depth <= 20:
            after, depth = after.after, depth + 1
        if depth > 20:
            self._lead_nowhere("circle", jump.line, jump.to)
            return None
        return Cursor(node.body, node.name, 0, here.next().settled() if jump.back else None).settled()

    def _unheard(self, say: Say) -> bool:
        """Text of nobody, in a story where speakers have names, cannot be heard on a telephone."""
        if say.by or not self._named:
            return False
        self._note("narration", say.line, say.text)
        return True

    def _new(self, hint: str, node: str, *, exact: bool = False) -> Place:
        taken = {*self._places, *(() if exact else self._reserved.values())}
        name = unique(shortened(hint, NAME), taken)
        place = Place(name, node)
        self._places[name] = place
        return place

    def _end(self, hint: str, lines: tuple[Any, ...], dead: bool) -> str:
        shared = DEAD_END if dead else THE_END
        if not lines and shared in self._places and self._places[shared].ends:
            return shared
        place = self._new(hint if lines else shared, "")
        place.lines, place.ends = list(lines), True
        place.tags |= {"lost"} if dead else set()
        return place.name

    # -- states ---------------------------------------------------------------------------------------

    def _build(self, place: Place, cursor: Cursor, lines: list[Any]) -> None:
        """Say what is said, up to the trainee's turn or the end."""
        here: Cursor | None = cursor
        jumps = 0
        self._dead = False
        while here:
            one = here.body[here.at]
            self._visit(place, here.node)
            match one:
                case Say() if self._unheard(one):
                    here = here.next().settled()
                case Say() if one.by in self._cast.trainee:
                    return self._trainee_speaks(place, here, lines)
                case Say():
                    lines.append(self._line(one))
                    here = here.next().settled()
                case Change():
                    place.entry[one.meter] = place.entry.get(one.meter, 0) + one.by
                    here = here.next().settled()
                case Jump():
                    jumps += 1
                    if jumps > len(self._story.nodes) + 20:
                        self._lead_nowhere("circle", one.line, one.to)
                        break
                    here = self._jumped(one, here)
                case Options():
                    place.lines = lines
                    place.ways = [way for option in one.options for way in self._option(place, option, here)]
                    return None
                case If():
                    if (said := self._variant(one)) is not None:
                        lines.append(said)
                        here = here.next().settled()
                        continue
                    return self._routed(place, one, here, tuple(lines))
                case End():
                    here = None
        place.lines, place.ends = lines, True
        place.tags |= {"lost"} if self._dead else set()
        return None

    def _visit(self, place: Place, node: str) -> None:
        place.seen.add(node)
        place.tags |= {tag.lower() for tag in self._story.nodes[node].tags}

    def _line(self, say: Say) -> Any:
        texts = [say.text, *say.others]
        words: Any = {"one of": texts} if say.others else say.text
        return {say.by: words} if say.by in self._cast.people else words

    def _trainee_speaks(self, place: Place, here: Cursor, lines: list[Any]) -> None:
        """The file has one thing that the trainee says here: whatever is said, the story goes on."""
        said, at = self._trainee_lines(here)
        go, change = self._to(at, at.node if at else place.node)
        place.lines = lines
        place.ways = [Way(said, go, change=change, line=_line(here.body[here.at]))]

    def _trainee_lines(self, here: Cursor) -> tuple[list[str], Cursor | None]:
        said: list[str] = []
        at: Cursor | None = here
        while at and isinstance(one := at.body[at.at], Say) and one.by in self._cast.trainee:
            said += [one.text, *one.others]
            at = at.next().settled()
        return said, at

    def _option(self, place: Place, option: Option, here: Cursor) -> Iterator[Way]:
        body = Cursor(option.body, here.node, 0, here.next().settled()).settled()
        words = [option.words] if option.words.strip() else []
        before: dict[str, float] = {}
        while body and body.body is option.body and isinstance(one := body.body[body.at], Change):
            before[one.meter] = before.get(one.meter, 0) + one.by
            body = body.next().settled()
        if body and isinstance(first := body.body[body.at], Say) and first.by in self._cast.trainee:
            said, body = self._trainee_lines(body)
            words += said  # scripts often have the trainee say what was chosen
        reply, rest = self._reply(option, body)
        go, change = self._to(rest, named(option.words) or place.node)
        for name, by in before.items():
            change[name] = change.get(name, 0) + by
        for limits in option.condition:
            yield Way(words or ["…"], go, limits, reply, dict(change), option.line)

    def _reply(self, option: Option, body: Cursor | None) -> tuple[Any, Cursor | None]:
        """One line in answer to it that leads on at once is the branch's own."""
        if not body or not isinstance(say := body.body[body.at], Say) or body.body is not option.body:
            return None, body
        if say.by in self._cast.trainee or (self._named and not say.by):
            return None, body
        rest = body.next()
        jump = rest.body[rest.at] if rest.at < len(rest.body) else None
        leads_on = isinstance(jump, Jump) and jump.to in self._story.nodes if jump else rest.settled()
        return (self._line(say), rest.settled()) if leads_on else (None, body)

    def _variant(self, choice: If) -> Any:
        """`if` that only chooses between two lines: variants of one line."""
        if len(choice.cases) != 2 or choice.cases[1][0] != ALWAYS:
            return None
        (condition, then), (_, otherwise) = choice.cases
        if not (len(then) == len(otherwise) == 1 and len(condition) == 1 and len(condition[0]) == 1):
            return None
        a, b = then[0], otherwise[0]
        if not (isinstance(a, Say) and isinstance(b, Say)) or a.by != b.by or a.by in self._cast.trainee:
            return None
        if (self._named and not a.by) or a.others or b.others:
            return None
        ((meter, (how, value)),) = condition[0].items()
        words = {f"when {meter} {how} {value:g}": a.text, "one of": [b.text]}
        return {a.by: words} if a.by in self._cast.people else words

    def _routed(self, place: Place, choice: If, here: Cursor, lines: tuple[Any, ...]) -> None:
        after = here.next().settled()
        place.router = True
        cases = choice.cases if choice.cases[-1][0] == ALWAYS else (*choice.cases, (ALWAYS, ()))
        for condition, body in cases:
            go, change = self._to(Cursor(body, here.node, 0, after).settled(), place.node, lines)
            for limits in condition:
                place.ways.append(Way([], go, limits, None, dict(change), choice.line))

    def _change_on_the_way(self) -> None:
        for place in self._places.values():
            left = {self._story.visits[node]: 1.0 for node in place.seen if node in self._story.visits}
            for way in place.ways:
                for name, by in (*self._places[way.go].entry.items(), *left.items()):
                    way.change[name] = way.change.get(name, 0) + by


def named(words: str) -> str:
    """A state's name out of what is said to get there."""
    return shortened(" ".join(words.replace(":", " ").split()).strip(" .!?…,;-–—\"'“”"), NAME)


def _line(one: Statement) -> int:
    return one.options[0].line if isinstance(one, Options) else one.line


def limits_in(condition: Condition) -> Iterator[tuple[str, float]]:
    for clause in condition:
        for name, (_, value) in clause.items():
            yield name, value
