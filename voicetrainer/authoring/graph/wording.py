"""A branch in a few words, for its label, and in all its words, for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...catalogue import say
from ...core.events import Ms
from ...core.scenario import Branch, Scenario, State, When
from ...core.wording import wordings


def plain_number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def moved(by: float) -> str:
    """'+1', '−2'."""
    return f"{'+' if by > 0 else ''}{plain_number(by)}"


def seconds(time: Ms) -> str:
    return plain_number(time / 1000)


def label_of(when: When, scenario: Scenario, state: State | None) -> str:
    """What wakes the branch, as short as it can be told."""
    parts = list(filter(None, (_event(when, scenario, state), *_limits(when))))
    return ", ".join(parts)


def _event(when: When, scenario: Scenario, state: State | None) -> str:
    match when.kind:
        case "silent":
            return _silent(state)
        case "interrupts":
            return say("graph.interrupts", seconds=seconds(scenario.barge_in_after))
        case "unclear":
            return say("graph.unclear")
        case "otherwise":
            return say("graph.otherwise")
        case "does":
            return say("graph.does", act=when.act)
        case "rambles":
            return say("graph.rambles", seconds=seconds(when.longer_than or 0))
        case "settled":
            return ""
    return ", ".join(_said(when))


def _silent(state: State | None) -> str:
    return say("graph.silent-for", seconds=seconds(state.answer_within)) if state else say("graph.silent")


def _said(when: When) -> Iterator[str]:
    if when.any_of:
        yield _or(when.any_of)
    if when.all_of:
        yield " + ".join(when.all_of)
    if when.acts:
        yield _or(when.acts)
    if when.facts:
        yield say("graph.facts", count=when.facts)
    if when.none_of:
        yield say("graph.without", names=_or(when.none_of))


def _or(names: Sequence[str]) -> str:
    return f" {say('graph.or')} ".join(names)


def _limits(when: When) -> Iterator[str]:
    if when.replies_in:
        low, high = when.replies_in
        yield say("graph.replies-in", low=seconds(low), high=seconds(high))
    signs = {"at least": "≥", "at most": "≤"}
    units = {"louder": "dB", "higher": "st", "pace": "wpm"}
    for key, bounds in (("louder", when.louder), ("higher", when.higher), ("pace", when.pace)):
        if bounds:
            yield say(f"graph.{key}", limit=f"{signs[bounds[0]]} {plain_number(bounds[1])} {units[key]}")
    for meter, how, limit in when.meters:
        yield f"{meter} {signs[how]} {plain_number(limit)}"


def meaning_of(branch: Branch, scenario: Scenario, state: State | None) -> str:
    """All that the branch asks for and does."""
    parts = [label_of(branch.when, scenario, state)]
    if branch.change:
        parts.append(", ".join(f"{meter} {moved(by)}" for meter, by in branch.change.items()))
    if branch.credit:
        parts.append(say("graph.earns", names=", ".join(branch.credit)))
    if branch.fault:
        parts.append(f"{say('graph.fault', advice=branch.fault.advice)}: {branch.fault.why}".rstrip(": "))
    if branch.caller:
        said = " / ".join(one.text for one in wordings(branch.caller))
        parts.append(say("graph.caller-says", text=said))
    parts.append(say("graph.goes", state=branch.go) if branch.go else say("graph.stays"))
    return " · ".join(parts)
