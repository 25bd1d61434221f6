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
UNDOES = frozenset(("refusal", "cannot", "bare cannot"))
"""Acts of a turn that only commits in so many words if it has one of those too."""
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
    **dict.fromkeys("collect fetch pick".split(), "collect"),
    **dict.fromkeys("refund credit reimburse repay waive pay".split(), "refund"),
    **dict.fromkeys("search look find trace track chase".split(), "find"),
    **dict.fromkeys("fix mend repair sort correct solve resolve".split(), "fix"),
    **dict.fromkeys("book arrange organise schedule order reserve".split(), "book"),
    **dict.fromkeys("check ask see investigate".split(), "check"),
    **dict.fromkeys("remove cancel".split(), "take off"),
    **dict.fromkeys("spread split".split(), "spread"),
    **dict.fromkeys("come visit".split(), "come"),
    **dict.fromkeys("replace exchange change".split(), "replace"),
    **dict.fromkeys("update tell inform notify let".split(), "tell"),
}
_PHRASES = tuple(
    (re.compile(rf"\b(?:{words})\b"), deed)
    for words, deed in (
        (r"(?:get|getting|got) back to|(?:be|get|getting) in touch|hear from|cb", "call"),
        (r"(?:be|being) (?:with|round|there|at your door|at the door)|at (?:your|her|his|the) door", "come"),
        (r"(?:take|took|taken|taking|takes) (?:\w+ ){0,4}off", "take off"),
        (r"(?:money|\w+ pounds?) back", "refund"),
        (r"give you an update|give (?:her|him|them) an update", "tell"),
    )
)
"""Deeds of more than one word."""
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
_WHOSE = rf"(?:(?:my|a|an|our|the|one of our|your) )?(?:{_PEOPLE})"
_OWNER = re.compile(
    r"\b(?:(?P<me>i|me|myself)|(?P<we>we|us)|"
    rf"(?P<other>{_WHOSE}))\b"
)
_PLACE = r"(?: (?:in|from|at) (?:the )?\w+)?"
_NOT_THERE = "".join(rf"(?<!{word} {the})" for word in ("from", "in", "at") for the in ("", "the "))
_AUX = (
    r"(?P<aux>will|shall|am going to|are going to|is going to|am|are|"
    r"(?:can )?(?:promise|guarantee)(?: you)?(?: to| that)?)"
)
_IT_IS_ME = re.compile(r"\bit (?:will|is going to) be (?P<who>me|us)(?: myself)? (?:that|who) (?P<rest>.+)")
_FROM_ME = re.compile(r"\b(?P<rest>(?:expect a (?:call|ring)|hear) (?P<from>from) (?P<who>me|us)\b.*)")
_WILL = re.compile(
    rf"{_NOT_THERE}\b(?P<who>i|we|you|it|{_WHOSE}|(?:our|my) \w+(?: team)?){_PLACE} {_AUX} (?P<rest>.+)"
)
_BRINGS = re.compile(rf"\b(?P<who>{_WHOSE}) (?P<rest>\w+s (?:it|you|that|this)\b.*)")
_IS_DONE = re.compile(
    _NOT_THERE + r"\b(?P<who>the [\w ]{2,30}?|that|this) (?P<aux>will) (?P<rest>(?:be|come|arrive) .+)"
)
"""Nobody is named, so it counts only with a time."""
_LET_ME = re.compile(r"\blet (?P<who>me|us) (?P<rest>.+)")
"""Mostly done there and then, so it counts only with a time."""
_NAMED = re.compile(
    rf"\b(?P<who>[^\W\d_]{{3,}}){_PLACE} (?P<aux>will|is going to) (?P<rest>.+\b(?:you|your)\b.*)"
)
"""Somebody by name.  It could be any word, so it counts only with a deed to the caller and a time."""
_WILLING = re.compile(r"\b(?:will|shall|going to|promise|guarantee)\b|['’]ll\b", re.IGNORECASE)
_NO_NAME = frozenset(
    "that this there what which who nobody none everything something nothing nor not them these those "
    "neither anybody anyone all how when where why whatever but and then here bank".split()
)
_NO = re.compile(
    r"^(?:not|never|be (?:honest|frank|able)|have to|need|tell you|say|admit|repeat|try|see what)\b"
)
_NOW = re.compile(
    r"^(?:just |now |quickly |also )*"
    r"(?:have (?:a|another) look|take a look|look|check|see|pull|bring up|bring (?:it|this|that) up|get your|"
    r"put you (?:on|through|on hold)|be right back|be back|ask you|need|transfer|make a note|note|listen|"
    r"stay|wait|help|do my best|do what|do everything|do all)\b"
)
_TRYING = re.compile(r"^(?:help|do my best|do what|do everything|do all|try)\b")
_NOBODY = ("you", "it")
_GETS = re.compile(r"^(?:also |then )?(?:get|have|receive|hear)\b")
"""What the caller will do is a promise only where it comes to them."""
_QUESTION = re.compile(r"^(?:shall|will|would|can|could|may|do|does|is|are|what|when|where|who|how|why)\b")
_IF = re.compile(
    r"\b(?:if|unless|whether|until|once|when|as soon as|before|"
    r"(?:said|says|told|promised|thought|understand)(?: (?:you|me|us|him|her))?(?: that)?)$"
)
_HEDGE = re.compile(
    r"\b(?:hope|hopefully|think|thought|maybe|perhaps|might|luck|not sure|doubt|do not know|not say)\b"
)
_JOINS = re.compile(
    r"^(?:(?:and|but|then|so|well|okay|right|what (?:i|we)(?:['’]ll| will| can)? do is)\b,?\s*)+",
    re.IGNORECASE,
)
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
        if isinstance(event, Turn):
            for promise in promised(event.text):
                if _made(promise, event):
                    _add(found, replace(promise, onset=event.onset, end=event.end))
    return tuple(found)


