"""Where the sentences of a caller lie, and where the turn could have passed.

Theory of operation.  A recogniser tells what was said in a stretch of speech and how many sentences it
were, by its full stops, but not when each of them ended.  The detector knows the pauses.  A sentence's
place is guessed from its share of the letters, and moved to the pause that lies nearest, if one is near.
After the last word of a stretch the turn could always have passed, unless that word plainly asks for
more ("and", "because", "the"): there the caller was only drawing breath.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...core.events import Mark, Ms
from .lane import Spoken

NEAR: Ms = 1_500
"""A pause further from the guess is that of another sentence."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_GOES_ON = frozenset(
    "and but because so or if when that the a an to of for with my your his her their our this these those "
    "i we he she they it's i'm is was were are am has have had at in on from by into about than as who which "
    "while until since although though very really not don't can't".split()
)
"""After these words nobody has finished."""


def goes_on(text: str) -> bool:
    """Do the words break off in the middle of a sentence?"""
    words = text.lower().split()
    if not words:
        return False
    last = words[-1].rstrip(".,;:!…-–—")
    return last in _GOES_ON or words[-1].endswith(("-", "–", "—", "...", "…", ","))


def marks_of(spoken: Sequence[Spoken]) -> tuple[Mark, ...]:
    """The marks of one line, in ms from its onset."""
    start = spoken[0].onset
    found: list[Mark] = []
    for place, one in enumerate(spoken):
        sentences = list(_sentences(one))
        found += [Mark("sentence", onset - start, end - start, text) for onset, end, text in sentences]
        after = spoken[place + 1] if place + 1 < len(spoken) else None
        if after and goes_on(one.text) and after.onset > one.end:
            found.append(Mark("pause", one.end - start, after.onset - start))
    return tuple(_joined(found))


def _joined(marks: Sequence[Mark]) -> Iterator[Mark]:
    """What a breath divided is one sentence again: its end is no place where the turn could pass."""
    open_: Mark | None = None
    pauses: list[Mark] = []
    for mark in marks:
        if mark.kind == "pause":
            pauses.append(mark)
        elif open_ is not None and pauses and pauses[-1].onset == open_.end:
            open_ = Mark("sentence", open_.onset, mark.end, f"{open_.text} {mark.text}")
        else:
            if open_ is not None:
                yield open_
            open_ = mark
    if open_ is not None:
        yield open_
    yield from pauses


def _sentences(one: Spoken) -> Iterator[tuple[Ms, Ms, str]]:
    """(onset, end, text) of each sentence in a stretch of speech."""
    texts = [text for text in _SENTENCE.split(one.text.strip()) if text]
    letters = sum(map(len, texts)) or 1
    pauses, onset, said = list(one.pauses), one.onset, 0
    for text in texts[:-1]:
        said += len(text)
        guess = one.onset + (one.end - one.onset) * said // letters
        near = min(pauses, key=lambda pause: abs(pause[0] - guess), default=None)
        if near is None or abs(near[0] - guess) > NEAR or near[0] <= onset:
            near = (guess, guess)
        pauses = [pause for pause in pauses if pause[0] > near[1]]
        if guess > onset:
            yield onset, max(onset, near[0]), text
            onset = near[1]
    if texts:
        yield onset, one.end, texts[-1]
