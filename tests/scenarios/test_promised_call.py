"""The shipped callback: what was promised in the parcel's call, kept or broken."""

from __future__ import annotations

import pytest

from voicetrainer import places
from voicetrainer.authoring import load_scenario
from voicetrainer.authoring.callback import with_promises
from voicetrainer.core.events import Ended, Saying
from voicetrainer.core.program import Program
from voicetrainer.core.promises import promised
from voicetrainer.core.starting import at_level
from voicetrainer.run.rehearse import rehearse

BACK = load_scenario(places.scenarios() / "promised-call.yaml")
GOOD, *_ = BACK.rehearsals


@pytest.mark.parametrize(
    ("level", "says", "not_said"),
    [(1, "And you did.", "phone in my lap"), (2, "phone in my lap", "And you did.")],
)
def test_the_promise_was_kept_or_broken_by_the_level(level: int, says: str, not_said: str) -> None:
    kept = with_promises(BACK, tuple(promised("I will call you myself at half past three today")))
    call = rehearse(Program(at_level(kept.scenario, level)), GOOD.cues)
    lines = " ".join(event.text for event in call.timeline if isinstance(event, Saying))
    assert "You said you'd ring me at half past three." in lines
    assert "At half past three, you said, the last time." in lines
    assert says in lines and not_said not in lines
    assert [event.outcome for event in call.timeline if isinstance(event, Ended)] == ["won"]


def test_it_comes_back_to_the_parcel() -> None:
    assert BACK.scenario.callback_of == "parcel"
