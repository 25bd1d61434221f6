"""A scenario → Twee 3, to be looked at and written on in Twine.

Each state is a passage: the caller's lines, and a link for every branch that leads on.  What Twine has
no place for (times, meters, credits, branches that stay) goes along whole in a passage of its own,
tagged `voicetrainer`, so that `twee_back` gives the same scenario again and takes over what was changed.
"""

from __future__ import annotations

import json
import re
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from ...catalogue import say
from ..lines import DEFAULT, condition
from ..outline import mapping, sequence, string, strings
from .twee import EVERYWHERE, OWN

ALONE = ("silent", "interrupts", "unclear", "otherwise")
STEP_X, STEP_Y = 225, 150
_FORMAT = {"format": "Harlowe", "format-version": "3.3.9"}


def twee_text(root: Mapping[str, Any]) -> str:
    """`root`: the values of a whole scenario file, as the tree has them."""
    states = mapping(root.get("states"))
    places = _layout(root)
    parts = [f":: StoryTitle\n{string(root.get('title'))}", f":: StoryData\n{_data(root)}"]
    for name, state in states.items():
        x, y = places[name]
        meta = json.dumps({"position": f"{x},{y}", "size": "100,100"}, separators=(",", ":"))
        tags = f" [{state['ending']}]" if mapping(state).get("ending") in ("won", "lost") else ""
        parts.append(f":: {escaped(name)}{tags} {meta}\n{passage_text(root, mapping(state))}")
    if always := sequence(root.get("always")):
        text = passage_text(root, {"branches": always})
        parts.append(f":: {EVERYWHERE} [{OWN}]\n{say('interchange.everywhere')}\n\n{text}")
    own = json.dumps(root, ensure_ascii=False, indent=1)
    parts.append(f":: {OWN} [{OWN}]\n{say('interchange.own-passage')}\n{_kept(own)}")
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _kept(text: str) -> str:
    """Texts in it are no links: with an indent, only texts have two brackets in a row."""
    return text.replace("[[", "\\u005b\\u005b").replace("]]", "\\u005d\\u005d")


def escaped(name: str) -> str:
    return re.sub(r"([\\\[\]{}])", r"\\\1", " ".join(name.split()))


def _data(root: Mapping[str, Any]) -> str:
    ifid = str(uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(root, sort_keys=True))).upper()
    return json.dumps(
        {"ifid": ifid, **_FORMAT, "start": string(root.get("start"))}, ensure_ascii=False, indent=1
    )


def passage_text(root: Mapping[str, Any], state: Mapping[str, Any]) -> str:
    """What stands in the passage of a state."""
    lines = [spoken(root, words) for words in listed(state.get("caller"))]
    branches = [mapping(one) for one in sequence(state.get("branches"))]
    links = [f"[[{label(one)}->{string(one.get('go'))}]]" for one in branches if one.get("go")]
    stays = [f"<!-- {_aside(root, one)} -->" for one in branches if not one.get("go")]
    blocks = ("\n".join(lines), "\n".join(links), "\n".join(stays))
    return "\n\n".join(block for block in blocks if block)


def listed(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [] if said is None else [said]


def spoken(root: Mapping[str, Any], words: Any) -> str:
    """A line as a passage has it; of variants, the first that needs no meter."""
    by = string(mapping(root.get("caller")).get("name")) if mapping(root.get("people")) else ""
    if isinstance(words, dict) and len(words) == 1:
        ((first, inner),) = words.items()
        if first != DEFAULT and not condition(first):
            by, words = first, inner
    if isinstance(words, dict):
        texts = listed(words.get(DEFAULT))
        words = texts[0] if texts else ""
    text = " ".join(string(words).replace("[[", "[ [").replace("]]", "] ]").split())
    return f"{by}: {text}" if by else text.replace("::", ": :", 1) if text.startswith("::") else text


def label(branch: Mapping[str, Any]) -> str:
    """What stands on the link of a branch: the words it waits for, and in brackets what else."""
    when = branch.get("when")
    if not isinstance(when, dict):
        return say(f"interchange.when-{when}") if when in ALONE else str(when)
    said = strings(when.get("says"))
    rest = [f"{word} {_shown(value)}" for word, value in when.items() if word != "says"]
    words = " / ".join(said) + (f" ({'; '.join(rest)})" if rest else "")
    return re.sub(r"\]\]|->|<-|\|", " ", words).strip()


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items())
    return " / ".join(strings(value)) or string(value)


def _aside(root: Mapping[str, Any], branch: Mapping[str, Any]) -> str:
    said = spoken(root, branch["caller"]) if branch.get("caller") is not None else ""
    return f"{label(branch)}: {said}".replace("--", "–").rstrip(": ")


def _layout(root: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Each state in a column by its distance from the start."""
    states = mapping(root.get("states"))
    depth = {string(root.get("start")): 0}
    waiting = deque(depth)
    while waiting:
        name = waiting.popleft()
        for to in _ways(mapping(states.get(name))):
            if to in states and to not in depth:
                depth[to] = depth[name] + 1
                waiting.append(to)
    last = max(depth.values()) + 1
    rows: dict[int, int] = {}
    found: dict[str, tuple[int, int]] = {}
    for name in states:
        column = depth.get(name, last)
        rows[column] = rows.get(column, 0) + 1
        found[name] = (100 + STEP_X * column, 100 + STEP_Y * (rows[column] - 1))
    return found


def _ways(state: Mapping[str, Any]) -> Iterator[str]:
    for branch in sequence(state.get("branches")):
        yield string(mapping(branch).get("go"))
