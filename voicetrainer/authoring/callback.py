"""Promises that come back: `callback of: parcel`, and places in the caller's lines for what was promised.

    caller: You said you'd (promise, or ring me this afternoon). Nobody has.
    caller: (promised time, or By four), you said.

What stands behind the “or” is said where nothing was promised, or nothing is known of it; so such a
scenario can be checked and played like any other.  For a call the places are filled in the scenario's
own text, which is kept with the call: it opens, replays and is judged from that text alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..catalogue import known, say
from ..core.promises import Promise
from .load import Loaded, load_scenario_text
from .values import PROMISE

_TODAY = re.compile(r"\b(?:today|tonight)\b")


def with_promises(loaded: Loaded, promises: Sequence[Promise]) -> Loaded:
    """The scenario with what was promised in its lines; as it is where nothing was."""
    promise = max(promises, key=lambda one: (one.when is not None, bool(one.deed)), default=None)
    if promise is None or not PROMISE.search(loaded.text):
        return loaded
    text = filled(loaded.text, promise)
    again = load_scenario_text(loaded.path, text.encode())
    return replace(
        loaded, scenario=again.scenario, rehearsals=again.rehearsals, sha256=again.sha256, text=text
    )


def filled(text: str, promise: Promise) -> str:
    """Each place with the promise in it; one that it does not fit keeps its own words."""
    key = f"note.back-{promise.deed.replace(' ', '-')}"
    deed = say(key) if promise.deed and known(key) else ""
    time = " ".join(_TODAY.sub("", promise.by).split()).replace("'", "’")  # safe in any YAML quotes

    def put(found: re.Match[str]) -> str:
        if found[1].lower() == "promise":
            said = " ".join(part for part in (deed, time) if part) if deed else ""
        else:
            said = time
        if not said:
            return found[0]
        return said[:1].upper() + said[1:] if found[2][:1].isupper() else said

    return PROMISE.sub(put, text)
