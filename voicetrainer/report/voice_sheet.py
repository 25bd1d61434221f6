"""The voice sheet: every voice in every mood on one page that opens offline, to be listened to."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from .. import catalogue

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One voice in one mood."""

    mood: str
    seconds: float
    sound: bytes
    """A whole sound file."""
    kind: str
    """Of the file: 'mpeg', 'flac', 'ogg'."""

    @property
    def uri(self) -> str:
        return f"data:audio/{self.kind};base64,{base64.b64encode(self.sound).decode()}"


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One voice; `takes` in the order of the sheet's moods, fewer if it failed on the way."""

    name: str
    about: str
    takes: tuple[Take, ...]
    trouble: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Engine:
    name: str
    about: str
    rows: tuple[Row, ...]


def render(engines: Sequence[Engine], moods: Sequence[str], sentence: str) -> str:
    """The whole page as HTML.  Asks nothing of any network; without JavaScript it has plain players."""
    return _template().render(
        t=_text, style=_file("tokens.css") + _file("voice_sheet.css"), script=_file("voice_sheet.js"),
        engines=engines, moods=moods, sentence=sentence,
        number=sum(len(engine.rows) for engine in engines),
    )  # fmt: skip


def _text(key: str, **values: object) -> str:
    return catalogue.say(f"voices.{key}", **values)


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_file("voice_sheet.html"))


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
