"""Back to a moment of an earlier call, to go on aloud from there: `call --again CALL --at 01:12`.

The moment snaps back to the beginning of the caller's line that sounded then, or sounded last; where
she took a line up again in its middle, to the beginning of that line.  The call is rebuilt from its own
inputs up to just before it, so that caller, meters, checkpoints and seed are those of that moment, and
what she says then is what she said.  If the trainee was speaking, or their words were not yet known,
the line before is taken: nobody can go on with half a sentence of another day.  Where there is no such
line, the call begins anew.

    again = rewound(timeline, program, 72_000)
    loop = Loop(again.call, parts, inbox, now=again.at)
    catch_up(parts, again, trainee, caller)    # what counts blocks; the sound so far, if it was kept
    resume(loop)

The new call's timeline begins with what happened before, so that it can be judged and told as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..core import events as e
from ..core.call import Call
from ..core.ports import BLOCK, BLOCK_MS, Reader, Samples
from ..core.program import Program
from .replay import as_set, replayed

if TYPE_CHECKING:
    from .loop import Loop
    from .parts import Parts


@dataclass(frozen=True, slots=True)
class Again:
    """A call to go on with."""

    call: Call
    """As it was just before the line, which is the next thing that it asks for; or not yet begun."""
    at: e.Ms
    """Call time to go on from, a whole number of blocks: `now` of the loop."""
    line: str
    """What the caller is about to say; empty if the call begins anew."""
    utterances: int
    """So many utterances there have been: the detector numbers on from here."""
    exact: bool = True
    """False if another version of the program held the call, and it did not come to this line again:
    tell, and do not go on with it."""

    @property
    def earlier(self) -> Sequence[e.Event]:
        """What has happened already.  The new timeline begins with it."""
        return self.call.timeline


def rewound(timeline: Sequence[e.Event], program: Program, at: e.Ms, reader: Reader | None = None) -> Again:
    """The call as it was before the line of that time.

    `at`: call time, ms; one after the end goes back to the last line but the farewell.  `reader`: for
    the words to come.
    """
    place = max(_places(timeline, program, at), default=None)
    if place is None:
        return Again(as_set(timeline, program, reader), 0, "", 0)
    call = replayed(timeline, program, upto=place + 1, reader=reader)
    saying = timeline[place]
    assert isinstance(saying, e.Saying), saying
    spoken = [x.utterance for x in call.timeline if isinstance(x, e.SpeechStarted)]
    exact = call.timeline == list(timeline[: place + 1])
    at_block = -(-call.now // BLOCK_MS) * BLOCK_MS
    return Again(call, at_block, saying.text, max(spoken, default=0), exact)


def _places(timeline: Sequence[e.Event], program: Program, at: e.Ms) -> Iterator[int]:
    """Of lines that had begun by then, were said from their beginning, and found the trainee silent."""
    begun = {x.line for x in timeline if isinstance(x, e.LineStarted) and x.onset <= at}
    open_: set[int] = set()
    ending = False
    for place, event in enumerate(timeline):
        match event:
            case e.Entered():
                ending = program.scenario.states[event.state].ending is not None
            case e.SpeechStarted():
                open_.add(event.utterance)
            case e.Recognised():
                open_.discard(event.utterance)
            case e.Saying() if event.line in begun and not event.start and not open_ and not ending:
                yield place


def catch_up(
    parts: Parts, again: Again, trainee: Samples | None = None, caller: Samples | None = None
) -> None:
    """Bring all that counts blocks to the call time of the moment.

    `trainee`, `caller`: the sound of the earlier call from call time 0, as it was heard; silence where
    none was kept.  It goes into the new recording too, so that its times are those of the timeline.
    Raises StoreError when the recording cannot be written.
    """
    parts.detector.now, parts.detector.utterance = again.at, again.utterances
    length = again.at // BLOCK_MS
    if caller is not None:
        caller = caller[: length * BLOCK]
    # a recorder puts the caller one block later, where the loop hands it over
    for own, other in zip(_blocks(trainee, 0, length), _blocks(caller, 1, length), strict=True):
        parts.edges.push(own)
        if parts.delivery:
            parts.delivery.push(own, False)
        if parts.recorder:
            parts.recorder.append(own, other)


def _blocks(track: Samples | None, first: int, count: int) -> Iterator[Samples]:
    silence = np.zeros(BLOCK, np.float32)
    for number in range(first, first + count):
        block = silence if track is None else track[number * BLOCK : (number + 1) * BLOCK]
        yield block if len(block) == BLOCK else np.resize(np.append(block, silence), BLOCK)


def resume(loop: Loop) -> Call:
    """Hold the rest of a call that was rebuilt.  The phone is open; the moment is now.

    The watchers are told of what happened before, too.
    """
    loop.parts.vad.reset()
    loop.parts.gate.reset()
    if not loop.now:
        return loop.run()
    while loop.call.outcome is None:
        loop.step()
    return loop.call
