"""Our own Twee comes back: the scenario that went out, with what was changed in Twine since.

A passage that still reads as it went out leaves its state as it was.  Where it reads otherwise, its
lines and links are taken over and everything else of the state stays.  A passage under another name
with the same text was renamed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from ..outline import mapping, sequence, string
from . import reading
from .story import Note, shortened
from .twee import EVERYWHERE, OWN, Passage
from .twee_out import label, listed, passage_text, spoken

_LINK = re.compile(r"\[\[((?:(?!\]\]).){1,2000}?)\]\]", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPECIAL = ("StoryTitle", "StoryData", OWN, EVERYWHERE)


def has_own(found: Sequence[Passage]) -> bool:
    return any(OWN in one.tags and one.name == OWN for one in found)


def restored(path: Path, found: Sequence[Passage]) -> tuple[dict[str, Any], list[Note]]:
    """(the scenario's values, what a person should know).  Raises StoreError if ours cannot be read."""
    root = _own(path, next(one for one in found if one.name == OWN))
    passages = {one.name: one for one in found if one.name not in _SPECIAL}
    special = {one.name: one for one in found}
    notes: list[Note] = []
    for old, new in _renamed(root, passages).items():
        _rename(root, old, new)
        notes.append(Note("back-renamed", passages[new].line, f"{old} → {new}"))
    _heads(root, special)
    states = mapping(root.get("states"))
    for name in [name for name in states if name not in passages]:
        del states[name]
        notes.append(Note("back-gone", 0, name))
    for name, one in passages.items():
        if name not in states:
            states[name] = _new_state(root, one, notes)
        elif _text(one.text) != passage_text(root, mapping(states[name])):
            _take_over(root, mapping(states[name]), one, notes)
    return root, notes


def _own(path: Path, passage: Passage) -> dict[str, Any]:
    start = passage.text.find("{")
    try:
        root = json.loads(passage.text[start:]) if start >= 0 else None
    except (ValueError, RecursionError):
        root = None
    if not isinstance(root, dict) or not isinstance(root.get("states"), dict):
        raise reading.stop(path, passage.line, "own-broken")
    return root


def _text(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _heads(root: dict[str, Any], special: Mapping[str, Passage]) -> None:
    if (title := special.get("StoryTitle")) and title.text.strip():
        root["title"] = title.text.strip()
    try:
        start = json.loads(special["StoryData"].text).get("start")
    except (KeyError, ValueError, AttributeError):
        return
    if isinstance(start, str) and start:
        root["start"] = start


def _renamed(root: Mapping[str, Any], passages: Mapping[str, Passage]) -> dict[str, str]:
    """Old → new name, where a text is found under another name and no other has it."""

    def bare(text: str) -> str:
        return re.sub(r"->[^\]]*\]\]", "->]]", _text(text))

    states = mapping(root.get("states"))
    gone = {name: bare(passage_text(root, mapping(states[name]))) for name in states if name not in passages}
    new = {name: bare(one.text) for name, one in passages.items() if name not in states}
    pairs = {}
    for name, text in gone.items():
        fits = [other for other, found in new.items() if found == text]
        if text and len(fits) == 1 and list(gone.values()).count(text) == 1:
            pairs[name] = fits[0]
    return pairs


def _rename(root: dict[str, Any], old: str, new: str) -> None:
    states = mapping(root["states"])
    root["states"] = {new if name == old else name: state for name, state in states.items()}
    if root.get("start") == old:
        root["start"] = new
    owners = [*sequence(root.get("always"))]
    for state in root["states"].values():
        owners += sequence(mapping(state).get("branches"))
    for branch in owners:
        if mapping(branch).get("go") == old:
            branch["go"] = new
    for steps in mapping(root.get("rehearsals")).values():
        for step in sequence(steps):
            if mapping(step).get("reaches") == old:
                step["reaches"] = new


def _parts(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    """(lines, links) of a passage; a link is (words, passage)."""
    plain = _COMMENT.sub("", text)
    links = []
    for found in _LINK.finditer(plain):
        words, arrow, to = found[1].rpartition("->")
        links.append((words.strip(), to.strip()) if arrow else (found[1].strip(), found[1].strip()))
    lines = [" ".join(line.split()) for line in _LINK.sub("", plain).split("\n")]
    return [line for line in lines if line], links


def _take_over(root: dict[str, Any], state: dict[str, Any], one: Passage, notes: list[Note]) -> None:
    lines, links = _parts(one.text)
    before = [spoken(root, words) for words in listed(state.get("caller"))]
    if lines != before:
        _take_lines(root, state, before, lines, one, notes)
    _take_links(state, links, one, notes)


def _take_lines(
    root: dict[str, Any],
    state: dict[str, Any],
    before: list[str],
    lines: list[str],
    one: Passage,
    notes: list[Note],
) -> None:
    kept = dict(zip(before, listed(state.get("caller")), strict=True))
    said = [kept.pop(line, None) or _unspoken(root, line) for line in lines]
    for words in kept.values():
        if isinstance(words, dict):
            notes.append(Note("back-variants", one.line, shortened(spoken(root, words))))
    state.pop("caller", None)
    if said:
        rest = dict(state)
        state.clear()
        mood = {"mood": rest.pop("mood")} if "mood" in rest else {}
        state.update({**mood, "caller": said[0] if len(said) == 1 else said, **rest})
    notes.append(Note("back-lines", one.line, one.name))


def _unspoken(root: Mapping[str, Any], line: str) -> Any:
    """'Priya: Hello.' → {'Priya': 'Hello.'}, if Priya is one of the people."""
    by, colon, text = line.partition(": ")
    if colon and by in mapping(root.get("people")):
        return {by: text}
    return text if colon and by == mapping(root.get("caller")).get("name") else line


def _take_links(state: dict[str, Any], links: list[tuple[str, str]], one: Passage, notes: list[Note]) -> None:
    branches = [mapping(branch) for branch in sequence(state.get("branches"))]
    left = [branch for branch in branches if branch.get("go")]
    known = [(label(branch), string(branch.get("go"))) for branch in left]
    if links == known:
        return
    added: list[dict[str, Any]] = []
    for words, to in _unmatched(links, known, left):
        near = _nearest(left, words, to)
        if near is None:
            added.append({"when": {"says": _said(words)}, "go": to})
            notes.append(Note("back-link", one.line, f"{words} → {to}"))
            continue
        left.remove(near)
        _change(near, words, to, one, notes)
    for branch in left:
        branches = [other for other in branches if other is not branch]
        notes.append(Note("back-link-gone", one.line, label(branch)))
    at = next((n for n, b in enumerate(branches) if not isinstance(b.get("when"), dict)), len(branches))
    state["branches"] = [*branches[:at], *added, *branches[at:]]
    if not state["branches"]:
        del state["branches"]


def _unmatched(
    links: list[tuple[str, str]], known: list[tuple[str, str]], left: list[dict[str, Any]]
) -> list[tuple[str, str]]:
    """The links that are not as they went out; those that are leave `left`."""
    other = []
    for link in links:
        if link in known:
            at = known.index(link)
            del known[at], left[at]
        else:
            other.append(link)
    return other


def _nearest(left: list[dict[str, Any]], words: str, to: str) -> dict[str, Any] | None:
    same_words = (branch for branch in left if label(branch) == words)
    same_way = (branch for branch in left if branch.get("go") == to)
    return next(same_words, None) or next(same_way, None)


def _change(branch: dict[str, Any], words: str, to: str, one: Passage, notes: list[Note]) -> None:
    when = branch.get("when")
    if label(branch) != words:
        if isinstance(when, dict) and "(" not in words:
            when["says"] = _said(words)
        else:
            notes.append(Note("back-words", one.line, words))
    branch["go"] = to
    notes.append(Note("back-link", one.line, f"{words} → {to}"))


def _said(words: str) -> Any:
    said = [part.strip() for part in words.split(" / ") if part.strip()]
    return said[0] if len(said) == 1 else said


def _new_state(root: Mapping[str, Any], one: Passage, notes: list[Note]) -> dict[str, Any]:
    lines, links = _parts(one.text)
    said = [_unspoken(root, line) for line in lines]
    state: dict[str, Any] = {"caller": said[0] if len(said) == 1 else said} if said else {}
    if links:
        state["branches"] = [{"when": {"says": _said(words)}, "go": to} for words, to in links]
    else:
        state["ending"] = "lost" if "lost" in one.tags else "won"
    notes.append(Note("back-new", one.line, one.name))
    return deepcopy(state)
