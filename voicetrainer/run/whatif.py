"""What if: one or two things that the trainee might have done, and what would have come of them.

Nothing here is guessed: each is played out by `imagined`, from just before the moment, with that one
change.  What is tried for an item that was missed:

* an interruption, or words in a false ending: wait until the caller has finished, say the same;
* dead air: say the same words sooner;
* a checkpoint: say the better wording that the scenario has for it, in the turn where it was due;
* a fault: leave the sentence out, or where nothing else was said, say a better wording in its place.

Only what differs for the better is told: something that the caller never said in the real call, a
call that ends well, or less heat, in that order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..core import events as e
from ..core.floor import Floor, Line, floor_of
from ..core.judge import score
from ..core.lines import caption
from ..core.ports import Reader
from ..core.program import Program
from ..core.rubric import Rubric
from ..core.scenario import Scenario
from ..core.score import Judged, Scorecard, Strip, WhatIf
from .imagined import Imagined, imagine
from .trials import Real, Trial, trials

MOST = 2
TRIED = 4
"""So many moments of one item are tried, the first ones."""
SENTENCES = 2
"""So many of a line are told."""
TELLING = 5
"""A line of so many words is rather told than a shorter one before it."""
AHEAD = 1
"""Caller lines that are drawn after the trainee's words."""

Order = tuple[int, float, bool, float, e.Ms]


@dataclass(frozen=True, slots=True)
class _Telling:
    what_if: WhatIf
    order: Order
    """The most telling first: kind of difference, heat, critical, weight, time."""


def what_ifs(
    timeline: Sequence[e.Event],
    scenario: Scenario,
    rubric: Rubric,
    card: Scorecard | None = None,
    reader: Reader | None = None,
) -> tuple[WhatIf, ...]:
    """The most telling ones, at most two, of different items; none if nothing would have differed.

    `card`: the call's, if it is there already.  `reader` reads the acts of words that were never said;
    without one, branches on acts do not hear them.
    """
    call = Real(timeline, scenario, Program(scenario))
    found: list[_Telling] = []
    for judged, weight in _missed(card or score(timeline, scenario, rubric)):
        for trial in list(trials(call, judged))[:TRIED]:
            imagined = imagine(timeline, call.program, trial.otherwise, reader)
            if imagined and (one := _told(call, trial, imagined, weight)):
                found.append(one)
    return tuple(_chosen(sorted(found, key=lambda one: one.order)))


def _missed(card: Scorecard) -> Iterator[tuple[Judged, float]]:
    """With the weight that each has in the whole."""
    for section in card.sections:
        for judged in section.items:
            if judged.verdict == "lost":
                yield judged, section.weight * judged.item.weight


def _chosen(found: Sequence[_Telling]) -> list[WhatIf]:
    """No two of one item, one moment or one line."""
    chosen: list[WhatIf] = []
    for one in (telling.what_if for telling in found):
        same = any(one.item == x.item or one.at == x.at or (one.line and one.line == x.line) for x in chosen)
        if not same and len(chosen) < MOST:
            chosen.append(one)
    return chosen


# -- what differs ----------------------------------------------------------------------------------


def _told(call: Real, trial: Trial, imagined: Imagined, weight: float) -> _Telling | None:
    """None if nothing differs, or something for the worse."""
    line, goes_on = _unheard(call, trial, imagined)
    heat = _heat(call, trial, imagined, waiting=goes_on)
    was = next((x.outcome for x in call.timeline if isinstance(x, e.Ended)), None)
    worse = imagined.outcome == "lost" and was != "lost" and not goes_on
    if worse or heat.would > heat.was or not _reached(trial, imagined):
        return None
    if line:
        kind, rank = ("more", 0) if goes_on else ("line", 1)
    elif imagined.outcome == "won" and was != "won":
        kind, rank = "won", 2
    elif heat.would < heat.was:
        kind, rank = "heat", 3
    else:
        return None
    order = (rank, heat.would - heat.was, not trial.judged.item.critical, -weight, trial.at)
    return _Telling(_what_if(call, trial, imagined, kind, line, heat), order)


