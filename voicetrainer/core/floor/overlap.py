"""The classes of overlap, settled from the finished timeline.

Theory of operation.  Each utterance is judged by the first line it touched, and there by where it
began: before the line (they began together, or the caller cut in), in its first moments, in a pause
written as bait, where the turn could have passed, or elsewhere.  What does not take the floor, a
listed "mm-hm" or a sound too short to be told from one, is judged by that alone.  Two things are
looked at more closely:

* "mm-hm", a pause, and the answer once the line is over are one utterance to the detector.  What lay
  over the line was the "mm-hm".
* A question inside a line invites an answer, even if the caller did not mean to wait for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from ..events import Mark, Ms
from ..match import is_backchannel, plain, words_outside
from ..scenario import Scenario
from .content import Content, content_of
from .heard import Line, Utterance

OverlapKind = Literal[
    "backchannel",  # up to 2 listed words, floor not taken: credited, capped
    "terminal",  # begins where the turn could have passed: neutral
    "simultaneous start",  # both began together, or the caller cut in: neutral
    "false ending",  # in a pause inside a line: mild; it counts if an offer or a defence came with it
    "short overlap",  # one word or an unclear sound, gone before it could stop the caller: neutral
    "interruption",  # the rest
    "gave way",  # the trainee stopped when the caller cut in: credited
]

TERMINAL: Ms = 400
"""Speech that begins so late in a line or sentence foresaw its end."""
SAME_START: Ms = 300
GIVES_WAY: Ms = 1_000
"""Whoever stops so soon after the caller cut in has given way."""
TOUCH: Ms = 60
"""Overlaps shorter than the detector's own doubt are none."""
TELLING: Ms = 440
"""The words of a shorter sound are guesses: recognisers write "uh huh" as "That's what"."""
LONG_ENOUGH = 5
"""Letters of a listed sound from which on a recogniser's slip in one of them is forgiven."""
CREDIT_EVERY: Ms = 3_000
"""Signs of listening closer together than this count once."""
_SPELT = {"c": "see", "sea": "see", "k": "kay", "r": "are", "u": "you", "y": "why"}
"""Letters that are words by their sound."""


@dataclass(frozen=True, slots=True)
class Overlap:
    kind: OverlapKind
    utterance: int
    line: int
    onset: Ms
    """When the overlap began (the later of the two onsets)."""
    end: Ms
    words: str
    content: Content | None = None
    """What an interruption, or a start in a false ending, brought; None for other classes, and where
    it cannot be told."""
    cut: bool = False
    """It stopped the caller."""
    invited: bool = False
    """The caller had just asked a question."""
    caller_cut_in: bool = False
    """The trainee had been speaking for a while when this line began."""
    credited: bool = False
    """A backchannel, or giving way, that counts for the trainee."""

    @property
    def length(self) -> Ms:
        return self.end - self.onset

    @property
    def counts(self) -> bool:
        """Against the trainee: an interruption, or a false ending with an offer or a defence."""
        return self.kind == "interruption" or (
            self.kind == "false ending" and self.content in ("solution", "defence")
        )


def overlaps_of(
    spoken: Sequence[Utterance], lines: Sequence[Line], scenario: Scenario
) -> tuple[Overlap, ...]:
    """Every overlap, in the order of the utterances.  `lines` are in order and do not overlap."""
    ends = [line.end for line in lines]
    found: list[Overlap] = []
    for speech in spoken:
        if speech.worded:
            first = bisect_left(ends, speech.onset)
            found += _of_one(speech, lines[first:], scenario)
    return tuple(_capped(found))


def _of_one(speech: Utterance, lines: Sequence[Line], scenario: Scenario) -> Iterator[Overlap]:
    """Judged by the first line it touched; over a later one it was the caller who came in again."""
    first: Overlap | None = None
    for line in lines:
        if line.onset >= speech.end:
            return
        one = _overlap(speech, line, scenario)
        if one is None:
            continue
        if first is None:
            first = one
        elif not _stands(one, first):
            one = replace(one, kind="simultaneous start", content=None, credited=False)
        yield one


def _stands(later: Overlap, first: Overlap) -> bool:
    """May an overlap with a later line keep its own class?  Nobody is praised for ending what they began."""
    yielded = later.kind == "gave way" and first.kind not in ("interruption", "false ending")
    return later.kind == "backchannel" or yielded


def _overlap(speech: Utterance, line: Line, scenario: Scenario) -> Overlap | None:
    speech = _part_under(speech, line, scenario)
    onset, end = max(speech.onset, line.onset), min(speech.end, line.end)
    if end - onset < TOUCH:
        return None
    kind, invited = _kind(speech, line, scenario)
    competes = kind in ("interruption", "false ending")
    return Overlap(
        kind, speech.number, line.number, onset, end, speech.text,
        content=content_of(speech, scenario) if competes else None,
        cut=_stopped(speech, line), invited=invited,
        caller_cut_in=line.onset - speech.onset > SAME_START, credited=kind in ("backchannel", "gave way"),
    )  # fmt: skip


def _part_under(speech: Utterance, line: Line, scenario: Scenario) -> Utterance:
    """The murmur alone, where an utterance fell silent under the line and went on when that was over.

    Of a line that was cut only if it was a murmur: others meant to stop it.
    """
    if not line.onset <= speech.onset < line.end:
        return speech
    for begin, resumed in speech.pauses:
        if begin < line.end and resumed >= line.end - (0 if line.cut else TERMINAL):
            heard, *others = (_leading(text, scenario.backchannels) for text in (speech.text, *speech.others))
            part = replace(speech, end=begin, text=heard, others=tuple(others), took_floor=False)
            return part if not line.cut or _listens(part, scenario) else speech
    return speech


