"""What must hold of every call, whatever went wrong in it, held against its folder."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from voicetrainer.core import events as e
from voicetrainer.core.errors import StoreError
from voicetrainer.core.ports import BLOCK_MS, RATE
from voicetrainer.sound.recording import open_recording
from voicetrainer.store.folder import CallFolder

from .card import runs
from .chirps import LENGTH, find

if TYPE_CHECKING:
    from .calls import Facts

NEAR: e.Ms = 1500
"""A chirp further away than this belongs to something else."""
SAME = 2.0
"""Ms within which two places in a recording are the same."""
MOST_DELAY: e.Ms = 3_500
"""After a stall the caller's last words may still be so far away."""
SLACK: e.Ms = 500
HANGS: e.Ms = 9_000
CHIRP_MS = LENGTH * 1000 // RATE
CUT_MARGIN: e.Ms = 60


@dataclass(slots=True)
class Checked:
    faults: list[str] = field(default_factory=list)
    lane: list[tuple[e.Ms, float]] = field(default_factory=list)
    """(call time, ms): the caller's lane − LineStarted.onset, for each line."""
    heard: list[tuple[e.Ms, float]] = field(default_factory=list)
    """(call time, ms): when the line came out of the loudspeaker − its place in the caller's lane."""
    trainee: list[tuple[e.Ms, float]] = field(default_factory=list)
    """(call time, ms): the trainee's lane − when the clip was spoken."""
    events: int = 0
    lines: int = 0
    utterances: int = 0


def check(facts: Facts, folder: CallFolder, disk_full: bool) -> Checked:
    found = Checked(events=len(facts.timeline))
    found.faults += told_right(facts.timeline)
    found.faults += kept_whole(facts.timeline, folder, disk_full)
    found.utterances = sum(isinstance(x, e.SpeechStarted) for x in facts.timeline)
    found.lines = sum(isinstance(x, e.LineStarted) for x in facts.timeline)
    if not disk_full:
        _recording(facts, folder, found)
    return found


def told_right(timeline: Sequence[e.Event]) -> Iterator[str]:
    """What is wrong with the timeline itself."""
    ends = [n for n, event in enumerate(timeline) if isinstance(event, e.Ended)]
    if ends != [len(timeline) - 1]:
        yield f"ended {len(ends)} times, or not last"
    if any(after.at < before.at for before, after in pairwise(timeline)):
        yield "time went back"
    spoken = {x.utterance for x in timeline if isinstance(x, e.SpeechEnded)}
    answered = {x.utterance for x in timeline if isinstance(x, e.Recognised)}
    last = timeline[-1].at
    late = {x.utterance for x in timeline if isinstance(x, e.SpeechEnded) and last - x.at < HANGS}
    if lost := spoken - answered - late:
        yield f"{len(lost)} utterances without words or word of their loss"
    lengths = {x.line: x.onset + x.length + SLACK for x in timeline if isinstance(x, e.LineStarted)}
    # a line that was not even begun may have waited for a voice that hangs
    due = {x.line: lengths.get(x.line, x.at + HANGS) for x in timeline if isinstance(x, e.Saying)}
    over = {x.line for x in timeline if isinstance(x, e.LineEnded)}
    if lost := {line for line, end in due.items() if end < last} - over:
        yield f"{len(lost)} lines never ended"


def kept_whole(timeline: Sequence[e.Event], folder: CallFolder, disk_full: bool) -> Iterator[str]:
    """What is wrong with the timeline's file; a full disk may have broken it off."""
    try:
        kept = folder.timeline()
    except StoreError as error:
        if not disk_full:
            yield f"timeline: {error}"
        return
    if list(kept) != list(timeline[: len(kept)]):
        yield "the timeline file tells another story"
    elif len(kept) != len(timeline) and not disk_full:
        yield f"{len(timeline) - len(kept)} events are not in the file"


def _recording(facts: Facts, folder: CallFolder, found: Checked) -> None:
    if folder.recording_path is None:
        found.faults.append("no recording")
        return
    tracks = open_recording(folder.path)
    if folder.recording_path.name != "call.flac":
        found.faults.append("not compressed")
    length = len(tracks.caller) * 1000 // RATE
    if not -1 <= length - facts.now <= MOST_DELAY:
        found.faults.append(f"recording of {length} ms, call of {facts.now} ms")
    _lines(facts, [at * 1000 / RATE for at in find(tracks.caller)], found)
    _clips(facts, [at * 1000 / RATE for at in find(tracks.trainee)], found)


def _lines(facts: Facts, lane: list[float], found: Checked) -> None:
    heard = sorted(
        start + at * 1000 / RATE - facts.zero
        for start, sound in runs(facts.card.world.heard)
        for at in find(sound)
    )
    found.lane, missed = place_of(facts.timeline, facts.lengths, lane)
    found.faults += missed
    for onset, off in found.lane:
        if (out := _nearest(heard, onset + off)) is not None:
            found.heard.append((onset, out - onset - off))


def place_of(
    timeline: Sequence[e.Event], lengths: Mapping[tuple[str, str], e.Ms], lane: list[float]
) -> tuple[list[tuple[e.Ms, float]], list[str]]:
    """(onset, lane − onset) of each line that bears a chirp, and what is missing."""
    found, missed = [], []
    for onset in _onsets(timeline, lengths):
        place = _nearest(lane, onset)
        if place is None:
            missed.append(f"the line at {onset} ms is not in the caller's lane")
        else:
            found.append((onset, place - onset))
    return found, missed


def _onsets(timeline: Sequence[e.Event], lengths: Mapping[tuple[str, str], e.Ms]) -> Iterator[e.Ms]:
    """Of the lines that bear a chirp and whose first samples were surely played."""
    begun = {x.line: x for x in timeline if isinstance(x, e.Saying)}
    over = {x.line: x for x in timeline if isinstance(x, e.LineEnded)}
    last = timeline[-1].at
    for event in timeline:
        if not isinstance(event, e.LineStarted) or begun[event.line].start:
            continue
        said = begun[event.line]
        if lengths.get((said.text, said.mood)) != event.length:
            continue  # a caption: the voice had failed
        ended = over[event.line].at if event.line in over else last
        if ended - event.at > CHIRP_MS + CUT_MARGIN and event.length > CHIRP_MS:
            yield event.onset


def _clips(facts: Facts, lane: list[float], found: Checked) -> None:
    lost = facts.card.world.lost
    for placed in facts.placed:
        if any(x is not placed and abs(x.at - placed.at) < 3 * CHIRP_MS for x in facts.placed):
            continue  # two at once
        block = placed.at // BLOCK_MS
        before = bisect.bisect_left(lost, block)
        at = placed.at - before * BLOCK_MS - facts.zero
        if at < 0 or at + 2 * CHIRP_MS > facts.now or {block, block + 1} & set(lost[before : before + 2]):
            continue
        place = _nearest(lane, at)
        if place is None:
            found.faults.append(f"the clip at {at} ms is not in the trainee's lane")
        else:
            found.trainee.append((at, place - at))


def _nearest(places: list[float], at: float) -> float | None:
    near = min(places, key=lambda place: abs(place - at), default=None)
    return near if near is not None and abs(near - at) < NEAR else None
