"""`voicetrainer doctor`: what is installed, which devices, which voice and ear, and why."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator

import click

from .. import __version__, catalogue, places
from .help import described


@click.command(**described("doctor"))
@click.option("--sound", is_flag=True, help=catalogue.say("cli.opt-doctor-sound"))
@click.option("--quick", is_flag=True, help=catalogue.say("cli.opt-quick"))
@click.option("--microphone", default="", metavar="NAME", help=catalogue.say("cli.opt-microphone"))
@click.option("--loudspeaker", default="", metavar="NAME", help=catalogue.say("cli.opt-loudspeaker"))
def doctor(sound: bool, quick: bool, microphone: str, loudspeaker: str) -> None:
    if sound or quick:
        from .settings import load
        from .sound_doctor import check_sound

        known = load()
        check_sound(quick, microphone or known.microphone or None, loudspeaker or known.loudspeaker or None)
        return
    for line in _report():
        click.echo(line)


def _report() -> Iterator[str]:
    yield catalogue.say("cli.doctor-program", version=__version__, python=platform.python_version(),
                        system=platform.platform(terse=True))  # fmt: skip
    yield ""
    yield from _devices()
    yield ""
    yield from _engines()
    yield ""
    yield from _places()


def _devices() -> Iterator[str]:
    from ..sound.devices import probe

    found = probe()
    yield catalogue.say("cli.doctor-sound", library=found.library or catalogue.say("cli.doctor-missing"))
    for device in found.devices:
        marks = [
            catalogue.say(f"cli.doctor-{side}")
            for side, taken in (("input", found.input), ("output", found.output))
            if taken == device
        ]
        yield catalogue.say(
            "cli.doctor-device", number=device.number, name=device.name, api=device.api,
            inputs=device.inputs, outputs=device.outputs, rate=device.rate,
            used=f"  <- {', '.join(marks)}" if marks else "",
        )  # fmt: skip
    if found.trouble:
        yield from (f"  {line}" for line in found.trouble.splitlines())
        yield f"  {catalogue.say('cli.doctor-recorded-only')}"


def _engines() -> Iterator[str]:
    from ..speech.choose import describe_engines

    for kind in ("voice", "ear"):
        yield catalogue.say(f"cli.doctor-{kind}s")
        for row in describe_engines():
            if row.kind != kind:
                continue
            mark = "*" if row.used else "+" if row.installed else "-"
            notes = [catalogue.say(f"cli.doctor-{word}") for word in ("cloud", "poor") if getattr(row, word)]
            tail = f" ({', '.join(notes)})" if notes else ""
            yield f"  {mark} {row.name:<22} {row.version:<10} {row.why}{tail}".rstrip()


def _places() -> Iterator[str]:
    yield catalogue.say("cli.doctor-places")
    for name, path in (("calls", places.calls()), ("settings", places.settings()), ("cache", places.cache()),
                       ("scenarios", places.scenarios()), ("audio", places.audio())):  # fmt: skip
        yield f"  {catalogue.say(f'cli.doctor-place-{name}'):<10} {path}"
    if sys.prefix == sys.base_prefix:
        yield f"  {catalogue.say('cli.doctor-no-venv')}"
