"""Which microphones and loudspeakers there are, by PortAudio; for choosing, `doctor` and set-up."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Any, Literal

from ..catalogue import say
from ..core.errors import DeviceError

Side = Literal["input", "output"]

_COMMANDS = {
    "debian": "sudo apt-get install libportaudio2",
    "ubuntu": "sudo apt-get install libportaudio2",
    "fedora": "sudo dnf install portaudio",
    "rhel": "sudo dnf install portaudio",
    "suse": "sudo zypper install libportaudio2",
    "opensuse": "sudo zypper install libportaudio2",
    "arch": "sudo pacman -S portaudio",
    "alpine": "sudo apk add portaudio",
}
_BEST_API = {"Windows": "Windows WASAPI"}
"""Where PortAudio's own default is an older interface with more latency."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device of one interface; the same microphone may appear under several."""

    number: int
    name: str
    api: str
    rate: int
    """Its own sample rate, Hz."""
    inputs: int
    """Channels."""
    outputs: int

    def channels(self, side: Side) -> int:
        return self.inputs if side == "input" else self.outputs


@dataclass(frozen=True, slots=True)
class Probe:
    """What `doctor` shows.  `trouble`: why no live call is possible, with the remedy; else empty."""

    library: str
    """PortAudio's own version text; empty if it is missing."""
    devices: tuple[Device, ...]
    input: Device | None
    output: Device | None
    trouble: str = ""


def sound_library() -> Any:
    """The module sounddevice.  Raises DeviceError with the command that installs what is missing."""
    try:
        import sounddevice
    except ImportError as error:
        raise DeviceError(say("sound.sounddevice_missing")) from error
    except OSError as error:  # the wheel is there, the system's library is not
        raise DeviceError(say("sound.portaudio_missing", command=install_command())) from error
    return sounddevice


def install_command() -> str:
    """What installs PortAudio on this system."""
    if platform.system() != "Linux":
        return "pip install --force-reinstall sounddevice"  # its wheel carries the library there
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((_COMMANDS[name] for name in names if name in _COMMANDS), _COMMANDS["debian"])


def list_devices() -> tuple[Device, ...]:
    """Every device PortAudio saw when the program started.  Raises DeviceError if it is missing."""
    library = sound_library()
    apis = [api["name"] for api in library.query_hostapis()]
    return tuple(
        Device(
            number,
            found["name"],
            apis[found["hostapi"]],
            round(found["default_samplerate"]),
            found["max_input_channels"],
            found["max_output_channels"],
        )
        for number, found in enumerate(library.query_devices())
    )


def choose(wanted: str | int | None, side: Side) -> Device:
    """The device of that number or (part of a) name, or the default.  Raises DeviceError."""
    usable = [device for device in list_devices() if device.channels(side)]
    if not usable:
        raise DeviceError(say("sound.no_microphone" if side == "input" else "sound.no_loudspeaker"))
    if wanted is None:
        return _default(usable, side)
    named = [device for device in usable if _matches(device, wanted)]
    exact = [device for device in named if device.name == wanted]
    best = _of_best_api(exact or named)
    if not best:
        raise DeviceError(say("sound.no_such_device", name=wanted))
    if len(best) > 1:
        raise DeviceError(say("sound.ambiguous_device", name=wanted))
    return best[0]


def probe() -> Probe:
    """Never raises: what is missing stands in `trouble`."""
    try:
        library = sound_library()
    except DeviceError as error:
        return Probe("", (), None, None, str(error))
    trouble: list[str] = []
    microphone, loudspeaker = _probed("input", trouble), _probed("output", trouble)
    version = library.get_portaudio_version()[1]
    return Probe(version, list_devices(), microphone, loudspeaker, "\n".join(trouble))


def _probed(side: Side, trouble: list[str]) -> Device | None:
    try:
        return choose(None, side)
    except DeviceError as error:
        trouble.append(str(error))
        return None


def _default(usable: list[Device], side: Side) -> Device:
    """The system's default, by the best interface; where none is set, the first there is."""
    library = sound_library()
    best = _BEST_API.get(platform.system())
    key = f"default_{side}_device"
    apis = list(library.query_hostapis())
    numbers = [api[key] for api in apis if api["name"] == best]
    numbers += [library.default.device[0 if side == "input" else 1]]
    numbers += [api[key] for api in apis]
    by_number = {device.number: device for device in usable}
    return next((by_number[number] for number in numbers if number in by_number), usable[0])


def _matches(device: Device, wanted: str | int) -> bool:
    if isinstance(wanted, int) or wanted.isdecimal():
        return device.number == int(wanted)
    return wanted.casefold() in device.name.casefold()


def _of_best_api(named: list[Device]) -> list[Device]:
    """Windows lists each microphone up to four times: keep one."""
    best = _BEST_API.get(platform.system())
    return [device for device in named if device.api == best] or named
