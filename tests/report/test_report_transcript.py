"""What stands in the transcript, and what is nothing to read."""

from __future__ import annotations

from dataclasses import replace

import parcel

from voicetrainer.report.transcript import SCRAP, transcript


def shown(length: int) -> int:
    """Lines of a transcript in which one sound without words is so long."""
    first = parcel.FLOOR.utterances[0]
    scrap = replace(first, number=99, onset=90_000, end=90_000 + length, text="")
    floor = replace(parcel.FLOOR, utterances=(*parcel.FLOOR.utterances, scrap))
    return len(transcript(floor, parcel.TIMELINE, parcel.SCENARIO))


def test_a_scrap_of_sound_is_nothing_to_read() -> None:
    assert shown(SCRAP) == shown(SCRAP - 20) + 1
