"""Arrows point to `core`.  This walks the imports and holds the rule of docs/architecture.md."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "voicetrainer"
OURS = {
    "core",
    "language",
    "authoring",
    "sound",
    "speech",
    "run",
    "report",
    "store",
    "cli",
    "catalogue",
    "places",
}
MAY: dict[str, set[str]] = {
    "core": set(),
    "language": {"core", "catalogue"},
    "authoring": {"core", "language", "catalogue"},
    "sound": {"core", "catalogue", "places"},
    "speech": {"core", "catalogue", "places"},
    "run": {"core", "language"},
    "report": {"core", "catalogue"},
    "store": {"core", "catalogue"},
    "cli": OURS,
    "catalogue": set(),
    "places": set(),
}
CORE_LIBRARIES = set(sys.stdlib_module_names) | {"transitions", "numpy"}
"""numpy only for the types of the ports, behind TYPE_CHECKING."""
GPL = {"piper", "espeakng_loader", "pyttsx3", "parselmouth", "pedalboard"}


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Absolute dotted names of everything the file imports, at any depth."""
    base = ["voicetrainer", *path.relative_to(PACKAGE).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = base[: len(base) - node.level + 1] if node.level else []
            stem = ".".join([*start, *([node.module] if node.module else [])])
            found |= {f"{stem}.{name.name}" for name in node.names}
    return found


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_follow_the_arrows(path: Path) -> None:
    part = part_of(path)
    if part in ("__init__", "__main__"):
        return
    for name in imported(path):
        first, _, rest = name.partition(".")
        if first == "voicetrainer" and rest:
            other = rest.split(".")[0]
            assert other == part or other in MAY[part] or other == "__version__", f"{path} imports {name}"
        elif part == "core":
            assert first in CORE_LIBRARIES, f"{path} imports {name}"


def test_the_core_needs_no_array_library_at_run_time() -> None:
    import subprocess

    code = "import sys, voicetrainer.core.call, voicetrainer.core.judge; print('numpy' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_gpl_engines_are_imported_in_workers_only_and_those_import_nothing_of_ours(path: Path) -> None:
    names = {name.split(".")[0] for name in imported(path)}
    if "workers" in path.parts and path.name != "__init__.py":
        assert "voicetrainer" not in names
    else:
        assert not names & GPL, path
