"""Who speaks in a story: who rings, who plays, and the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .story import If, Options, Say, Statement, Story

TRAINEES = ("player", "you", "me", "i", "agent", "trainee", "operator", "clerk", "advisor", "adviser", "rep")
"""Names that story writers give to whoever plays."""


@dataclass(frozen=True, slots=True)
class Cast:
    caller: str = ""
    """The name of who rings, as the file has it; empty: nobody is named, and all text is hers."""
    trainee: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def cast_of(story: Story, caller: str = "", trainee: str = "") -> Cast:
    """Who rings, who plays and who else speaks."""
    counts: Counter[str] = Counter()
    for node in story.nodes.values():
        counts.update(say.by for say in says_in(node.body) if say.by)
    own = tuple(
        n for n in counts if n.casefold() == trainee.casefold() or (not trainee and n.casefold() in TRAINEES)
    )
    if trainee and not own:
        own = (trainee,)
    others = [name for name, _ in counts.most_common() if name not in own]
    known = next((name for name in others if name.casefold() == caller.casefold()), "")
    first = known or caller or (others[0] if others else "")
    return Cast(first, own, tuple(name for name in others if name != first))


def says_in(body: tuple[Statement, ...]) -> Iterator[Say]:
    waiting = [body]
    while waiting:
        for one in waiting.pop():
            match one:
                case Say():
                    yield one
                case Options(options=options):
                    waiting += [option.body for option in options]
                case If(cases=cases):
                    waiting += [inner for _, inner in cases]
