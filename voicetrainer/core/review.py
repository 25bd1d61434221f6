"""What people put right after a call: words that were misheard, verdicts they see otherwise.

A correction changes what was heard, never what the caller did about it then.  An overruling changes
a verdict; the program's own stays beside it.  Both name who, why and when, and are kept beside the
timeline, which stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .events import Event, Ms, Recognised
from .marking import Marker
from .ports import Reader
from .rewording import reworded
from .scenario import Scenario
from .score import Evidence, Judged, Overrule, Scorecard, Verdict
from .sums import recounted


@dataclass(frozen=True, slots=True)
class Correction:
    """What was really said in one utterance."""

    utterance: int
    text: str
    by: str
    reason: str = ""
    when: str = ""
    """ISO date and time."""


@dataclass(frozen=True, slots=True)
class Overruling:
    """A person's verdict on one item."""

    item: str
    """Its id on the scorecard."""
    verdict: Verdict
    by: str
    reason: str
    when: str = ""
    """ISO date and time."""


@dataclass(frozen=True, slots=True)
class Mended:
    """One utterance before and after its correction, for people to see both."""

    correction: Correction
    was: str


def corrected(
    timeline: Sequence[Event],
    scenario: Scenario,
    corrections: Iterable[Correction],
    reader: Reader | None = None,
) -> list[Event]:
    """The timeline with these words in it, and the credits and faults that follow from them.

    The turn is looked at again in the state and with the meters of that moment; the caller's way
    stays.  Of several corrections of one utterance the last counts.  An unclear turn whose words are
    known now becomes a turn.  Unknown utterances are passed over: see `mended`.
    """
    heard = {x.utterance for x in timeline if isinstance(x, Recognised)}
    words = {c.utterance: c.text for c in corrections if c.utterance in heard}
    return reworded(timeline, Marker(scenario), words, reader) if words else list(timeline)


def mended(timeline: Sequence[Event], corrections: Iterable[Correction]) -> list[Mended]:
    """The corrections that apply to this call, each beside what had been heard."""
    heard = {x.utterance: x.text for x in timeline if isinstance(x, Recognised)}
    latest = {c.utterance: c for c in corrections if c.utterance in heard}
    return [Mended(c, heard[number]) for number, c in sorted(latest.items())]


def overruled(card: Scorecard, overrulings: Iterable[Overruling]) -> Scorecard:
    """The scorecard with these verdicts; the program's stay in `Judged.overruled`.

    Of several on one item the last counts; one that agrees with the program is kept too, as a person's
    word.  A close call that was set aside is decided by it.
    """
    latest = {one.item: one for one in overrulings}
    items = (judged for section in card.sections for judged in section.items)
    return recounted(card, [_overruled(j, latest[j.item.id]) for j in items if j.item.id in latest])


def _overruled(judged: Judged, by: Overruling) -> Judged:
    was = judged.overruled.was if judged.overruled else judged.verdict
    return replace(judged, verdict=by.verdict, overruled=Overrule(was, by.by, by.reason, by.when))


# -- what changed ----------------------------------------------------------------------------------

Why = Literal["new item", "gone", "limit", "weight", "rule", "words", "person", "evidence", "close call"]
"""new item, gone: the rubric has it now, or no longer · limit, weight, rule: the rubric asks for
something else · words: the evidence has other words · person: somebody overruled it · close call: it
was set aside, or no longer is · evidence: the rules see the call otherwise."""


@dataclass(frozen=True, slots=True)
class Change:
    """One item that is not what it was."""

    item: str
    was: Verdict | None
    """None: it was not there."""
    now: Verdict | None
    why: Why
    values: tuple[tuple[str, str | float], ...] = ()
    """The limit or the weight, before and after."""
    onset: Ms | None = None
    """Where in the call to look; None where there is no evidence."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a scorecard has become."""

    items: tuple[Change, ...]
    total: tuple[float | None, float | None]
    """Before and after."""
    passed: tuple[bool | None, bool | None]


def changes(before: Scorecard, after: Scorecard) -> Changes:
    """Item by item in the order of the newer card, those that are gone last; and the sums."""
    was, now = _by_id(before), _by_id(after)
    found = [change for id_, judged in now.items() for change in _changed(was.get(id_), judged)]
    found += [_gone(judged) for id_, judged in was.items() if id_ not in now]
    return Changes(tuple(found), (before.total, after.total), (before.passed, after.passed))


def _by_id(card: Scorecard) -> Mapping[str, Judged]:
    return {judged.item.id: judged for section in card.sections for judged in section.items}


def _gone(judged: Judged) -> Change:
    return Change(judged.item.id, judged.verdict, None, "gone", onset=_onset(judged.evidence))


def _changed(was: Judged | None, now: Judged) -> Iterator[Change]:
    """A new verdict with its likeliest cause, or the same one under other terms."""
    onset = _onset(now.evidence) if now.evidence or was is None else _onset(was.evidence)
    if was is None:
        yield Change(now.item.id, None, now.verdict, "new item", onset=onset)
        return
    terms = list(_terms(was, now))
    if was.verdict != now.verdict:
        why, values = terms[0] if terms else _cause(was, now)
        yield Change(now.item.id, was.verdict, now.verdict, why, values, onset)
    else:
        for why, values in terms:
            yield Change(now.item.id, was.verdict, now.verdict, why, values, onset)


Cause = tuple[Why, tuple[tuple[str, str | float], ...]]


def _terms(was: Judged, now: Judged) -> Iterator[Cause]:
    """What the rubric, or a person, asks otherwise."""
    if now.overruled and now.overruled != was.overruled:
        yield "person", (("by", now.overruled.by), ("reason", now.overruled.reason))
    if was.item.rule != now.item.rule:
        yield "rule", (("was", was.item.rule), ("now", now.item.rule))
    for name in sorted({*was.item.limits, *now.item.limits}):
        old, new = was.item.limits.get(name), now.item.limits.get(name)
        if old != new:
            yield "limit", (("limit", name), ("was", _shown(old)), ("now", _shown(new)))
    if was.item.weight != now.item.weight:
        yield "weight", (("was", was.item.weight), ("now", now.item.weight))


def _cause(was: Judged, now: Judged) -> Cause:
    """Of another verdict under the same terms."""
    if _aside(was) != _aside(now):
        return "close call", ()
    if {x.words for x in was.evidence} != {x.words for x in now.evidence}:
        return "words", ()
    return "evidence", ()


def _aside(judged: Judged) -> bool:
    return judged.stability is not None and judged.stability.decides


def _shown(value: float | None) -> str | float:
    return "–" if value is None else value


def _onset(evidence: Sequence[Evidence]) -> Ms | None:
    return min((x.onset for x in evidence), default=None)
