"""A private PulseAudio without any sound card: two null sinks and a microphone made of one.

`speaker` is what the program plays to; `micfeed` is what the trainee "says" into `mic`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from ctypes.util import find_library
from pathlib import Path

PROGRAMS = {"pulseaudio": "pulseaudio", "pactl": "pulseaudio-utils", "parec": "pulseaudio-utils"}
PLUGIN_FOLDERS = ("/usr/lib", "/usr/lib64")
READY_S = 10.0


def missing() -> list[str]:
    """The Debian packages that have to be installed before the rig can start."""
    lacking = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if not find_library("portaudio"):
        lacking.append("libportaudio2")
    if not any(list(Path(f).glob("**/alsa-lib/libasound_module_pcm_pulse.so")) for f in PLUGIN_FOLDERS):
        lacking.append("libasound2-plugins")
    return sorted(set(lacking))


class Pulse:
    """A running server; `environment` makes a program use it and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        address = folder / "pulse.sock"
        asound = folder / "asound.conf"
        asound.write_text(
            "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n"
        )
        self.environment = {
            **os.environ,
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_STATE_PATH": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_SERVER": f"unix:{address}",
            "ALSA_CONFIG_PATH": str(asound),
        }
        self._start(_command(address))
        self.control("set-default-sink", "speaker")
        self.control("set-default-source", "mic")

    def control(self, *words: str) -> str:
        done = subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, text=True, timeout=10, check=True
        )
        return done.stdout.strip()

    def stop(self) -> None:
        if self.server.poll() is None:
            self.server.terminate()
            try:
                self.server.wait(5)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()

    def _start(self, command: list[str]) -> None:
        """Start the server and wait for its own word that it is ready, as it gives it to systemd."""
        place = self.folder / "ready"
        place.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(str(place))
            ready.settimeout(READY_S)
            environment = {**self.environment, "NOTIFY_SOCKET": str(place)}
            self.server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
            try:
                while b"READY=1" not in ready.recv(4096):
                    pass
            except TimeoutError:  # one that was built without it is ready by now, or never
                self._answers()

    def _answers(self) -> None:
        try:
            self.control("info")
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            self.stop()
            raise RuntimeError("the private PulseAudio did not start") from error


def _command(address: Path) -> list[str]:
    modules = [
        f"module-native-protocol-unix socket={address} auth-anonymous=1",
        "module-null-sink sink_name=speaker rate=48000",
        "module-null-sink sink_name=micfeed rate=48000",
        "module-remap-source master=micfeed.monitor source_name=mic",
    ]
    server = "pulseaudio -n --daemonize=no --exit-idle-time=-1 --disable-shm=yes --use-pid-file=no"
    return [*server.split(), *(word for module in modules for word in ("-L", module))]
