"""A first scenario from a few answers: commented, free of mistakes, with rehearsals that pass."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .outline import mapping, string
from .tree import read

SCHEMA_LINE = "# yaml-language-server: $schema=./voicetrainer-1.json"
SCHEMA_FILE = "voicetrainer-1.json"
_HEATED = frozenset(("angry", "furious", "cold", "neutral"))
_PLAIN = re.compile(r"[A-Za-z][A-Za-z ’']*[A-Za-z]")
"""What needs no quotation marks in YAML wherever it stands."""
_RESERVED = frozenset("yes no on off true false null y n".split())


@dataclass(frozen=True, slots=True)
class Answers:
    """What `voicetrainer new` asks for."""

    title: str = "The late delivery"
    caller: str = "Maureen Price"
    voice: str = "female"
    mood: str = "angry"
    firm: str = "Northway Parcels"
    you: str = "Sam"
    trouble: str = "I have waited eleven days for my parcel, and nobody rings me back."
    """As the caller says it."""
    step: str = "ring the depot now and call you back by four o'clock"
    """As it stands after 'I will'."""


def starter(answers: Answers, file: str) -> str:
    """The scenario as text; `file` is how its comments call it."""
    values = {**_words(answers), "file": file}
    template = (Path(__file__).parent / "starter.yaml").read_text("utf-8")
    return re.sub("«([^»]+)»", lambda found: values[found[1]], template)


def _words(answers: Answers) -> Mapping[str, str]:
    step, firm, you = answers.step.strip(" ."), answers.firm, answers.you
    greeting = f"Good morning, {firm}, {you} speaking. How can I help?"
    texts = {
        "title": answers.title,
        "about": f"{answers.caller} rings {firm}: {answers.trouble}",
        "you": you,
        "firm": firm,
        "caller": answers.caller,
        "step": step,
        "trouble": answers.trouble,
        "greeting": greeting,
        "better greeting": greeting,
        "better sorry": "I'm sorry. That should not have happened.",
        "promise": f"I will {step}.",
        "better step": f"I will {step}.",
    }
    return {
        **{name: scalar(text) for name, text in texts.items()},
        "voice": answers.voice,
        "mood": answers.mood,
        "meter": "anger" if answers.mood in _HEATED else "distress",
        "she": {"female": "her", "male": "him"}.get(answers.voice, "the caller"),
    }


def scalar(text: str) -> str:
    """The text as one value of YAML, on one line, with quotation marks if it needs them."""
    one = " ".join(text.split())
    if _PLAIN.fullmatch(one) and one.lower() not in _RESERVED:
        return one
    return json.dumps(one, ensure_ascii=False)


def file_name(title: str) -> str:
    """'The late delivery' → 'the-late-delivery.yaml'."""
    words = re.findall(r"[^\W_]+", title.lower())
    return f"{'-'.join(words)[:60].strip('-') or 'scenario'}.yaml"


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that is to be written."""

    path: Path
    content: bytes


def copies(source: Path, target: Path) -> Iterator[Copy]:
    """The scenario under its new name, and beside it every shared part that it uses."""
    content = source.read_bytes()
    text = content if SCHEMA_LINE.encode() in content else f"{SCHEMA_LINE}\n".encode() + content
    yield Copy(target, text)
    tree = read(source).tree
    for file in mapping(mapping(tree.root if tree else None).get("use")).values():
        shared = string(file)
        yield Copy(target.parent / shared, (source.parent / shared).read_bytes())
