"""How the call ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..events import Entered, Turn
from ..rubric import Item
from ..score import Evidence, Judged, Verdict
from .case import Case, Limits, Rule, judged
from .note import ended_by_the_rule


def outcome_won(case: Case, item: Item) -> Iterator[Judged]:
    """Earned if the call ended well for the caller; an abusive one may be ended by the rule."""
    end = case.floor.duration
    if ended_by_the_rule(case):
        yield judged(item, "not needed", "note.ended-by-the-rule")
        return
    verdict: Verdict = "earned" if case.outcome == "won" else "lost"
    yield judged(item, verdict, f"outcome-{verdict}", [Evidence(max(0, end - 3000), end)])


def on_goal(case: Case, item: Item) -> Iterator[Judged]:
    """Lost if more than `at most` turns in a row left the call where it was: the talk had drifted off.

    Earned by coming back from two or more such turns to a good end; a call that never stood still did not
    need it, and one that ended badly after a short stretch proves nothing.
    """
    most = item.limits.get("at most", 3)
    drift = _drift(case)
    if not case.turns:
        yield judged(item, "not needed", "no-occasion")
    elif not case.words_assessed:
        yield judged(item, "not assessed", "words-not-assessed")
    elif len(drift) <= most and case.outcome != "won":
        yield judged(item, "not needed", "no-occasion")
    elif len(drift) <= min(most, 1):
        yield judged(item, "not needed", "on-goal-always")
    else:
        verdict: Verdict = "lost" if len(drift) > most else "earned"
        proof = [Evidence(drift[0].onset, drift[-1].end, "", len(drift), most, "turns")]
        yield judged(item, verdict, f"on-goal-{verdict}", proof, times=len(drift))


def _drift(case: Case) -> list[Turn]:
    """The longest row of turns after which the call stood in the same state."""
    longest: list[Turn] = []
    row: list[Turn] = []
    telling = {id(turn) for turn in case.turns}
    for event in case.timeline:
        match event:
            case Entered():
                row = []
            case Turn() if id(event) in telling:
                row = [*row, event]
                longest = max(longest, row, key=len)
    return longest


RULES: Mapping[str, Rule] = {"outcome.won": outcome_won, "outcome.on goal": on_goal}
LIMITS: Limits = {"outcome.won": {}, "outcome.on goal": {"at most": "3 turns"}}
