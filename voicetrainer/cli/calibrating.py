"""`voicetrainer calibrate`: twenty seconds of ordinary speech, as the measure for later calls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import catalogue
from ..core import events as e
from ..core.errors import DeviceError
from . import settings
from .help import described
from .settings import OwnVoice

if TYPE_CHECKING:
    from ..core.ports import Samples

LENGTH_MS = 20_000


@click.command(**described("calibrate"))
@click.option("--from", "clip", type=click.Path(path_type=Path), help=catalogue.say("cli.opt-calibrate-from"))
@click.option("--microphone", metavar="NAME", help=catalogue.say("cli.opt-microphone"))
@click.option("--forget", is_flag=True, help=catalogue.say("cli.opt-calibrate-forget"))
def calibrate(clip: Path | None, microphone: str | None, forget: bool) -> None:
    kept = settings.load()
    if forget:
        settings.save(replace(kept, own_voice=None))
        click.echo(catalogue.say("cli.calibrate-forgotten"))
        return
    from ..sound.delivery import baseline_of

    samples, name = _from_file(clip) if clip else _spoken(microphone or kept.microphone)
    found = baseline_of(samples)
    saved = settings.save(replace(kept, own_voice=OwnVoice(name, found)))
    click.echo(_told(found))
    click.echo(catalogue.say("cli.calibrate-kept" if saved else "cli.calibrate-not-kept"))


def _from_file(clip: Path) -> tuple[Samples, str]:
    """A recording has no microphone that a call could know again: only its pitch will count."""
    from ..sound.clips import read_clip

    return read_clip(clip), ""


def _spoken(microphone: str) -> tuple[Samples, str]:
    from ..sound.card import CardPhone
    from ..sound.devices import probe
    from ..sound.soundcheck import listen

    if found := probe().trouble:
        raise DeviceError(found)
    phone = CardPhone(microphone or None, None)
    phone.open()
    try:
        click.echo(catalogue.say("cli.calibrate-speak", seconds=LENGTH_MS // 1000))
        click.echo(catalogue.say("cli.calibrate-text"))
        samples = listen(phone, LENGTH_MS)
        return samples, phone.input.name if phone.input else ""
    finally:
        phone.close()


def _told(found: e.Baselined) -> str:
    level = "–" if found.level is None else f"{found.level:.0f}".replace("-", "−")
    pitch = "–" if found.pitch is None else f"{found.pitch:.0f}"
    return catalogue.say("cli.calibrated", level=level, pitch=pitch)
