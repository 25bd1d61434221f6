"""What the trainee's words did: rules on the dialogue acts of their turns.

Which acts a rule looks for stands in the rubric, so that a trainer can read and change it.  A turn
whose words nobody read is no proof of anything: the rules then give no verdict.  Keys count as
acts: 'does hold', 'does transfer', 'does ask supervisor'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps

from ..events import Unclear
from ..rubric import Item
from ..score import Evidence, Judged, Verdict
from .case import Case, Deed, Limits, Rule, Takes, judged

SHOWN = 5
"""Evidence is to be heard, not counted: so many stretches are enough."""


def short(case: Case, item: Item) -> bool:
    """Fewer turns than the item's `from turns`: such a call has no room for everything."""
    return len(case.turns) < item.limits.get("from turns", 0)


def on_acts(rule: Callable[[Case, Item], Judged]) -> Rule:
    """A rule that gives one verdict, and none without turns whose acts were read."""

    @wraps(rule)
    def guarded(case: Case, item: Item) -> Iterator[Judged]:
        if not case.turns:
            yield judged(item, "not needed", "no-occasion")
        elif short(case, item):
            yield judged(item, "not needed", "few-turns")
        elif not case.words_assessed:
            yield judged(item, "not assessed", "words-not-assessed")
        elif not case.read:
            yield judged(item, "not assessed", "acts-not-read")
        else:
            yield rule(case, item)

    return guarded


def title(item: Item) -> str:
    return item.title or item.id


def shown(
    deeds: Sequence[Deed], value: float | None = None, limit: float | None = None, unit: str = ""
) -> list[Evidence]:
    return [Evidence(d.onset, d.end, d.words, value, limit, unit) for d in deeds[:SHOWN]]


def whole(case: Case, value: float, limit: float, unit: str = "times") -> list[Evidence]:
    """The stretch in which something was not found: from the trainee's first turn to their last."""
    return [Evidence(case.turns[0].onset, case.turns[-1].end, "", value, limit, unit)]


@on_acts
def said(case: Case, item: Item) -> Judged:
    """Earned by `at least` turns with one of the acts, the first of them `by turn` so and so.

    `facts`: only turns that take up so many of the caller's facts.  `no longer than`: only turns that
    short.  Turns with an act named under `not beside` do not count.
    """
    facts, longest = item.limits.get("facts", 0), item.limits.get("no longer than ms")
    least, by = item.limits.get("at least", 1), item.limits.get("by turn")
    found = [
        deed
        for deed in case.deeds
        if any(len(act.about) >= facts for act in deed.named(item.acts))
        and deed.counts(item)
        and not deed.over
        and (longest is None or deed.end - deed.onset <= longest)
    ]
    if len(found) < least:
        missing = shown(found, len(found), least, "times") or whole(case, 0, least)
        if least > 1:
            return judged(
                item, "lost", "said-seldom", missing, title=title(item), times=len(found), least=int(least)
            )
        return judged(item, "lost", "said-lost", missing, title=title(item))
    if by is not None and found[0].turn > by:
        late = shown(found[:1], found[0].turn, by, "turns")
        return judged(item, "lost", "said-late", late, title=title(item), turn=found[0].turn, by=int(by))
    proof = (
        shown(found, len(found), least, "times")
        if by is None
        else shown(found[:1], found[0].turn, by, "turns")
    )
    return judged(item, "earned", "said-earned", proof, title=title(item), times=len(found))


@on_acts
def all_said(case: Case, item: Item) -> Judged:
    """Earned if each of the acts was said, all of them `by turn` so and so."""
    by = item.limits.get("by turn", len(case.timeline))
    first = {
        name: deed
        for deed in reversed(case.deeds)
        for name in item.acts
        if deed.does((name,)) and not deed.does(item.barred) and deed.turn <= by
    }
    proof = shown(
        sorted(set(first.values()), key=lambda deed: deed.onset), len(first), len(item.acts), "times"
    )
    if len(first) == len(item.acts):
        return judged(item, "earned", "said-earned", proof, title=title(item), times=len(first))
    missing = ", ".join(name for name in item.acts if name not in first)
    proof = proof or whole(case, 0, len(item.acts))
    return judged(item, "lost", "all-said-lost", proof, title=title(item), missing=missing)


@on_acts
def paired(case: Case, item: Item) -> Judged:
    """Earned if each turn with one of the acts has one of `with` in it, `within turns` after it, or
    `turns before` it.  Without such a turn: not needed."""
    found = [deed for deed in case.deeds if deed.does(item.acts)]
    alone = [deed for deed in found if not _partner(case, item, deed)]
    if not found:
        return judged(item, "not needed", "no-occasion")
    if alone:
        proof = shown(alone, 0, 1, "times")
        return judged(item, "lost", "paired-lost", proof, title=title(item), times=len(alone), all=len(found))
    return judged(item, "earned", "paired-earned", shown(found), title=title(item), times=len(found))


