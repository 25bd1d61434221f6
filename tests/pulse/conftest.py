import json
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .rig import Pulse, missing

SCRIPT = Path(__file__).with_name("on_the_phone.py")
ROOT = Path(__file__).parents[2]

OnThePhone = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def programs() -> None:
    if lacking := missing():
        reason = f"THE SOUND CARD IS NOT TESTED; install: apt-get install {' '.join(lacking)}"
        warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)


@pytest.fixture(scope="module")
def pulse(programs: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pulse]:
    server = Pulse(tmp_path_factory.mktemp("pulse"))
    yield server
    server.stop()


@pytest.fixture
def own_pulse(programs: None, tmp_path: Path) -> Iterator[Pulse]:
    """A server that the test may break."""
    server = Pulse(tmp_path)
    yield server
    server.stop()


def on_the_phone(pulse: Pulse, what: str, *words: object) -> dict[str, Any]:
    """Run a function of `on_the_phone.py` in a process of its own: PortAudio looks for devices only once."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), what, *map(str, words)],
        env={**pulse.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return {**answer, "stderr": done.stderr}
