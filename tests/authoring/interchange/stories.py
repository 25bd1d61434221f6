"""Stories for these tests, read and woven."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from voicetrainer.authoring import lint_text, load_scenario_text
from voicetrainer.authoring.interchange import Imported, twee, yarn
from voicetrainer.authoring.interchange.scenario import scenario_of
from voicetrainer.authoring.interchange.writing import scenario_text
from voicetrainer.authoring.tree import parse
from voicetrainer.core.scenario import Scenario

HERE = Path(__file__).parent
SCENARIOS = HERE.parents[2] / "scenarios"
SMALL = HERE.parent / "small.yaml"
FILE = Path("story.txt")


def from_twee(text: str, **more: str) -> Imported:
    return scenario_of(twee.story(FILE, twee.passages(FILE, text)), **more)


def from_yarn(text: str, **more: str) -> Imported:
    return scenario_of(yarn.story(FILE, text), **more)


def node(body: str, title: str = "Start") -> str:
    return f"title: {title}\n---\n{body}\n===\n"


def errors(got: Imported) -> list[str]:
    text = scenario_text(got.root)
    return [str(one) for one in lint_text(Path("x.yaml"), text.encode()) if not one.warning]


def loaded(got: Imported) -> Scenario:
    return load_scenario_text(Path("x.yaml"), scenario_text(got.root).encode()).scenario


def states(got: Imported) -> dict[str, Any]:
    return dict(got.root["states"])


def ways(got: Imported, state: str) -> list[tuple[Any, Any]]:
    """(when, go) of the branches that wait for words or meters."""
    branches = states(got)[state].get("branches", [])
    return [(b["when"], b.get("go")) for b in branches if isinstance(b["when"], dict)]


def notes(got: Imported) -> set[tuple[str, int]]:
    return {(note.key, note.line) for note in got.left}


def root_of(path: Path) -> dict[str, Any]:
    tree = parse(path, path.read_bytes()).tree
    assert tree
    return dict(tree.root)