def _leading(text: str, listed: tuple[str, ...]) -> str:
    """The listed sounds that a text begins with, else its first word: who knows where the pause was."""
    tokens = plain(text)
    fits = [n for n in range(1, min(5, len(tokens)) + 1) if is_backchannel(" ".join(tokens[:n]), listed)]
    return " ".join(tokens[: max(fits, default=1)])


def _stopped(speech: Utterance, line: Line) -> bool:
    """The line was cut while it was spoken over."""
    return line.cut and speech.onset <= line.end <= speech.end + SAME_START


def _kind(speech: Utterance, line: Line, scenario: Scenario) -> tuple[OverlapKind, bool]:
    """The class, and whether the caller had invited an answer."""
    into = speech.onset - line.onset
    if into < 0:
        return _came_in(speech, line), False
    if _listens(speech, scenario):
        return "backchannel", False
    if into <= SAME_START:
        return "simultaneous start", False
    place, invited = _place(into, line)
    if place in ("interruption", "false ending") and _slight(speech, scenario):
        return "short overlap", False
    return place, invited


def _came_in(speech: Utterance, line: Line) -> OverlapKind:
    """The line began after the speech: they began together, or the caller cut in."""
    if line.onset - speech.onset <= SAME_START or _stopped(speech, line):
        return "simultaneous start"
    paused = any(begin <= line.onset < resumed for begin, resumed in speech.pauses)
    gave_way = not paused and speech.end - line.onset <= GIVES_WAY
    return "gave way" if gave_way else "simultaneous start"


def _listens(speech: Utterance, scenario: Scenario) -> bool:
    """A listed sound; a short one also if it may well have been one.

    That is, if another reading of the whole is listed, or if it is written like one but for one letter
    ("bright" for "right"), or spelt ("I. C." for "I see").
    """
    if is_backchannel(speech.text, scenario.backchannels):
        return True
    if speech.end - speech.onset >= scenario.barge_in_after:
        return False
    tokens = plain(speech.text)
    whole = (text for text in speech.others if len(plain(text)) >= len(tokens))
    spelt = " ".join(_SPELT.get(token, token) for token in tokens)
    if any(is_backchannel(text, scenario.backchannels) for text in (*whole, spelt)):
        return True
    heard = "".join(tokens)
    return any(_one_slip(heard, "".join(plain(listed))) for listed in scenario.backchannels)


def _one_slip(heard: str, meant: str) -> bool:
    """One letter more, less or other, in a word long enough to be known by the rest."""
    if len(meant) < LONG_ENOUGH or abs(len(heard) - len(meant)) > 1:
        return False
    same = next((n for n, (a, b) in enumerate(zip(heard, meant, strict=False)) if a != b), len(meant))
    return any(heard[same + i :] == meant[same + j :] for i, j in ((1, 0), (0, 1), (1, 1)))


def _slight(speech: Utterance, scenario: Scenario) -> bool:
    """Too little to tell from a backchannel, which recognisers often write as some short word.

    Whether it stopped the caller says nothing: she may have been wrong about it, too.
    """
    length = speech.end - speech.onset
    readings = (speech.text, *speech.others)
    fewest = min(words_outside(text, scenario.backchannels) for text in readings if text.strip())
    return length < TELLING or (length < scenario.barge_in_after and fewest <= 1)


def _place(into: Ms, line: Line) -> tuple[OverlapKind, bool]:
    """Where in the line the speech began; the line may have been cut, its marks know its whole length."""
    sentences = [m for m in line.marks if m.kind == "sentence"]
    whole = line.length or line.end - line.onset
    for mark, after in zip(sentences, [m.onset for m in sentences[1:]] + [whole], strict=True):
        if mark.text.rstrip(" \"'”’)").endswith("?") and mark.end - TERMINAL <= into <= after + SAME_START:
            return "terminal", True
    if any(_in_pause(into, m, sentences) for m in line.marks if m.kind == "pause"):
        return "false ending", False
    if any(end - TERMINAL <= into <= until for end, until in _passes(sentences, whole)):
        return "terminal", False
    return "interruption", False


def _in_pause(into: Ms, pause: Mark, sentences: Sequence[Mark]) -> bool:
    """From just before the pause until they both begin after it; at the end of a line it is no bait."""
    goes_on = any(m.end > pause.end for m in sentences)
    return goes_on and pause.onset - TERMINAL <= into <= pause.end + SAME_START


def _passes(sentences: Sequence[Mark], whole: Ms) -> Iterator[tuple[Ms, Ms]]:
    """Where the turn could have passed: after each sentence until the next begins, and at the end."""
    for mark, after in pairwise(sentences):
        yield mark.end, max(mark.end + SAME_START, after.onset)
    yield (sentences[-1].end if sentences else whole), whole


def _capped(found: Sequence[Overlap]) -> Iterator[Overlap]:
    """Of signs of listening that come thick and fast only every so many count."""
    last: Ms | None = None
    for one in found:
        if one.kind == "backchannel":
            if last is not None and one.onset - last < CREDIT_EVERY:
                yield replace(one, credited=False)
                continue
            last = one.onset
        yield one
