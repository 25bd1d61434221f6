"""VT02x: phrase lists, and branches that stand in each other's way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ...core.errors import Problem
from ..outline import Outline, Way
from ..problems import nearest, problem
from ..tree import Tree

Lists = Mapping[str, tuple[str, ...]]
SIMILAR = 0.84
"""A word so like a list's name is taken for a slip: 'apolgy', 'commitement'."""
_heard = ("says", "otherwise")


def words(path: Path, tree: Tree, file: Outline, built_in: Lists) -> Iterator[Problem]:
    lists = {**built_in, **file.phrases}
    yield from _lists(path, tree, file, built_in)
    for way in file.every_way():
        yield from _names(path, tree, way, lists)
    always = sorted(file.always, key=lambda way: -way.priority)
    for stop in file.states.values():
        if not stop.ending:
            yield from _inside(path, tree, file, lists, stop.ways)
    yield from _shadows(path, tree, lists, (), tuple(always))
    for stop in file.states.values():
        if not stop.ending:
            yield from _shadows(path, tree, lists, tuple(always), stop.ways)


def _lists(path: Path, tree: Tree, file: Outline, built_in: Lists) -> Iterator[Problem]:
    used = {name for way in file.every_way() for name in way.names}
    for name, phrases in file.phrases.items():
        place = tree.key(("phrases", name))
        if not any(letter.isalnum() for phrase in phrases for letter in phrase):
            yield problem(path, place, "VT024_empty", list=name)
        elif name not in used:
            yield problem(path, place, "VT021_unused", list=name)
        if name in built_in:
            yield problem(path, place, "VT025_built_in", list=name)


def _names(path: Path, tree: Tree, way: Way, lists: Lists) -> Iterator[Problem]:
    for word, names in (("says", way.any_of), ("says all", way.all_of), ("without", way.none_of)):
        for number, name in enumerate(names):
            if name not in lists and (near := nearest(name, lists, SIMILAR)):
                loc = (*way.loc, "when", word)
                place = tree.value((*loc, number) if (*loc, number) in tree.spots else loc)
                yield problem(path, place, "VT020_list", name=name, near=near)


def _shadows(
    path: Path, tree: Tree, lists: Lists, before: tuple[Way, ...], ways: tuple[Way, ...]
) -> Iterator[Problem]:
    """Each of `ways` that cannot fire because one tried earlier is at least as wide."""
    for number, way in enumerate(ways):
        for earlier in (*before, *ways[:number]):
            if wider(earlier, way, lists):
                key = "VT023_alike" if wider(way, earlier, lists) else "VT022_shadowed"
                if earlier.kind == "otherwise" and way.kind != "otherwise":
                    key = "VT022_otherwise"
                line = tree.key((*earlier.loc, "when"))[0]
                yield problem(path, tree.key((*way.loc, "when")), key, line=line)
                break


def _inside(path: Path, tree: Tree, file: Outline, lists: Lists, ways: tuple[Way, ...]) -> Iterator[Problem]:
    """Phrases that an earlier branch takes away, because one of its own stands inside them.

    Of the file's own lists only: the built-in ones are meant to overlap.
    """
    for number, way in enumerate(ways):
        own = [phrase for name in way.any_of if name in file.phrases for phrase in lists[name]]
        for earlier in ways[:number] if own else ():
            if not _takes_all(earlier):
                continue
            taken = [(p, q) for p in own for q in _phrases(earlier.any_of, lists) if _holds(p, q)]
            if taken:
                line = tree.key((*earlier.loc, "when"))[0]
                place = tree.key((*way.loc, "when"))
                yield problem(path, place, "VT037_inside", long=taken[0][0], short=taken[0][1], line=line)
                break


def _takes_all(way: Way) -> bool:
    """Is it taken by its words alone?"""
    asks_more = way.all_of or way.none_of or way.meters or way.replies_in or way.more
    return way.kind == "says" and bool(way.any_of) and not asks_more


def _holds(phrase: str, part: str) -> bool:
    long, short = phrase.casefold(), part.casefold()
    return long != short and f" {short} " in f" {long} "


def wider(a: Way, b: Way, lists: Lists) -> bool:
    """Does `a` fire whenever `b` could?"""
    if a.kind == "otherwise":
        return b.kind in _heard
    if a.kind is None or a.kind != b.kind or a.act != b.act:
        return False
    if a.kind == "settled" and not a.go:
        return False  # it fires once; then the next one may
    return a.more <= b.more and _meters_hold(a, b) and _soon_enough(a, b) and _said(a, b, lists)


def _meters_hold(a: Way, b: Way) -> bool:
    for name, (comparison, value) in a.meters.items():
        known, level = b.meters.get(name, ("", 0.0))
        if known != comparison or (level < value if comparison == "at least" else level > value):
            return False
    return True


def _soon_enough(a: Way, b: Way) -> bool:
    if a.replies_in is None:
        return True
    return (
        b.replies_in is not None and a.replies_in[0] <= b.replies_in[0] and b.replies_in[1] <= a.replies_in[1]
    )


def _said(a: Way, b: Way, lists: Lists) -> bool:
    """Do b's words imply a's?"""
    said_in_b = [_phrases(b.any_of, lists)] if b.any_of else []
    said_in_b += [_phrases((name,), lists) for name in b.all_of]  # of each of these sets one phrase is said
    asked = [_phrases(a.any_of, lists)] if a.any_of else []
    asked += [_phrases((name,), lists) for name in a.all_of]
    implied = all(any(said <= wanted for said in said_in_b) for wanted in asked)
    return implied and set(a.none_of) <= set(b.none_of)


def _phrases(names: tuple[str, ...], lists: Lists) -> frozenset[str]:
    return frozenset(phrase.casefold() for name in names for phrase in lists.get(name, (name,)))
