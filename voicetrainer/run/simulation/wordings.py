"""What somebody could say to make a branch fire: put together from the scenario's own phrases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from ...core import events as e
from ...core.ports import Reader
from ...core.program import Program
from ...core.scenario import Branch, State, When

TEXTS = 12
"""Combinations of phrases that are put together for a branch …"""
TRIES = 8
"""… and tried at a turn; a condition none of them meets is left to chance."""
USUAL_GAP: e.Ms = 800
ASKING: Mapping[str, tuple[str, ...]] = {
    "question": ("Is that right?", "Do you have the number?"),
    "open question": ("What happened then?", "How did that come about?"),
    "clarifying question": ("Can you tell me which one you mean?", "Which day was that, please?"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for a branch, and when to begin after the caller's end."""

    text: str
    after: e.Ms
    branch: Branch


@dataclass(frozen=True, slots=True)
class Option:
    """A branch that a trainee may go for, and what it is worth to them."""

    branch: Branch
    clean: int
    """1, or 0 if it marks a fault."""
    credit: frozenset[str]
    far: int
    """Steps from where it leads to a won ending; 99 from where none can be reached."""
    heat: float
    """By how much the first meter falls."""


class Wordings:
    """Looks for words; the same chance finds the same."""

    def __init__(self, program: Program, reader: Reader | None) -> None:
        self.program, self._reader = program, reader
        self.options: dict[str, list[Option]] = {}
        """By state, once a trainee has looked for them."""
        self._known: dict[str, list[str]] = {}
        self._spoken: dict[str, list[Branch]] = {}

    def spoken(self, state: State) -> list[Branch]:
        """The branches that words bring about here, in the order in which they are tried."""
        known = self._spoken.get(state.name)
        if known is None:
            known = [b for b in self.program.branches(state) if b.when.kind == "says"]
            self._spoken[state.name] = known
        return known

    def for_branch(
        self, branch: Branch, state: State, meters: Mapping[str, float], chance: Random
    ) -> Wording | None:
        """Words that make this branch fire, and no other before it; None if none were found."""
        for text in chance.sample(self._texts(branch), TRIES):
            after = gap_inside(branch.when, chance)
            turn = self.turn(text, after)
            if self.first(state, meters, turn) is branch:
                return Wording(text, after, branch)
        return None

    def _texts(self, branch: Branch) -> list[str]:
        """The same for every trainee: a text that was matched once need not be matched again."""
        if branch.id not in self._known:
            chance = Random(branch.id)
            self._known[branch.id] = [self._text(branch.when, chance) for _ in range(TEXTS)]
        return self._known[branch.id]

    def turn(self, text: str, after: e.Ms) -> e.Turn:
        acts = self._reader(text, "") if self._reader else None
        return e.Turn(0, (), after, after, after, text, acts=acts)

    def first(self, state: State, meters: Mapping[str, float], turn: e.Turn) -> Branch | None:
        """The branch that this turn would take."""
        for branch in self.program.branches(state):
            if branch.when.kind in ("says", "otherwise") and self.program.holds(branch.when, meters, turn):
                return branch
        return None

    def _text(self, when: When, chance: Random) -> str:
        names = [chance.choice(when.any_of)] if when.any_of else []
        parts = [self._phrase(name, chance) for name in (*names, *when.all_of)]
        chance.shuffle(parts)
        parts += [_act(self.program, name, chance) for name in when.acts[:1]]
        facts = list(self.program.scenario.facts.values())
        chance.shuffle(facts)
        parts += [chance.choice(fact.forms) for fact in facts[: when.facts]]
        return " and ".join(filter(None, parts)) or "well let me see about that"

    def _phrase(self, name: str, chance: Random) -> str:
        return chance.choice(self.program.scenario.phrases.get(name, (name,)))


def _act(program: Program, name: str, chance: Random) -> str:
    known = ASKING.get(name) or program.scenario.phrases.get(name) or (name,)
    return chance.choice(known)


def gap_inside(when: When, chance: Random) -> e.Ms:
    """A reply gap that the branch takes."""
    if when.replies_in is None:
        return USUAL_GAP + chance.randrange(-300, 900)
    low, high = when.replies_in
    return chance.randint(max(0, low), max(0, high))
