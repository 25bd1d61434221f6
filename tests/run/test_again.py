"""Going back to a moment of a call, and on aloud from there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from tests.core.calls import PROGRAM, Hand
from voicetrainer.core import events as e
from voicetrainer.core.call import Call
from voicetrainer.core.cues import Cue
from voicetrainer.core.ports import BLOCK, Samples
from voicetrainer.run.again import Again, catch_up, resume, rewound
from voicetrainer.run.loop import Loop
from voicetrainer.run.rehearse import rehearse

from .parts import loop, of

SCRIPT = [Cue("Hello"), Cue("It is in the porch"), Cue("I am sorry"), Cue("I will call you")]
TIMELINE = rehearse(PROGRAM, SCRIPT, e.Answered(0, seed=4711)).timeline
SAYINGS = [x for x in TIMELINE if isinstance(x, e.Saying)]


def leave(again: Again) -> None:
    if again.call.timeline:
        again.call.break_off(again.call.now, "looked at")


@pytest.mark.parametrize("number", range(len(SAYINGS) - 1))
def test_the_moment_snaps_back_to_the_line_that_sounded_then(number: int) -> None:
    started = next(x for x in TIMELINE if isinstance(x, e.LineStarted) and x.line == SAYINGS[number].line)
    for at in (started.onset, started.onset + started.length // 2):
        again = rewound(TIMELINE, PROGRAM, at)
        assert again.line == SAYINGS[number].text
        leave(again)


def test_the_call_is_as_it_was_just_before_the_line_and_asks_for_it() -> None:
    place = TIMELINE.index(SAYINGS[2])
    again = rewound(TIMELINE, PROGRAM, SAYINGS[2].at + 500)
    assert list(again.earlier) == TIMELINE[: place + 1]
    assert again.call.setting.seed == 4711
    values = [x for x in TIMELINE[:place] if isinstance(x, e.Changed)]
    assert again.call.meters == {"anger": values[-1].value}
    asked = [x for x in again.call.actions() if isinstance(x, e.Say)]
    assert [say.text for say in asked] == [SAYINGS[2].text]
    leave(again)


def test_a_moment_in_which_the_trainee_answered_goes_back_to_the_line_they_answered() -> None:
    answer = [x for x in TIMELINE if isinstance(x, e.Turn)][2]
    again = rewound(TIMELINE, PROGRAM, answer.onset + 100)
    before = [x.text for x in TIMELINE[: TIMELINE.index(answer)] if isinstance(x, e.Saying)]
    assert again.line == before[-1]
    leave(again)


def test_a_moment_before_any_line_begins_the_call_anew() -> None:
    again = rewound(TIMELINE, PROGRAM, 100)
    assert (again.at, again.line, again.utterances) == (0, "", 0)
    assert again.call.timeline == [] and again.call.setting.seed == 4711


def test_after_the_end_it_goes_back_to_the_last_line_that_can_be_answered() -> None:
    again = rewound(TIMELINE, PROGRAM, 10_000_000)
    assert again.line == SAYINGS[-2].text
    leave(again)


def test_a_line_that_began_over_the_trainee_is_no_place_to_go_back_to() -> None:
    hand = Hand.at_opening()
    hand.line(1, 1800, 5000)
    hand.starts(3000)
    hand.call.advance(3900)  # barge-in: she says "Will you let me finish!" while they still speak
    hand.line_over(1, 3900, cut=True)
    hand.line(2, 3900, 2000)
    again = rewound(hand.call.timeline, PROGRAM, 4500)
    assert again.line.startswith("Eleven days")
    leave(again)


# -- aloud -------------------------------------------------------------------------------------------


@dataclass
class Tape:
    """A recorder that keeps what it is given."""

    blocks: list[tuple[Samples, Samples]] = field(default_factory=list)

    def append(self, trainee: Samples, caller: Samples) -> None:
        self.blocks.append((trainee, caller))

    def delay_caller(self, delay: int) -> None: ...


def on_the_phone(again: Again, speech: list[tuple[int, int]], texts: list[str], tape: Tape) -> Loop:
    """`speech` counts from the moment, as the new phone's clock does."""
    made = loop(speech, texts)
    made.parts.recorder = tape
    return Loop(again.call, made.parts, made.inbox, now=again.at)


def test_a_call_goes_on_aloud_from_the_line_with_its_own_time() -> None:
    tape = Tape()
    again = rewound(TIMELINE, PROGRAM, SAYINGS[1].at + 100)
    earlier = len(again.earlier)
    on = on_the_phone(again, [(4000, 5000)], ["I am sorry", "", ""], tape)
    catch_up(on.parts, again)
    call = resume(on)
    new = call.timeline[earlier:]
    started = next(x for x in new if isinstance(x, e.LineStarted))
    assert (started.line, started.onset - again.at) == (SAYINGS[1].line, 20)
    heard = next(x for x in new if isinstance(x, e.SpeechStarted))
    assert heard.utterance == again.utterances + 1
    assert abs(heard.onset - again.at - 4000) <= 20
    assert call.outcome is not None
    assert [x.at for x in call.timeline] == sorted(x.at for x in call.timeline)


def test_what_was_credited_before_is_not_credited_again() -> None:
    again = rewound(TIMELINE, PROGRAM, SAYINGS[-2].at + 100)
    on = on_the_phone(again, [(3000, 4000)], ["I am sorry", "", ""], Tape())
    catch_up(on.parts, again)
    call = resume(on)
    names = [x.checkpoint for x in of(call, e.Credited) if isinstance(x, e.Credited)]
    assert len(names) == len(set(names)) and "said sorry" in names


def test_the_new_recording_begins_with_the_old_sound() -> None:
    tape = Tape()
    again = rewound(TIMELINE, PROGRAM, SAYINGS[1].at + 100)
    samples = np.arange(again.at // 20 * BLOCK + 10 * BLOCK, dtype=np.float32)
    on = on_the_phone(again, [], ["", "", ""], tape)
    catch_up(on.parts, again, samples, -samples)
    assert len(tape.blocks) * 20 == again.at == on.parts.detector.now
    assert np.array_equal(tape.blocks[5][0], samples[5 * BLOCK : 6 * BLOCK])
    assert np.array_equal(tape.blocks[5][1], -samples[6 * BLOCK : 7 * BLOCK])
    assert not tape.blocks[-1][1].any()
    leave(again)


def test_a_call_that_begins_anew_is_held_from_its_beginning() -> None:
    again = rewound(TIMELINE, PROGRAM, 0)
    on = on_the_phone(again, [(600, 1200)], ["Hello", "", ""], Tape())
    catch_up(on.parts, again)
    call = resume(on)
    assert isinstance(call, Call) and call.timeline[0] == call.setting
    assert sum(isinstance(x, e.Answered) for x in call.timeline) == 1


def test_a_call_that_another_version_held_is_told_apart() -> None:
    """There she would have answered 200 ms later than this program does."""
    turn = [x for x in TIMELINE if isinstance(x, e.Turn)][1]
    other = [replace(x, at=x.at + 200) if x.at == turn.at else x for x in TIMELINE]
    again = rewound(other, PROGRAM, turn.at + 1000)
    assert not again.exact
    leave(again)
    exact = rewound(TIMELINE, PROGRAM, turn.at + 1000)
    assert exact.exact
    leave(exact)
