"""The rules that items of a rubric name: each looks at the finished call and gives a verdict.

A rule never guesses.  What the setting does not let it know is *not assessed*; what the call
gave no occasion for is *not needed*; neither lowers a score.  Nothing is earned by staying out:
keeping quiet is listening only for someone who also spoke.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .events import Answered, Branched, Credited, Ended, Entered, Event, Faulted, Outcome, Trouble, Turn
from .floor import Floor, Overlap, floor_of
from .match import words_outside
from .rubric import Item
from .scenario import Scenario
from .score import Evidence, Judged, Verdict

RAMBLE = 3_000
"""ms: a caller line at least so long can be interrupted or listened to."""
LONG_STORY = 8_000
"""ms: from here on a sign of listening is due."""


@dataclass(frozen=True)
class Case:
    """A finished call, as the rules see it."""

    timeline: Sequence[Event]
    scenario: Scenario

    @cached_property
    def floor(self) -> Floor:
        return floor_of(self.timeline, self.scenario)

    @cached_property
    def setting(self) -> Answered:
        return next((x for x in self.timeline if isinstance(x, Answered)), Answered(0))

    @cached_property
    def words_assessed(self) -> bool:
        """False if the ear was known to be poor, or was lost on the way."""
        lost = any(isinstance(x, Trouble) and x.what == "ear lost" for x in self.timeline)
        return self.setting.words_assessed and not lost

    @cached_property
    def overlap_assessed(self) -> bool:
        """False where the caller's own voice may have been taken for the trainee's."""
        leaked = any(isinstance(x, Trouble) and x.what == "echo" for x in self.timeline)
        return self.setting.overlap_assessed and not leaked

    @cached_property
    def outcome(self) -> Outcome:
        return next((x.outcome for x in self.timeline if isinstance(x, Ended)), "broken")

    @cached_property
    def turns(self) -> list[Turn]:
        """Turns with something in them: "mm-hm" alone is not taking part."""
        listed = self.scenario.backchannels
        turns = [x for x in self.timeline if isinstance(x, Turn)]
        return [t for t in turns if words_outside(t.text, listed) >= 2]

    @cached_property
    def entered(self) -> set[str]:
        return {x.state for x in self.timeline if isinstance(x, Entered)}


Rule = Callable[[Case, Item], Iterator[Judged]]


def _judged(
    item: Item,
    verdict: Verdict,
    reason: str,
    evidence: Sequence[Evidence] = (),
    **values: str | float,
) -> Judged:
    return Judged(item, verdict, f"rules.{reason}", tuple(sorted(values.items())), tuple(evidence))


# -- words -----------------------------------------------------------------------------------


def checkpoint(case: Case, item: Item) -> Iterator[Judged]:
    """One verdict for each checkpoint of the scenario whose advice the item collects."""
    credited = {x.checkpoint: x for x in case.timeline if isinstance(x, Credited)}
    for name, point in case.scenario.checkpoints.items():
        if point.advice not in item.advice:
            continue
        own = Item(f"{item.id}: {name}", item.rule, (point.advice,), item.weight, item.critical)
        title = point.title or name
        if not case.words_assessed:
            yield _judged(own, "not assessed", "words-not-assessed", title=title)
        elif got := credited.get(name):
            shown = [Evidence(got.onset, got.end, got.words, note=got.why)]
            yield _judged(own, "earned", "checkpoint-earned", shown, title=title)
        elif case.outcome == "won" and not _occasion(case, name):
            yield _judged(own, "not needed", "checkpoint-no-occasion", title=title)
        else:
            yield _judged(own, "lost", "checkpoint-lost", _chances(case, name), title=title)


def _occasion(case: Case, name: str) -> bool:
    """Was any state entered that could have credited it?"""
    if any(name in b.credit for b in case.scenario.always):
        return True
    states = case.scenario.states
    return any(name in b.credit for s in case.entered for b in states[s].branches)


def _chances(case: Case, name: str) -> list[Evidence]:
    """The turns that could have earned it: what was said where it was due."""
    due = {b.id for s in case.scenario.states.values() if any(name in b.credit for b in s.branches)
           for b in s.branches}  # fmt: skip
    missed: list[Evidence] = []
    turn: Turn | None = None
    for event in case.timeline:
        if isinstance(event, Turn):
            turn = event
        elif isinstance(event, Branched) and event.branch in due and turn and turn.at == event.at:
            missed.append(Evidence(turn.onset, turn.end, turn.text))
    return missed


def fault(case: Case, item: Item) -> Iterator[Judged]:
    """Lost if the scenario marked a fault under this advice; earned by two turns without one."""
    faults = [x for x in case.timeline if isinstance(x, Faulted) and x.advice in item.advice]
    branches = [*case.scenario.always, *(b for s in case.scenario.states.values() for b in s.branches)]
    watched = any(b.fault and b.fault.advice in item.advice for b in branches)
    if not case.words_assessed:
        yield _judged(item, "not assessed", "words-not-assessed", title=item.id)
    elif faults:
        shown = [Evidence(x.onset, x.end, x.words, note=x.why) for x in faults]
        yield _judged(item, "lost", f"fault-lost-{item.id}", shown, times=len(faults))
    elif not watched or len(case.turns) < 2:
        yield _judged(item, "not needed", "no-occasion")
    else:
        yield _judged(item, "earned", f"fault-earned-{item.id}")


# -- floor -------------------------------------------------------------------------------------


def interruptions(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` interruptions."""
    yield from _counted(case, item, "interruption", "interruptions")


