"""`voicetrainer overrule` and `voicetrainer correct`: a person's word beside the program's, both kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from .. import catalogue
from ..core.errors import UsageError
from ..core.events import Ms
from ..core.floor import Utterance, floor_of
from ..core.review import Correction, Overruling, mended
from ..core.score import Judged, Scorecard, Verdict
from ..report import words
from ..store.folder import find_call
from ..store.info import Result
from ..store.reviews import Filed, Review, Withdrawal, add_review, reviews_of
from . import names, settings
from .help import described
from .holding import calls_root
from .opening import Opened, open_call

VERDICTS: dict[str, Verdict] = {
    "earned": "earned", "missed": "lost", "not-assessed": "not assessed", "not-needed": "not needed",
}  # fmt: skip
"""As people write them."""
NEAR: Ms = 2_000
"""A time so far from an utterance still means it."""

_call = click.argument("call", shell_complete=names.complete_call)
_calls = click.option("--calls", "root", type=click.Path(path_type=Path), help=catalogue.say("cli.opt-calls"))
_by = click.option("--by", metavar="NAME", help=catalogue.say("reviews.opt-by"))
_reason = click.option("--reason", metavar="TEXT", help=catalogue.say("reviews.opt-reason"))
_withdraw = click.option("--withdraw", is_flag=True, help=catalogue.say("reviews.opt-withdraw"))


def say(key: str, **values: object) -> str:
    return catalogue.say(f"reviews.{key}", **values)


# -- verdicts ----------------------------------------------------------------------------------


@click.command(**described("overrule"))
@_call
@click.argument("item", required=False)
@click.option("--verdict", type=click.Choice(list(VERDICTS)), help=catalogue.say("reviews.opt-verdict"))
@_reason
@_by
@_withdraw
@_calls
def overrule(
    call: str, item: str | None, verdict: str | None, reason: str | None, by: str | None, withdraw: bool,
    root: Path | None,
) -> None:  # fmt: skip
    opened = open_call(find_call(calls_root(root), call))
    before = opened.judged()
    if item is None:
        for line in _items(before):
            click.echo(line)
        return
    judged = item_named(before, item, opened)
    if withdraw:
        filed = _last(opened, lambda one: isinstance(one, Overruling) and one.item == judged.item.id)
        if filed is None:
            raise UsageError(say("nothing-overruled", item=judged.item.id))
        _withdrawn(opened, filed, by, reason)
    elif verdict is None:
        raise UsageError(say("no-verdict", item=judged.item.id, choices=", ".join(VERDICTS)))
    else:
        who, why = named(by), _given(reason)
        add_review(opened.folder, Overruling(judged.item.id, VERDICTS[verdict], who, why, now()))
    _told(opened, before)


def _items(card: Scorecard) -> Iterator[str]:
    """Every item with its verdict, and who overruled it."""
    for section in card.sections:
        for judged in section.items:
            yield say("item", verdict=shown(judged.verdict), item=judged.item.id)
            if over := judged.overruled:
                yield say("item-overruled", was=shown(over.was), by=over.by, reason=over.reason)


def item_named(card: Scorecard, name: str, opened: Opened) -> Judged:
    """By its id, its title, or a part that only one id has.  Raises UsageError."""
    items = {judged.item.id: judged for section in card.sections for judged in section.items}
    wanted = name.casefold().strip()
    for fits in (
        [j for id_, j in items.items() if id_.casefold() == wanted],
        [j for j in items.values() if words.title(j.item, opened.scenario).casefold() == wanted],
        [j for id_, j in items.items() if wanted and wanted in id_.casefold()],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            several = ", ".join(judged.item.id for judged in fits)
            raise UsageError(say("many-items", name=name, items=several))
    near = names.nearest(name, items)
    raise UsageError(say("no-item", name=name, near=near, call=opened.folder.name))


# -- words -------------------------------------------------------------------------------------


@click.command(**described("correct"))
@_call
@click.option("--at", metavar="TIME", help=catalogue.say("reviews.opt-at"))
@click.option("--words", "text", metavar="TEXT", help=catalogue.say("reviews.opt-words"))
@_reason
@_by
@_withdraw
@_calls
def correct(
    call: str, at: str | None, text: str | None, reason: str | None, by: str | None, withdraw: bool,
    root: Path | None,
) -> None:  # fmt: skip
    opened = open_call(find_call(calls_root(root), call))
    if at is None:
        for line in _heard(opened):
            click.echo(line)
        return
    before = opened.judged()
    utterance = utterance_at(_utterances(opened), moment(at), at)
    if withdraw:
        filed = _last(opened, lambda one: isinstance(one, Correction) and one.utterance == utterance.number)
        if filed is None:
            raise UsageError(say("nothing-corrected", time=words.clock(utterance.onset)))
        _withdrawn(opened, filed, by, reason)
    elif text is None:
        raise UsageError(say("no-words", time=words.clock(utterance.onset), words=utterance.text))
    else:
        who, why = named(by), _given(reason)
        add_review(opened.folder, Correction(utterance.number, " ".join(text.split()), who, why, now()))
        click.echo(say("corrected", time=words.clock(utterance.onset), was=utterance.text, words=text))
    _told(opened, before)


def _utterances(opened: Opened) -> Sequence[Utterance]:
    """What the ear was done with: only that can be corrected."""
    return [one for one in floor_of(opened.heard, opened.scenario).utterances if one.heard]


def _heard(opened: Opened) -> Iterator[str]:
    """Everything the trainee said, and what people put in its place."""
    better = {
        one.correction.utterance: one.correction for one in mended(opened.heard, opened.reviews.corrections)
    }
    for one in _utterances(opened):
        yield say("heard", time=words.tenths(one.onset), words=one.text or say("no-text"))
        if found := better.get(one.number):
            yield say("heard-corrected", words=found.text, by=found.by, reason=found.reason)


def utterance_at(utterances: Sequence[Utterance], at: Ms, written: str) -> Utterance:
    """The one that was spoken then, or the nearest within `NEAR`.  Raises UsageError."""

    def away(one: Utterance) -> Ms:
        return max(one.onset - at, at - one.end, 0)

    nearest = sorted(utterances, key=lambda one: (away(one), one.onset))
    if not nearest:
        raise UsageError(say("no-speech"))
    if away(nearest[0]) > NEAR:
        times = ", ".join(words.clock(one.onset) for one in sorted(nearest[:3], key=lambda one: one.onset))
        raise UsageError(say("not-then", time=written, times=times))
    return nearest[0]


def moment(written: str) -> Ms:
    """'0:28', '1:02.5', '28', '28.5 s' → ms.  Raises UsageError."""
    found = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,4}(?:[.,]\d{1,3})?)\s*s?", written.strip())
    if not found:
        raise UsageError(say("bad-time", time=written))
    seconds = float(found[2].replace(",", "."))
    return round(1000 * (60 * int(found[1] or 0) + seconds))


# -- both --------------------------------------------------------------------------------------


def named(by: str | None) -> str:
    """Who says it: as given, else as the program knows its person.  Raises UsageError."""
    who = " ".join((by or settings.load().name).split())
    if not who:
        raise UsageError(say("no-name"))
    return who


def now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def shown(verdict: str) -> str:
    return catalogue.say(f"cli.verdict-{verdict.replace(' ', '-')}")


def _given(reason: str | None) -> str:
    """A person's word against the program's needs a reason.  Raises UsageError."""
    why = " ".join((reason or "").split())
    if not why:
        raise UsageError(say("no-reason"))
    return why


def _last(opened: Opened, fits: Callable[[Review], bool]) -> Filed | None:
    """The latest that stands."""
    return next((one for one in reversed(list(opened.reviews.standing)) if fits(one.review)), None)


def _withdrawn(opened: Opened, filed: Filed, by: str | None, reason: str | None) -> None:
    add_review(opened.folder, Withdrawal(filed.line, named(by), " ".join((reason or "").split()), now()))
    click.echo(say("withdrawn", by=filed.review.by, when=filed.review.when[:10]))


def _told(opened: Opened, before: Scorecard) -> None:
    """What became of the score; the list of calls shows the new one from now on."""
    after = (again := replace(opened, reviews=reviews_of(opened.folder))).judged()
    for was, judged in _changed(before, after):
        click.echo(say("changed", verdict=shown(judged.verdict), was=was, item=judged.item.id))
    if after.total is None:
        click.echo(say("kept-unscored"))
    elif after.total == before.total and after.passed == before.passed:
        click.echo(say("kept-same", total=words.whole(after.total)))
    else:
        was = "–" if before.total is None else words.whole(before.total)
        click.echo(say("kept-total", total=words.whole(after.total), before=was, result=_result(after)))
    result = Result(after.outcome, after.total, after.passed, after.duration)
    if opened.info.result != result:
        opened.folder.write_info(replace(again.info, result=result))
    click.echo(say("report-anew", name=opened.folder.name))


def _changed(before: Scorecard, after: Scorecard) -> Iterator[tuple[str, Judged]]:
    """Items whose verdict is another one now, each with the one before as people read it."""
    was = {judged.item.id: judged.verdict for section in before.sections for judged in section.items}
    for judged in (one for section in after.sections for one in section.items):
        old = was.get(judged.item.id)
        if old != judged.verdict:
            yield shown(old) if old else "–", judged


def _result(card: Scorecard) -> str:
    if card.passed is None:
        return say("undecided")
    return say("passed") if card.passed else say("not-passed")
