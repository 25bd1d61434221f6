"""The call as rows of styled spans: pure, from what is known now to what a terminal shows.

Nothing in here is ever interpreted: what people said or wrote is printed letter by letter.
Shapes, words and places carry the meaning; colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from .. import catalogue
from ..core.events import Ms
from .rows import Line, Span, clean, cropped, flow
from .view import Caption, Ringing, Step, View

STYLES = {
    "": "",
    "bold": "bold",
    "quiet": "dim",
    "caller": "magenta",
    "caller bold": "bold magenta",
    "trainee": "cyan",
    "trainee bold": "bold cyan",
    "earned": "green",
    "hint": "italic",
    "notice": "yellow",
    "notice bold": "bold yellow",
    "key": "bold reverse",
}
NARROWEST, LOWEST = 50, 14
WIDEST = 110
MIN_CAPTIONS, ROOMY_CAPTIONS = 4, 6
"""Rows that captions get before words are left out, and before empty rows are."""
EMPTY = 6
"""`spare` of blocks without words begins here."""
BARS = " ▁▂▃▄▅▆▇█"
METER = 12
"""Cells of the microphone's bar."""
NAME = 9
"""Cells for a name beside what it said."""
NOTE_ROWS, CARD_ROWS = 3, 5


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    lines: tuple[Line, ...]
    spare: int = 0
    """Blocks with the highest number go first where there is no room; 0 always stays."""


def frame(view: View, width: int, height: int) -> list[Line]:
    """The call, in at most `height` rows of at most `width` cells."""
    if width < NARROWEST or height < LOWEST:
        return _too_small(width, height)
    width = min(width, WIDEST)
    above = [*_panel(view, width), _gap(6)]
    below = _below(view, width)
    if view.help:
        filling = _help(width)
        below = [_gap(9), _block(_rule(width)), _block(*_keys([("?", "close")], width))]
    else:
        filling = _captions(view, width) if view.show_captions else [_quiet(say("captions-off"))]
    return _fitted(above, filling, below, height)


def ringing(view: Ringing, width: int, height: int) -> list[Line]:
    """The phone that rings: who calls, what it is about, what the trainee is and may do."""
    if width < NARROWEST or height < LOWEST:
        return _too_small(width, height)
    width = min(width, WIDEST)
    bell = (("●" if view.sounding else "○"), "caller bold")
    head = ((" ", ""), bell, (f" {say('ringing')}   ", "bold"), (clean(view.caller), "caller bold"))
    above = [
        _block(_edge("╭", clean(view.title), view.level, "╮", width)), _block(_boxed((), width), spare=10),
        _block(_boxed(head, width)), _block(_boxed((), width), spare=10),
        _block(_edge("╰", "", "", "╯", width)), _gap(6),
    ]  # fmt: skip
    middle = [
        *_labelled(say("about"), view.about, width), (),
        *_labelled(say("goal"), view.goal, width), (),
        *_labelled(say("card"), view.card, width),
        *(((), *_notice(view.warning, width)) if view.warning else ()),
    ]  # fmt: skip
    keys = [(say("key-enter"), "answer"), ("q", "not-now")] if view.can_answer else [("q", "not-now")]
    notices = _notice(view.notice, width) if view.notice else []
    below = [
        _gap(7), *([_block(*notices), _gap(8)] if notices else []),
        _block(((f" {view.call_to_action}", "hint"),)), _gap(9),
        _block(_rule(width)), _block(*_keys(keys, width)),
    ]  # fmt: skip
    return _fitted(above, [row for row in middle if row or height > 20], below, height, newest=False)


def say(key: str, **values: object) -> str:
    return catalogue.say(f"screen.{key}", **values)


def clock(at: Ms) -> str:
    return f"{max(0, at) // 60_000}:{max(0, at) // 1000 % 60:02d}"


# -- blocks ------------------------------------------------------------------------------------


