"""What a reply does with what the caller said: apologies, next steps, curt answers, details, echoes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ..events import Turn
from ..match import Matcher, is_backchannel, plain
from ..rubric import Item
from ..score import Evidence, Judged, Verdict
from .acts import SHOWN, on_acts, shown, title, whole
from .case import LONG_STORY, Case, Deed, Limits, Reply, Rule, Takes, judged

_STEM = 5
"""Words that begin alike for so many letters are one word: deliver, delivery, delivered."""
_EMPTY = frozenset(
    "about again also because been before being could does doing done from going gone have having here "
    "into just know like made make many maybe more most much must need never only other over please "
    "really right said same should since some something still such sure than thank thanks that their "
    "them then there these they thing things this those told very want wants well went were what when "
    "where which while will with without would your yours sorry hello good goodbye yeah anything "
    "everything nothing nobody anybody somebody everybody always another after every come came back "
    "gets getting tell think thought through today".split()
)
"""Words that show nothing of what was heard."""
_COST = frozenset(
    "wait waited waiting time delay trouble inconvenience bother hassle hour hours day days week weeks month "
    "months long late upset worry stress mess mistake twice again".split()
)
"""What an apology can name: inconvenience and time."""
_HOUR = "half|quarter|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_WHEN = re.compile(
    r"\b(today|tonight|tomorrow|now|right away|straight away|immediately|within|noon|midday|o'clock|"
    r"this (morning|afternoon|evening|week)|(mon|tues|wednes|thurs|fri|satur|sun)day|minutes?|hours?|days?|"
    rf"by (the end|lunch\w*|close)|(in|by|at|before|after|around|till|until) (\w+ ){{0,2}}?(\d+|{_HOUR}))\b",
    re.IGNORECASE,
)


@on_acts
def apology(case: Case, item: Item) -> Judged:
    """Earned by an apology after the caller's first line that names what it cost, said in no more than
    `at most` turns, with one of `with` in the same turn or `within turns` after it."""
    most = item.limits.get("at most", 2)
    found = [deed for deed in case.deeds if deed.counts(item)]
    due = [deed for deed in found if _heard_before(case, deed)]
    named = [deed for deed in due if _names_cost(case, deed)]
    wanted = int(item.limits.get("within turns", 2))
    moved = [deed for deed in named if _moves_on(case, item, deed, wanted)]
    if len(found) > most:
        proof = shown(found, len(found), most, "times")
        return judged(item, "lost", "apology-often", proof, times=len(found), most=int(most))
    if moved:
        return judged(item, "earned", "apology-earned", shown(moved), times=len(found))
    reason = "apology-stays" if named else "apology-bare" if due else "apology-none"
    proof = shown(named or due) or whole(case, len(due), 1)
    return judged(item, "lost", reason, proof, within=wanted)


@on_acts
def acknowledged(case: Case, item: Item) -> Judged:
    """Earned by one of the acts in a turn that also names what it is about: a fact or a word of the
    caller's, or what it cost.  "I understand" alone could be said to anybody."""
    found = [deed for deed in case.deeds if deed.counts(item) and not deed.over]
    named = [deed for deed in found if _names_cost(case, deed) or _takes(deed)]
    if named:
        return judged(item, "earned", "said-earned", shown(named), title=title(item), times=len(named))
    if found:
        return judged(item, "lost", "acknowledged-bare", shown(found))
    return judged(item, "lost", "said-lost", whole(case, 0, 1), title=title(item))


def _takes(deed: Deed) -> bool:
    """Some act of the turn takes up a fact of the caller's."""
    return any(act.about for act in deed.acts)


def _heard_before(case: Case, deed: Deed) -> bool:
    return any(line.onset < deed.onset for line in case.floor.lines)


def _names_cost(case: Case, deed: Deed) -> bool:
    said = set(plain(deed.words))
    heard = " ".join(line.text for line in case.floor.lines if line.onset < deed.onset)
    return bool(said & _COST) or bool(content(deed.words) & content(heard))


def _moves_on(case: Case, item: Item, deed: Deed, within: int) -> bool:
    return any(deed.turn <= one.turn <= deed.turn + within and one.does(item.paired) for one in case.deeds)


@on_acts
def next_step(case: Case, item: Item) -> Judged:
    """Earned if one of the trainee's `last turns` says what will be done, and when."""
    last = int(item.limits.get("last turns", 3))
    turns = [deed for deed in case.deeds if deed.words and not deed.over][-last:]
    steps = [deed for deed in turns if deed.counts(item)]
    timed = [deed for deed in steps if _WHEN.search(deed.words)]
    if timed:
        return judged(item, "earned", "next-step-earned", shown(timed[-1:]))
    proof = shown(steps or turns[-1:], 0, 1, "times")
    return judged(item, "lost", "next-step-untimed" if steps else "next-step-lost", proof)