@on_acts
def followed(case: Case, item: Item) -> Judged:
    """Earned if one of the acts came, and one of `with` in the same turn or `within turns` after it.

    Not assessed where something after the first could not be made out: it may have been there.
    """
    found = [deed for deed in case.deeds if deed.counts(item) and not deed.over]
    for deed in found:
        if partner := _partner(case, item, deed):
            proof = shown([deed, partner] if partner != deed else [deed])
            return judged(item, "earned", "said-earned", proof, title=title(item), times=1)
    if found and any(isinstance(x, Unclear) and x.onset > found[0].onset for x in case.timeline):
        return judged(item, "not assessed", "followed-unclear", shown(found))
    within = int(item.limits.get("within turns", 0))
    proof = shown(found) or whole(case, 0, 1)
    reason = "followed-lost" if found else "said-lost"
    return judged(item, "lost", reason, proof, title=title(item), times=0, within=within)


def _partner(case: Case, item: Item, deed: Deed) -> Deed | None:
    """The turn that has what should go with it."""
    first = deed.turn - item.limits.get("turns before", 0)
    last = deed.turn + item.limits.get("within turns", 0)
    near = (
        one
        for one in case.deeds
        if first <= one.turn <= last and one.does(item.paired) and not one.does(item.barred)
    )
    return next(near, None)


@on_acts
def canned(case: Case, item: Item) -> Judged:
    """Lost if one wording of the acts came more than `at most` times."""
    most = item.limits.get("at most", 2)
    wordings: dict[str, list[Deed]] = {}
    for deed in case.deeds:
        for words in {_wording(act.words) for act in deed.named(item.acts)}:
            wordings.setdefault(words, []).append(deed)
    if not wordings:
        return judged(item, "not needed", "no-occasion")
    again = max(wordings, key=lambda words: len(wordings[words]))
    times = len(wordings[again])
    proof = shown(wordings[again], times, most, "times")
    verdict: Verdict = "lost" if times > most else "earned"
    return judged(item, verdict, f"canned-{verdict}", proof, words=again, times=times)


def _wording(words: str) -> str:
    return " ".join("".join(c for c in words.lower() if c.isalnum() or c in " '").split())


@on_acts
def politeness(case: Case, item: Item) -> Judged:
    """Lost if courteous words were further apart than `gap at most`, with a turn of the trainee's between.

    Counted from the first turn to the last, on the call's own clock; holds and announced pauses, in which
    nobody speaks, count for nothing.  Lost too by any turn with an act
    named under `not beside`: a courteous word does not make up for it.
    """
    most = item.limits.get("gap at most ms", 60_000)
    polite = [deed for deed in case.deeds if deed.counts(item)]
    if rude := [deed for deed in case.deeds if deed.does(item.barred)]:
        return judged(item, "lost", "politeness-broken", shown(rude), times=len(rude))
    borders = [case.turns[0].onset, *(deed.end for deed in polite)]
    until = [*(deed.onset for deed in polite), case.turns[-1].end]
    gaps = [(a, b) for a, b in zip(borders, until, strict=True) if _spoke(case, a, b)]
    onset, end = max(gaps, key=lambda gap: _talked(case, *gap), default=(borders[0], borders[0]))
    length = _talked(case, onset, end)
    proof = [Evidence(onset, end, "", round(length / 1000, 1), most / 1000, "s")]
    seconds = round(length / 1000)
    if polite and length <= most:
        kept = shown(polite) if onset == end else proof
        told = "politeness-earned" if gaps else "politeness-always"
        return judged(item, "earned", told, kept, times=len(polite), all=len(case.turns), seconds=seconds)
    return judged(item, "lost", "politeness-lost" if polite else "politeness-none", proof, seconds=seconds)


def _talked(case: Case, onset: int, end: int) -> int:
    """ms between the two, without the holds and announced pauses."""
    away = (s for s in case.floor.silences if s.kind in ("hold", "announced pause"))
    return end - onset - sum(max(0, min(s.end, end) - max(s.onset, onset)) for s in away)


def _spoke(case: Case, onset: int, end: int) -> bool:
    """Did the trainee say something in between?"""
    return any(onset <= turn.onset and turn.end <= end for turn in case.turns)


RULES: Mapping[str, Rule] = {
    "acts.said": said,
    "acts.all said": all_said,
    "acts.paired": paired,
    "acts.followed": followed,
    "acts.canned": canned,
    "acts.politeness": politeness,
}
LIMITS: Limits = {
    "acts.said": {
        "at least": "2 times",
        "by turn": "2",
        "facts": "2 facts",
        "no longer than": "20 s",
        "from turns": "4 turns",
    },
    "acts.all said": {"by turn": "1", "from turns": "4 turns"},
    "acts.paired": {"within turns": "2 turns", "turns before": "1 turns"},
    "acts.followed": {"within turns": "2 turns", "from turns": "4 turns"},
    "acts.canned": {"at most": "2 times"},
    "acts.politeness": {"gap at most": "60 s"},
}
NEEDS: Takes = {
    "acts.said": ("acts",),
    "acts.all said": ("acts",),
    "acts.paired": ("acts", "with"),
    "acts.followed": ("acts", "with"),
    "acts.canned": ("acts",),
    "acts.politeness": ("acts",),
}
TAKES: Takes = {name: (*lists, "not beside") for name, lists in NEEDS.items() if name != "acts.canned"}
