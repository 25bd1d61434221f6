"""What the trainee promised aloud: what, who, by when, and where in the call.

Theory of operation.  A turn that does a commitment is cut into clauses; a clause with somebody who
*will* do something is a promise.  What is done there and then ("I will just look") is none: nobody
has to be reminded of it.  The same promise said again, at the end for instance, is one promise; its
later wording fills in what the earlier one left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from .events import Commitment, Event, Ms, Turn
from .match import plain
from .times import When, when_of

MAKES = frozenset(("commitment", "follow-up", "recap"))
"""Acts of a turn in which promises are looked for."""
FOUND = 0.5


@dataclass(frozen=True, slots=True)
class Promise:
    words: str
    """The clause, as it was recognised."""
    owner: str
    """'I', 'we', or whoever it is: 'a driver'."""
    deed: str
    """What is done, as one word: 'call', 'send'."""
    when: When | None
    onset: Ms = 0
    end: Ms = 0

    @property
    def by(self) -> str:
        """The words for the time; empty if there are none."""
        return self.when.words if self.when else ""


_CALL = "ring call phone telephone speak contact talk".split()
_DEEDS: dict[str, str] = {
    **dict.fromkeys(_CALL, "call"),
    **dict.fromkeys("send post mail dispatch ship".split(), "send"),
    **dict.fromkeys("email text message".split(), "write"),
    **dict.fromkeys("write".split(), "write"),
    **dict.fromkeys("bring deliver redeliver drop".split(), "bring"),
    **dict.fromkeys("refund credit reimburse repay waive".split(), "refund"),
    **dict.fromkeys("search look find trace track chase".split(), "find"),
    **dict.fromkeys("fix mend repair sort correct solve resolve".split(), "fix"),
    **dict.fromkeys("book arrange organise schedule order reserve".split(), "book"),
    **dict.fromkeys("check ask see investigate".split(), "check"),
    **dict.fromkeys("take remove cancel".split(), "take off"),
    **dict.fromkeys("spread split".split(), "spread"),
    **dict.fromkeys("come visit".split(), "come"),
    **dict.fromkeys("replace exchange change".split(), "replace"),
    **dict.fromkeys("update tell inform notify let".split(), "tell"),
}
_VAGUE = ("fix", "check", "replace")
"""Deeds that bind nobody without a time: "I'll sort it out"."""
_NOUN_DEEDS = {
    "callback": "call", "refund": "refund", "delivery": "bring", "redelivery": "bring", "letter": "write",
    "email": "write", "visit": "come", "search": "find", "replacement": "replace",
}  # fmt: skip
_PEOPLE = (
    "driver|depot|colleague|manager|supervisor|engineer|team|courier|technician|warehouse|office|"
    "department|billing|accounts|specialist|somebody|someone|they|he|she"
)
_OWNER = re.compile(
    r"\b(?:(?P<me>i|me|myself)|(?P<we>we|us)|"
    rf"(?P<other>(?:(?:my|a|an|our|the|one of our|your) )?(?:{_PEOPLE})))\b"
)
_WILL = re.compile(
    rf"\b(?P<who>i|we|you|it|(?:(?:my|a|an|our|the|your) )?(?:{_PEOPLE}))"
    r" (?P<aux>will|shall|am going to|are going to|is going to|am|are|promise(?: to| that)?)"
    r" (?P<rest>.+)"
)
_BRINGS = re.compile(
    rf"\b(?P<who>(?:(?:my|a|an|our|the) )?(?:{_PEOPLE})) (?P<rest>\w+s (?:it|you|that|this)\b.*)"
)
_IS_DONE = re.compile(r"\b(?P<who>the [\w ]{2,30}?|that|this) (?P<aux>will) (?P<rest>(?:be|come|arrive) .+)")
"""Nobody is named, so it counts only with a time."""
_NO = re.compile(
    r"^(?:not|never|be (?:honest|frank|able)|have to|need|tell you|say|admit|repeat|try|see what)\b"
)
_NOW = re.compile(
    r"^(?:just |now |quickly |also )*"
    r"(?:have (?:a|another) look|take a look|look|check|see|pull|bring up|get your|"
    r"put you (?:on|through|on hold)|be right back|be back|ask you|need|transfer|make a note|note|listen|"
    r"stay|wait|help|do my best|do what|do everything|do all)\b"
)
_TRYING = re.compile(r"^(?:help|do my best|do what|do everything|do all|try)\b")
_NOBODY = ("you", "it")
_QUESTION = re.compile(r"^(?:shall|will|would|can|could|may|do|does|is|are|what|when|where|who|how|why)\b")
_IF = re.compile(
    r"\b(?:if|unless|whether|until|once|when|as soon as|said|told|promised) (?:i|we|you|it|they|he|she)$"
)
_JOINS = re.compile(r"^(?:(?:and|but|then|so|well|okay|right)\b,?\s*)+", re.IGNORECASE)
_CUT = re.compile(
    rf"[.!?;]+(?:\s+|$)|,\s*(?=(?:and|but|then|so|i|we|you|it|a|the|my|our)\b)|"
    rf"\s+(?:and|but|then)\s+(?=(?:i|we|you|it|(?:(?:my|a|an|our|the) )?(?:{_PEOPLE}))"
    r"['’]?\s*(?:will|ll\b|am|are|is|shall|\w+s\b))",
    re.IGNORECASE,
)


def promises_in(timeline: Sequence[Event]) -> tuple[Promise, ...]:
    """In the order in which they were first made."""
    found: list[Promise] = []
    for event in timeline:
        if isinstance(event, Turn) and _may_promise(event):
            for promise in promised(event.text):
                _add(found, replace(promise, onset=event.onset, end=event.end))
    return tuple(found)


def promised(text: str) -> Iterator[Promise]:
    """The promises in some words, without looking at when they were said."""
    for clause in _clauses(text):
        if promise := _promise(clause):
            yield promise


def _may_promise(turn: Turn) -> bool:
    """Where nobody looked for acts, the words alone must do."""
    if turn.acts is None:
        return True
    return any(act.name in MAKES and act.score >= FOUND for act in turn.acts)


def _clauses(text: str) -> list[str]:
    return [clause for part in _CUT.split(text) if (clause := _JOINS.sub("", part.strip(" ,.!?;")))]


def _promise(clause: str) -> Promise | None:
    """None where the clause promises nothing, or something that is done there and then."""
    spoken = " ".join(plain(clause))
    found = _WILL.search(spoken) or _BRINGS.search(spoken) or _IS_DONE.search(spoken)
    if found is None or _QUESTION.match(spoken) or _denied(spoken, found):
        return None
    who, rest = found["who"], found["rest"]
    aux = found.groupdict().get("aux") or ""
    when, deed = when_of(clause), deed_of(rest)
    doing = aux in ("am", "are") and not (deed and re.match(r"\w+ing\b", rest))
    if doing or _NO.match(rest) or _TRYING.match(rest) or (_NOW.match(rest) and when is None):
        return None
    if not when and (not deed or deed in _VAGUE):
        return None
    if (when and when.now) or (found.re is _IS_DONE and not when) or (who in _NOBODY and not (deed or when)):
        return None
    owner = "" if found.re is _IS_DONE or who in _NOBODY else "I" if who == "i" else who
    return Promise(clause, owner, deed, when)


def _denied(spoken: str, found: re.Match[str]) -> bool:
    return bool(_IF.search(spoken[: found.start("who") + len(found["who"])]))


def deed_of(text: str) -> str:
    """The first thing that is done, as one word for all its wordings; empty if none is known."""
    for word in plain(text):
        for form in (word, _stem(word)):
            if deed := _DEEDS.get(form) or _NOUN_DEEDS.get(form):
                return deed
    return ""


def _stem(word: str) -> str:
    for ending, put in (
        ("ing", ""),
        ("ing", "e"),
        ("ies", "y"),
        ("es", "e"),
        ("s", ""),
        ("ed", ""),
        ("d", ""),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)] + put
            if stem in _DEEDS or stem in _NOUN_DEEDS:
                return stem
    return word


def _add(found: list[Promise], promise: Promise) -> None:
    """As a new one, or into the one that it says again."""
    for place, one in enumerate(found):
        if _same(one, promise):
            found[place] = replace(
                one,
                owner=one.owner if one.owner not in ("", "we") else promise.owner or one.owner,
                when=one.when or promise.when,
                words=one.words if one.when or not promise.when else promise.words,
            )
            return
    found.append(promise)


def _same(one: Promise, other: Promise) -> bool:
    if not one.deed or one.deed != other.deed:
        return " ".join(plain(one.words)) == " ".join(plain(other.words))
    return one.when is None or other.when is None or one.when.fits(other.when)


# -- a note's own words -----------------------------------------------------------------------------


def commitment(words: str, owner: str = "", by: str = "", names: Iterable[str] = ()) -> Commitment:
    """A line of a note, "ring her back, Sam, by 4 pm", with the owner and the time that stand in it.

    `names`: of the trainee and the firm, who are owners too.
    """
    words = " ".join(words.split())
    when = when_of(by or words)
    return Commitment(
        words, owner.strip() or _owner_in(words, names), by.strip() or (when.words if when else "")
    )


def _owner_in(words: str, names: Iterable[str]) -> str:
    spoken = f" {' '.join(plain(words))} "
    for name in names:
        if name and f" {' '.join(plain(name))} " in spoken:
            return name
    found = _OWNER.search(spoken)
    if found is None:
        return ""
    return "I" if found["me"] else "we" if found["we"] else found["other"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise that was spoken, beside the note."""

    promise: Promise
    noted: Commitment | None
    """None: the note does not have it."""
    other_time: bool = False
    """It is there, but with another time, or with none."""

    @property
    def right(self) -> bool:
        return self.noted is not None and not self.other_time


