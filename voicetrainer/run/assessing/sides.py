"""Which side of a recorded call is the agent's?  Told from what is said, or not told.

Theory of operation.  Agents and callers say different things: who offers help, names the firm, asks for
a number, puts on hold and promises to look into it is at work; who rings "about my order" and has "been
waiting" is not.  Each side's phrases are weighed, and those of the first half minute twice.  A lead of
`SURE` is believed against the usual order of the channels; a smaller one is only told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ...core.events import Ms
from ...core.match import plain
from .lane import Lane, Spoken

SURE = 4.0
LEANS = 1.0
OPENING: Ms = 30_000

Side = Literal["left", "right"]

_AGENT: tuple[tuple[str, float], ...] = (
    (r"how (?:can|may) (?:i|we) (?:help|assist)|what can i do for you", 4),
    (r"(?:thank you|thanks) for (?:calling|ringing|phoning|contacting|holding)", 4),
    (r"you(?: are|'re) (?:through|speaking) (?:to|with)|welcome to\b", 3),
    (r"\b(?:\w+ ){1,4}\w+ speaking\b", 2),
    (r"(?:can|could|may) i (?:just )?(?:take|have|get) your|what is your (?:order|account|customer|name)", 3),
    (r"(?:anything|something) else i can|is there anything else", 3),
    (r"put you (?:on hold|through)|bear with me|transfer you|one moment(?: please)?", 2),
    (
        r"let me (?:just )?(?:check|look|see|find|have a look|pull)|i will (?:check|look into|find out)",
        2,
    ),
    (
        r"i(?:'ll| will) (?:call|ring|phone) you (?:back|myself)|on (?:my|the) screen|our (?:system|records)",
        2,
    ),
    (r"i can (?:offer|arrange|send|have|book)|our (?:mistake|fault|team|driver|depot)", 1),
    (r"not (?:my|our) department|(?:call|ring|try) (?:the|that|this|our) (?:other )?number", 2),
    (r"i(?:'m| am) (?:so |very |really )?sorry (?:to hear|about that|for the)", 1),
)
_CALLER: tuple[tuple[str, float], ...] = (
    (r"i(?:'m| am) (?:calling|ringing|phoning)|i(?:'ve| have) (?:called|rung|rang|phoned)", 3),
    (
        r"i have (?:been (?:waiting|on hold|told|charged|without)|waited)|i was (?:told|charged|cut off)",
        3,
    ),
    (r"\bmy (?:order|account|parcel|bill|delivery|package|refund|money|card|booking|subscription)", 2),
    (r"i (?:want|would like|need) (?:to (?:speak|complain|cancel|know)|my|a refund|somebody|someone)", 2),
    (
        r"where is my|you people|your (?:company|driver|website|colleague|people|lot)|nobody (?:rang|called)",
        2,
    ),
    (r"i (?:ordered|bought|paid|rang|called|phoned) ", 1),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one side said that tells who they are."""

    onset: Ms
    words: str
    weight: float
    """Positive: an agent's words; negative: a caller's."""


@dataclass(frozen=True, slots=True)
class Sides:
    agent: Side | None
    """None: nothing told."""
    lead: float = 0.0
    because: Told | None = None
    """The most telling words."""

    @property
    def sure(self) -> bool:
        return self.lead >= SURE


def sides_of(left: Lane, right: Lane, firm: str = "", caller: str = "") -> Sides:
    """`firm` and `caller`: names that a scenario gives, where there is one."""
    signs = list(_signs(left.spoken, firm, caller)), list(_signs(right.spoken, firm, caller))
    lead = sum(one.weight for one in signs[0]) - sum(one.weight for one in signs[1])
    if abs(lead) < LEANS:
        return Sides(None)
    own, others = signs if lead > 0 else signs[::-1]
    told = [one for one in own if one.weight > 0] + [one for one in others if one.weight < 0]
    because = max(told, key=lambda one: abs(one.weight), default=None)
    return Sides("left" if lead > 0 else "right", abs(lead), because)


def _signs(spoken: Sequence[Spoken], firm: str, caller: str) -> Iterator[Told]:
    """Each kind of phrase counts once."""
    seen: set[str] = set()
    for one in spoken:
        text = " ".join(plain(one.text))
        for pattern, weight in _weighed(firm, caller):
            if pattern not in seen and (found := re.search(pattern, text)):
                seen.add(pattern)
                early = 2 if one.onset < OPENING and abs(weight) >= 3 else 1
                yield Told(one.onset, found[0].strip(), early * weight)


def _weighed(firm: str, caller: str) -> Iterator[tuple[str, float]]:
    yield from _AGENT
    yield from ((pattern, -weight) for pattern, weight in _CALLER)
    if firm:
        yield rf"\b{re.escape(' '.join(plain(firm)))}\b", 3.0
    if caller:  # who says it of themselves
        yield rf"\b(?:i am|i'm|this is|my name is|it is|it's) {re.escape(plain(caller)[0])}\b", -3.0
