"""Who spoke when: interruptions, gaps, silences, signs of listening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..events import Turn
from ..floor import Line, Overlap, Silence, content_of
from ..rubric import Item
from ..score import Evidence, Judged, Verdict
from .case import LONG_STORY, RAMBLE, Case, Limits, Rule, judged

SAME_BREATH = 300
"""ms: who begins so little before the caller's last sound has heard the line out."""


def interruptions(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` interruptions."""
    found = [o for o in case.floor.overlaps if o.kind == "interruption"]
    limit = item.limits.get("at most", 0)
    if not case.overlap_assessed:
        yield judged(item, "not assessed", "overlap-not-assessed")
    elif len(found) > limit:
        yield _interrupted(item, found)
    elif (story := _story(case, RAMBLE)) is None:
        yield judged(item, "not needed", "no-occasion")
    else:
        shown = [_of(story, len(found), limit, "times")]
        yield judged(item, "earned", "interruptions-earned", shown, times=len(found))


def _interrupted(item: Item, found: Sequence[Overlap]) -> Judged:
    seconds = round(sum(o.length for o in found) / 1000, 1)
    brought = [what for what in ("solution", "defence") if any(o.content == what for o in found)]
    values = {f"{what}s": sum(o.content == what for o in found) for what in brought}
    told = f"turns.interruptions-{'-'.join(brought)}" if brought else "interruptions-lost"
    return judged(item, "lost", told, [_over(o) for o in found], times=len(found), seconds=seconds, **values)


def false_endings(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` starts with an offer or a defence in a pause that was no end.

    Other words there are too near to a fair start to be held against anybody, but earn nothing.
    """
    pauses = any(m.kind == "pause" for line in case.floor.lines for m in line.marks)
    begun = [o for o in case.floor.overlaps if o.kind == "false ending"]
    found = [o for o in begun if o.counts]
    limit = item.limits.get("at most", 0)
    if not case.overlap_assessed:
        yield judged(item, "not assessed", "overlap-not-assessed")
    elif len(found) > limit:
        shown = [_over(o) for o in found]
        seconds = round(sum(o.length for o in found) / 1000, 1)
        yield judged(item, "lost", "false-endings-lost", shown, times=len(found), seconds=seconds)
    elif not pauses or (story := _story(case, RAMBLE)) is None:
        yield judged(item, "not needed", "no-occasion")
    elif len(begun) > len(found):
        shown = [_over(o) for o in begun]
        yield judged(item, "not needed", "turns.false-endings-mild", shown, times=len(begun))
    else:
        shown = [_of(story, len(found), limit, "times")]
        yield judged(item, "earned", "false-endings-earned", shown, times=len(found))


def cut_in_with_a_solution(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` cut-ins with a solution; earned by one that waited for the caller's end."""
    found = [o for o in case.floor.overlaps if o.counts and o.content == "solution"]
    limit = item.limits.get("at most", 0)
    if not case.overlap_assessed:
        yield judged(item, "not assessed", "overlap-not-assessed")
    elif not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed")
    elif len(found) > limit:
        shown = [_over(o) for o in found]
        yield judged(item, "lost", "turns.solution-lost", shown, times=len(found))
    elif _story(case, RAMBLE) is None:
        yield judged(item, "not needed", "no-occasion")
    else:
        yield _waited_with_it(case, item)


def _waited_with_it(case: Case, item: Item) -> Judged:
    """Keeping a solution back is worth something for those who have one."""
    over = {o.utterance for o in case.floor.overlaps if o.kind in ("interruption", "false ending")}
    told = [line.end for line in case.floor.lines if line.end - line.onset >= RAMBLE]
    fair = [
        u
        for u in case.floor.utterances
        if u.took_floor and u.number not in over and u.onset >= min(told) - SAME_BREATH
    ]
    brought = {u.number: content_of(u, case.scenario) for u in fair}
    waited = [u for u in fair if brought[u.number] == "solution"]
    if waited:
        return judged(
            item, "earned", "turns.solution-earned", [Evidence(u.onset, u.end, u.text) for u in waited[:1]]
        )
    if fair and all(content is None for content in brought.values()):
        return judged(item, "not assessed", "turns.solution-not-told")
    return judged(item, "not needed", "turns.solution-none")


def gave_way(case: Case, item: Item) -> Iterator[Judged]:
    """Earned by stopping once the caller cut in; lost by talking on for more than `to ms`.

    What lies between is neutral: a sentence may be ended.
    """
    limit = item.limits.get("to ms", 3_000)
    cut_ins = [o for o in case.floor.overlaps if _cut_in_on(case, o)]
    held = [o for o in cut_ins if o.length > limit]
    yielded = [o for o in cut_ins if o.kind == "gave way"]
    if not case.overlap_assessed:
        yield judged(item, "not assessed", "overlap-not-assessed")
    elif held:
        longest = round(max(o.length for o in held) / 1000, 1)
        yield judged(item, "lost", "turns.gave-way-lost", [_over(o, limit / 1000) for o in held],
                     seconds=longest)  # fmt: skip
    elif yielded:
        shown = [_over(o, limit / 1000) for o in yielded]
        yield judged(item, "earned", "turns.gave-way-earned", shown, times=len(yielded))
    else:
        yield judged(item, "not needed", "no-occasion")


def _cut_in_on(case: Case, overlap: Overlap) -> bool:
    """The caller cut in on speech that had been fair until then."""
    first = next(o for o in case.floor.overlaps if o.utterance == overlap.utterance)
    return overlap.caller_cut_in and first.kind not in ("interruption", "false ending")


def talk_share(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if the trainee's part of the talking in the complaint phase is `at most` so much."""
    phase, limit = case.floor.complaint, item.limits.get("at most", 0.25)
    if not case.overlap_assessed:
        yield judged(item, "not assessed", "overlap-not-assessed")
    elif phase is None or not case.turns:
        yield judged(item, "not needed", "turns.talk-share-none")
    else:
        verdict: Verdict = "earned" if phase.share <= limit else "lost"
        shown = [Evidence(phase.onset, phase.end, "", round(100 * phase.share), round(100 * limit), "%")]
        yield judged(item, verdict, f"turns.talk-share-{verdict}", shown,
                     share=round(100 * phase.share), limit=round(100 * limit))  # fmt: skip


def monologue(case: Case, item: Item) -> Iterator[Judged]:
    """Lost by speaking at a stretch for more than `at most`; earned by two turns that stay below."""
    longest, limit = case.floor.monologue, item.limits.get("ms at most", 20_000)
    if longest is None:
        yield judged(item, "not needed", "no-occasion")
        return
    seconds = round(longest.length / 1000, 1)
    shown = [Evidence(longest.onset, longest.end, longest.words, seconds, limit / 1000, "s")]
    if longest.length > limit:
        yield judged(item, "lost", "turns.monologue-lost", shown, seconds=seconds)
    elif len(case.turns) < 2 or _story(case, RAMBLE) is None:
        yield judged(item, "not needed", "no-occasion")
    else:
        yield judged(item, "earned", "turns.monologue-earned", shown, seconds=seconds)


def backchannels(case: Case, item: Item) -> Iterator[Judged]:
    """Earned by `at least` signs of listening under a long story; more earn no more."""
    found = [o for o in case.floor.overlaps if o.kind == "backchannel" and o.credited]
    if not case.overlap_assessed or not case.words_assessed:
        yield judged(item, "not assessed", "overlap-not-assessed")
    elif (story := _story(case, LONG_STORY)) is None:
        yield judged(item, "not needed", "no-occasion")
    elif len(found) >= item.limits.get("at least", 1):
        shown = [Evidence(o.onset, o.end, o.words) for o in found]
        yield judged(item, "earned", "backchannels-earned", shown, times=len(found))
    else:
        length = round((story.end - story.onset) / 1000)
        yield judged(item, "lost", "backchannels-lost", [Evidence(story.onset, story.end)], seconds=length)


def reply_gaps(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if `share at least` of the replies came within the bounds `from ms` … `to ms`."""
    low, high = item.limits.get("from ms", -300), item.limits.get("to ms", 3000)
    gaps = replies(case)
    good = [t for t in gaps if low <= t.fto <= high]
    if case.setting.latency is None:
        yield judged(item, "not assessed", "latency-unknown")
    elif not gaps or not case.turns:
        yield judged(item, "not needed", "no-occasion")
    else:
        enough = len(good) >= item.limits.get("share at least", 0.8) * len(gaps)
        off = [t for t in gaps if not low <= t.fto <= high]
        shown = [_reply(t, high) for t in (good if enough else off)]
        middle = sorted(t.fto for t in gaps)[len(gaps) // 2] / 1000
        verdict: Verdict = "earned" if enough else "lost"
        yield judged(
            item, verdict, f"reply-gaps-{verdict}", shown,
            good=len(good), all=len(gaps), median=round(middle, 1),
        )  # fmt: skip


def replies(case: Case) -> list[Turn]:
    """Spoken turns that answer a line; the greeting answers none, typing takes its own time, what began
    as an interruption is judged as one, and who comes back from a hold has answered before it."""
    other = {u.number for u in case.floor.utterances if u.typed}
    other |= {o.utterance for o in case.floor.overlaps if o.kind in ("interruption", "false ending")}
    turns = [x for x in case.timeline if isinstance(x, Turn) and not other & set(x.utterances)]
    away = [s for s in case.floor.silences if s.kind in ("hold", "announced pause")]
    back = {t.onset for t in turns if any(t.onset - t.fto < s.end <= t.onset for s in away)}
    return [t for t in turns if t.fto != t.onset and t.onset not in back]


def dead_air(case: Case, item: Item) -> Iterator[Judged]:
    """Lost above `at most` silences of 5 s that nobody announced."""
    found = [s for s in case.floor.silences if s.kind == "dead air"]
    limit = item.limits.get("at most", 0)
    if len(found) > limit:
        longest = max(s.length for s in found) / 1000
        shown = [Evidence(s.onset, s.end, "", s.length / 1000, 5.0, "s") for s in found]
        yield judged(item, "lost", "dead-air-lost", shown, seconds=round(longest, 1), times=len(found))
    elif not case.turns:
        yield judged(item, "not needed", "no-occasion")
    else:
        shown = [Evidence(case.turns[0].onset, case.turns[-1].end, "", len(found), limit, "times")]
        yield judged(item, "earned", "dead-air-earned", shown)


def hold(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if each hold, or announced pause, was asked for and no longer than `at most`."""
    limit = item.limits.get("ms at most", 30_000)
    found = [s for s in case.floor.silences if s.kind in ("hold", "announced pause")]
    unasked = [s for s in found if not s.asked]
    long = [s for s in found if s.length > limit]
    if not found:
        yield judged(item, "not needed", "no-occasion")
    elif unasked and not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed")
    elif unasked:
        yield judged(item, "lost", "turns.hold-unasked", [_pause(s, limit) for s in unasked])
    elif long:
        seconds = round(max(s.length for s in long) / 1000)
        yield judged(item, "lost", "turns.hold-long", [_pause(s, limit) for s in long],
                     seconds=seconds, limit=round(limit / 1000))  # fmt: skip
    else:
        seconds = round(max(s.length for s in found) / 1000)
        yield judged(item, "earned", "turns.hold-earned", [_pause(s, limit) for s in found], seconds=seconds)


def answered(case: Case, item: Item) -> Iterator[Judged]:
    """Earned by picking up within `ms at most` (three rings are about 12 s) and then speaking."""
    rang, limit = case.setting.rang, item.limits.get("ms at most", 12_000)
    if not case.turns:
        yield judged(item, "not needed", "no-occasion")
        return
    verdict: Verdict = "earned" if rang <= limit else "lost"
    shown = [Evidence(0, 0, "", rang / 1000, limit / 1000, "s")]
    yield judged(item, verdict, f"answered-{verdict}", shown, seconds=round(rang / 1000, 1))


# -- evidence ----------------------------------------------------------------------------------


def _story(case: Case, at_least: int) -> Line | None:
    """The caller's longest line, if it is so long and the trainee also spoke in the call."""
    longest = max(case.floor.lines, key=lambda x: x.end - x.onset, default=None)
    fits = longest is not None and case.turns and longest.end - longest.onset >= at_least
    return longest if fits else None


def _of(line: Line, value: float, limit: float, unit: str) -> Evidence:
    return Evidence(line.onset, line.end, value=value, limit=limit, unit=unit)


def _over(overlap: Overlap, limit: float | None = None) -> Evidence:
    length = round(overlap.length / 1000, 2)
    return Evidence(overlap.onset, overlap.end, overlap.words, length, limit, "s over the caller")


def _pause(silence: Silence, limit: float) -> Evidence:
    return Evidence(silence.onset, silence.end, silence.words, silence.length / 1000, limit / 1000, "s")


def _reply(turn: Turn, limit: float) -> Evidence:
    return Evidence(turn.onset, turn.end, turn.text, turn.fto / 1000, limit / 1000, "s")


RULES: Mapping[str, Rule] = {
    "floor.interruptions": interruptions,
    "floor.false endings": false_endings,
    "floor.cut in with a solution": cut_in_with_a_solution,
    "floor.gave way": gave_way,
    "floor.talk share": talk_share,
    "floor.monologue": monologue,
    "floor.backchannels": backchannels,
    "floor.reply gaps": reply_gaps,
    "floor.dead air": dead_air,
    "floor.hold": hold,
    "floor.answered": answered,
}
LIMITS: Limits = {
    "floor.interruptions": {"at most": "2 times"},
    "floor.false endings": {"at most": "2 times"},
    "floor.cut in with a solution": {"at most": "1 times"},
    "floor.gave way": {"to": "3 s"},
    "floor.talk share": {"at most": "25 %"},
    "floor.monologue": {"at most": "20 s"},
    "floor.backchannels": {"at least": "2 times"},
    "floor.reply gaps": {"from": "-300 ms", "to": "3 s", "share at least": "80 %"},
    "floor.dead air": {"at most": "1 times"},
    "floor.hold": {"at most": "30 s"},
    "floor.answered": {"at most": "12 s"},
}
