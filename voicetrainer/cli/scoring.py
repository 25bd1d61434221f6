"""`voicetrainer score` and `voicetrainer agree`: people score a call blind, and are compared.

Who scores sees what was said and when, and the items with what they ask for: no verdict of the
program's, no mark it set, and no other person's word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import catalogue
from ..core.errors import ScenarioError, StoreError, UsageError
from ..core.floor import floor_of
from ..core.score import Judged, Scorecard, Verdict
from ..report import words
from ..store.folder import CallFolder, find_call, list_calls
from ..store.reviews import NAME as REVIEWS
from ..store.reviews import Scoring, Withdrawal, add_review
from . import names
from .help import described
from .holding import calls_root
from .opening import Opened, open_call
from .reviewing import named, now, say, shown

if TYPE_CHECKING:
    from ..core.agreement import Agreement, Judgement, Pair, Scorer

LETTERS: Mapping[str, Verdict] = {
    "e": "earned", "m": "lost", "a": "not assessed", "n": "not needed",
}  # fmt: skip
MOST_CONTESTED = 8

_calls = click.option("--calls", "root", type=click.Path(path_type=Path), help=catalogue.say("cli.opt-calls"))


@click.command(**described("score"))
@click.argument("call", shell_complete=names.complete_call)
@click.option("--by", metavar="NAME", help=catalogue.say("reviews.opt-by"))
@click.option("--form", type=click.Path(path_type=Path), metavar="FILE", help=say("opt-form"))
@click.option("--from", "filled", type=click.Path(path_type=Path), metavar="FILE", help=say("opt-from"))
@click.option("--withdraw", is_flag=True, help=say("opt-withdraw"))
@_calls
def score(
    call: str, by: str | None, form: Path | None, filled: Path | None, withdraw: bool, root: Path | None
) -> None:
    from .forms import read_form, write_form

    opened = open_call(find_call(calls_root(root), call))
    items = list(_items(opened.by_program()))
    if form is not None:
        write_form(form, items, opened.scenario)
        click.echo(say("form-written", file=form, items=len(items), name=opened.folder.name))
        return
    who = named(by)
    before = _latest(opened, who)
    if withdraw:
        _take_back(opened, who)
    elif filled is not None:
        verdicts, notes = read_form(filled, {judged.item.id for judged in items})
        _keep(opened, who, before, verdicts, notes, len(items))
    else:
        _walk(opened, who, before, items)


def _items(card: Scorecard) -> Iterator[Judged]:
    for section in card.sections:
        yield from section.items


def _latest(opened: Opened, who: str) -> Scoring:
    """What this person scored already; an empty scoring if nothing."""
    own = [one for one in opened.reviews.scorings if one.by.casefold() == who.casefold()]
    return own[-1] if own else Scoring(who, {})


def _take_back(opened: Opened, who: str) -> None:
    """All that stands of this person's, so that they may begin anew."""
    filed = [
        one for one in opened.reviews.standing
        if isinstance(one.review, Scoring) and one.review.by.casefold() == who.casefold()
    ]  # fmt: skip
    if not filed:
        raise UsageError(say("nothing-scored", by=who, name=opened.folder.name))
    for one in filed:
        add_review(opened.folder, Withdrawal(one.line, who, "", now()))
    click.echo(say("scoring-withdrawn", name=opened.folder.name))


def _keep(
    opened: Opened, who: str, before: Scoring, verdicts: Mapping[str, Verdict], notes: Mapping[str, str],
    of: int,
) -> None:  # fmt: skip
    if not verdicts:
        click.echo(say("nothing-new"))
        return
    every = {**before.verdicts, **verdicts}
    add_review(opened.folder, Scoring(who, every, {**before.notes, **notes}, now()))
    click.echo(say("scoring-kept", count=len(every), of=of))
    if len(every) >= of:
        click.echo(say("compare", name=opened.folder.name))


# -- item by item at the terminal --------------------------------------------------------------


def _walk(opened: Opened, who: str, before: Scoring, items: Sequence[Judged]) -> None:
    """Ask for each item that this person has not scored; what was answered is kept in any case."""
    waiting = [judged for judged in items if judged.item.id not in before.verdicts]
    if not waiting:
        click.echo(say("all-scored", by=who, name=opened.folder.name))
        return
    for line in transcript(opened):
        click.echo(line)
    click.echo(say("how"))
    verdicts: dict[str, Verdict] = {}
    notes: dict[str, str] = {}
    try:
        for number, judged in enumerate(waiting, 1):
            for line in asked(judged, opened, number, len(waiting)):
                click.echo(line)
            letter, _, note = _answer().partition(" ")
            if letter == "q":
                break
            if letter != "s":
                verdicts[judged.item.id] = LETTERS[letter]
            if letter != "s" and note.strip():
                notes[judged.item.id] = note.strip()
    except click.Abort:
        click.echo()
    _keep(opened, who, before, verdicts, notes, len(items))


def _answer() -> str:
    """A letter, and perhaps a note behind it.  Raises click.Abort at the end of the input."""
    while True:
        given = str(click.prompt(say("prompt"), prompt_suffix=" ")).strip()
        letter, _, note = given.partition(" ")
        if letter.casefold() in (*LETTERS, "s", "q"):
            return f"{letter.casefold()} {note}"
        click.echo(say("letters"))


