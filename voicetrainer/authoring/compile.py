"""A checked scenario file → the frozen Scenario and its rehearsals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from ..core.cues import Cue, Expectation, Rehearsal
from ..core.events import Act
from ..core.scenario import (
    BargeIn,
    Bounds,
    Branch,
    Caller,
    Checkpoint,
    Comparison,
    Fact,
    Fault,
    Hints,
    Kind,
    Level,
    Meter,
    Person,
    Scenario,
    State,
    When,
    You,
)
from .conditions import WhenFile
from .model import BranchFile, CallerFile, LevelFile, ScenarioFile, StateFile, StepFile
from .rubric import changes
from .tree import Tree

_defaults = Scenario("", "", "", {}, Caller(""))


def scenario(
    name: str, file: ScenarioFile, built_in: Mapping[str, tuple[str, ...]], backchannels: tuple[str, ...]
) -> Scenario:
    always = branches("always", file.always)
    states = {state: _state(state, one, file.caller.mood) for state, one in file.states.items()}
    own = {phrases: tuple(words) for phrases, words in file.phrases.items()}
    used = named([*always, *(branch for state in states.values() for branch in state.branches)])
    return Scenario(
        name=name,
        title=file.title,
        start=file.start,
        states=states,
        caller=_caller(file.caller),
        you=You(file.you.name, file.you.firm, tuple(file.you.may_offer), tuple(file.you.resources)),
        language=file.language,
        level=file.level,
        about=file.about,
        goal=file.goal,
        firm_at_fault=file.firm_at_fault,
        contains=tuple(file.contains),
        callback_of=file.callback_of,
        levels={number: _level(one) for number, one in file.levels.items()},
        people={person: Person(one.role, tuple(one.voice)) for person, one in file.people.items()},
        facts={fact: Fact(tuple(one.forms), one.hidden_until) for fact, one in file.facts.items()},
        meters={meter: Meter(one.start, one.min, one.max) for meter, one in file.meters.items()},
        checkpoints={c: Checkpoint(one.advice, one.title, one.better) for c, one in file.checkpoints.items()},
        phrases={**{bank: built_in[bank] for bank in sorted(used & built_in.keys())}, **own},
        always=always,
        barge_in_after=file.barge_in_after,
        time_limit=file.time_limit,
        unclear_line=file.unclear_line or _defaults.unclear_line,
        announcements=built_in.get("hold request", ()),
        backchannels=backchannels,
        rubric=changes(file.rubric),
    )


def named(every: Iterable[Branch]) -> set[str]:
    """All phrase lists (and literal phrases) that branches ask for."""
    return {
        name for branch in every for name in (*branch.when.any_of, *branch.when.all_of, *branch.when.none_of)
    }


def branches(owner: str, files: Iterable[BranchFile]) -> tuple[Branch, ...]:
    return tuple(_branch(f"{owner}.{number}", file) for number, file in enumerate(files, 1))


def _branch(id_: str, file: BranchFile) -> Branch:
    return Branch(
        id=id_,
        when=_when(file.when),
        go=file.go,
        caller=file.caller,
        tells=tuple(file.tells),
        change=dict(file.change),
        credit=tuple(file.credit),
        fault=Fault(file.fault.advice, file.fault.why) if file.fault else None,
        why=file.why,
        priority=file.priority,
    )


def _when(file: WhenFile) -> When:
    return When(
        kind=kind(file),
        any_of=tuple(file.says),
        all_of=tuple(file.says_all),
        none_of=tuple(file.without),
        replies_in=file.replies_in,
        meters=tuple(
            (m, cast(Comparison, comparison), value) for m, (comparison, value) in file.meter.items()
        ),
        act=cast(Act, file.does) if file.does else None,
        longer_than=file.speaks_longer_than,
        acts=(*((file.asks,) if file.asks else ()), *file.shows),
        facts=file.restates or 0,
        louder=cast("Bounds | None", file.answers_louder),
        higher=cast("Bounds | None", file.answers_higher),
        pace=cast("Bounds | None", file.speaks),
    )


def kind(file: WhenFile) -> Kind:
    """`when: {meter: …}` alone needs no event: it holds as soon as the meters stand so."""
    if file.alone:
        return cast(Kind, file.alone)
    if file.does:
        return "does"
    if file.speaks_longer_than:
        return "rambles"
    return "says" if file.worded else "settled"


def _state(name: str, file: StateFile, mood: str) -> State:
    return State(
        name=name,
        caller=tuple(file.caller),
        whisper=file.whisper,
        tells=tuple(file.tells),
        mood=file.mood if "mood" in file.model_fields_set else mood,
        trainee_should=file.trainee_should,
        answer_within=file.answer_within,
        on_barge_in=cast(BargeIn, file.on_barge_in),
        branches=branches(name, file.branches),
        ending=file.ending,
    )


def _level(file: LevelFile) -> Level:
    return Level(cast(Hints, file.hints), file.reply_wait, dict(file.set))


def _caller(file: CallerFile) -> Caller:
    return Caller(file.name, tuple(file.voice), file.mood, file.background, file.line)


def rehearsals(file: ScenarioFile, tree: Tree) -> tuple[Rehearsal, ...]:
    return tuple(_rehearsal(name, steps, tree) for name, steps in file.rehearsals.items())


def _rehearsal(name: str, steps: list[StepFile], tree: Tree) -> Rehearsal:
    cues = tuple(cue(step) for step in steps if not step.claims)
    expects = tuple(
        Expectation(word, value, *tree.key(("rehearsals", name, number, word)))
        for number, step in enumerate(steps)
        for word, value in step.claims.items()
    )
    return Rehearsal(name, cues, expects)


def cue(step: StepFile) -> Cue:
    return Cue(
        text=step.trainee or "",
        after=600 if step.after is None else step.after,
        over=step.over,
        silence=step.silence or 0,
        act=cast(Act, step.does) if step.does else None,
    )
