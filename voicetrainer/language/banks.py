"""The built-in phrase lists: `banks/<language>.yaml`, readable and extendable by a trainer.

A list is a dialogue act (apology, commitment, blame, …) in the wordings a recogniser writes: lower
case, no punctuation.  Phrases are worded positively; `core.match` spells out contractions, tolerates
slips and understands negation, so "i will" does not hit in "i will not".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..catalogue import say
from ..core.errors import Problem, ScenarioError

BANKS = Path(__file__).with_name("banks")
LISTENING = "backchannels"
"""The list that is no dialogue act: words that leave the floor where it is."""


def languages() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in BANKS.glob("*.yaml")))


def banks(language: str = "en") -> Mapping[str, tuple[str, ...]]:
    """List name → phrases.  'en-GB' reads en.yaml.  Raises ScenarioError if there is no such file."""
    found = _read(_file(language))
    return MappingProxyType({name: phrases for name, (_, phrases) in found.items() if name != LISTENING})


def backchannels(language: str = "en") -> tuple[str, ...]:
    """ "mm-hm", "I see": words that never take the floor on their own."""
    return _read(_file(language)).get(LISTENING, ("", ()))[1]


def about(language: str = "en") -> Mapping[str, str]:
    """List name → what it is for, in one sentence."""
    return MappingProxyType({name: told for name, (told, _) in _read(_file(language)).items()})


def _file(language: str) -> Path:
    name = language.replace("_", "-").partition("-")[0].lower()
    file = BANKS / f"{name}.yaml"
    if name in languages():  # compared with what is there, so a name such as ../x is only unknown
        return file
    known = ", ".join(languages())
    message = say("lint.VT005_language", language=language)
    remedy = say("lint.VT005_language_remedy", known=known, file=file)
    raise ScenarioError([Problem(file, 1, 1, "VT005", message, remedy)])


@cache
def _read(file: Path) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """List name → (what it is for, phrases)."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise _broken(file, 1, "") from None
    plain = _plainly(text)
    return plain if plain is not None else _as_yaml(file, text)


_NAME = re.compile(r"([a-z][a-z -]*):")
_ABOUT = re.compile(r"  about: ([^\"'#&*!|>%@`{\[][^#:]*)")
_PHRASE = re.compile(r"    - ([a-z][a-z' -]*)")


def _plainly(text: str) -> dict[str, tuple[str, tuple[str, ...]]] | None:
    """As `_as_yaml` and fifty times as fast, for a file that is laid out like ours; else None.

    Every call reads these lists before the phone rings.
    """
    told: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if phrase := _PHRASE.fullmatch(line):
            lists.setdefault(name, []).append(phrase[1].rstrip())
        elif (heading := _NAME.fullmatch(line)) and heading[1] not in told:
            name = heading[1]
            told[name] = ""
        elif name and not told[name] and (about := _ABOUT.fullmatch(line)):
            told[name] = about[1].rstrip()
        elif line.strip() and not line.startswith("#") and line != "  phrases:":
            return None
    return (
        {one: (told[one], tuple(lists[one])) for one in told}
        if told and told.keys() == lists.keys()
        else None
    )


def _as_yaml(file: Path, text: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        tree: Any = YAML(typ="base", pure=True).load(text)  # "true" and "no" are words
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _broken(file, line, "") from None
    except (YAMLError, ValueError):
        raise _broken(file, 1, "") from None
    if not isinstance(tree, dict):
        raise _broken(file, 1, "")
    return {str(name): _list(file, str(name), entry) for name, entry in tree.items()}


def _list(file: Path, name: str, entry: Any) -> tuple[str, tuple[str, ...]]:
    phrases = entry.get("phrases") if isinstance(entry, dict) else None
    if not isinstance(phrases, list) or not phrases:
        raise _broken(file, 1, name)
    return str(entry.get("about", "")), tuple(str(phrase).strip() for phrase in phrases)


def _broken(file: Path, line: int, name: str) -> ScenarioError:
    message = say("lint.VT005_bank", name=name) if name else say("lint.VT001_yaml")
    return ScenarioError(
        [Problem(file, line, 1, "VT005" if name else "VT001", message, say("lint.VT005_bank_remedy"))]
    )
