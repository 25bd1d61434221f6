"""Choosing devices, and what is said when there are none.  With devices: `tests/pulse`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from voicetrainer.sound.devices import install_command

ROOT = Path(__file__).parents[2]

ASK = """
from voicetrainer.core.errors import DeviceError
from voicetrainer.sound.card import CardPhone
from voicetrainer.sound.devices import probe
print(probe().trouble)
try:
    CardPhone().open()
except DeviceError as error:
    print("open:", error)
"""


def asked(environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("raise OSError('PortAudio library not found')", install_command()),
        ("raise ImportError('no module of that name')", "pip install sounddevice"),
    ],
)
def test_a_missing_library_is_told_with_the_command_that_installs_it(
    tmp_path: Path, fault: str, said: str
) -> None:
    (tmp_path / "sounddevice.py").write_text(fault)
    answer = asked({"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])})
    trouble, opened = answer.strip().split("open:")
    assert said in trouble
    assert said in opened


def test_without_devices_the_remedy_is_told(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text(
        "class PortAudioError(Exception): ...\n"
        "def query_hostapis(): return ()\n"
        "def query_devices(): return []\n"
        "def get_portaudio_version(): return (1, 'PortAudio')\n"
    )
    answer = asked({"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])})
    assert "No microphone found.  Plug one in" in answer
    assert "No loudspeaker or headphones found." in answer


def test_the_install_command_is_one_for_this_system() -> None:
    assert install_command().split()[0] in {"sudo", "pip"}