def false_endings(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` starts in a pause that was no end: a milder kind."""
    pauses = any(m.kind == "pause" for line in case.floor.lines for m in line.marks)
    if pauses:
        yield from _counted(case, item, "false ending", "false-endings")
    else:
        yield _judged(item, "not needed", "no-occasion")


def _counted(case: Case, item: Item, kind: str, reason: str) -> Iterator[Judged]:
    if not case.overlap_assessed:
        yield _judged(item, "not assessed", "overlap-not-assessed")
        return
    limit = item.limits.get("at most", 0)
    found = [o for o in case.floor.overlaps if o.kind == kind]
    if len(found) > limit:
        lengths = sum(o.end - o.onset for o in found) / 1000
        shown = [_shown(o, limit) for o in found]
        yield _judged(item, "lost", f"{reason}-lost", shown, times=len(found), seconds=round(lengths, 1))
    elif not case.turns or not _longest(case) >= RAMBLE:
        yield _judged(item, "not needed", "no-occasion")
    else:
        story = max(case.floor.lines, key=lambda x: x.end - x.onset)
        shown = [Evidence(story.onset, story.end, value=len(found), limit=limit, unit="times")]
        yield _judged(item, "earned", f"{reason}-earned", shown, times=len(found))


def _shown(overlap: Overlap, limit: float) -> Evidence:
    length = (overlap.end - overlap.onset) / 1000
    return Evidence(overlap.onset, overlap.end, overlap.words, round(length, 2), limit, "s over the caller")


def _longest(case: Case) -> int:
    return max((x.end - x.onset for x in case.floor.lines), default=0)


def backchannels(case: Case, item: Item) -> Iterator[Judged]:
    """Earned by `at least` signs of listening under a long story; more earn no more."""
    found = [o for o in case.floor.overlaps if o.kind == "backchannel"]
    if not case.overlap_assessed or not case.words_assessed:
        yield _judged(item, "not assessed", "overlap-not-assessed")
    elif not case.turns or _longest(case) < LONG_STORY:
        yield _judged(item, "not needed", "no-occasion")
    elif len(found) >= item.limits.get("at least", 1):
        shown = [Evidence(o.onset, o.end, o.words) for o in found]
        yield _judged(item, "earned", "backchannels-earned", shown, times=len(found))
    else:
        story = max(case.floor.lines, key=lambda x: x.end - x.onset)
        length = round((story.end - story.onset) / 1000)
        yield _judged(item, "lost", "backchannels-lost", [Evidence(story.onset, story.end)], seconds=length)


def reply_gaps(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if `share at least` of the replies came within the bounds `from ms` … `to ms`."""
    low, high = item.limits.get("from ms", -300), item.limits.get("to ms", 3000)
    typed = {u.number for u in case.floor.utterances if u.typed}
    turns = [x for x in case.timeline if isinstance(x, Turn) and not typed & set(x.utterances)]
    gaps = [t for t in turns if t.fto != t.onset]  # the greeting answers no line
    good = [t for t in gaps if low <= t.fto <= high]
    if case.setting.latency is None:
        yield _judged(item, "not assessed", "latency-unknown")
    elif not gaps or not case.turns:
        yield _judged(item, "not needed", "no-occasion")
    else:
        enough = len(good) >= item.limits.get("share at least", 0.8) * len(gaps)
        off = [t for t in gaps if t not in good]
        shown = [
            Evidence(t.onset, t.end, t.text, t.fto / 1000, high / 1000, "s")
            for t in (good if enough else off)
        ]
        middle = sorted(t.fto for t in gaps)[len(gaps) // 2] / 1000
        verdict: Verdict = "earned" if enough else "lost"
        yield _judged(
            item, verdict, f"reply-gaps-{verdict}", shown,
            good=len(good), all=len(gaps), median=round(middle, 1),
        )  # fmt: skip


def dead_air(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` silences of 5 s that nobody announced."""
    found = [s for s in case.floor.silences if s.kind == "dead air"]
    if len(found) > item.limits.get("at most", 0):
        longest = max(s.end - s.onset for s in found) / 1000
        shown = [Evidence(s.onset, s.end, "", (s.end - s.onset) / 1000, 5.0, "s") for s in found]
        yield _judged(item, "lost", "dead-air-lost", shown, seconds=round(longest, 1), times=len(found))
    elif not case.turns:
        yield _judged(item, "not needed", "no-occasion")
    else:
        yield _judged(item, "earned", "dead-air-earned")


def answered(case: Case, item: Item) -> Iterator[Judged]:
    """Earned by picking up within `ms at most` (three rings are about 12 s) and then speaking."""
    rang, limit = case.setting.rang, item.limits.get("ms at most", 12_000)
    if not case.turns:
        yield _judged(item, "not needed", "no-occasion")
        return
    verdict: Verdict = "earned" if rang <= limit else "lost"
    shown = [Evidence(0, 0, "", rang / 1000, limit / 1000, "s")]
    yield _judged(item, verdict, f"answered-{verdict}", shown, seconds=round(rang / 1000, 1))


def outcome_won(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if the call ended well for the caller."""
    end = case.floor.duration
    verdict: Verdict = "earned" if case.outcome == "won" else "lost"
    yield _judged(item, verdict, f"outcome-{verdict}", [Evidence(max(0, end - 3000), end)])


RULES: Mapping[str, Rule] = {
    "checkpoint": checkpoint,
    "fault": fault,
    "floor.interruptions": interruptions,
    "floor.false endings": false_endings,
    "floor.backchannels": backchannels,
    "floor.reply gaps": reply_gaps,
    "floor.dead air": dead_air,
    "floor.answered": answered,
    "outcome.won": outcome_won,
}
