"""A home of its own for each test: settings, cache and calls of nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


def _hears_ctrl_c() -> None:
    """A shell that started the tests in the background has told them to ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True)
class Home:
    path: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "XDG_DATA_HOME": str(self.path / "data"),
            "XDG_CONFIG_HOME": str(self.path / "config"),
            "XDG_CACHE_HOME": str(self.path / "cache"),
            "HOME": str(self.path),
            "NO_COLOR": "1",
            "COLUMNS": "100",
            "PYTHONUTF8": "1",
        }

    def start(self, *arguments: str, cwd: Path | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "voicetrainer", *arguments],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, cwd=cwd, preexec_fn=_hears_ctrl_c,  # noqa: PLW1509  it only sets a signal
        )  # fmt: skip

    def run(self, *arguments: str, code: int = 0, cwd: Path | None = None) -> str:
        """What it prints; the exit code must be `code`, and no traceback may be seen."""
        process = self.start(*arguments, cwd=cwd)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == code, said
        assert "Traceback" not in said
        return said

    @property
    def calls(self) -> list[Path]:
        root = self.path / "data" / "voicetrainer" / "calls"
        return sorted(root.iterdir()) if root.is_dir() else []


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    yield Home(tmp_path)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, str]:
    """One recorded call, held once for all tests of a module that only look at it."""
    home = Home(tmp_path_factory.mktemp("home"))
    return home, home.run("call", "parcel", "--trainee", "hasty", "--seed", "7")
