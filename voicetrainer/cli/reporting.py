"""From a finished call to its report: peaks of the sound, the page, the scorecard's inputs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ..core.errors import StoreError, VoiceTrainerError
from ..core.measures import measures_of
from ..core.review import mended
from ..core.rules import Case
from ..report.inputs import PEAK_MS, Attempt, Peaks, Report
from ..store.folder import CallFolder, list_calls
from .opening import Finished, open_call

BESIDE = 3
"""Earlier attempts that stand beside a call."""


def report_of(
    opened: Finished, folder: CallFolder | None, sound: bool = True, root: Path | None = None
) -> Report:
    """Gather what a report is made from; a recording that cannot be read is told and left out.

    `folder`: where the call is kept, if it is; `root`: where the trainee's other calls lie, to stand
    beside this one.
    """
    from ..run.whatif import what_ifs

    card, timeline = opened.judged(), opened.timeline
    recording, peaks = _sound(folder) if sound else (None, None)
    case = Case(timeline, opened.scenario)
    scored = card.total is not None
    return Report(
        case.floor, card, timeline, opened.scenario, opened.info, recording, peaks,
        measures=measures_of(case),
        earlier=tuple(_earlier(opened, folder, root)) if root and scored else (),
        what_ifs=what_ifs(timeline, opened.scenario, opened.rubric, card, opened.reader) if scored else (),
        call=folder.name if folder else "",
        raised=case.delivery.stretches,
        corrections=tuple(mended(opened.heard, opened.reviews.corrections)),
    )  # fmt: skip


def _earlier(opened: Finished, folder: CallFolder | None, root: Path) -> Iterator[Attempt]:
    """The last scored calls of this trainee at this scenario before this one, oldest first."""
    mine = opened.info
    rows = [
        row for row in list_calls(root)
        if row.info and row.info.trainee == mine.trainee and row.info.scenario.file == mine.scenario.file
        and row.info.practice == mine.practice and row.info.started <= mine.started
        and (folder is None or row.folder.name != folder.name)
        and row.info.result and row.info.result.total is not None
    ][:BESIDE]  # fmt: skip
    for row in reversed(rows):
        try:
            other = open_call(row.folder)
        except VoiceTrainerError:  # a call that no longer opens is told by `calls`
            continue
        case = Case(other.timeline, other.scenario)
        total = other.info.result.total if other.info.result else None
        yield Attempt(other.info.started, total, measures_of(case))


def write_report(
    opened: Finished, folder: CallFolder | None, root: Path | None = None
) -> tuple[Report, Path | None]:
    """The report, and where its page was written (None if it could not be)."""
    from ..report.html import html_report

    report = report_of(opened, folder, root=root)
    if folder is None:
        return report, None
    try:
        return report, folder.write_report(html_report(report))
    except StoreError as error:
        click.echo(str(error), err=True)
        return report, None


def _sound(folder: CallFolder | None) -> tuple[bytes | None, Peaks | None]:
    if folder is None or folder.recording_path is None:
        return None, None
    from ..sound.recording import for_listening, open_recording

    try:
        tracks = open_recording(folder.path)
        content = for_listening(folder.recording_path)
    except (StoreError, OSError) as error:
        click.echo(str(error), err=True)
        return None, None
    return content, (_peaks(tracks.trainee), _peaks(tracks.caller))


def _peaks(samples: object) -> tuple[float, ...]:
    import numpy as np

    from ..core.ports import RATE

    width = PEAK_MS * RATE // 1000
    values = np.abs(np.asarray(samples, np.float32))
    whole = np.pad(values, (0, -len(values) % width)).reshape(-1, width)
    return tuple(float(x) for x in whole.max(axis=1)) if len(values) else ()
