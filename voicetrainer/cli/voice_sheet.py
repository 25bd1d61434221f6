"""`voicetrainer voices`: who can speak for the caller here, and a page to hear them all."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import catalogue, places
from ..core.errors import EngineError, StoreError, UsageError
from ..core.ports import RATE
from ..core.scenario import MOODS
from .help import described

if TYPE_CHECKING:
    from ..core.ports import Samples, Voice
    from ..report.voice_sheet import Engine, Row, Take
    from ..speech.casting import Casting
    from ..speech.choose import EngineInfo


@click.command(**described("voices"))
@click.option(
    "--sheet", type=click.Path(dir_okay=False, path_type=Path), help=catalogue.say("voices.opt-sheet")
)
@click.option("--engine", "wanted", multiple=True, metavar="NAME", help=catalogue.say("voices.opt-engine"))
@click.option("--mood", "moods", multiple=True, metavar="NAME", help=catalogue.say("voices.opt-mood"))
@click.option("--sentence", metavar="TEXT", help=catalogue.say("voices.opt-sentence"))
def voices(sheet: Path | None, wanted: tuple[str, ...], moods: tuple[str, ...], sentence: str | None) -> None:
    chosen = _moods(moods)
    engines = _engines(wanted)
    if sheet is None:
        for line in listing(engines, chosen):
            click.echo(line)
        return
    speaking = [engine for engine in engines if engine.installed]
    if not speaking:
        raise EngineError("\n".join([_say("nothing"), *map(_missing, engines)]))
    _make_sheet(sheet, speaking, chosen, sentence or _say("sentence"))


def listing(engines: Sequence[EngineInfo], moods: Sequence[str]) -> Iterator[str]:
    """All voices, by engine; of an engine that does not work, why."""
    for engine in engines:
        if not engine.installed:
            yield _missing(engine)
            continue
        yield _say("engine", name=engine.name, version=engine.version).rstrip()
        for casting, about in people():
            yield _say("row", name=casting.name, about=about)
    yield ""
    yield _say("moods", moods=", ".join(moods))
    yield _say("listen")


def people() -> list[tuple[Casting, str]]:
    """Everybody who can be cast, with who that is in words."""
    from ..speech.casting import CAST

    return [
        (casting, _say(f"about-{sex}-{age}")) for (sex, age), castings in CAST.items() for casting in castings
    ]


def _make_sheet(sheet: Path, engines: Sequence[EngineInfo], moods: Sequence[str], sentence: str) -> None:
    from ..report.voice_sheet import render

    number = len(engines) * len(people()) * len(moods)
    with click.progressbar(length=number, label=_say("making", number=number)) as bar:
        made = [_engine(engine, moods, sentence, lambda: bar.update(1)) for engine in engines]
    page = render(made, moods, sentence)
    try:
        sheet.parent.mkdir(parents=True, exist_ok=True)
        sheet.write_text(page, "utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(_say("not-written", file=sheet, reason=why)) from error
    rows = [row for engine in made for row in engine.rows]
    takes = sum(len(row.takes) for row in rows)
    click.echo(_say("made", takes=takes, voices=len(rows), size=len(page) // 1000, file=sheet))


def _engine(info: EngineInfo, moods: Sequence[str], sentence: str, done: Callable[[], None]) -> Engine:
    from ..report.voice_sheet import Engine

    rows = tuple(_row(info.name, casting, about, moods, sentence, done) for casting, about in people())
    about = _say("version", version=info.version) if info.version else ""
    return Engine(info.name, about, rows)


def _row(
    engine: str, casting: Casting, about: str, moods: Sequence[str], sentence: str, done: Callable[[], None]
) -> Row:
    """What the voice could say; an engine that fails on the way does not spoil the sheet."""
    from ..report.voice_sheet import Row
    from ..speech.cache import CachedVoice
    from ..speech.choose import make_voice

    takes: list[Take] = []
    try:
        voice = CachedVoice(make_voice(engine, casting), places.cache() / "lines")
        try:
            for mood in moods:
                takes.append(take(voice, sentence, mood))
                done()
        finally:
            voice.close()
    except EngineError as error:
        return Row(casting.name, about, tuple(takes), str(error))
    return Row(casting.name, about, tuple(takes))


def take(voice: Voice, sentence: str, mood: str) -> Take:
    """Raises EngineError."""
    from ..report.voice_sheet import Take

    clip = voice.render(sentence, mood)
    return Take(mood, clip.length / 1000, *packed(clip.samples))


def packed(samples: Samples) -> tuple[bytes, str]:
    """As a small sound file, and its kind: MP3, which every browser plays, else FLAC."""
    import soundfile

    form, subtype, kind = ("FLAC", "PCM_16", "flac")
    if "MP3" in soundfile.available_formats():
        form, subtype, kind = ("MP3", "MPEG_LAYER_III", "mpeg")
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format=form, subtype=subtype)
    return file.getvalue(), kind


def _engines(wanted: Sequence[str]) -> list[EngineInfo]:
    from ..speech.choose import describe_engines
    from ..speech.silent_voice import SilentVoice

    rows = [row for row in describe_engines() if row.kind == "voice" and row.name != SilentVoice.name]
    names = [row.name for row in rows]
    for name in wanted:
        if name not in names:
            raise UsageError(_say("no-engine", name=name, names=", ".join(names)))
    return [row for row in rows if not wanted or row.name in wanted]


def _moods(wanted: Sequence[str]) -> list[str]:
    for name in wanted:
        if name not in MOODS:
            raise UsageError(_say("no-mood", name=name, names=", ".join(MOODS)))
    return [mood for mood in MOODS if not wanted or mood in wanted]


def _missing(engine: EngineInfo) -> str:
    return _say("engine-missing", name=engine.name, why=engine.why)


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"voices.{key}", **values)
