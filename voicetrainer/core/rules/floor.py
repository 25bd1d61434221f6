"""Who spoke when: interruptions, gaps, silences, signs of listening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..events import Turn
from ..floor import Overlap
from ..rubric import Item
from ..score import Evidence, Judged, Verdict
from .case import LONG_STORY, RAMBLE, Case, Limits, Rule, judged


def interruptions(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` interruptions."""
    yield from _counted(case, item, "interruption", "interruptions")


def false_endings(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` starts in a pause that was no end: a milder kind."""
    pauses = any(m.kind == "pause" for line in case.floor.lines for m in line.marks)
    if pauses:
        yield from _counted(case, item, "false ending", "false-endings")
    else:
        yield judged(item, "not needed", "no-occasion")


def _counted(case: Case, item: Item, kind: str, reason: str) -> Iterator[Judged]:
    if not case.overlap_assessed:
        yield judged(item, "not assessed", "overlap-not-assessed")
        return
    limit = item.limits.get("at most", 0)
    found = [o for o in case.floor.overlaps if o.kind == kind]
    if len(found) > limit:
        lengths = sum(o.end - o.onset for o in found) / 1000
        shown = [_shown(o, limit) for o in found]
        yield judged(item, "lost", f"{reason}-lost", shown, times=len(found), seconds=round(lengths, 1))
    elif not case.turns or not _longest(case) >= RAMBLE:
        yield judged(item, "not needed", "no-occasion")
    else:
        story = max(case.floor.lines, key=lambda x: x.end - x.onset)
        shown = [Evidence(story.onset, story.end, value=len(found), limit=limit, unit="times")]
        yield judged(item, "earned", f"{reason}-earned", shown, times=len(found))


def _shown(overlap: Overlap, limit: float) -> Evidence:
    length = (overlap.end - overlap.onset) / 1000
    return Evidence(overlap.onset, overlap.end, overlap.words, round(length, 2), limit, "s over the caller")


def _longest(case: Case) -> int:
    return max((x.end - x.onset for x in case.floor.lines), default=0)


def backchannels(case: Case, item: Item) -> Iterator[Judged]:
    """Earned by `at least` signs of listening under a long story; more earn no more."""
    found = [o for o in case.floor.overlaps if o.kind == "backchannel"]
    if not case.overlap_assessed or not case.words_assessed:
        yield judged(item, "not assessed", "overlap-not-assessed")
    elif not case.turns or _longest(case) < LONG_STORY:
        yield judged(item, "not needed", "no-occasion")
    elif len(found) >= item.limits.get("at least", 1):
        shown = [Evidence(o.onset, o.end, o.words) for o in found]
        yield judged(item, "earned", "backchannels-earned", shown, times=len(found))
    else:
        story = max(case.floor.lines, key=lambda x: x.end - x.onset)
        length = round((story.end - story.onset) / 1000)
        yield judged(item, "lost", "backchannels-lost", [Evidence(story.onset, story.end)], seconds=length)


def reply_gaps(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if `share at least` of the replies came within the bounds `from ms` … `to ms`."""
    low, high = item.limits.get("from ms", -300), item.limits.get("to ms", 3000)
    typed = {u.number for u in case.floor.utterances if u.typed}
    turns = [x for x in case.timeline if isinstance(x, Turn) and not typed & set(x.utterances)]
    gaps = [t for t in turns if t.fto != t.onset]  # the greeting answers no line
    good = [t for t in gaps if low <= t.fto <= high]
    if case.setting.latency is None:
        yield judged(item, "not assessed", "latency-unknown")
    elif not gaps or not case.turns:
        yield judged(item, "not needed", "no-occasion")
    else:
        enough = len(good) >= item.limits.get("share at least", 0.8) * len(gaps)
        off = [t for t in gaps if t not in good]
        shown = [
            Evidence(t.onset, t.end, t.text, t.fto / 1000, high / 1000, "s")
            for t in (good if enough else off)
        ]
        middle = sorted(t.fto for t in gaps)[len(gaps) // 2] / 1000
        verdict: Verdict = "earned" if enough else "lost"
        yield judged(
            item, verdict, f"reply-gaps-{verdict}", shown,
            good=len(good), all=len(gaps), median=round(middle, 1),
        )  # fmt: skip


def dead_air(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` silences of 5 s that nobody announced."""
    found = [s for s in case.floor.silences if s.kind == "dead air"]
    if len(found) > item.limits.get("at most", 0):
        longest = max(s.end - s.onset for s in found) / 1000
        shown = [Evidence(s.onset, s.end, "", (s.end - s.onset) / 1000, 5.0, "s") for s in found]
        yield judged(item, "lost", "dead-air-lost", shown, seconds=round(longest, 1), times=len(found))
    elif not case.turns:
        yield judged(item, "not needed", "no-occasion")
    else:
        yield judged(item, "earned", "dead-air-earned")


def answered(case: Case, item: Item) -> Iterator[Judged]:
    """Earned by picking up within `ms at most` (three rings are about 12 s) and then speaking."""
    rang, limit = case.setting.rang, item.limits.get("ms at most", 12_000)
    if not case.turns:
        yield judged(item, "not needed", "no-occasion")
        return
    verdict: Verdict = "earned" if rang <= limit else "lost"
    shown = [Evidence(0, 0, "", rang / 1000, limit / 1000, "s")]
    yield judged(item, verdict, f"answered-{verdict}", shown, seconds=round(rang / 1000, 1))


RULES: Mapping[str, Rule] = {
    "floor.interruptions": interruptions,
    "floor.false endings": false_endings,
    "floor.backchannels": backchannels,
    "floor.reply gaps": reply_gaps,
    "floor.dead air": dead_air,
    "floor.answered": answered,
}
LIMITS: Limits = {
    "floor.interruptions": {"at most": "2"},
    "floor.false endings": {"at most": "2"},
    "floor.backchannels": {"at least": "2"},
    "floor.reply gaps": {"from": "-300 ms", "to": "3 s", "share at least": "80 %"},
    "floor.dead air": {"at most": "1"},
    "floor.answered": {"at most": "12 s"},
}
