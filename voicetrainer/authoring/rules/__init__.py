"""The lint rules, each a function from an outline of the file to problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...core.errors import Problem
from ..tree import Tree


def problems(path: Path, tree: Tree) -> Iterator[Problem]:
    return iter(())
