"""The lint rules, each a function from an outline of the file to problems.  Codes: `..problems`."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

from ... import language
from ...core.errors import Problem, ScenarioError
from ..advice import advice
from ..outline import Outline, outline
from ..problems import problem
from ..tree import Tree
from .callback import callback
from .graph import graph
from .lines import lines
from .rehearsals import rehearsals
from .scoring import scoring
from .words import words


def problems(path: Path, tree: Tree) -> Iterator[Problem]:
    """What the rules find.  They see the raw file, so they work beside mistakes of spelling."""
    file = outline(tree)
    if not isinstance(tree.root, dict):
        return
    yield from _priorities(path, tree, file)
    lists = yield from _lists(path, tree, file)
    yield from graph(path, tree, file)
    yield from words(path, tree, file, lists)
    yield from lines(path, tree, file)
    yield from callback(path, tree)
    yield from scoring(path, tree, file, advice())
    yield from rehearsals(path, tree, file)


def _priorities(path: Path, tree: Tree, file: Outline) -> Iterator[Problem]:
    for stop in file.states.values():
        for way in stop.ways:
            if (*way.loc, "priority") in tree.spots:
                yield problem(path, tree.key((*way.loc, "priority")), "VT005_priority")


def _lists(path: Path, tree: Tree, file: Outline) -> Generator[Problem, None, Mapping[str, tuple[str, ...]]]:
    """The built-in phrase lists of the file's language."""
    try:
        return language.banks(file.language)
    except ScenarioError as error:
        if file.language.partition("-")[0] in language.languages():
            yield from error.problems  # the lists were extended, and no longer read
            return {}
        known, bank = ", ".join(language.languages()), language.BANKS / f"{file.language[:2]}.yaml"
        place = tree.value(("language",))
        yield problem(path, place, "VT005_language", language=file.language, known=known, file=bank)
        return language.banks()
