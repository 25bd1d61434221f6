"""The note after the call: names and numbers, details, promises, fields, the incident, in time.

Nobody has to write a note: without one nothing of it is assessed, unless a drill asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import wraps

from ..events import Commitment, FactNoted, Noted
from ..match import plain
from ..note import blank, commitments, note_in
from ..promises import Kept, held_against, promises_in
from ..rubric import Item
from ..score import Evidence, Judged, Verdict
from .acts import SHOWN
from .case import Case, Limits, Rule, judged
from .talk import content

Look = Callable[[Case, Item, Noted], Iterator[Judged]]
END = 3_000
"""ms before the end that are shown where something has no place in the call."""
MERCY = 1_000
"""ms over the time for a note that nobody minds."""
REPORTED = 3
"""Words from which on an incident is reported."""
ENDS_BY_RULE = frozenset(("boundary", "escalation"))


def on_note(look: Look) -> Rule:
    """A rule that looks at a note: *not assessed* where none was asked for and none was written."""

    @wraps(look)
    def guarded(case: Case, item: Item) -> Iterator[Judged]:
        note = note_in(case.timeline)
        if note is None:
            yield judged(item, "not assessed", "note.none")
        elif blank(note) and not note.asked:
            yield judged(item, "not assessed", "note.left-blank")
        else:
            yield from look(case, item, note)

    return guarded


# -- facts ---------------------------------------------------------------------------------------


@on_note
def facts(case: Case, item: Item, note: Noted) -> Iterator[Judged]:
    """A verdict for each name and number that was told: earned if it is written as it was said."""
    found = [one for one in note.facts or () if one.kind != "detail"]
    if not found:
        reason = "note.not-read" if note.facts is None else "note.nothing-told"
        yield judged(item, "not needed" if note.facts is not None else "not assessed", reason)
    for one in found:
        own = replace(item, id=f"{item.id}: {one.fact}", title=f"{item.title or item.id}: {one.fact}")
        proof = [_shown(case, one)]
        match one.check:
            case "right":
                yield judged(own, "earned", "note.fact-right", proof, fact=one.fact, wrote=one.wrote)
            case "wrong":
                yield judged(own, "lost", f"note.why-{one.why}", proof, fact=one.fact, wrote=one.wrote)
            case "missing":
                yield judged(own, "lost", "note.fact-missing", proof, fact=one.fact)
            case _:
                yield judged(own, "not assessed", "note.not-told", fact=one.fact)


@on_note
def details(case: Case, item: Item, note: Noted) -> Iterator[Judged]:
    """Earned if the note has `share at least` of the details that were told."""
    share = min(1.0, item.limits.get("share at least", 0.5))
    told = [one for one in note.facts or () if one.kind == "detail" and one.check != "not told"]
    right = [one for one in told if one.check == "right"]
    if note.facts is None:
        yield judged(item, "not assessed", "note.not-read")
    elif not told:
        yield judged(item, "not needed", "note.nothing-told")
    else:
        verdict: Verdict = "earned" if len(right) >= share * len(told) else "lost"
        shown = right if verdict == "earned" else [one for one in told if one not in right]
        part = round(len(right) / len(told), 2)
        proof = [replace(_shown(case, x), value=part, limit=share, unit="share") for x in shown[:SHOWN]]
        yield judged(
            item, verdict, f"note.details-{verdict}", proof, right=len(right), all=len(told),
            missing=", ".join(one.fact for one in told if one not in right),
        )  # fmt: skip


def _shown(case: Case, one: FactNoted) -> Evidence:
    line = next((x for x in case.floor.lines if x.onset == one.onset), None)
    if line is None:
        return _end(case, one.told)
    return Evidence(line.onset, line.end, one.told)


def _end(case: Case, words: str = "") -> Evidence:
    end = case.floor.duration
    return Evidence(max(0, end - END), end, words)


# -- promises ------------------------------------------------------------------------------------


@on_note
def promises(case: Case, item: Item, note: Noted) -> Iterator[Judged]:
    """Earned if the note has `share at least` of the promises made aloud, each with the time said."""
    share = min(1.0, item.limits.get("share at least", 1.0))  # a doubt may ask for a little more
    spoken = promises_in(case.timeline)
    if not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed")
    elif not spoken:
        yield judged(item, "not needed", "note.no-promise")
    else:
        kept = held_against(spoken, commitments(note))
        right = [one for one in kept if one.right]
        verdict: Verdict = "earned" if len(right) >= share * len(kept) else "lost"
        shown = right if verdict == "earned" else [one for one in kept if not one.right]
        yield judged(
            item, verdict, f"note.promises-{_which(verdict, shown)}", [_heard(one) for one in shown[:SHOWN]],
            right=len(right), all=len(kept), said=shown[0].promise.words, by=shown[0].promise.by,
        )  # fmt: skip


def _which(verdict: Verdict, shown: list[Kept]) -> str:
    if verdict == "earned":
        return "earned"
    return "other-time" if all(one.other_time for one in shown) else "lost"


def _heard(one: Kept) -> Evidence:
    return Evidence(one.promise.onset, one.promise.end, one.promise.words)


@on_note
def next_step(case: Case, item: Item, note: Noted) -> Iterator[Judged]:
    """Earned if the note has one next step with what, who and when."""
    steps = commitments(note)
    best = max(steps, key=lambda step: len(_parts(step)), default=Commitment(""))
    missing = [part for part in ("what", "who", "when") if part not in _parts(best)]
    if not steps and case.outcome != "won" and not promises_in(case.timeline):
        yield judged(item, "not needed", "note.no-promise")
    elif missing:
        yield judged(item, "lost", "note.step-lost", [_end(case)], missing=", ".join(missing))
    else:
        yield judged(item, "earned", "note.step-earned", [_end(case)], step=best.words)


def _parts(step: Commitment) -> set[str]:
    told = {"what": bool(step.words), "who": bool(step.owner), "when": bool(step.by)}
    return {part for part, there in told.items() if there}


# -- fields --------------------------------------------------------------------------------------


@on_note
def fields(case: Case, item: Item, note: Noted) -> Iterator[Judged]:
    """Earned if problem, cause and outcome stand there, and take up what the call was about."""
    written = {"problem": note.problem, "cause": note.cause, "outcome": note.outcome}
    empty = [name for name, text in written.items() if not plain(text)]
    about = content(" ".join(line.text for line in case.floor.lines)) | content(case.scenario.about)
    said = content(" ".join(written.values()))
    if empty:
        yield judged(item, "lost", "note.fields-empty", [_end(case)], fields=", ".join(empty))
    elif about and not said & about:
        yield judged(item, "lost", "note.fields-elsewhere", [_end(case)])
    else:
        yield judged(item, "earned", "note.fields-earned", [_end(case)])


@on_note
def incident(case: Case, item: Item, note: Noted) -> Iterator[Judged]:
    """After an abusive call: earned if the note reports it.  How the call ended does not matter."""
    if not note.abuse:
        yield judged(item, "not needed", "note.no-abuse")
    elif len(plain(note.incident)) >= REPORTED:
        yield judged(item, "earned", "note.incident-earned", [_end(case)])
    else:
        yield judged(item, "lost", "note.incident-lost", [_end(case)])


@on_note
def saved(case: Case, item: Item, note: Noted) -> Iterator[Judged]:
    """Earned by a note in the time there was for it; without a limit, by any."""
    limit = note.limit if note.limit is not None else item.limits.get("ms at most")
    seconds = round(note.took / 1000)
    if blank(note):
        yield judged(item, "lost", "note.saved-blank", [_end(case)])
    elif limit is not None and note.took > limit + MERCY:
        proof = replace(_end(case), value=seconds, limit=limit / 1000, unit="s")
        yield judged(item, "lost", "note.saved-late", [proof], seconds=seconds, limit=round(limit / 1000))
    else:
        yield judged(item, "earned", "note.saved-earned", [_end(case)], seconds=seconds)


def ended_by_the_rule(case: Case) -> bool:
    """The trainee hung up on an abusive caller after a boundary: that costs nothing."""
    note = note_in(case.timeline)
    hard = bool({"swearing", "insults", "threats", "discrimination"} & set(case.scenario.contains))
    abusive = hard or (note is not None and note.abuse)
    return abusive and case.outcome == "hung up" and any(deed.does(ENDS_BY_RULE) for deed in case.deeds)


RULES: Mapping[str, Rule] = {
    "note.facts": facts,
    "note.details": details,
    "note.promises": promises,
    "note.next step": next_step,
    "note.fields": fields,
    "note.incident": incident,
    "note.saved": saved,
}
LIMITS: Limits = {
    "note.facts": {},
    "note.details": {"share at least": "50 %"},
    "note.promises": {"share at least": "100 %"},
    "note.next step": {},
    "note.fields": {},
    "note.incident": {},
    "note.saved": {"at most": "90 s"},
}
