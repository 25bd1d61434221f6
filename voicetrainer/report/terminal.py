"""The scorecard for a terminal of 80 × 24, narrower ones, pipes, and ones without colour or Unicode.

Lines are made of (text, style name) spans first, so that what a pipe gets is what the screen
shows.  Shapes and words carry the meaning; colour only repeats it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.score import SectionScore
from . import commands, doubts, glance, items, lessons, words
from .inputs import Report
from .lessons import Lesson
from .words import text

if TYPE_CHECKING:
    from rich.console import Console

Span = tuple[str, str]
Line = tuple[Span, ...]

STYLES = {
    "": "",
    "bold": "bold",
    "quiet": "dim",
    "earned": "green",
    "verdict": "bold green",
    "missed": "red",
    "verdict missed": "bold red",
    "trainee": "cyan",
}
MARGIN = 2
WIDEST = 96
NARROW = 56
"""Below this the shares that could be assessed are only told when it was not all."""

ASCII = str.maketrans({
    "✓": "+", "○": "o", "━": "=", "─": "-", "╌": ".", "“": '"', "”": '"', "’": "'",
    "·": "-", "–": "-", "−": "-", "—": "-", "…": "...", "×": "x",
})  # fmt: skip


def show(report: Report, path: str, console: Console) -> None:
    """Print the scorecard.  `path`: where report.html lies, as the person should read it."""
    from rich.text import Text

    for line in scorecard(report, path, min(console.width, WIDEST)):
        styled = Text(no_wrap=False)
        for said, style in line:
            styled.append(readable(said, console.encoding), STYLES[style])
        console.print(styled, soft_wrap=True, highlight=False)


def plain(report: Report, path: str, width: int = 80) -> str:
    """For `--format text`: the scorecard and every item, without colour."""
    card = "\n".join("".join(said for said, _ in line).rstrip() for line in scorecard(report, path, width))
    everything = items.plain(report.shown.scorecard, report.scenario)
    return f"{card}\n\n{text('terminal-items')}\n{everything}" if everything else f"{card}\n"


def readable(said: str, encoding: str) -> str:
    """What this terminal can show: our shapes as ASCII where it must be, strange letters as '?'."""
    try:
        said.encode(encoding)
        return said
    except UnicodeEncodeError:
        return said.translate(ASCII).encode(encoding, "replace").decode(encoding)
    except LookupError:  # a terminal that names no known encoding
        return said.translate(ASCII).encode("ascii", "replace").decode("ascii")


def scorecard(report: Report, path: str, width: int) -> list[Line]:
    inner, report = max(24, width - 2 * MARGIN), report.shown
    lines = [
        *_head(report, inner),
        (),
        *_sections(report, inner),
        *([()] if report.scorecard.sections and report.scorecard.total is not None else []),
        *_well(report, inner),
        (),
        *_change(report, inner),
        (),
        ((text("terminal-report", path=path), "quiet"),),
    ]
    return [((" " * MARGIN, ""), *line) if line else () for line in lines]


def _head(report: Report, width: int) -> Iterator[Line]:
    card, about = report.scorecard, report.about
    attempt = "" if about.practice == "assessed" else words.attempt(about.attempt)
    parts = (about.trainee, words.clock(card.duration), attempt)
    right = " · ".join(part for part in parts if part)
    title = report.scenario.title
    gap = width - len(title) - len(right)
    if gap >= 2:
        yield ((title, "bold"), (" " * gap, ""), (right, "quiet"))
    else:
        yield from (((part, "bold"),) for part in textwrap.wrap(title, width))
        yield from (((part, "quiet"),) for part in textwrap.wrap(right, width))
    yield from _verdict(report, width)
    important = glance.critical(card, report.scenario)
    told = [
        " ".join(doubts.summary(card)),
        *glance.undecided(card),
        *glance.notices(report.floor, report.timeline),
    ]
    for notice in [important, *told]:
        for part in textwrap.wrap(notice, width):
            yield ((part, "missed" if notice is important else ""),)


def _verdict(report: Report, width: int) -> Iterator[Line]:
    """One line, or the word and the figures each on their own."""
    card = report.scorecard
    good = words.ticked(card, report.about.practice)
    style, said = "verdict" if good else "bold", f"{_sign(good)} {words.head(card, report.about.practice)}"
    if card.total is None:
        yield from (((part, style),) for part in textwrap.wrap(said, width))
        return
    total = text("total-of", total=words.whole(card.total))
    mark = text("pass-mark", mark=words.number(card.pass_mark))
    figures: Line = ((total, "bold"), ("   ", ""), (mark, "quiet"))
    if len(said) + len(total) + len(mark) + 6 <= width:
        yield ((said, style), ("   ", ""), *figures)
        return
    yield from (((part, style),) for part in textwrap.wrap(said, width))
    yield figures


def _sign(good: bool) -> str:
    return "✓" if good else "○"


def _sections(report: Report, width: int) -> Iterator[Line]:
    sections = report.scorecard.sections if report.scorecard.total is not None else ()
    name = min(20, width // 3, max((len(section.title) for section in sections), default=0))
    told = max((len(_assessed(section, width)) for section in sections), default=0)
    bar = max(4, min(24, width - name - told - 9))
    for section in sections:
        title = (f"{_short(section.title, name):<{name}} ", "")
        if not section.needed or section.score is None:
            key = "terminal-none" if section.needed else "terminal-not-needed"
            yield (title, (_short(text(key), width - name - 1), "quiet"))
            continue
        score = f"  {words.whole(section.score):>3}   "
        yield (title, *_bar(section, bar), (score, "bold"), (_assessed(section, width), "quiet"))


def _short(said: str, width: int) -> str:
    return said if len(said) <= width else f"{said[: width - 1].rstrip()}…"


def _bar(section: SectionScore, width: int) -> Line:
    got, _, unsure = glance.bars(section)
    filled, hatched = round(got * width), round(unsure * width)
    hatched = max(hatched, 1) if unsure > 0 else 0
    filled = min(filled, width - hatched)
    return (("━" * filled, "bold"), ("─" * (width - filled - hatched), "quiet"), ("╌" * hatched, "quiet"))


def _assessed(section: SectionScore, width: int) -> str:
    if not section.needed or section.score is None:
        return ""
    if section.assessed >= 1:
        return text("terminal-all") if width >= NARROW else ""
    key = "terminal-share" if width >= NARROW else "assessed-share"
    return text(key, share=round(section.assessed * 100))


def _well(report: Report, width: int) -> Iterator[Line]:
    chosen = lessons.choose(report.scorecard, report.scenario, bool(report.floor.utterances))
    if not chosen.well:
        yield ((text("terminal-tried"), "bold"),)
        for said in glance.tried(report.floor, report.scenario, report.scorecard.duration):
            yield from (((part, ""),) for part in textwrap.wrap(said, width))
        return
    yield ((text("terminal-well"), "bold"),)
    for lesson in chosen.well:
        yield from _praise(lesson, width)


def _praise(lesson: Lesson, width: int) -> Iterator[Line]:
    """One line if there is room for the reason, or the headline alone."""
    start = f"✓ {words.clock(lesson.at or 0):>5} "
    ids = " " + lesson.judged.item.advice[0] if lesson.judged.item.advice else ""
    room = width - len(start) - len(ids)
    whole = f"{lesson.headline}. {lesson.why}" if lesson.why else lesson.headline
    if not lesson.why and lesson.said:
        whole = f"{lesson.headline}: {words.quoted(lesson.said)}"
    first, *rest = textwrap.wrap(whole if len(whole) <= room else lesson.headline, max(16, room))
    yield ((start, "earned"), (first, ""), *(() if rest else ((ids, "quiet"),)))
    for part in rest:
        yield ((" " * len(start) + part, ""), *(((ids, "quiet"),) if part is rest[-1] else ()))


def _change(report: Report, width: int) -> Iterator[Line]:
    chosen = lessons.choose(report.scorecard, report.scenario, bool(report.floor.utterances)).change
    if chosen is None:
        line = glance.nothing_to_change(report.scorecard, report.floor, report.scenario)
        yield from (((part, "bold"),) for part in textwrap.wrap(line, width))
        return
    headline = text("terminal-change", what=chosen.headline)
    yield from (((part, "bold"),) for part in textwrap.wrap(headline, width))
    at = words.clock(chosen.at) if chosen.at is not None else ""
    rows = [(at, text("you-said"), words.quoted(chosen.said) if chosen.said else "", "")]
    rows.append(
        ("", text("terminal-you-could"), words.quoted(chosen.better) if chosen.better else "", "trainee")
    )
    if not chosen.said and chosen.at is not None:
        rows[0] = (at, text("you-did"), chosen.why, "")
    for when, label, said, style in rows:
        if said:
            yield from _spoken(when, label, said, style, width)
    if practise := commands.practise(report, chosen.at):
        yield ((text("practise-from", time=practise[0]), "quiet"),)
        yield ((f"  {practise[1]}", ""),)


def _spoken(when: str, label: str, said: str, style: str, width: int) -> Iterator[Line]:
    if width < NARROW:
        yield ((f"{when:<6} ", "missed"), (label, "quiet"))
        yield from (((f"  {part}", style),) for part in textwrap.wrap(said, width - 2))
        return
    start = f"{when:<6} {label:<10} "
    parts = textwrap.wrap(said, max(16, width - len(start)))
    yield ((f"{when:<6} ", "missed"), (f"{label:<10} ", "quiet"), (parts[0], style))
    for part in parts[1:]:
        yield ((" " * len(start), ""), (part, style))