def _below(view: View, width: int) -> list[_Block]:
    blocks = [_gap(7)]
    for text in (view.question, view.banner):
        if text:
            blocks += [_block(*_notice(text, width)), _gap(8)]
    if view.typing is not None:
        blocks += [_block(_editor(view.typing, width)), _gap(8)]
    if view.hint:
        wording = ((say("could-say", words=clean(view.wording)), "trainee"),) if view.wording else ()
        blocks.append(_block(*_indented(flow(((clean(view.hint), "hint"),), width - 2))[:2], spare=2))
        blocks += [_block(*_indented(flow(wording, width - 2))[:2], spare=5), _gap(8)]
    blocks.append(_block(*_labelled(say("card"), view.card, width)[:CARD_ROWS], spare=4))
    if view.way:
        blocks.append(_block(_way(view.way, width), spare=3))
    keys = _typing_keys() if view.typing is not None else _call_keys(view)
    return [
        *blocks, _gap(9), _block(_status(view, width), spare=1),
        _block(_rule(width)), _block(*_keys(keys, width)),
    ]  # fmt: skip


def _fitted(
    above: Sequence[_Block],
    filling: Sequence[Line],
    below: Sequence[_Block],
    height: int,
    newest: bool = True,
) -> list[Line]:
    """Leave out what may be spared until the filling has its rows; the foot stays at the bottom."""
    kept = [*above, *below]
    while (spare := max(block.spare for block in kept)) > 0:
        least = len(filling) if not newest else ROOMY_CAPTIONS if spare >= EMPTY else MIN_CAPTIONS
        if _rows(kept) + least <= height:
            break
        kept = [block for block in kept if block.spare != spare]
    room = max(1, height - _rows(kept))
    shown = list(filling[-room:] if newest else filling[:room])
    shown += [()] * (room - len(shown))
    head = [row for block in above if block in kept for row in block.lines]
    foot = [row for block in below if block in kept for row in block.lines]
    return [*head, *shown, *foot][:height]


def _rows(blocks: Iterable[_Block]) -> int:
    return sum(len(block.lines) for block in blocks)


def _block(*lines: Line, spare: int = 0) -> _Block:
    return _Block(lines, spare)


def _gap(spare: int) -> _Block:
    return _Block(((),), spare)


def _too_small(width: int, height: int) -> list[Line]:
    words = say("too-small", width=NARROWEST, height=LOWEST)
    return list(flow(((words, ""),), max(8, width)))[:height]


# -- the floor panel ---------------------------------------------------------------------------


def _panel(view: View, width: int) -> list[_Block]:
    title = f"{clean(view.caller)} · {clean(view.title)}"
    lane = max(8, min(60, width - 54))
    return [
        _block(_edge("╭", title, clock(view.clock), "╮", width)), _block(_boxed((), width), spare=10),
        _block(_boxed(_caller_lane(view, lane), width)), _block(_boxed(_trainee_lane(view, lane), width)),
        _block(_boxed((), width), spare=10), _block(_edge("╰", "", "", "╯", width)),
    ]  # fmt: skip


def _edge(left: str, title: str, right: str, corner: str, width: int) -> Line:
    if not title:
        return ((left + "─" * (width - 2) + corner, "quiet"),)
    title = cropped(title, width - cell_len(right) - 10)
    rule = "─" * (width - cell_len(title) - cell_len(right) - 8)
    return (
        (f"{left}─ ", "quiet"),
        (title, "bold"),
        (f" {rule} ", "quiet"),
        (right, "bold"),
        (f" ─{corner}", "quiet"),
    )


def _boxed(inside: Line, width: int) -> Line:
    fill = width - 4 - sum(cell_len(text) for text, _ in inside)
    return (("│ ", "quiet"), *inside, (" " * max(0, fill), ""), (" │", "quiet"))