def _what_if(call: Real, trial: Trial, imagined: Imagined, kind: str, line: str, heat: _Heat) -> WhatIf:
    was, would = _strips(call, trial, imagined)
    real = call.timeline[trial.place]
    onset = real.onset if isinstance(real, e.Turn) else trial.at
    return WhatIf(
        at=trial.at,
        kind=_key(trial.kind, kind, heat.would < heat.was),
        values=(
            ("caller", call.scenario.caller.name.split(" ")[0]),
            ("line", line),
            ("meter", heat.meter),
            ("said", trial.said),
            ("seconds", round(abs(imagined.onset - onset) / 1000, 1)),
            ("was", _number(heat.was)),
            ("would", _number(heat.would)),
        ),
        item=trial.judged.item.id,
        was=was,
        would=would,
        line=line,
        seed=next((x.seed for x in call.timeline if isinstance(x, e.Answered)), 0),
    )


def _key(act: str, what: str, cooler: bool) -> str:
    match what, cooler:
        case "more", True:
            return f"whatif.{act}-more-heat"
        case "more", _:
            return f"whatif.{act}-more"
        case "line", True:
            return f"whatif.{act}-line-heat"
        case "line", _:
            return f"whatif.{act}-line"
        case "won", _:
            return f"whatif.{act}-won"
    return f"whatif.{act}-heat"


def _reached(trial: Trial, imagined: Imagined) -> bool:
    """A better wording must have earned what it is shown for, a fault must be gone."""
    step = imagined.timeline[imagined.place :]
    at = step[0].at
    here = [x for x in step if x.at == at]
    match trial.kind:
        case "better":
            name = trial.judged.item.id.partition(": ")[2]
            return any(isinstance(x, e.Credited) and x.checkpoint == name for x in here)
        case "left-out" | "instead":
            return not any(isinstance(x, e.Faulted) for x in here)
    return True


@dataclass(frozen=True, slots=True)
class _Heat:
    """The scenario's first meter, once the caller has answered, or already before."""

    meter: str
    was: float
    would: float


def _heat(call: Real, trial: Trial, imagined: Imagined, waiting: bool) -> _Heat:
    """`waiting`: of waiting alone against cutting in, before anything is answered."""
    meter = next(iter(call.scenario.meters), "")
    if not meter:
        return _Heat("", 0, 0)
    start = call.scenario.meters[meter].start
    place = trial.place if waiting else _answered(call.timeline, trial.place)
    was = _level(call.timeline, place, meter, start)
    begun = next(
        (n for n, x in enumerate(imagined.timeline)
         if isinstance(x, e.SpeechStarted) and x.onset == imagined.onset), imagined.place,
    )  # fmt: skip
    until = begun if waiting else _answered(imagined.timeline, imagined.place)
    return _Heat(meter, was, _level(imagined.timeline, until, meter, start))


def _answered(timeline: Sequence[e.Event], place: int) -> int:
    """Where the caller next listens, or is interrupted once more, or the call is over."""
    later = (
        n
        for n, x in enumerate(timeline)
        if n > place and isinstance(x, e.Listening | e.Interrupted | e.Ended)
    )
    return next(later, len(timeline) - 1)


def _level(timeline: Sequence[e.Event], until: int, meter: str, start: float) -> float:
    values = (x.value for x in timeline[:until][::-1] if isinstance(x, e.Changed) and x.meter == meter)
    return next(values, start)


def _number(value: float) -> str:
    return f"{value:g}"


# -- lines that were never heard -------------------------------------------------------------------

UNASKED = ("silent", "unclear", "interrupts", "rambles")
"""Kinds of branches whose lines nobody misses."""