def curt(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` answers of one word to a caller who spoke for `after` or longer; small words
    of listening are none."""
    after, most = item.limits.get("after ms", LONG_STORY), item.limits.get("at most", 0)
    long = [reply for reply in case.replies if reply.heard_ms >= after]
    short = [reply.turn for reply in long if _one_word(case, reply.turn)]
    answers = {reply.turn.onset for reply in long} - {turn.onset for turn in short}
    marked = [deed for deed in case.deeds if deed.does(item.acts) and deed.onset in answers]
    if not case.turns or not long:
        yield judged(item, "not needed", "no-occasion")
    elif not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed")
    elif len(short) + len(marked) > most:
        times = len(short) + len(marked)
        proof = [Evidence(t.onset, t.end, t.text, len(plain(t.text)), 2, "words") for t in short]
        yield judged(item, "lost", "curt-lost", [*proof, *shown(marked)], times=times)
    else:
        proof = [_length(reply.turn) for reply in long]
        yield judged(item, "earned", "curt-earned", proof[:SHOWN], times=len(long))


def _one_word(case: Case, turn: Turn) -> bool:
    return len(plain(turn.text)) == 1 and not is_backchannel(turn.text, case.scenario.backchannels)


def _length(turn: Turn) -> Evidence:
    return Evidence(turn.onset, turn.end, turn.text, len(plain(turn.text)), 2, "words")


def coherence(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if `share at least` of the answers take up a word that the caller had just said, or a fact
    of the caller's, or say something back (one of the `acts`).

    A turn with an act named under `not beside` takes nothing up: who throws the caller's word back has
    not listened.
    """
    share = item.limits.get("share at least", 0.5)
    telling = {id(turn) for turn in case.turns}
    answers = [reply for reply in case.replies if id(reply.turn) in telling and content(reply.heard)]
    against = {deed.onset for deed in case.deeds if deed.does(item.barred)}
    said_back = {deed.onset for deed in case.deeds if deed.does(item.acts)}
    taken = [
        r
        for r in answers
        if r.turn.onset not in against and (r.turn.onset in said_back or _takes_up(case, r))
    ]
    if not answers:
        yield judged(item, "not needed", "no-occasion")
    elif not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed")
    else:
        verdict: Verdict = "earned" if len(taken) >= share * len(answers) else "lost"
        kept = taken if verdict == "earned" else [reply for reply in answers if reply not in taken]
        part = round(len(taken) / len(answers), 2)
        proof = [Evidence(r.turn.onset, r.turn.end, r.turn.text, part, share, "share") for r in kept[:SHOWN]]
        yield judged(item, verdict, f"coherence-{verdict}", proof, taken=len(taken), all=len(answers))


def _takes_up(case: Case, reply: Reply) -> bool:
    return (
        bool(reply.about)
        or bool(content(reply.turn.text) & content(reply.heard))
        or bool(_facts(case, reply.turn.text))
    )


def details(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if the trainee took up `at least` so many of the caller's facts in words of their own."""
    least = item.limits.get("at least", 2)
    found: dict[str, Turn] = {}
    for reply in case.replies:
        for fact in sorted(reply.about | _facts(case, reply.turn.text)):
            found.setdefault(fact, reply.turn)
    if not case.turns or len(case.scenario.facts) < least:
        yield judged(item, "not needed", "no-occasion")
    elif not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed")
    else:
        verdict: Verdict = "earned" if len(found) >= least else "lost"
        turns = sorted({(t.onset, t.end, t.text) for t in found.values()})
        proof = [Evidence(*turn, value=len(found), limit=least, unit="facts") for turn in turns[:SHOWN]]
        proof = proof or whole(case, 0, least, "facts")
        yield judged(
            item, verdict, f"details-{verdict}", proof, times=len(found), all=len(case.scenario.facts)
        )


def _facts(case: Case, text: str) -> set[str]:
    matcher = _matcher(tuple((name, fact.forms) for name, fact in case.scenario.facts.items()))
    return {name for name in case.scenario.facts if matcher.find(name, text) is not None}


@lru_cache(maxsize=16)
def _matcher(facts: tuple[tuple[str, tuple[str, ...]], ...]) -> Matcher:
    return Matcher(dict(facts))


@lru_cache(maxsize=4096)
def content(text: str) -> frozenset[str]:
    """The words that tell what it is about, each cut to its stem."""
    return frozenset(word[:_STEM] for word in plain(text) if len(word) > 3 and word not in _EMPTY)


RULES: Mapping[str, Rule] = {
    "acts.apology": apology,
    "acts.acknowledged": acknowledged,
    "acts.next step": next_step,
    "acts.curt": curt,
    "acts.coherence": coherence,
    "acts.details": details,
}
LIMITS: Limits = {
    "acts.apology": {"at most": "2 times", "within turns": "2 turns"},
    "acts.acknowledged": {"from turns": "4 turns"},
    "acts.next step": {"last turns": "3 turns"},
    "acts.curt": {"after": "8 s", "at most": "1 times"},
    "acts.coherence": {"share at least": "50 %"},
    "acts.details": {"at least": "2 facts"},
}
NEEDS: Takes = {
    "acts.apology": ("acts", "with"),
    "acts.acknowledged": ("acts",),
    "acts.next step": ("acts",),
}
TAKES: Takes = {
    "acts.apology": ("acts", "with", "not beside"),
    "acts.acknowledged": ("acts", "not beside"),
    "acts.next step": ("acts", "not beside"),
    "acts.curt": ("acts",),
    "acts.coherence": ("acts", "not beside"),
}
