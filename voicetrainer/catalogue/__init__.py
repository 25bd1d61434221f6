"""Every sentence the program says to a person, by key, in one place; English now.

The texts lie in `en/*.toml`, one file for each part of the program.  `say("cli.ringing",
name="Maureen")` fills in the values.  What a scenario's author wrote is not in here.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

LANGUAGE = "en"


@cache
def _texts(part: str, language: str) -> dict[str, str]:
    file = resources.files(__name__).joinpath(language, f"{part}.toml")
    return {key: str(text) for key, text in tomllib.loads(file.read_text("utf-8")).items()}


def say(key: str, **values: object) -> str:
    """The text for `part.key`, with `{name}` filled in.  A missing key is a bug: KeyError."""
    part, _, name = key.partition(".")
    return _texts(part, LANGUAGE)[name].format_map(values)


def known(key: str) -> bool:
    part, _, name = key.partition(".")
    return name in _texts(part, LANGUAGE)