def transcript(opened: Opened) -> Iterator[str]:
    """Who said what from when to when.  Times alone show overlaps: marks would be verdicts."""
    floor = floor_of(opened.heard, opened.scenario)
    from ..report.transcript import heard

    caller = words.first_name(opened.scenario)
    spoken = [(line.onset, line.end, caller, heard(line)) for line in floor.lines]
    trainee = say("trainee")
    spoken += [(one.onset, one.end, trainee, one.text or say("no-text")) for one in floor.utterances]
    for onset, end, name, text in sorted(spoken):
        yield say("spoken", onset=words.tenths(onset), end=words.tenths(end), name=name, words=text)


def asked(judged: Judged, opened: Opened, number: int, of: int) -> Iterator[str]:
    """The item, and what it asks for."""
    item = judged.item
    yield ""
    yield say("asked", number=number, of=of, title=words.title(item, opened.scenario), item=item.id)
    yield from (f"  {line}" for line in meaning(judged))


def meaning(judged: Judged) -> Iterator[str]:
    """What the item's advice says, and its limits."""
    from ..authoring import advice

    for id_ in judged.item.advice:
        if id_ in advice():
            yield say("advice", id=id_, title=advice()[id_].title, says=advice()[id_].says)
    if limits := words.limits(judged):
        yield say("limits", limits=limits)


# -- agreement ---------------------------------------------------------------------------------


@click.command(**described("agree"))
@click.argument("call", nargs=-1, shell_complete=names.complete_call)
@click.option("--all", "every", is_flag=True, help=say("opt-all"))
@_calls
def agree(call: tuple[str, ...], every: bool, root: Path | None) -> None:
    from ..core.agreement import agreement

    folder = calls_root(root)
    judgements: list[Judgement] = []
    calls = 0
    if call and not every:
        opened = [open_call(find_call(folder, name)) for name in call]
    else:
        opened = list(_readable([row.folder for row in list_calls(folder)]))
    for one in opened:
        found = list(_judgements(one))
        judgements += found
        calls += bool(found)
    if not calls:
        click.echo(say("nobody-scored"))
        return
    for line in told(agreement(judgements), judgements, calls):
        click.echo(line)


def _readable(folders: Sequence[CallFolder]) -> Iterator[Opened]:
    """Those somebody reviewed; one that cannot be read is named and left out."""
    for folder in folders:
        if not (folder.path / REVIEWS).is_file():
            continue
        try:
            yield open_call(folder)
        except (StoreError, ScenarioError) as error:
            click.echo(say("left-out", name=folder.name, why=str(error).splitlines()[0]), err=True)


def _judgements(opened: Opened) -> Iterator[Judgement]:
    """Of every scorer, and of the program alone; nothing if nobody scored this call."""
    from ..core.agreement import Judgement

    latest = {one.by.casefold(): one for one in opened.reviews.scorings}
    if not latest:
        return
    program = {judged.item.id: judged.verdict for judged in _items(opened.by_program())}
    name = opened.folder.name
    for scoring in latest.values():
        for item, verdict in scoring.verdicts.items():
            if item in program:
                yield Judgement(name, item, _spelt(scoring.by), verdict)
    for item, verdict in program.items():
        yield Judgement(name, item, None, verdict)


def _spelt(name: str) -> str:
    """One spelling for 'ada' and 'Ada'."""
    return name if name != name.casefold() else name.title()


def told(found: Agreement, judgements: Sequence[Judgement], calls: int) -> Iterator[str]:
    people = ", ".join(_who(one) for one in found.scorers)
    yield say("agree-1" if calls == 1 else "agree", calls=calls, units=found.units, scorers=people)
    yield ""
    pairs = [(f"{_who(pair.one)} – {_who(pair.two)}", _pair(pair)) for pair in found.pairs]
    width = max((len(name) for name, _ in pairs), default=0)
    yield from (f"{name:<{width}}  {figures}" for name, figures in pairs)
    yield ""
    if len(found.scorers) > (2 if None in found.scorers else 1):
        yield say("alpha-people", alpha=_figure(found.people))
    yield say("alpha-everyone", alpha=_figure(found.everyone))
    yield say("scale")
    if found.contested:
        yield ""
        yield say("contested")
    for one in found.contested[:MOST_CONTESTED]:
        yield say("contested-item", item=one.item, differ=one.differ, pairs=one.pairs)
        yield from _verdicts(one.item, judgements)


def _pair(pair: Pair) -> str:
    if not pair.shared:
        return say("pair-none")
    share = round(100 * pair.alike / pair.shared)
    return say("pair", alike=pair.alike, shared=pair.shared, share=share, kappa=_figure(pair.kappa))


def _figure(value: float | None) -> str:
    return say("undefined") if value is None else f"{value:.2f}".replace("-", words.MINUS)


def _verdicts(item: str, judgements: Sequence[Judgement]) -> Iterator[str]:
    """Who said what, in each call in which they differ."""
    by_call: dict[str, list[tuple[str, Verdict]]] = {}
    for one in judgements:
        if one.item == item and one.verdict != "not assessed":
            by_call.setdefault(one.call, []).append((_who(one.scorer), one.verdict))
    for call, given in by_call.items():
        if len({verdict for _, verdict in given}) > 1:
            said = ", ".join(f"{who} {shown(verdict)}" for who, verdict in given)
            yield say("contested-call", call=call, verdicts=said)


def _who(scorer: Scorer) -> str:
    return say("the-program") if scorer is None else scorer