def promised(text: str) -> Iterator[Promise]:
    """The promises in some words, without looking at when they were said."""
    for clause in _clauses(text):
        if promise := _promise(clause):
            yield promise


def _made(promise: Promise, turn: Turn) -> bool:
    """In a turn that commits; else only a deed with its time, where nothing was refused.

    Where nobody looked for acts, the words alone must do.
    """
    acts = {act.name for act in turn.acts or () if act.score >= FOUND}
    firm = bool(promise.deed and promise.when) and not acts & UNDOES
    return turn.acts is None or bool(acts & MAKES) or firm


def _clauses(text: str) -> list[str]:
    return [clause for part in _CUT.split(text) if (clause := _JOINS.sub("", part.strip(" ,.!?;")))]


def _promise(clause: str) -> Promise | None:
    """None where the clause promises nothing, or something that is done there and then."""
    spoken = " ".join(plain(clause))
    found = next((one for look in _LOOKS if (one := look.search(spoken))), None)
    if found is None or _QUESTION.match(spoken) or _undone(spoken, found):
        return None
    rest, aux = found["rest"], found.groupdict().get("aux") or ""
    when, deed = _when(clause), deed_of(rest)
    doing = aux in ("am", "are") and not (deed and re.match(r"\w+ing\b", rest))
    if doing or _NO.match(rest) or _TRYING.match(rest) or (_NOW.match(rest) and when is None):
        return None
    if (when and when.now) or not _binds(found, deed, when):
        return None
    return Promise(clause, _owner(found), deed, when)


def _when(clause: str) -> When | None:
    """The deed's own time rather than a condition's: "if it isn't there by noon, I will call you at one"."""
    begins = _WILLING.search(clause)
    return (when_of(clause[begins.end() :]) if begins else None) or when_of(clause)


_LOOKS = (_IT_IS_ME, _FROM_ME, _WILL, _BRINGS, _IS_DONE, _LET_ME, _NAMED)


def _undone(spoken: str, found: re.Match[str]) -> bool:
    """A condition, somebody's report, a guess, or no name where one should be."""
    before = spoken[: found.start("who")].strip()
    nobody = found.re is _NAMED and found["who"] in _NO_NAME
    return nobody or bool(_IF.search(before) or _HEDGE.search(before))


def _binds(found: re.Match[str], deed: str, when: When | None) -> bool:
    """Does it say enough to be held to?"""
    if found.re is _NAMED:
        return bool(deed and when)
    if found.re in (_IS_DONE, _LET_ME):
        return when is not None
    if found["who"] == "you" and not _GETS.match(found["rest"]):
        return False
    return bool(when or (deed and deed not in _VAGUE))


def _owner(found: re.Match[str]) -> str:
    who: str = found["who"]
    if found.re is _IS_DONE or who in _NOBODY:
        return ""
    return {"i": "I", "me": "I", "us": "we"}.get(who, who)


def deed_of(text: str) -> str:
    """The first thing that is done, as one word for all its wordings; empty if none is known."""
    spoken = " ".join(plain(text))
    for phrase, deed in _PHRASES:
        if phrase.search(spoken):
            return deed
    for word in spoken.split():
        for form in (word, _stem(word)):
            if known := _DEEDS.get(form) or _NOUN_DEEDS.get(form):
                return known
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
    """The same deed; or other words for it, with the same things or people in them."""
    deeds = {deed for word in plain(line.words) if (deed := deed_of(word))} | {deed_of(line.words)} - {""}
    if promise.deed and (promise.deed in deeds or {promise.deed, *deeds} >= {"call", "tell"}):
        return True
    shared = _matter(promise.words) & _matter(line.words)
    if not (promise.deed and deeds) or (promise.deed in _GOES and deeds & _GOES):
        return len(shared) >= 1
    return len(shared) >= 2 and _same_time(promise, line)


_GOES = frozenset(("bring", "come", "send", "book"))
"""One thing seen from two sides: an engineer is sent, an engineer visits."""
_EMPTY = frozenset(
    "i you we the a an to and or will shall am is are be it that this for of in on at by my your me him her "
    "them she he they going with back today tomorrow morning afternoon evening tonight".split()
)


def _matter(words: str) -> set[str]:
    """What it is about: the words without its time."""
    when = when_of(words)
    time = set(plain(when.words)) if when else set()
    return {word[:5] for word in plain(words) if word not in _EMPTY and word not in time}


def _same_time(promise: Promise, line: Commitment) -> bool:
    """A promise without a time needs none; one with a time needs that one."""
    if promise.when is None:
        return True
    when = when_of(line.by) or when_of(line.words)
    return when is not None and promise.when.fits(when)
