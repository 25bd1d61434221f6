"""A conversation as the timeline of a call, with the events that a practice call would have left.

What the rules look at is all there; what only a live caller does (states, branches, meters) is not.
Here the program knew each thing when it happened, so `at` is the moment itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...core import events as e
from ...core.call import CLEAR_ENOUGH
from ...core.floor.silence import ASKS
from ...core.mouths import SAME_START
from ...core.ports import Reader
from .conversation import CallerLine, Conversation, Said
from .lane import Lane

AFTERWARDS: e.Ms = 1_000
"""The call is over so long after the last word: what a recorder went on with is nobody's silence."""
STATE = "call"
"""Of the scenario that stands for a call without one."""

Ranked = tuple[e.Ms, int, e.Event]
"""Events of one moment are in the order of their rank."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the judge must know of how the call came to be."""

    ear: str = ""
    words_assessed: bool = True
    overlap_assessed: bool = True
    measured: bool = True
    """False for a transcript: it has no voice."""
    troubles: tuple[str, ...] = ()
    """What the report must tell: keys of the catalogue, as in `Trouble`."""


def timeline_of(
    talk: Conversation, agent: Lane, setting: Setting, reader: Reader, baseline: e.Baselined | None = None
) -> list[e.Event]:
    """`reader` tells what the agent's words do."""
    found: list[Ranked] = []
    for one in talk.said:
        found += _utterance(one, setting.measured)
        found += _small(one, talk.lines, reader)
    for line in talk.lines:
        found += _line(line, talk.said)
    for turn in talk.turns:
        before = _before(turn[0].spoken.onset + SAME_START, talk.lines)
        found += _turn(turn, before, reader)
        found += _waits(turn, reader)
    found += [(gain.at, 5, gain) for gain in agent.gains]
    found.sort(key=lambda one: one[:2])
    last = max((at for at, _, _ in found), default=0) + AFTERWARDS
    answered = e.Answered(
        0, ear=setting.ear, words_assessed=setting.words_assessed, overlap_assessed=setting.overlap_assessed
    )
    troubles = [e.Trouble(0, what) for what in setting.troubles]
    begin: list[e.Event] = [answered, *([baseline] if baseline else []), e.Entered(0, STATE), *troubles]
    return [*begin, *(event for _, _, event in found), e.Ended(last, "hung up", "")]


def _utterance(one: Said, measured: bool) -> Iterator[Ranked]:
    said, number = one.spoken, one.number
    yield said.onset, 6, e.SpeechStarted(said.onset, number, said.onset)
    for begin, resumed in said.pauses:
        yield begin, 1, e.SpeechPaused(begin, number, begin)
        yield resumed, 6, e.SpeechResumed(resumed, number, resumed)
    yield said.end, 2, e.SpeechEnded(said.end, number, said.end)
    if measured and said.delivered:
        at = replace(said.delivered, at=said.end, utterance=number, onset=said.onset, end=said.end)
        yield said.end, 3, at
    yield said.end, 3, e.Recognised(said.end, number, said.text, said.confidence)


def _small(one: Said, lines: Sequence[CallerLine], reader: Reader) -> Iterator[Ranked]:
    said = one.spoken
    match one.role:
        case "backchannel":
            yield said.end, 4, e.Backchannel(said.end, one.number, said.text)
        case "over":
            before = _before(said.onset, lines)
            acts = reader(said.text, before.text if before else "")
            yield said.end, 4, e.Overlapped(said.end, one.number, said.text, acts)


def _line(line: CallerLine, said: Sequence[Said]) -> Iterator[Ranked]:
    yield line.onset, 7, e.Saying(line.onset, line.number, line.text, "neutral")
    yield (
        line.onset,
        8,
        e.LineStarted(line.onset, line.number, line.onset, line.length, line.marks, line.level),
    )
    if line.cut_by is not None:
        speech = next(one.spoken for one in said if one.number == line.cut_by)
        yield line.end, 0, e.Interrupted(line.end, line.cut_by, line.number, line.end - speech.onset)
    yield line.end, 1, e.LineEnded(line.end, line.number, line.end, line.cut_by is not None)
    yield line.end, 5, e.Listening(line.end, line.end)


def _turn(turn: Sequence[Said], before: CallerLine | None, reader: Reader) -> Iterator[Ranked]:
    onset, end = turn[0].spoken.onset, turn[-1].spoken.end
    numbers = tuple(one.number for one in turn)
    text = " ".join(one.spoken.text for one in turn)
    confidence = min(one.spoken.confidence for one in turn)
    if confidence < CLEAR_ENOUGH:
        yield end, 4, e.Unclear(end, numbers, onset, end, 1)
        return
    fto = onset - before.end if before else onset
    acts = reader(text, before.text if before else "")
    yield end, 4, e.Turn(end, numbers, onset, end, fto, text, confidence, acts)


def _waits(turn: Sequence[Said], reader: Reader) -> Iterator[Ranked]:
    """The silences inside a turn are the agent's: the caller listens.  After a question she thinks,
    unless it only asked her to hold on."""
    for one in turn[:-1]:
        text, end = one.spoken.text, one.spoken.end
        if not text.rstrip().endswith("?") or any(act.name in ASKS for act in reader(text, "")):
            yield end, 5, e.Listening(end, end)


def _before(onset: e.Ms, lines: Sequence[CallerLine]) -> CallerLine | None:
    """The last line that had begun by then."""
    begun = [line for line in lines if line.onset <= onset]
    return begun[-1] if begun else None