def _caller_lane(view: View, lane: int) -> Line:
    speaks = view.floor in ("caller", "both")
    key = {"caller": "caller", "both": "caller-both", "hold": "caller-hold"}.get(view.floor, "caller-quiet")
    style = "caller bold" if speaks else "caller"
    drawn = _wave(view.caller_levels, lane, "caller") if speaks else _still(lane)
    return (_head(view.name, speaks, style), *drawn, *_floor(speaks, say(f"floor-{key}"), style))


def _trainee_lane(view: View, lane: int) -> Line:
    speaks = view.floor in ("trainee", "both")
    style = "trainee bold" if speaks else "trainee"
    if view.floor == "waiting" and view.reply_wait > 0:
        done = round(lane * min(1.0, view.reply_wait))
        bar = (("━" * done, "trainee"), ("─" * (lane - done), "quiet"))
        return (_head(say("you"), False, style), *bar, *_floor(False, say("floor-wait"), style))
    keys = {"trainee": "you", "both": "you-both", "hold": "you-hold", "yours": "you-next"}
    drawn = _wave(view.trainee_levels, lane, "trainee") if speaks else _still(lane)
    words = say(f"floor-{keys.get(view.floor, 'you-quiet')}") if view.floor != "waiting" else ""
    return (_head(say("you"), speaks, style), *drawn, *_floor(speaks, words, style))


def _head(name: str, speaks: bool, style: str) -> Span:
    return (f"{'▌' if speaks else ' '}{set_cell_size(clean(name), NAME + 1)} ", style)


def _wave(levels: tuple[int, ...], lane: int, style: str) -> Line:
    newest = levels[-lane:]
    return (("".join(BARS[max(1, min(8, level))] for level in newest) + " " * (lane - len(newest)), style),)


