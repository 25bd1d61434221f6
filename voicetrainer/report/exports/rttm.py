"""RTTM, NIST's segments of speakers: ten columns, seconds, `<NA>` where there is nothing to say.

    SPEAKER <call> <channel> <onset> <length> <NA> <NA> <speaker> <NA> <NA>

Channel 1 is the trainee and channel 2 the caller, as in the recording.  Typed words make no sound and
are left out.  Source: NIST, RT-09 evaluation plan, appendix A.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.events import Ms
from .export import Export


def write(export: Export) -> str:
    name = "_".join(export.name.split()) or "call"
    rows = sorted(_segments(export))
    return "".join(
        f"SPEAKER {name} {channel} {onset / 1000:.3f} {(end - onset) / 1000:.3f} <NA> <NA> {who} <NA> <NA>\n"
        for onset, end, channel, who in rows
    )


def _segments(export: Export) -> Iterator[tuple[Ms, Ms, int, str]]:
    floor = export.report.floor
    for one in floor.utterances:
        if one.end > one.onset and not one.typed:
            yield one.onset, one.end, 1, "trainee"
    for line in floor.lines:
        if line.end > line.onset:
            yield line.onset, line.end, 2, "caller"