def _unheard(call: Real, trial: Trial, imagined: Imagined) -> tuple[str, bool]:
    """What she would have said by the time she listens again and never did; and whether she only would
    have gone on with what she was saying.

    An answer counts only if it begins otherwise than the real one did: what she was kept from saying
    later was another act's doing.
    """
    last = _listens_after(imagined.timeline, imagined.place)
    unasked = _unasked(call.scenario, imagined.timeline)
    lines = [
        line
        for line in floor_of(imagined.timeline[: last + 1], call.scenario).lines
        if line.end >= trial.at and line.number not in unasked
    ]
    goes_on = [line for line in lines if line.onset < imagined.onset] if trial.kind == "waited" else []
    for begun in (True, False):  # rather a sentence of which they heard nothing at all
        heard = {text for line in call.floor.lines for text in _sentences(line, begun)}
        for line in goes_on:
            if more := [text for text in _sentences(line) if text not in heard]:
                return caption(" ".join(more[:SENTENCES])), True
    said = [x.text for x in call.timeline if isinstance(x, e.Saying)]
    real = next((x.text for x in call.timeline[trial.place :] if isinstance(x, e.Saying)), "")
    answers = [line for line in lines if line.onset >= imagined.onset]
    known = next((n for n, line in enumerate(answers) if line.text in said), len(answers))
    new = answers[:known]
    if not new or new[0].text == real:
        return "", False
    telling = next((line for line in new if len(line.text.split()) >= TELLING), new[0])
    return _beginning(telling), False


def _beginning(line: Line) -> str:
    return caption(" ".join(list(_sentences(line))[:SENTENCES])) or caption(line.text)


def _sentences(line: Line, begun: bool = False) -> Iterator[str]:
    """Those that were heard to their end, or only begun; a line without marks is one."""
    marks = [m for m in line.marks if m.kind == "sentence"]
    if not marks and (begun or not line.cut):
        yield line.text
    yield from (m.text for m in marks if (m.onset if begun else m.end) <= line.end - line.onset)


def _listens_after(timeline: Sequence[e.Event], place: int) -> int:
    later = (n for n, x in enumerate(timeline) if n > place and isinstance(x, e.Listening | e.Ended))
    return next(later, len(timeline) - 1)


def _unasked(scenario: Scenario, timeline: Sequence[e.Event]) -> set[int]:
    """Numbers of lines that ask who is there, or to be let finish, or to say it again."""
    every = [*scenario.always, *(b for s in scenario.states.values() for b in s.branches)]
    kinds = {branch.id: branch.when.kind for branch in every}
    found: set[int] = set()
    kind = "says"
    for event in timeline:
        match event:
            case e.Turn():
                kind = "says"
            case e.Branched():
                kind = kinds.get(event.branch, kind) if kinds.get(event.branch) != "settled" else kind
            case e.Saying() if kind in UNASKED or event.text == scenario.unclear_line:
                found.add(event.line)
    return found


# -- strips ----------------------------------------------------------------------------------------


def _strips(call: Real, trial: Trial, imagined: Imagined) -> tuple[tuple[Strip, ...], tuple[Strip, ...]]:
    real, other = call.floor, floor_of(imagined.timeline, call.scenario)
    before = [line.onset for line in real.lines if line.onset <= trial.at]
    start = before[-1] if before else 0
    turn = call.timeline[trial.place]
    return (
        tuple(_drawn(real, start, turn.end if isinstance(turn, e.Turn) else trial.at)),
        tuple(_drawn(other, start, imagined.onset)),
    )


def _drawn(floor: Floor, start: e.Ms, said: e.Ms) -> list[Strip]:
    """From the line of that moment to the first one after the trainee's words."""
    lines = [line for line in floor.lines if line.onset >= start]
    spoken = [u for u in floor.utterances if u.worded and u.end > start]
    after = [line for line in lines if line.onset >= said][:AHEAD]
    until = after[-1].end if after else max((u.end for u in spoken), default=said)
    strips = [Strip("caller", x.onset, x.end, caption(x.text)) for x in lines if x.onset < until]
    strips += [Strip("trainee", u.onset, u.end, u.text) for u in spoken if u.onset < until]
    return sorted(strips, key=lambda strip: strip.onset)