def _still(lane: int) -> Line:
    return (("· " * (lane // 2) + " " * (lane % 2), "quiet"),)


def _floor(speaks: bool, words: str, style: str) -> Line:
    if not words:
        return ()
    return ((f"   {'●' if speaks else '○'} {words}", style if speaks else "quiet"),)


# -- captions ----------------------------------------------------------------------------------


def _captions(view: View, width: int) -> list[Line]:
    return [row for caption in view.captions for row in _caption(caption, view.name, width)]


@lru_cache(maxsize=64)
def _caption(caption: Caption, name: str, width: int) -> tuple[Line, ...]:
    start = 6 + NAME + 1
    room = width - start - 1
    who = {"caller": caption.by or name, "trainee": say("you"), "note": ""}[caption.who]
    name_style = "quiet" if caption.who == "note" else caption.who
    beside = set_cell_size(cropped(clean(who), NAME), NAME) + " "
    head: Line = ((f" {clock(caption.at):>4} ", "quiet"), (beside, name_style))
    said = "quiet" if caption.who == "note" else "bold" if caption.live and caption.who == "caller" else ""
    if caption.live and caption.who == "trainee":
        said = "quiet"  # these words may still change
    rows = flow(((clean(caption.text), said), (clean(caption.rest), "quiet")), room) or ((),)
    return ((*head, *rows[0]), *((((" " * start, "")), *row) for row in rows[1:]))


# -- rows below --------------------------------------------------------------------------------


def _notice(text: str, width: int) -> list[Line]:
    """The fact bold, then what happens next."""
    fact, full_stop, rest = clean(text).partition(". ")
    spans: Line = ((fact + full_stop.strip(), "notice bold"), (rest, "notice"))
    rows = flow(spans, width - 4)[:NOTE_ROWS]
    return [((" ▲ " if not n else "   ", "notice bold"), *row) for n, row in enumerate(rows)]


def _editor(text: str, width: int) -> Line:
    label = f" {say('typing')}  › "
    room = width - cell_len(label) - 2
    text = clean(text) + (" " if text.endswith(" ") else "")
    while cell_len(text) > room:  # its end is what matters
        text = text[1:]
    return ((label, "trainee bold"), (text, ""), ("▏", "trainee bold"))


def _labelled(label: str, text: str, width: int) -> list[Line]:
    start = max(12, cell_len(label) + 3)
    rows = flow(((clean(text), ""),), width - start - 1) if text else ()
    head = set_cell_size(f" {label}", start)
    return [((head if not n else " " * start, "bold"), *row) for n, row in enumerate(rows)]


def _way(steps: Sequence[tuple[Step, str]], width: int) -> Line:
    """As many steps as fit, from shortly before the one that is next."""
    marks = {"done": ("✓", "earned"), "now": ("▸", "bold"), "next": ("·", "quiet")}
    drawn = [(f"{marks[step][0]} {clean(name)}", marks[step][1]) for step, name in steps]
    here = next((n for n, (step, _) in enumerate(steps) if step == "now"), 0)
    first = max(0, here - 1)
    out: list[Span] = [(set_cell_size(f" {say('way')}", 12), "bold")]
    room = width - 13
    for text, style in drawn[first:]:
        if cell_len(text) > room:
            break
        out.append((text + "   ", style))
        room -= cell_len(text) + 3
    return tuple(out)


def _status(view: View, width: int) -> Line:
    said = f" {view.level_word}" if view.level is not None else ""
    bar: Line = ()
    if view.level is not None:
        bar = ((" " + "▮" * view.level, "trainee"), ("▯" * (METER - view.level), "quiet"))
    used = 1 + cell_len(view.source) + sum(cell_len(text) for text, _ in bar) + cell_len(said)
    notes = list(view.status)
    for gap in (4, 3, 2):
        if used + sum(cell_len(note) + gap for note in notes) <= width:
            break
    while notes and used + sum(cell_len(note) + gap for note in notes) > width:
        notes.pop(0)
    tail = said + "".join(" " * gap + note for note in notes)
    return ((f" {clean(view.source)}", "quiet"), *bar, (tail, "quiet"))


def _rule(width: int) -> Line:
    return (("─" * width, "quiet"),)


def _quiet(text: str) -> Line:
    return ((f" {text}", "quiet"),)


def _indented(rows: Iterable[Line]) -> list[Line]:
    return [((" ", ""), *row) for row in rows]


# -- keys --------------------------------------------------------------------------------------


def _call_keys(view: View) -> list[tuple[str, str]]:
    """(key, word) as the catalogue has them."""
    hold = ("h", "back" if view.floor == "hold" else "hold")
    return [
        hold, ("t", "transfer"), ("s", "supervisor"), ("g", "again"), ("q", "hang-up"),
        ("c", "captions"), ("y", "type"), ("x", "stop"), ("?", "keys"),
    ]  # fmt: skip


def _typing_keys() -> list[tuple[str, str]]:
    return [(say("key-enter"), "send"), (say("key-escape"), "give-up")]


def _keys(keys: Iterable[tuple[str, str]], width: int) -> list[Line]:
    """Whole entries, in as many rows as they need."""
    rows: list[list[Span]] = [[]]
    used = 0
    for key, word in keys:
        cap, said = f" {key} ", f" {say(f'word-{word}')}"
        size = cell_len(cap) + cell_len(said)
        if rows[-1] and used + 2 + size > width:
            rows.append([])
            used = 0
        gap = "  " if rows[-1] else ""
        rows[-1] += [(gap, ""), (cap, "key"), (said, "")]
        used += cell_len(gap) + size
    return [tuple(row) for row in rows]


def _help(width: int) -> list[Line]:
    keys = [(say("key-enter"), "enter"), *((key, key) for key in "htsgycqx"), (say("ctrl-c"), "ctrl-c")]
    rows: list[Line] = []
    for key, name in keys:
        said = flow(((say(f"help-{name}"), ""),), width - 12)
        cap = f" {key} "
        rows.append(((" ", ""), (cap, "key"), (" " * (10 - cell_len(cap)), ""), *said[0]))
        rows += [((" " * 11, ""), *row) for row in said[1:]]
    return rows