def held_against(promises: Iterable[Promise], noted: Iterable[Commitment]) -> tuple[Kept, ...]:
    """Each promise with the line of the note that is about it; a line may stand for several."""
    lines = [line for line in noted if line.words]
    return tuple(_kept(promise, lines) for promise in promises)


def _kept(promise: Promise, lines: Sequence[Commitment]) -> Kept:
    about = [line for line in lines if _about(promise, line)]
    right = [line for line in about if _same_time(promise, line)]
    if right:
        return Kept(promise, right[0])
    return Kept(promise, about[0] if about else None, other_time=bool(about))


def _about(promise: Promise, line: Commitment) -> bool:
    deeds = {deed for word in plain(line.words) if (deed := deed_of(word))}
    if promise.deed and deeds:
        return promise.deed in deeds or {promise.deed, *deeds} >= {"call", "tell"}
    return len(_matter(promise.words) & _matter(line.words)) >= 2


_EMPTY = frozenset(
    "i you we the a an to and or will shall am is are be it that this for of in on at by my your me him her "
    "them she he they going with".split()
)


def _matter(words: str) -> set[str]:
    return {word[:5] for word in plain(words) if word not in _EMPTY}


def _same_time(promise: Promise, line: Commitment) -> bool:
    """A promise without a time needs none; one with a time needs that one."""
    if promise.when is None:
        return True
    when = when_of(line.by) or when_of(line.words)
    return when is not None and promise.when.fits(when)
