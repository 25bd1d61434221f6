"""`use:` takes states, phrases and checkpoints of another file into a scenario, when it is loaded.

    use: {identity: common/identity.yaml}
    …
      go: identity.ask name             # into the shared states …
    states:
      identity.done: {go: softening}    # … and where they come back: a signpost

Everything of the other file gets the name it is used under in front, and what its branches name is
renamed with it.  The result is one flat scenario: the linter, the graph and the call know no other
kind.  Lines of shared files are counted on from the end of the scenario's own, so that a mistake in
one is told with its own file and line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import Field

from ..core.errors import Problem
from .checked import held_against
from .conditions import Strict
from .model import CheckpointFile, FactFile, PersonFile, StateFile, Version
from .outline import mapping, string
from .problems import problem
from .tree import Loc, Source, Spot, Tree, read
from .values import Text, Words

RENAMED = ("states", "phrases", "checkpoints")
ADDED = ("facts", "people")


class SharedFile(Strict):
    """States, phrases and checkpoints that several scenarios use."""

    voicetrainer: Version = Field(description="The version of this format: 1.")
    shared: Text = Field(description="What is shared here, in a few words.")
    phrases: dict[str, Words] = Field({}, description="Phrase lists.")
    checkpoints: dict[str, CheckpointFile] = Field({}, description="What is worth doing.")
    facts: dict[str, FactFile] = Field({}, description="What the caller knows.")
    people: dict[str, PersonFile] = Field({}, description="Who else speaks.")
    states: dict[str, StateFile] = Field({}, description="The places in the conversation, by name.")


@dataclass(frozen=True, slots=True)
class Expanded:
    """A scenario with all that it uses in it."""

    source: Source
    starts: tuple[tuple[int, Path], ...]
    """(line before the first, file) of each shared file, in the count of the whole."""

    def placed(self, found: Problem) -> Problem:
        """The problem with the file and line that a person knows."""
        path, line = self.place(found.line)
        return replace(found, path=path, line=line)

    def place(self, line: int) -> tuple[Path, int]:
        """The file and its own line, from a line in the count of the whole."""
        for before, path in reversed(self.starts):
            if line > before:
                return path, line - before
        return self.source.path, line

    @property
    def text(self) -> str:
        """The scenario as one text that needs no other file."""
        tree = self.source.tree
        if not self.starts or tree is None:
            return self.source.content.decode("utf-8", "replace")
        return json.dumps({k: v for k, v in tree.root.items() if k != "use"}, ensure_ascii=False, indent=1)


def expanded(source: Source) -> Expanded:
    """Take in what `use:` names, and follow the signposts."""
    tree = source.tree
    if tree is None or not isinstance(tree.root, dict):
        return Expanded(source, ())
    problems: list[Problem] = list(source.problems)
    starts: list[tuple[int, Path]] = []
    for name, file in mapping(tree.root.get("use")).items():
        path = source.path.parent / string(file)
        starts.append((len(tree.lines), path))
        problems += _take_in(tree, source.path, name, path)
    _follow_signposts(tree.root)
    return Expanded(Source(source.path, source.content, tree, problems), tuple(starts))


def _take_in(tree: Tree, user: Path, name: str, path: Path) -> Iterator[Problem]:
    if not path.resolve().is_relative_to(user.parent.resolve()):  # of a link, where it leads
        yield problem(user, tree.value(("use", name)), "VT029_outside", file=string(tree.get(("use", name))))
        return
    other = read(path)
    if other.tree is None:
        reason = other.problems[0].message if other.problems else ""
        place = tree.value(("use", name))
        yield problem(user, place, "VT029_file", file=path.name, reason=reason)
        return
    yield from _moved(held_against(other, SharedFile)[1], len(tree.lines))
    _merge(tree, other.tree, name)


def _moved(problems: list[Problem], by: int) -> Iterator[Problem]:
    return (replace(found, line=found.line + by) for found in problems)


def _merge(tree: Tree, other: Tree, name: str) -> None:
    shared, before = mapping(other.root), len(tree.lines)
    own = {part: frozenset(mapping(shared.get(part))) for part in RENAMED}
    for part in (*RENAMED, *ADDED):
        known = tree.root.setdefault(part, {})
        if not isinstance(known, dict):
            continue
        for key, value in mapping(shared.get(part)).items():
            new = f"{name}.{key}" if part in RENAMED else key
            if new in known:
                continue  # the scenario has its own
            known[new] = _renamed_state(value, name, own) if part == "states" else value
            tree.spots.update(_spots(other, (part, key), (part, new), before))
    tree.lines.extend(other.lines)


def _spots(other: Tree, old: Loc, new: Loc, before: int) -> dict[Loc, Spot]:
    return {
        (*new, *loc[len(old) :]): replace(
            spot,
            line=spot.line + before,
            value_line=spot.value_line + before,
            end_line=spot.end_line + before,
        )
        for loc, spot in other.spots.items()
        if loc[: len(old)] == old
    }


def _renamed_state(state: Any, name: str, own: dict[str, frozenset[str]]) -> Any:
    branches = mapping(state).get("branches")
    if not isinstance(branches, list):
        return state
    return {**state, "branches": [_renamed_branch(one, name, own) for one in branches]}


def _renamed_branch(branch: Any, name: str, own: dict[str, frozenset[str]]) -> Any:
    if not isinstance(branch, dict):
        return branch

    def under(part: str) -> Callable[[Any], Any]:
        return lambda word: f"{name}.{word}" if isinstance(word, str) and word in own[part] else word

    found = dict(branch)
    if isinstance(found.get("go"), str):
        found["go"] = f"{name}.{found['go']}"  # a state of its own, or a way out for the scenario to place
    if "credit" in found:
        found["credit"] = _each(found["credit"], under("checkpoints"))
    if isinstance(found.get("when"), dict):
        when = dict(found["when"])
        for word in ("says", "says all", "without"):
            if word in when:
                when[word] = _each(when[word], under("phrases"))
        found["when"] = when
    return found


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    return [change(one) for one in value] if isinstance(value, list) else change(value)


def _follow_signposts(root: dict[str, Any]) -> None:
    """A state that only says where to go is none: whoever goes there goes on."""
    states = mapping(root.get("states"))
    signs = {n: s["go"] for n, s in states.items() if isinstance(s, dict) and set(s) == {"go"}}
    for name in signs:
        del states[name]

    def follow(go: Any) -> Any:
        for _ in signs:
            if isinstance(go, str) and go in signs:
                go = signs[go]
        return go

    if signs:
        for owner in (root, *states.values()):
            for branch in _branches(owner):
                if "go" in branch:
                    branch["go"] = follow(branch["go"])
        root["start"] = follow(root.get("start"))


def _branches(owner: Any) -> list[dict[str, Any]]:
    listed = [mapping(owner).get(part) for part in ("always", "branches")]
    return [one for part in listed if isinstance(part, list) for one in part if isinstance(one, dict)]
